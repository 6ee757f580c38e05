"""Keeps the values of secret environment variables out of every text that leaves the gateway."""

from __future__ import annotations

import os

from common.environment import is_secret

ERROR_LENGTH = 6
"""Shortest value taken for a secret in an error text."""
RECORD_LENGTH = 16
"""Shortest in a transcript or a reply, where a short dummy key could be an ordinary word."""


def redact(text: str, *, shortest: int = ERROR_LENGTH) -> str:
    """Replace what variables with the name of a secret hold by that name."""
    return _replace(text, _secrets(shortest))


def redact_bytes(data: bytes, *, shortest: int) -> bytes:
    """Do the same to a text that is encoded."""
    for value, name in _secrets(shortest).items():
        if (encoded := os.fsencode(value)) in data:
            data = data.replace(encoded, f"[{name}]".encode())
    return data


class StreamRedactor:
    """Redacts a text that comes in pieces; what may be the start of a secret waits for its end.

    Args:
        clean: The text is redacted already: every piece passes as it is.
    """

    def __init__(self, *, clean: bool = False) -> None:
        self._secrets = {} if clean else _secrets(RECORD_LENGTH)
        self._waiting = ""

    def feed(self, piece: str) -> str:
        """Return what can be passed on now."""
        text = _replace(self._waiting + piece, self._secrets)
        cut = len(text) - self._open_end(text)
        self._waiting = text[cut:]
        return text[:cut]

    def flush(self) -> str:
        """Return the rest."""
        rest, self._waiting = self._waiting, ""
        return rest

    def _open_end(self, text: str) -> int:
        """Return the length of the longest end of ``text`` that a secret begins with."""
        longest = max(map(len, self._secrets), default=1) - 1
        for size in range(min(longest, len(text)), 0, -1):
            end = text[-size:]
            if any(secret.startswith(end) for secret in self._secrets):
                return size
        return 0


def _secrets(shortest: int) -> dict[str, str]:
    """Return the secrets, longest first, with the names that stand for them."""
    names = [name for name in os.environ if is_secret(name)]
    found = {value: name for name in names if len(value := os.environ.get(name, "")) >= shortest}
    return dict(sorted(found.items(), key=lambda item: -len(item[0])))


def _replace(text: str, secrets: dict[str, str]) -> str:
    for value, name in secrets.items():
        if value in text:
            text = text.replace(value, f"[{name}]")
    return text
