"""How the gateway says no: errors spelled as OpenAI spells them, which clients understand."""

from __future__ import annotations

import json

from gateway.api import Reply, Spent


class RefusalError(Exception):
    """A request that gets an error instead of an answer; never leaves the gateway.

    Attributes:
        status: HTTP status.
        kind: OpenAI's ``type``.
        message: One sentence for whoever wrote the agent.
        code: OpenAI's ``code``.
        param: The part of the request that is wrong.
    """

    def __init__(
        self,
        status: int,
        message: str,
        *,
        kind: str = "invalid_request_error",
        code: str | None = None,
        param: str | None = None,
    ) -> None:
        super().__init__(message)
        self.status = status
        self.kind = kind
        self.message = message
        self.code = code
        self.param = param

    @property
    def error(self) -> dict[str, object]:
        """The body."""
        told = {"message": self.message, "type": self.kind, "param": self.param, "code": self.code}
        return {"error": told}

    def reply(self) -> Reply:
        """Return the HTTP answer. OpenAI's clients would ask again after a 429 unless told."""
        final = {"x-should-retry": "false"} if self.code == _QUOTA else {}
        return Reply(self.status, json.dumps(self.error).encode(), final)


_QUOTA = "insufficient_quota"


def wrong_key() -> RefusalError:
    """Return the refusal of a token that is not the session's."""
    return RefusalError(401, "Incorrect API key provided.", code="invalid_api_key")


def revoked() -> RefusalError:
    """Return the refusal of everything after the session's end."""
    return RefusalError(401, "This session has ended.", code="session_revoked")


def no_such_path(method: str, path: str) -> RefusalError:
    """Return the refusal of a path that is not on the list."""
    return RefusalError(404, f"Invalid URL ({method} {path[:200]})")


def wrong_method(method: str, path: str) -> RefusalError:
    """Return the refusal of a method that a path does not take."""
    return RefusalError(405, f"Not allowed to {method} on {path}.", code="method_not_supported")


def too_large(limit: int) -> RefusalError:
    """Return the refusal of a body of more than ``limit`` bytes."""
    return RefusalError(
        413, f"The request is larger than {limit >> 20} MiB.", code="request_too_large"
    )


def quota(spent: Spent) -> RefusalError:
    """Return the refusal of a call that a budget is in the way of."""
    message = f"You exceeded your current quota: {str(spent).lower()} is spent."
    return RefusalError(429, message, kind=_QUOTA, code=_QUOTA)


def outage(*, retryable: bool) -> RefusalError:
    """Return what an agent is told of a fault of the model; the reason is for the operator."""
    return RefusalError(
        503 if retryable else 502, "The model could not answer.", kind="server_error"
    )
