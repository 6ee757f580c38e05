from __future__ import annotations

from tui.forest import Forest
from tui.reader import News, Page
from tui.snapshot import Node
from tui.states import State


def node(name: str, parent: str | None, children: int = 0, state: State = State.MEASURED) -> Node:
    return Node(name, parent, state, "a change", commit="c", children=children)


def planted() -> Forest:
    forest = Forest()
    forest.take([Page(None, [node("a", None, 3)], 0, 1)], opened=True)
    kids = [node("b", "a", 1), node("c", "a", state=State.HALTED)]
    forest.take([Page("a", kids, 0, 3, frozenset({"c"}))], opened=True)
    return forest


def drawn(forest: Forest) -> list[str]:
    return [
        row.guides + (row.key or (f"+{row.more}" if row.more else f"dead {row.folded}"))
        for row in forest.rows
    ]


def test_rows_are_what_is_open_and_what_is_still_to_be_read() -> None:
    forest = planted()
    assert drawn(forest) == ["a", "├ b", "├ c", "└ +1"]
    forest.take([Page("b", [node("d", "b")], 0, 1)], opened=True)
    assert drawn(forest) == ["a", "├ b", "│ └ d", "├ c", "└ +1"]
    forest.take([Page("a", [node("e", "a")], 2, 3)], opened=True)
    assert drawn(forest) == ["a", "├ b", "│ └ d", "├ c", "└ e"]
    forest.opened.discard("a")
    forest.arrange()
    assert drawn(forest) == ["a"]


def test_dead_clades_fold() -> None:
    forest = planted()
    forest.fold_dead = True
    forest.arrange()
    assert drawn(forest) == ["a", "├ b", "├ dead 1", "└ +1"]


def test_what_died_since_folds_and_what_lives_again_comes_back() -> None:
    forest = planted()
    assert not forest.learn(News(2, dead={"a": False, "b": True}))
    forest.fold_dead = True
    forest.arrange()
    assert drawn(forest) == ["a", "├ dead 2", "└ +1"]
    assert forest.learn(News(3, dead={"a": False, "b": False}))
    assert drawn(forest) == ["a", "├ b", "├ dead 1", "└ +1"]


def test_a_node_beyond_the_pages_can_be_jumped_to() -> None:
    forest = planted()
    forest.take_path([node("a", None, 3), node("z", "a", 1), node("y", "z")])
    forest.take([Page("z", [node("y", "z")], 0, 1)], opened=True)
    assert drawn(forest) == ["a", "├ b", "├ c", "├ +1", "└ z", "  └ y"]


def test_news_change_what_they_are_about_and_nothing_else() -> None:
    forest = planted()
    rows = forest.rows
    assert not forest.learn(News(2, {"b": node("b", "a", 1, State.EVALUATING)}))
    assert forest.rows is rows
    assert forest.nodes["b"].state is State.EVALUATING
    assert forest.learn(News(3, {"a": node("a", None, 5)}))
    assert drawn(forest)[-1] == "└ +3"


def test_a_first_child_opens_its_parent_where_its_page_comes() -> None:
    forest = planted()
    forest.learn(News(2, {}, [Page("b", [node("d", "b")], 0, 1)]))
    assert drawn(forest) == ["a", "├ b", "│ └ d", "├ c", "└ +1"]
    forest.opened.discard("b")
    forest.learn(News(3, {}, [Page("b", [node("d", "b"), node("e", "b")], 0, 2)]))
    assert drawn(forest) == ["a", "├ b", "├ c", "└ +1"]


def test_an_attempt_begun_again_elsewhere_moves() -> None:
    forest = planted()
    moved = node("c", "b")
    forest.learn(
        News(2, {"c": moved}, [Page("b", [moved], 0, 1), Page("a", [node("b", "a", 1)], 0, 1)])
    )
    forest.opened.add("b")
    forest.arrange()
    assert drawn(forest) == ["a", "└ b", "  └ c"]


def test_a_deep_row_counts_the_levels_it_does_not_draw() -> None:
    forest = Forest()
    parent = None
    for depth in range(30):
        forest.take([Page(parent, [node(f"n{depth}", parent, 1)], 0, 1)], opened=True)
        parent = f"n{depth}"
    assert drawn(forest)[-1] == "21⋯              └ n29"
    assert len(forest.rows) == 30
