"""The way to a box that is a container: the engine's exec connection."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from common.errors import MachineryError
from sandbox.engine import Engine, faults, remove
from sandbox.link import BoxState, Frames
from sandbox.profile import SWEEP_SIGNAL, USER
from sandbox.streams import ExecSocket, ExecStream


class DockerCommand:
    """sandbox.link.Command over an exec connection."""

    def __init__(self, engine: Engine, exec_id: str, sock: ExecSocket) -> None:
        self._engine = engine
        self._id = exec_id
        self._socket = sock

    def frames(self, stdin: bytes, deadline: float, idle: Callable[[], None]) -> Frames:
        """Feed ``stdin`` while yielding what comes back; see :class:`sandbox.link.Command`."""
        return self._socket.frames(stdin, deadline, idle)

    def exit_code(self) -> int | None:
        """Return its exit code; ``None`` while it runs."""
        with _faults("ask how a command ended"):
            state = self._engine.api.exec_inspect(self._id)
        if state["Running"]:
            return None
        return 137 if state["ExitCode"] is None else int(state["ExitCode"])

    def close(self) -> None:
        """Let go of it."""
        self._socket.close()


class DockerLink:
    """sandbox.link.Link to a container.

    Args:
        engine: The engine.
        container: Its id.
        frail: The box has a kernel of its own, which code in the box can bring down.
    """

    def __init__(self, engine: Engine, container: str, *, frail: bool = False) -> None:
        self._engine = engine
        self._id = container
        self._frail = frail
        self._launched: list[ExecSocket] = []

    @property
    def id(self) -> str:
        """The engine's name for it."""
        return self._id

    def open(
        self, argv: Sequence[str], *, stdin: bool, env: Mapping[str, str], cwd: str
    ) -> DockerCommand:
        """Start a command, with or without an input."""
        with _faults("run a command in a box"):
            made, sock = self._begin(argv, stdin=stdin, env=env, cwd=cwd)
            return DockerCommand(self._engine, made, sock)

    def stream(self, argv: Sequence[str], *, env: Mapping[str, str], cwd: str) -> ExecStream:
        """Start a command for its stdin and stdout; its stderr is read and dropped."""
        with _faults("run a command in a box"):
            _, sock = self._begin(argv, stdin=True, env=env, cwd=cwd)
            return ExecStream(sock, lambda: self.state().running)

    def launch(self, argv: Sequence[str]) -> None:
        """Start a command that nobody listens to."""
        with _faults("end a command in a box"):
            _, sock = self._begin(argv, stdin=False, env={}, cwd="/")
            # It is let go of with the box: a detached one would get the host's /dev/null.
            self._launched.append(sock)

    def sweep(self) -> None:
        """Have process 1 kill all other processes of the box."""
        with _faults("end the commands in a box"):
            self._engine.api.kill(self._id, signal=SWEEP_SIGNAL)

    def state(self) -> BoxState:
        """Look whether the box runs."""
        from docker.errors import NotFound

        try:
            with faults("look at a box"):
                state = self._engine.api.inspect_container(self._id)["State"]
        except NotFound:
            return BoxState(running=False)
        # The mark is left by any process that ran out of memory, so a removal outweighs it.
        ended = state.get("Status") == "exited"
        # Process 1 ends with 0 at its deadline; any other end of a kernel is its guests' doing.
        starved = ended and bool(state.get("OOMKilled") or (self._frail and state.get("ExitCode")))
        return BoxState(bool(state.get("Running")), starved)

    def remove(self) -> None:
        """Kill and remove the box; one that is gone already is no error."""
        while self._launched:
            self._launched.pop().close()
        remove(self._engine, self._id)

    def _begin(
        self, argv: Sequence[str], *, stdin: bool, env: Mapping[str, str], cwd: str
    ) -> tuple[str, ExecSocket]:
        # gVisor would give the host's /dev/null, the stdin of one that asks for none, another owner
        # and let the box set its times. A pipe that has ended reads the same.
        piped = stdin or self._frail
        made: str = self._engine.api.exec_create(
            self._id, list(argv), stdin=piped, user=USER, environment=dict(env), workdir=cwd
        )["Id"]
        sock = ExecSocket(self._engine.api.exec_start(made, socket=True))
        if piped and not stdin:
            sock.end_input()
        return made, sock


@contextmanager
def _faults(doing: str) -> Iterator[None]:
    """Turn faults of the engine, a box that is gone among them, into MachineryError."""
    from docker.errors import NotFound

    try:
        with faults(doing):
            yield
    except NotFound as error:
        raise MachineryError(f"the engine could not {doing}: there is none") from error
