from __future__ import annotations

import ast
import gc
import sys
from concurrent.futures import ThreadPoolExecutor

import pytest

from common.syntax import parse_python

DEEP = "\n".join(f"def f{n}(a):\n    return {'-' * 40}a\n" for n in range(300))


def deep_down(depth: int) -> ast.Module:
    return deep_down(depth - 1) if depth else parse_python(DEEP)


def test_many_threads_parse_at_the_same_time() -> None:
    def look_up(*_: object) -> None:
        """Give other threads a chance in the middle of a tree, as any collector's callback does."""
        for _n in range(200):
            pass

    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    gc.callbacks.append(look_up)
    try:
        with ThreadPoolExecutor(8) as pool:
            trees = list(pool.map(deep_down, [n % 13 for n in range(60)]))
    finally:
        gc.callbacks.remove(look_up)
        sys.setswitchinterval(before)
    assert all(len(tree.body) == 300 for tree in trees)


def test_it_reads_what_python_reads() -> None:
    assert ast.dump(parse_python("x = 1")) == ast.dump(ast.parse("x = 1"))
    with pytest.raises(SyntaxError):
        parse_python(b"def")
