import os
import sys
import unittest

sys.path.insert(0, os.getcwd())

from temperature import between, chart, filled, read, smoothed, without_jumps


class Hidden(unittest.TestCase):
    def test_line(self):
        for slope in (-0.25, 0, 0.5, 2):
            for start, end in ((0, 8), (100, 420), (5, 1435)):
                a, b = (start, 3 + slope * start), (end, 3 + slope * end)
                for minute in range(start, end, 5):
                    self.assertAlmostEqual(between(a, b, minute), 3 + slope * minute)

    def test_reaches_the_end(self):
        self.assertEqual(between((10, 1.0), (30, 9.0), 30), 9.0)

    def test_filled_stays_between_the_neighbours(self):
        found = filled([(0, 1.0), (95, 3.0), (300, -2.0), (310, -2.5)], step=5)
        self.assertEqual([minute for minute, _ in found], [*range(0, 311, 5)])
        self.assertTrue(all(-2.5 <= degrees <= 3.0 for _, degrees in found))
        self.assertEqual(dict(found)[35], 1.74)

    def test_uneven_gap(self):
        self.assertEqual(filled([(3, 0.0), (28, 5.0)]), [(3, 0.0), (13, 2.0), (23, 4.0), (28, 5.0)])

    def test_jump_leaves_a_gap(self):
        text = "10:00 20\n10:10 50\n10:20 -9\n10:30 23"
        self.assertEqual(chart(text, reach=0), [(600, 20.0), (610, 21.0), (620, 22.0), (630, 23.0)])

    def test_others(self):
        self.assertEqual(read("# nothing\n\n"), [])
        self.assertEqual(without_jumps([(0, 0.0), (1, 6.0), (2, 12.5)]), [(0, 0.0), (1, 6.0)])
        self.assertEqual(smoothed([(9, 4.0)], reach=3), [(9, 4.0)])
        self.assertEqual(filled([]), [])


if __name__ == '__main__':
    unittest.main()
