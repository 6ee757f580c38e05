"""What a person chose for the console: keys, from a file of theirs, and the theme."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from common.errors import UsageError


@dataclass
class Preferences:
    """Where the choices lie; without files nothing is read and nothing is kept.

    Args:
        keys: From a binding's id to its keys, with commas.
        theme_file: Holds the name of the theme.
    """

    keys: Mapping[str, str] = field(default_factory=dict)
    theme_file: Path | None = None

    @property
    def theme(self) -> str:
        """The theme that was chosen last; empty where none was."""
        if self.theme_file is None or not self.theme_file.is_file():
            return ""
        return self.theme_file.read_text("utf-8", "replace").strip()

    def keep_theme(self, name: str) -> None:
        """Remember a theme.

        Raises:
            OSError: The disk refuses.
        """
        if self.theme_file is not None and name != self.theme:
            self.theme_file.parent.mkdir(parents=True, exist_ok=True)
            self.theme_file.write_text(name + "\n", encoding="utf-8")


def keys_file() -> Path:
    """Return where a person's own keys are read from."""
    import platformdirs

    return Path(platformdirs.user_config_dir("arboretum")) / "console.toml"


def load_preferences() -> Preferences:
    """Read what this person chose.

    Raises:
        UsageError: The file with the keys is damaged or names an action that is none.
    """
    import platformdirs

    state = Path(platformdirs.user_state_dir("arboretum")) / "theme"
    return Preferences(read_keys(keys_file()), state)


def read_keys(path: Path) -> dict[str, str]:
    """Read the table ``keys`` of a file: binding ids, such as "console.halt_all", to keys.

    Raises:
        UsageError: It is no TOML, or it names an action that is none.
    """
    if not path.is_file():
        return {}
    try:
        keys = tomllib.loads(path.read_text(encoding="utf-8")).get("keys", {})
    except (tomllib.TOMLDecodeError, UnicodeError) as error:
        raise UsageError(f"{path} is not valid TOML: {error}.") from error
    from tui.bindings import all_bindings

    known = {binding.id for _where, binding in all_bindings()}
    for name, value in keys.items() if isinstance(keys, dict) else [("keys", None)]:
        if name not in known or not isinstance(value, str):
            raise UsageError(
                f"In {path}, {name!r} = {value!r} is no key of the console.",
                'Write it as "console.halt_all" = "ctrl+k"; docs/console.md lists the names.',
            )
    return dict(keys)
