import sys
import unittest

sys.path.append("/app")

from roman import from_roman, is_roman, to_roman


class HiddenTest(unittest.TestCase):
    def test_every_number(self):
        for number in (*range(1, 500), *range(500, 4000, 7)):
            self.assertEqual(from_roman(to_roman(number)), number)

    def test_limits(self):
        self.assertEqual(to_roman(3999), "MMMCMXCIX")
        self.assertEqual(to_roman(1), "I")
        for number in (0, -1, 4000, 5000):
            with self.assertRaises(ValueError):
                to_roman(number)

    def test_malformed(self):
        for text in ("MMMM", "IIX", "VV", "IL", "abc", " ", "XCX", "MMMMM"):
            self.assertFalse(is_roman(text), text)

    def test_well_formed(self):
        for text, number in (("mmmcmxcix", 3999), (" XLII ", 42), ("DCXC", 690)):
            self.assertEqual(from_roman(text), number)


if __name__ == "__main__":
    unittest.main()
