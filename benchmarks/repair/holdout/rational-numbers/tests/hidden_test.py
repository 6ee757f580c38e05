import os
import sys
import unittest

sys.path.insert(0, os.getcwd())

from fractions import Fraction

from rational import Rational

PAIRS = [(a, b) for a in (-4, -1, 0, 2, 3) for b in (1, 2, 6)]


class Hidden(unittest.TestCase):
    def test_against_fractions(self):
        for a in PAIRS:
            for b in PAIRS:
                x, y, u, v = Rational(*a), Rational(*b), Fraction(*a), Fraction(*b)
                for mine, right in ((x + y, u + v), (x - y, u - v), (x * y, u * v)):
                    self.assertEqual((mine.top, mine.bottom), (right.numerator, right.denominator))
                self.assertEqual(x < y, u < v)
                self.assertEqual(x >= y, u >= v)
                if v:
                    q = x / y
                    self.assertEqual((q.top, q.bottom), ((u / v).numerator, (u / v).denominator), (a, b))

    def test_division_by_zero(self):
        with self.assertRaises(ZeroDivisionError):
            Rational(1, 2) / Rational(0)
        with self.assertRaises(ZeroDivisionError):
            Rational(1, 0)

    def test_texts(self):
        for text in ("0", "5", "-5", "1/2", "-1/2", "3 1/7", "-3 1/7"):
            self.assertEqual(Rational.parse(text).mixed(), text)
        with self.assertRaises(ValueError):
            Rational.parse("1 2 3")

    def test_hash_and_float(self):
        self.assertEqual(len({Rational(1, 2), Rational(2, 4)}), 1)
        self.assertEqual(float(Rational(7, 4)), 1.75)
        self.assertNotEqual(Rational(1, 2), "1/2")


if __name__ == '__main__':
    unittest.main()
