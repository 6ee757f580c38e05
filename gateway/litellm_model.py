"""Any provider or OpenAI-compatible server, through litellm, which takes seconds to import."""

from __future__ import annotations

import hashlib
import importlib
import json
import logging
import os
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from common.errors import PrerequisiteError, UsageError
from gateway.api import Price
from gateway.litellm_errors import translate
from gateway.prices import most_of
from gateway.sending import sendable

_TIMEOUT_SECONDS = 300.0
_BASES = ("OPENAI_BASE_URL", "OPENAI_API_BASE")
_ADDRESSES = ("_BASE_URL", "_API_BASE", "_API_URL", "_ENDPOINT")
"""How the variables end from which litellm takes servers' addresses, whosever they are."""


class LiteLLMModel:
    """A model behind litellm. Keys come from the environment and go to the provider only.

    Args:
        name: ``provider/name`` as litellm spells it.
        api_base: The server's address; by default what litellm takes from the environment.
        timeout: Seconds one try may take; of a streamed answer, the seconds between two pieces.
        price: What it costs, where the person told; else what litellm knows.
    """

    def __init__(
        self,
        name: str,
        api_base: str | None = None,
        *,
        timeout: float = _TIMEOUT_SECONDS,
        price: Price | None = None,
    ) -> None:
        self._name = name
        self._api_base = api_base
        self._timeout = timeout
        self._told_price = price

    @property
    def name(self) -> str:
        """The name litellm routes by."""
        return self._name

    @cached_property
    def server(self) -> str:
        """Which server answers; see ``gateway.api.Served``."""
        told = sorted(item for item in os.environ.items() if item[0].endswith(_ADDRESSES))
        return hashlib.sha256(json.dumps([self._api_base, told]).encode()).hexdigest()

    @cached_property
    def price(self) -> Price | None:
        """The most its tokens cost; ``None`` where neither the person nor litellm knows."""
        if self._told_price is not None:
            return self._told_price
        litellm = load_litellm()
        try:
            key = litellm.get_model_info(self._name)["key"]
        except Exception:  # noqa: BLE001  litellm raises bare exceptions for models it does not know
            return None
        return most_of(litellm.model_cost.get(key, {}))

    def complete(self, request: Mapping[str, Any]) -> dict[str, Any]:
        """Answer one chat completion; see ``gateway.api.Model``."""
        try:
            response = self._send(request)
        except Exception as error:  # noqa: BLE001  backends raise what they like; translated
            raise translate(error, self._name, self._server()) from None
        return {**response.model_dump(), **self._cost(response)}

    def stream(self, request: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
        """Answer piece by piece; see ``gateway.api.Streaming``."""
        chunks: list[Any] = []
        try:
            for chunk in self._send(request, stream=True, stream_options={"include_usage": True}):
                chunks.append(chunk)
                yield chunk.model_dump()
        except Exception as error:  # noqa: BLE001  backends raise what they like; translated
            raise translate(error, self._name, self._server()) from None
        whole = load_litellm().stream_chunk_builder(chunks, messages=request["messages"])
        if whole is not None:
            usage = whole.model_dump().get("usage")
            yield {"choices": [], "usage": usage, **self._cost(whole)}

    def _send(self, request: Mapping[str, Any], **how: Any) -> Any:
        arguments = {k: v for k, v in request.items() if k not in {"model", "messages"}}
        if self._needs_dummy_key():
            arguments["api_key"] = "none"
        return load_litellm().completion(
            model=self._name,
            messages=sendable(request["messages"]),
            api_base=self._api_base,
            timeout=self._timeout,
            num_retries=0,
            max_retries=0,
            drop_params=True,
            **arguments,
            **how,
        )

    def _cost(self, response: Any) -> dict[str, float]:
        """Return ``cost_usd`` where litellm's table decides it and can tell."""
        if self._told_price is not None:
            return {}
        try:
            cost = float(load_litellm().completion_cost(completion_response=response))
        except Exception:  # noqa: BLE001  litellm raises bare exceptions for models without a price
            return {}
        return {"cost_usd": cost} if cost > 0 else {}

    def _server(self) -> str | None:
        return self._api_base or _base_from_environment()

    def _needs_dummy_key(self) -> bool:
        """Local servers want no key, but OpenAI's client does not start without one."""
        ours = self._name.startswith("openai/") and self._server() is not None
        return ours and not os.environ.get("OPENAI_API_KEY")


def check_route(name: str) -> None:
    """Find out whether litellm can route a name and finds the provider's key; nothing is sent.

    Raises:
        UsageError: It is of no provider that litellm knows.
        PrerequisiteError: The key is not set.
    """
    litellm = load_litellm()
    try:
        model, provider, _, _ = litellm.get_llm_provider(name)
    except litellm.BadRequestError:
        model, provider = "", ""
    if not model:
        raise UsageError(
            f"no provider is known for the model {name[:80]!r}",
            "write offline, or provider/name: openai/gpt-4o, anthropic/claude-sonnet-4-5, "
            "ollama/qwen2.5-coder",
        )
    missing = litellm.validate_environment(name)["missing_keys"]
    # Only keys: addresses have defaults, and clouds have other ways to sign in.
    keys = [key for key in missing if key.endswith("_API_KEY")]
    if keys and not (provider == "openai" and _base_from_environment()):
        raise PrerequisiteError(
            f"the model {name!r} needs a key that is not set",
            f"set {' or '.join(keys)} in the environment of this command, "
            "or OPENAI_BASE_URL for a server of your own with openai/NAME",
        )


def load_litellm() -> Any:
    """Import litellm so that it stays quiet, fetches nothing and reports to nobody."""
    # Otherwise the import fetches a price list from the network.
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    litellm: Any = importlib.import_module("litellm")
    litellm.telemetry = False
    litellm.suppress_debug_info = True
    for name in ("LiteLLM", "LiteLLM Router", "LiteLLM Proxy", "httpx"):
        # Its own logs quote requests with their headers.
        logging.getLogger(name).setLevel(logging.CRITICAL)
    return litellm


def _base_from_environment() -> str | None:
    return next((os.environ[name] for name in _BASES if os.environ.get(name)), None)
