"""Which model a name means."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from common.errors import UsageError
from gateway.api import Cast, Model, Price
from gateway.keys import load_keys
from gateway.mixture import Mixture, split_name
from gateway.replay import PREFIX, Recording

OFFLINE = "offline"
"""The name of the embedded model: no key, no network, no weights."""


def make_model(
    name: str, *, seed: int = 0, prices: Mapping[str, Price] | None = None
) -> Model | Cast:
    """Return the model a person named.

    Args:
        name: ``offline``; or what litellm understands: ``openai/gpt-4o``, ``ollama/qwen2.5-coder``;
            or several with weights: ``openai/gpt-4o=0.7,offline=0.3``; or ``replay:`` and a path.
        seed: For the offline model's choices, and for who answers a session.
        prices: By name, over what litellm knows.

    Raises:
        UsageError: It is no mixture, or there is no recording.
    """
    if name.startswith(PREFIX):
        return Recording(Path(name.removeprefix(PREFIX)))
    parts = split_name(name)
    if len(parts) == 1:
        return _one(parts[0][0], seed, prices or {})
    models = [(_one(part, seed, prices or {}), weight) for part, weight in parts]
    return Mixture(name, models, seed=seed)


def _one(name: str, seed: int, prices: Mapping[str, Price]) -> Model:
    if name == OFFLINE:
        from gateway.offline import OfflineModel

        return OfflineModel(seed=seed)
    from gateway.litellm_model import LiteLLMModel

    load_keys(name)
    return LiteLLMModel(name, price=prices.get(name))


def check_model(
    name: str, *, prices: Mapping[str, Price] | None = None, priced: bool = False
) -> None:
    """Find out before a run whether a model can be asked at all; nothing is sent.

    Args:
        name: As for :func:`make_model`.
        prices: The same.
        priced: Whether its price must be known, since there is a limit on money.

    Raises:
        UsageError: No provider has such a name, there is no such recording, or a price is needed
            and not known.
        PrerequisiteError: The provider's key is not set.
    """
    if name.startswith(PREFIX):
        make_model(name)
        return
    for part, _ in split_name(name):
        if part != OFFLINE:
            _check_one(part, prices or {}, priced=priced)


def _check_one(name: str, prices: Mapping[str, Price], *, priced: bool) -> None:
    from gateway.litellm_model import LiteLLMModel, check_route

    load_keys(name)
    check_route(name)
    if priced and LiteLLMModel(name, price=prices.get(name)).price is None:
        raise UsageError(
            f"The price of {name!r} is not known, so a limit on money cannot hold.",
            f'Tell it in a file for --prices: ["{name}"], input_per_million, output_per_million; '
            "zeros for a server of your own.",
        )
