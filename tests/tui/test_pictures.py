"""The canonical screens look as they did; `python scripts/tui_picture.py` draws them anew."""

from __future__ import annotations

import difflib
import sys
from pathlib import Path
from typing import Any

import pytest
import textual

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from tui_picture import FOLDER, PICTURES, SIZES, draw, file_name, text_of

DRAWN_WITH = (FOLDER / "TEXTUAL").read_text().strip()


@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("picture", PICTURES, ids=lambda picture: picture.name)
async def test_a_screen_looks_as_in_its_picture(picture: Any, size: tuple[int, int]) -> None:
    path = FOLDER / file_name(picture, size)
    kept, drawn = path.read_text(encoding="utf-8"), await draw(picture, size)
    changed = "\n".join(
        difflib.unified_diff(text_of(kept), text_of(drawn), "the picture", "now", lineterm="", n=1)
    )
    hint = f"{path.name} says something else; if that is meant: python scripts/tui_picture.py"
    assert not changed, f"{hint}\n{changed}"
    # Another Textual may draw the same words in other elements.
    if textual.__version__ == DRAWN_WITH:
        assert kept == drawn, f"{path.name} has the same words in other colours or places"


def test_the_pictures_are_complete_and_small() -> None:
    assert len(PICTURES) >= 12
    wanted = {file_name(picture, size) for picture in PICTURES for size in SIZES}
    assert {path.name for path in FOLDER.glob("*.svg")} == wanted
    assert {path.stem for path in FOLDER.glob("*.png")} == {Path(name).stem for name in wanted}
    assert sum(path.stat().st_size for path in FOLDER.glob("*.png")) < 2_500_000
