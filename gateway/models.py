"""Which model a name means."""

from __future__ import annotations

from collections.abc import Mapping

from common.errors import UsageError
from gateway.api import Model, Price

OFFLINE = "offline"
"""The name of the embedded model: no key, no network, no weights."""


def make_model(name: str, *, seed: int = 0, prices: Mapping[str, Price] | None = None) -> Model:
    """Return the model a person named.

    Args:
        name: ``offline``, or what litellm understands: ``openai/gpt-4o``, ``ollama/qwen2.5-coder``.
        seed: For the offline model's choices.
        prices: By name, over what litellm knows.
    """
    if name == OFFLINE:
        from gateway.offline import OfflineModel

        return OfflineModel(seed=seed)
    from gateway.litellm_model import LiteLLMModel

    return LiteLLMModel(name, price=(prices or {}).get(name))


def check_model(
    name: str, *, prices: Mapping[str, Price] | None = None, priced: bool = False
) -> None:
    """Find out before a run whether a model can be asked at all; nothing is sent.

    Args:
        name: As for :func:`make_model`.
        prices: The same.
        priced: Whether its price must be known, since there is a limit on money.

    Raises:
        UsageError: No provider has such a name, or its price is needed and not known.
        PrerequisiteError: The provider's key is not set.
    """
    if name == OFFLINE:
        return
    from gateway.litellm_model import LiteLLMModel, check_route

    check_route(name)
    if priced and LiteLLMModel(name, price=(prices or {}).get(name)).price is None:
        raise UsageError(
            f"The price of {name!r} is not known, so a limit on money cannot hold.",
            f'Tell it in a file for --prices: ["{name}"], input_per_million, output_per_million; '
            "zeros for a server of your own.",
        )
