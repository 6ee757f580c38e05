from __future__ import annotations

import pytest

from common.errors import UsageError
from evaluator.benchmarks import ADAPTERS, list_benchmarks
from evaluator.cards import card, cards


def test_every_benchmark_has_a_card_that_says_all() -> None:
    for name in [*list_benchmarks(), *ADAPTERS]:
        found = card(f"{name}:anything")
        assert found.name == name
        assert all(text.strip() == text != "" for text in vars(found).values())


def test_a_folder_has_none() -> None:
    with pytest.raises(UsageError, match="no card for 'somewhere'") as caught:
        card("somewhere")
    assert all(name in caught.value.hint for name in cards())
