"""The connection to the Docker engine: found once, one client a thread, faults told plainly."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from common.environment import blanked
from common.errors import MachineryError, PrerequisiteError
from sandbox.address import GROUP_HINT, START_HINT, engine_address

CALL_TIMEOUT = 120
"""Seconds the engine may take to answer one call."""


class Engine:
    """A Docker engine. Clients are kept a thread each: the HTTP session below is not shared.

    Raises:
        PrerequisiteError: No engine answers, or this user may not talk to it.
    """

    def __init__(self) -> None:
        self._local = threading.local()
        self._address = _address()
        first = _connect(self._address, "auto")
        self._version: str = first.api_version
        self._local.client = first

    @property
    def api(self) -> Any:
        """The low-level docker-py client of the calling thread."""
        client = getattr(self._local, "client", None)
        if client is None:
            client = self._local.client = _connect(self._address, self._version)
        return client

    def runtimes(self) -> frozenset[str]:
        """Return the names of the runtimes that it offers.

        Raises:
            MachineryError: It does not answer.
        """
        with faults("say which runtimes it has"):
            return frozenset(self.api.info().get("Runtimes") or {"runc": {}})


@contextmanager
def faults(doing: str) -> Iterator[None]:
    """Turn faults of the engine into MachineryError; "no such container" stays what it is.

    Args:
        doing: What was attempted, for the sentence: "start a box".
    """
    import requests
    import urllib3
    from docker.errors import APIError, DockerException, NotFound

    try:
        yield
    except NotFound:
        raise
    except APIError as error:
        raise MachineryError(f"the engine could not {doing}: {error.explanation}") from error
    except (
        DockerException,
        requests.RequestException,
        # A stream of docker-py's lets these through.
        urllib3.exceptions.HTTPError,
        OSError,
    ) as error:
        raise MachineryError(f"the engine stopped answering while trying to {doing}") from error


def remove(engine: Engine, container: str) -> None:
    """Kill and remove a container; one that is gone already is no error.

    Raises:
        MachineryError: The engine could not, three times.
    """
    from docker.errors import NotFound

    for attempt in range(3):
        try:
            with faults("remove a box"):
                engine.api.remove_container(container, force=True, v=True)
        except NotFound:
            return
        except MachineryError as error:
            if "already in progress" in error.message:
                return
            if attempt == 2:
                raise
            time.sleep(0.2)
        else:
            return


def _address() -> dict[str, Any]:
    from docker.utils import kwargs_from_env

    if os.environ.get("DOCKER_HOST"):
        found: dict[str, Any] = kwargs_from_env()
        return found
    return {"base_url": engine_address()}


def _connect(address: dict[str, Any], version: str) -> Any:
    import docker
    from docker.errors import DockerException

    try:
        # Helpers that keep a registry's password are processes too.
        return docker.APIClient(
            **address, version=version, timeout=CALL_TIMEOUT, credstore_env=blanked()
        )
    except DockerException as error:
        if "PermissionError" in repr(error) or "Permission denied" in str(error):
            raise PrerequisiteError(
                "this user may not talk to the Docker engine", GROUP_HINT
            ) from error
        raise PrerequisiteError("no Docker engine answers", START_HINT) from error
