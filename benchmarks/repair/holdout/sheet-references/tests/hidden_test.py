import os
import sys
import unittest

sys.path.insert(0, os.getcwd())

from itertools import product

from cellref import ALPHABET, Cell, cells, column_letters, column_number, moved_formula, parse


class Hidden(unittest.TestCase):
    def test_all_columns_in_order(self):
        names = ["".join(signs) for size in (1, 2, 3) for signs in product(ALPHABET, repeat=size)][:3000]
        numbers = [*range(1, 60), *range(60, 3001, 7), *range(670, 710)]
        self.assertEqual([column_letters(number) for number in numbers], [names[n - 1] for n in numbers])
        self.assertEqual([column_number(names[n - 1]) for n in numbers], numbers)

    def test_no_column(self):
        self.assertEqual(column_letters(0), "")

    def test_writing_what_was_read(self):
        for text in ("A1", "$A$1", "AA10", "AZ$3", "$BA77", "ZZ1", "AAA999", "ABC12"):
            self.assertEqual(str(parse(text)), text)

    def test_range_of_the_first_columns(self):
        self.assertEqual(" ".join(map(str, cells("A1:C2"))), "A1 B1 C1 A2 B2 C2")
        self.assertEqual(" ".join(map(str, cells("Z4:AB4"))), "Z4 AA4 AB4")
        self.assertEqual(cells("D4"), [Cell(4, 4)])

    def test_formulas(self):
        self.assertEqual(moved_formula("=Z1+Z$2-$Z3", 1, 5), "=AA6+AA$2-$Z8")
        self.assertEqual(moved_formula("=C9*2", -2, -8), "=A1*2")

    def test_refusals(self):
        for text in ("", "7", "B0", "a1", "ABCD1", "A-1"):
            with self.assertRaises(ValueError):
                parse(text)
        with self.assertRaises(ValueError):
            parse("B2").moved(0, -2)


if __name__ == '__main__':
    unittest.main()
