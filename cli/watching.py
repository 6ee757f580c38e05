"""Waiting for work in another thread, and ending it when the operator says so."""

from __future__ import annotations

import signal
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import TypeVar

_LOOK_SECONDS = 0.3

Result = TypeVar("Result")


def watched(
    work: Callable[[], Result], *, look: Callable[[], None], cancel: Callable[[], None]
) -> Result:
    """Do work in a thread and return its result; on Ctrl-C cancel it and wait until it is over.

    Args:
        work: What to do.
        look: Called a few times a second meanwhile.
        cancel: Makes the work end soon.
    """
    with signals_interrupt(), ThreadPoolExecutor(1) as pool:
        future: Future[Result] = pool.submit(work)
        try:
            while not future.done():
                look()
                wait([future], timeout=_LOOK_SECONDS)
        except BaseException:
            cancel()
            raise
        return future.result()


@contextmanager
def signals_interrupt() -> Iterator[None]:
    """Let SIGTERM and SIGHUP interrupt like Ctrl-C while the block runs; main thread only.

    Ctrl-C does so too where whoever started this process has it ignored.
    """
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = {number: signal.signal(number, signal.default_int_handler) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
