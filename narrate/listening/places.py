"""How far a listener came in each source, kept between runs."""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path

from narrate.doors.files import make_folder, write_whole
from narrate.doors.store import key_of
from narrate.listening.lines import Score
from narrate.settings import Settings

NEAR = 200  # lines around the kept place in which its text is looked for, where a source was edited
MOST_BYTES = 100_000  # no place is so large


@dataclass(frozen=True, slots=True)
class Bookmark:
    """Where the place of one source is kept: `name` is what tells it from others."""

    folder: Path
    name: str

    @property
    def path(self) -> Path:
        """The file."""
        return self.folder / f"{key_of(self.name)}.place"

    def recall(self, score: Score) -> int:
        """The line to go on with: the one that was heard last, though it moved a little. 0 where nothing is kept."""
        try:
            with self.path.open("rb") as file:
                found = json.loads(file.read(MOST_BYTES))
            line, written = int(found["line"]), str(found["written"])
        except (OSError, ValueError, KeyError, TypeError, OverflowError, RecursionError):
            return 0  # nothing, or nothing of ours
        around = sorted(range(max(0, line - NEAR), line + NEAR), key=lambda one: abs(one - line))
        texts = [one.utterance.written for one in score.lines]
        return next((one for one in around if one < len(texts) and texts[one] == written), 0)

    def forget(self) -> None:
        """Keep no place."""
        with contextlib.suppress(OSError):
            self.path.unlink(missing_ok=True)

    def keep(self, score: Score, line: int) -> None:
        """Keep a place; the end is none. Raises OutputError."""
        if line >= len(score.lines) or line <= 0:
            self.forget()
            return
        make_folder(self.folder, private=True)
        place = {"line": line, "of": len(score.lines), "written": score.lines[line].utterance.written}
        write_whole(self.path, json.dumps(place).encode(), chosen_by="--cache-dir")


def bookmark(settings: Settings, name: str) -> Bookmark:
    """Where the place of a source is kept: with the cache that was chosen, else in the user's folder for state."""
    if settings.cache_dir is not None:
        return Bookmark(settings.cache_dir / "places", name)
    from platformdirs import user_state_path

    return Bookmark(user_state_path("narrate", appauthor=False) / "places", name)
