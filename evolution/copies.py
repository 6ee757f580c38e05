"""The A/A check: byte-identical copies of the seed, to see how often the test accepts an equal."""

from __future__ import annotations

from dataclasses import dataclass

from evaluator.sequential import Verdict
from evaluator.statistics import Score, score
from evolution.config import RunConfig
from evolution.view import RunView


@dataclass(frozen=True)
class FalseAccepts:
    """What the sequential test made of copies that cannot be better than the seed."""

    copies: int
    """How many were measured far enough to be judged."""
    accepted: int
    dropped: int
    rate: Score
    """Of acceptance: a posterior with its 95 % interval, as if the copies were independent."""
    nominal: float
    """The rate that the settings allow (``accept_level``)."""


def with_copies(config: RunConfig, copies: int) -> RunConfig:
    """Return the settings of a run that measures copies of the seed as real variants are measured.

    No result is reused: it is the noise of measuring that is looked at.
    """
    changes = {"aa": copies, "max_variants": copies + 1, "reuse": False}
    return RunConfig.model_validate(config.model_dump() | changes)


def false_accepts(view: RunView) -> FalseAccepts:
    """Count the copies of a run by what became of them."""
    judged = [one.admission.judgement.verdict for one in view.variants.values() if one.admission]
    accepted = judged.count(Verdict.ACCEPTED)
    rate = score([1.0] * accepted + [0.0] * (len(judged) - accepted))
    dropped = judged.count(Verdict.DROPPED)
    return FalseAccepts(len(judged), accepted, dropped, rate, view.config.accept_level)
