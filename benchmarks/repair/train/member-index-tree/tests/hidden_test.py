import random
import sys
import unittest

sys.path.append("/app")

from bst import TreeIndex


class HiddenTest(unittest.TestCase):
    def test_like_a_dictionary(self):
        for seed in range(4):
            rng = random.Random(seed)
            tree, model = TreeIndex(), {}
            for step in range(60):
                key = rng.randrange(25)
                if rng.random() < 0.45 and model:
                    key = rng.choice(sorted(model))
                    self.assertEqual(tree.remove(key), model.pop(key))
                else:
                    tree.insert(key, step)
                    model[key] = step
                self.assertEqual(list(tree.items()), sorted(model.items()))
                self.assertEqual(len(tree), len(model))
                for known in model:
                    self.assertEqual(tree[known], model[known])

    def test_remove_each_single_one(self):
        numbers = [8, 4, 12, 2, 6, 10, 14, 1, 3, 5, 7, 9, 11, 13, 15]
        for gone in numbers:
            tree = TreeIndex((n, -n) for n in numbers)
            tree.remove(gone)
            self.assertEqual([k for k, _ in tree.items()], [n for n in range(1, 16) if n != gone])
            self.assertNotIn(gone, tree)

    def test_remove_all(self):
        tree = TreeIndex((n, n) for n in (5, 3, 8, 7, 9))
        for n in (5, 7, 8, 9, 3):
            self.assertEqual(tree.remove(n), n)
        self.assertEqual((len(tree), tree.height()), (0, 0))
        with self.assertRaises(KeyError):
            tree.minimum()

    def test_height_does_not_grow(self):
        tree = TreeIndex((n, n) for n in (4, 2, 6, 1, 3, 5, 7))
        tree.remove(4)
        self.assertLessEqual(tree.height(), 3)
        self.assertEqual((tree.minimum(), tree.following(3), tree.following(4)), (1, 5, 5))


if __name__ == "__main__":
    unittest.main()
