import os
import sys
import unittest

sys.path.insert(0, os.getcwd())

import random

from ledger import FEES, OUTSIDE, Ledger, Refused


def club(fee=0, limit=None):
    ledger = Ledger(fee)
    for member in "abc":
        ledger.open(member, overdraft=100, daily_limit=limit)
        ledger.transfer(0, OUTSIDE, member, 1000)
    return ledger


def picture(ledger):
    names = ("a", "b", "c", FEES, OUTSIDE)
    accounts = [(n, ledger.balance(n), {d: s for d, s in ledger.account(n).sent.items() if s}) for n in names]
    return accounts, [entry.line() for entry in ledger.journal]


class Hidden(unittest.TestCase):
    def test_everything_as_before(self):
        bad = [("a", "b", 0), ("a", "a", 1), ("a", "nobody", 1), ("nobody", "a", 1), ("a", "b", 10**6), ("b", "c", -5)]
        for last in bad:
            ledger = club(fee=3)
            ledger.transfer(1, "a", "b", 10)
            before = picture(ledger)
            with self.assertRaises(Refused):
                ledger.post_batch(1, [("a", "b", 50), ("b", "c", 70), ("c", OUTSIDE, 5), last])
            self.assertEqual(picture(ledger), before, last)
            self.assertTrue(ledger.audit())

    def test_daily_total_is_given_back(self):
        ledger = club(limit=500)
        with self.assertRaises(Refused):
            ledger.post_batch(1, [("a", "b", 400), ("a", "c", 101)])
        self.assertEqual(ledger.transfer(1, "a", "b", 500).number, 4)
        with self.assertRaises(Refused):
            ledger.transfer(1, "a", "b", 1)

    def test_transfers_see_each_other(self):
        ledger = club()
        ledger.post_batch(1, [("a", "b", 1000), ("b", "c", 2000), ("c", "a", 3000)])
        self.assertEqual([ledger.balance(n) for n in "abc"], [3000, 0, 0])
        ledger = club()
        with self.assertRaises(Refused):
            ledger.post_batch(1, [("a", "b", 600), ("a", "c", 600)])
        self.assertEqual([ledger.balance(n) for n in "abc"], [1000] * 3)

    def test_numbers_have_no_gaps(self):
        ledger = club(fee=1)
        with self.assertRaises(Refused):
            ledger.post_batch(1, [("a", "b", 1), ("a", "b", 0)])
        entries = ledger.post_batch(1, [("a", "b", 1), ("b", "a", 2)])
        self.assertEqual([entry.number for entry in entries], [4, 6])
        self.assertEqual([entry.number for entry in ledger.journal], list(range(1, 8)))

    def test_random_batches(self):
        rng = random.Random(6)
        ledger = club(fee=2, limit=900)
        for turn in range(40):
            batch = [(rng.choice("abc"), rng.choice("abc"), rng.randint(1, 400)) for _ in range(rng.randint(1, 3))]
            before = picture(ledger)
            try:
                ledger.post_batch(turn // 3, batch)
            except Refused:
                self.assertEqual(picture(ledger), before)
            else:
                self.assertGreater(len(ledger.journal), len(before[1]))
            self.assertTrue(ledger.audit())

    def test_empty_batch(self):
        ledger = club()
        self.assertEqual(ledger.post_batch(1, []), [])


if __name__ == '__main__':
    unittest.main()
