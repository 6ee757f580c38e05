import random
import sys
import unittest

sys.path.append("/app")

from hours import OpeningHours
from intervals import IntervalSet


def random_set(rng):
    return IntervalSet((a, a + rng.randint(0, 6)) for a in rng.sample(range(40), rng.randint(0, 6)))


class HiddenTest(unittest.TestCase):
    def test_like_sets(self):
        rng = random.Random(8)
        for _ in range(40):
            a, b = random_set(rng), random_set(rng)
            before = a.pairs, b.pairs
            found = a.subtract(b)
            self.assertIsInstance(found, IntervalSet)
            self.assertEqual(
                [n for n in range(50) if n in found], [n for n in range(50) if n in a and n not in b]
            )
            self.assertEqual(found, IntervalSet(found.pairs))
            self.assertEqual((a.pairs, b.pairs), before)

    def test_edges(self):
        a = IntervalSet([(0, 10)])
        for hole, left in (
            ([], [(0, 10)]), ([(10, 12)], [(0, 10)]), ([(-3, 0)], [(0, 10)]), ([(0, 1)], [(1, 10)]),
            ([(9, 10)], [(0, 9)]), ([(1, 2), (4, 6)], [(0, 1), (2, 4), (6, 10)]), ([(-1, 11)], []),
        ):
            self.assertEqual(a.subtract(IntervalSet(hole)), IntervalSet(left))
        self.assertEqual(IntervalSet().subtract(a), IntervalSet())

    def test_one_hole_in_many(self):
        a = IntervalSet([(0, 2), (4, 6), (8, 10)])
        self.assertEqual(a.subtract(IntervalSet([(1, 9)])).pairs, ((0, 1), (9, 10)))

    def test_hours(self):
        shop = OpeningHours().open(["Sat"], "10:00", "24:00").open(["Sun"], "00:00", "02:00")
        shop.close(["Sat"], "23:00").close(["Sat"], "09:00", "11:00")
        self.assertEqual(shop.lines()[5:], ["Sat 11:00-23:00", "Sun 00:00-02:00"])
        self.assertEqual(shop.times.next_start(0), 5 * 1440 + 660)


if __name__ == "__main__":
    unittest.main()
