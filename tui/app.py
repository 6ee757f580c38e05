"""The console: ``arboretum tui``. It is a client; closing it leaves the engine running."""

from __future__ import annotations

import gc
from collections.abc import Iterable
from pathlib import Path
from typing import ClassVar

from textual import events, work
from textual.app import App, SystemCommand
from textual.binding import Binding, BindingType
from textual.dom import DOMNode
from textual.screen import Screen
from textual.theme import Theme
from textual.worker import get_current_worker

from common.errors import ArboretumError
from common.text import safe
from evolution.run import free_name, open_run, runs_root
from tui.keys import key
from tui.launching import Launch, start
from tui.looking import LookingScreen
from tui.preferences import Preferences, load_preferences
from tui.room import RoomScreen, Visit
from tui.roomnames import ROOMS
from tui.rooms import SCREENS
from tui.screens.help import HelpScreen, help_of
from tui.screens.launch import LaunchScreen
from tui.screens.runs import RunsScreen
from tui.text import tell
from tui.themes import HIGH_CONTRAST, THEMES

_SETTLED = 0.5
"""Seconds until what was opened is there whole."""
_PASTED = 10_000
"""Characters taken of what is pasted."""


class ArboretumApp(App[None]):
    """The operator console over a folder of runs."""

    TITLE = "Arboretum"
    ENABLE_COMMAND_PALETTE = True
    BINDINGS: ClassVar[list[BindingType]] = [
        key("n", "launch", "Launch", "Launch a new run: a form, offline by default."),
        key("o", "check_out", "Check out", "Take the chosen variant home: a list first."),
        key("S", "solve", "Solve", "Let the chosen variant work on a repository.", show=False),
        key("r", "refresh", "Refresh", "Look at the run again now.", show=False),
        key("question_mark,f1", "help", "Help", "Show the keys of this screen."),
        key("q", "quit", "Quit", "Close the console; engines go on working."),
        *(key(r.key, f"go('{r.name}')", r.word, r.tip, show=False) for r in ROOMS),
    ]

    def __init__(
        self, root: Path, run: str | None = None, preferences: Preferences | None = None
    ) -> None:
        super().__init__()
        self._preferences = preferences or Preferences()
        self.runs_root = root
        self._first = run
        self._visit: Visit | None = None
        self._rooms: dict[str, RoomScreen] = {}

    async def on_event(self, event: events.Event) -> None:
        """Clean what is pasted, for a field draws what stands in it as it is."""
        if isinstance(event, events.Paste):
            event.text = safe(event.text, limit=_PASTED, multiline=True)
        await super().on_event(event)

    def on_mount(self) -> None:
        """Show the runs, and the one that was asked for."""
        for theme in THEMES:
            self.register_theme(theme)
        chosen = self._preferences.theme
        self.theme = chosen if chosen in self.available_themes else THEMES[0].name
        self.theme_changed_signal.subscribe(self, self._keep_theme)
        self.set_keymap(self._preferences.keys)
        self.push_screen(RunsScreen(self.runs_root))
        # What lives as long as a screen is kept from the collector: to go through it takes longer
        # than a key may.
        self.set_timer(_SETTLED, gc.freeze)
        if self._first is not None:
            self.open_run(self._first)

    def _keep_theme(self, theme: Theme) -> None:
        try:
            self._preferences.keep_theme(theme.name)
        except OSError as error:
            tell(self, f"The theme is not kept: {error}", failed=True)

    def handle_bindings_clash(self, clashed_bindings: set[Binding], _node: DOMNode) -> None:
        """Say which keys of the person's file took the place of others."""
        words = ", ".join(sorted(binding.description for binding in clashed_bindings))
        tell(self, f"Your keys leave no key for: {words}.", failed=True)

    def open_run(self, name: str, room: str = "family") -> None:
        """Show a run, in one of its rooms, on top of the list of runs."""
        try:
            folder = open_run(self.runs_root, name)
        except ArboretumError as error:
            tell(self, f"{error.message} {error.hint}", failed=True)
            return
        self.action_leave()
        self._visit = Visit(folder.path)
        self.show_room(room)

    def show_room(self, room: str) -> None:
        """Show a room of the run that is open; its state is as it was left."""
        if self._visit is None:
            return
        if room not in self._rooms:
            self._rooms[room] = SCREENS[room](self._visit)
            self.install_screen(self._rooms[room], room)
            self.set_timer(_SETTLED, gc.freeze)
        if isinstance(self.screen, RoomScreen):
            self.switch_screen(room)
        else:
            self.push_screen(room)

    def action_go(self, room: str) -> None:
        """Go to a room: of the open run, or of the one under the cursor in the list."""
        if room == "runs":
            self.action_leave()
        elif isinstance(self.screen, RunsScreen):
            if self.screen.chosen is not None:
                self.open_run(self.screen.chosen, room)
        elif not isinstance(self.screen, RoomScreen) or room != self.screen.ROOM:
            self.show_room(room)

    def action_leave(self) -> None:
        """Go back to the list of runs and let go of the open one."""
        if isinstance(self.screen, RoomScreen):
            self.pop_screen()
        for name, screen in self._rooms.items():
            self.uninstall_screen(name)
            if screen.is_attached:
                screen.remove()
        self._rooms.clear()
        if self._visit is not None:
            self._visit.close()
            self._visit = None
            gc.unfreeze()
            self.set_timer(_SETTLED, self._tidy)

    def _tidy(self) -> None:
        gc.collect()
        gc.freeze()

    def on_runs_screen_opened(self, event: RunsScreen.Opened) -> None:
        """Show the run that was chosen in the list."""
        self.open_run(event.run)

    def on_unmount(self) -> None:
        """Let go of the open run's files."""
        if self._visit is not None:
            self._visit.close()
        gc.unfreeze()

    def get_system_commands(self, screen: Screen[object]) -> Iterable[SystemCommand]:
        """Offer every key of the screen in the palette, from the bindings themselves, once."""
        found: dict[str, tuple[DOMNode, Binding]] = {}
        for namespace, binding, enabled, _tip in screen.active_bindings.values():
            if enabled and (binding.id or "").startswith("console."):
                found.setdefault(binding.description, (namespace, binding))
        for name, (namespace, binding) in found.items():
            yield SystemCommand(
                name,
                binding.tooltip,
                lambda a=binding.action, n=namespace: self.call_later(self.run_action, a, n),
            )
        yield SystemCommand("Theme", "Change the colours; kept.", self.action_change_theme)
        high = HIGH_CONTRAST.name
        yield SystemCommand("High contrast", "Use it; kept.", lambda: setattr(self, "theme", high))

    def shown_bindings(self) -> list[tuple[str, Binding]]:
        """Return the keys of the present screen, those of one action together, moving last."""
        found: dict[str, tuple[list[str], Binding]] = {}
        for _namespace, binding, _enabled, _tip in self.screen.active_bindings.values():
            if (binding.id or "").startswith("console."):
                keys, _ = found.setdefault(binding.action, ([], binding))
                keys += [self.get_key_display(binding)]
        told = [(", ".join(keys), binding) for keys, binding in found.values()]
        return sorted(told, key=lambda one: (one[1].id or "").startswith("console.tree."))

    def action_refresh(self) -> None:
        """Look again now."""
        if isinstance(self.screen, LookingScreen):
            self.screen.refresh_now(force=True)

    def action_help(self) -> None:
        """Show the help."""
        self.push_screen(HelpScreen(self.shown_bindings(), help_of(self.focused)))

    def action_launch(self) -> None:
        """Show the launch form."""
        self.push_screen(LaunchScreen(free_name(self.runs_root), self._told_root()), self._launch)

    def action_check_out(self) -> None:
        """Show what taking the chosen variant home would write."""
        if self._visit is not None and self._visit.chosen is not None:
            from tui.screens.checkout import CheckoutScreen

            screen = CheckoutScreen(self._visit.folder, self._visit.chosen)
            self.push_screen(screen, self._checked_out)

    def _checked_out(self, said: str | None) -> None:
        if said:
            tell(self, said, lasting=True)

    def action_solve(self) -> None:
        """Hand the chosen variant a repository."""
        if self._visit is not None and self._visit.chosen is not None:
            from tui.screens.solve import SolveScreen

            agent = f"{self._visit.folder.name}:{self._visit.chosen}"
            self.push_screen(SolveScreen(self.runs_root, agent))

    def _told_root(self) -> str:
        """Return the folder of the runs where a command line has to name it."""
        return "" if self.runs_root == runs_root() else str(self.runs_root)

    def _launch(self, launch: Launch | None) -> None:
        if launch is not None:
            tell(self, f"Launching {launch.run} …")
            self._is_launching(launch.run, True)
            self._start(launch)

    def _is_launching(self, run: str, launching: bool) -> None:
        """Keep what is being launched in sight, below the list of runs."""
        for screen in self.screen_stack:
            if isinstance(screen, RunsScreen):
                screen.launching(run, launching)

    @work(thread=True, group="launch", exit_on_error=False)
    def _start(self, launch: Launch) -> None:
        worker = get_current_worker()
        try:
            said = start(launch, lambda: worker.is_cancelled)
        except ArboretumError as error:
            self.call_from_thread(self._is_launching, launch.run, False)
            self.call_from_thread(tell, self, error.message, failed=True)
        else:
            if not worker.is_cancelled:
                self.call_from_thread(self._started, launch.run, said)

    def _started(self, run: str, said: str) -> None:
        self._is_launching(run, False)
        tell(self, said or f"{run} runs.")
        if isinstance(self.screen, RunsScreen):
            self.open_run(run)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Keep the app's keys out of forms, questions and an agent's work."""
        if action in {"launch", "refresh", "go"} and self.is_running and self.screen_stack:
            there = action != "go" or parameters[0] in {"runs", *SCREENS}
            return there and isinstance(self.screen, LookingScreen)
        if action in {"check_out", "solve"}:
            chosen = self._visit.chosen if self._visit is not None else None
            return isinstance(self.screen, RoomScreen) and chosen is not None
        return True


def main(run: str | None, runs_root: Path) -> int:
    """Run the console until the operator quits.

    Args:
        run: A run to open at once, or ``None`` for the list of runs.
        runs_root: The folder that holds the runs.

    Returns:
        The exit code.

    Raises:
        UsageError: There is no such run, or the person's keys are none.
    """
    if run is not None:
        open_run(runs_root, run)
    app = ArboretumApp(runs_root, run, load_preferences())
    app.run()
    return app.return_code or 0
