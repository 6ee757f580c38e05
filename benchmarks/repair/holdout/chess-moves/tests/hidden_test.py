import os
import sys
import unittest

sys.path.insert(0, os.getcwd())

from chess import Board, count_lines, in_check, legal_moves
from chess.moves import is_attacked, pawn_attacks, targets


class Hidden(unittest.TestCase):
    def test_attacks_of_pawns_agree(self):
        for colour, sign in (("w", "P"), ("b", "p")):
            for start in [(x, y) for x in (0, 3, 7) for y in range(1, 7)]:
                board = Board({start: sign}, "w")
                found = {(x, y) for x in range(8) for y in range(8) if is_attacked(board, (x, y), colour)}
                self.assertEqual(found, set(pawn_attacks(start, colour)))

    def test_own_pieces_do_not_check(self):
        self.assertFalse(in_check(Board.from_fen("8/8/3P1P2/4K3/3P1P2/8/8/7k w"), "w"))
        self.assertTrue(in_check(Board.from_fen("8/8/8/4k3/3P4/8/8/7K b"), "b"))

    def test_kings_keep_apart(self):
        moves = legal_moves(Board.from_fen("8/8/8/3k4/8/3K4/8/8 w"))
        self.assertEqual(moves, ["d3c2", "d3c3", "d3d2", "d3e2", "d3e3"])

    def test_pawn_steps(self):
        board = Board.from_fen("8/8/8/8/4p3/3p4/3PP3/8 w")
        self.assertEqual(sorted(targets(board, (4, 1))), [(3, 2), (4, 2)])
        self.assertEqual(targets(board, (3, 1)), [])

    def test_hemmed_in(self):
        board = Board.from_fen("6rk/6pp/7N/8/8/8/8/K7 b")
        self.assertEqual(legal_moves(board), ["g7g5", "g7g6", "g7h6", "g8a8", "g8b8", "g8c8", "g8d8", "g8e8", "g8f8"])

    def test_counts(self):
        self.assertEqual(count_lines(Board.from_fen(), 1), 20)
        self.assertEqual(count_lines(Board.from_fen("8/8/8/1k1p4/8/2P1K3/8/8 w"), 2), 61)


if __name__ == '__main__':
    unittest.main()
