import os
import sys
import unittest

sys.path.insert(0, os.getcwd())

import random
import zlib

import checksums


class Hidden(unittest.TestCase):
    def test_adler_against_zlib(self):
        rng = random.Random(4)
        for size in (0, 1, 2, 100, 257, 258, 1000, 5000, 20000):
            data = rng.randbytes(size)
            self.assertEqual(checksums.adler32(data), zlib.adler32(data), size)
        for size in (200, 300, 5000):
            self.assertEqual(checksums.adler32(b"\xff" * size), zlib.adler32(b"\xff" * size))

    def test_fletcher(self):
        self.assertEqual(checksums.fletcher16(b"\xff" * 9), 0)
        self.assertEqual(checksums.fletcher16(b"abcde"), 0xC8F0)

    def test_luhn(self):
        self.assertEqual(checksums.luhn_digit("7992739871"), 3)
        for number in range(0, 3000, 23):
            text = str(number)
            good = [d for d in "0123456789" if checksums.luhn_valid(text + d)]
            self.assertEqual(good, [str(checksums.luhn_digit(text))])

    def test_isbn(self):
        self.assertTrue(checksums.isbn10_valid("0-19-852663-6"))
        self.assertFalse(checksums.isbn10_valid("0-19-852663"))
        self.assertTrue(checksums.isbn13_valid("9780198526636"))
        self.assertFalse(checksums.isbn13_valid("9780198526637"))

    def test_iban(self):
        self.assertTrue(checksums.iban_valid("CH93 0076 2011 6238 5295 7"))
        self.assertFalse(checksums.iban_valid("CH93 0076 2011 6238 5295 8"))
        self.assertFalse(checksums.iban_valid("XX93"))

    def test_refusal(self):
        with self.assertRaises(ValueError):
            checksums.luhn_valid("12a")


if __name__ == '__main__':
    unittest.main()
