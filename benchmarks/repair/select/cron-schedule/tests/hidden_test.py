import os
import sys
import unittest

sys.path.insert(0, os.getcwd())

import random
import time
from datetime import datetime, timedelta

from cron import CronError, CronExpression, upcoming


class Hidden(unittest.TestCase):
    def test_against_single_steps(self):
        rng = random.Random(3)
        texts = ["*/7 * * * *", "5,50 3-4 * * *", "0 0 * * sun", "59 23 31 * *", "10 6 */10 * fri", "*/20 */6 1-3 jan-mar *", "0 12 * * 7"]
        for text in texts:
            expression = CronExpression(text)
            moment = datetime(2024, rng.randint(1, 2), rng.randint(1, 28), rng.randrange(24), rng.randrange(60), rng.randrange(60))
            found = expression.next_after(moment)
            self.assertTrue(expression.matches(found), text)
            before = [found - timedelta(minutes=n) for n in (*range(1, 90), *range(90, 60 * 24 * 62, 211))]
            self.assertEqual([m for m in before if m > moment and expression.matches(m)], [], text)
            self.assertEqual((found > moment, found.second), (True, 0))

    def test_later_on_the_same_day(self):
        twice = CronExpression("15 9,18 * * *")
        self.assertEqual(twice.next_after(datetime(2024, 3, 3, 9, 15, 0)), datetime(2024, 3, 3, 18, 15))
        self.assertEqual(twice.next_after(datetime(2024, 3, 3, 9, 14, 59)), datetime(2024, 3, 3, 9, 15))
        self.assertEqual(CronExpression("5 * * * *").next_after(datetime(2024, 3, 3, 9, 30)), datetime(2024, 3, 3, 10, 5))

    def test_leap_days(self):
        found = upcoming("0 6 29 2 *", datetime(2021, 1, 1), 2)
        self.assertEqual(found, [datetime(2024, 2, 29, 6), datetime(2028, 2, 29, 6)])

    def test_either_day(self):
        found = upcoming("0 0 13 * fri", datetime(2024, 9, 10), 3)
        self.assertEqual([d.day for d in found], [13, 20, 27])

    def test_turn_of_the_year(self):
        self.assertEqual(CronExpression("0 0 1 1 *").next_after(datetime(2024, 1, 1)), datetime(2025, 1, 1))

    def test_result_has_no_seconds(self):
        found = CronExpression("* * * * *").next_after(datetime(2024, 1, 1, 0, 0, 59, 999))
        self.assertEqual(found, datetime(2024, 1, 1, 0, 1))

    def test_fast_enough(self):
        started = time.process_time()
        for text in ("0 0 30 2 *", "0 0 31 4,6 *"):
            with self.assertRaises(CronError):
                CronExpression(text).next_after(datetime(2024, 1, 1))
        self.assertLess(time.process_time() - started, 1.0)


if __name__ == '__main__':
    unittest.main()
