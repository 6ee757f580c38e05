"""Trees of any shape go into a box and come out the same."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from common.errors import BoxGoneError, TreeRejectedError
from common.files import File
from sandbox.api import Box, BoxSpec, Limits

if TYPE_CHECKING:
    from sandbox.docker import DockerSandbox

pytestmark = pytest.mark.docker


@pytest.fixture(scope="module")
def box(sandbox: DockerSandbox) -> Iterator[Box]:
    made = sandbox.start(BoxSpec("test-box", "v0000", "probe"))
    yield made
    made.kill()


NAMES = st.text("abc.-_é", min_size=1, max_size=8).filter(lambda n: n.strip(".") == n)
TREES = st.dictionaries(
    st.lists(NAMES, min_size=1, max_size=3).map(lambda parts: "d/" + "_/".join(parts) + "f"),
    st.builds(File, st.binary(max_size=3000), st.booleans()),
    max_size=6,
)


@given(tree=TREES)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_put_then_get_is_the_identity(box: Box, tree: dict[str, File]) -> None:
    box.exec(["rm", "-rf", "/workspace/trip"], timeout=20)
    box.put(tree, "/workspace/trip")
    assert box.get("/workspace/trip") == tree


def test_a_tree_that_is_read_past_the_deadline_is_a_refusal_and_no_fault(
    sandbox: DockerSandbox,
) -> None:
    limits = Limits(deadline_seconds=2)
    late = sandbox.start(BoxSpec("test-box", "v0001", "probe", limits=limits))
    with pytest.raises(BoxGoneError):
        late.exec(["sleep", "60"], timeout=60)
    with pytest.raises(TreeRejectedError, match="time ended"):
        late.get("/workspace")
    late.kill()
    with pytest.raises(BoxGoneError):
        late.get("/workspace")


def test_a_box_the_host_had_to_end_is_no_fault_of_the_machinery(
    sandbox: DockerSandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    unruly = sandbox.start(BoxSpec("test-box", "v0002", "probe"))
    monkeypatch.setattr(unruly, "_end_command", lambda command: False)
    result = unruly.exec(["sh", "-c", "kill -STOP $PPID; sleep 987"], timeout=0.2)
    assert (result.exit_code, result.timed_out) == (124, True)
    with pytest.raises(TreeRejectedError, match="its processes"):
        unruly.get("/workspace")
    with pytest.raises(BoxGoneError):
        unruly.exec(["true"], timeout=5)
