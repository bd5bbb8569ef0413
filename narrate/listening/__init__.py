"""Script -> sound, now: what is read is heard while the rest of it is still being spoken.

This room is above the pipeline, not in it: it takes the same document, the same script and the same speakers as a
render, and plays what they give. `Listening` is one listener with one script; `workers` are to be begun first.

    feeder  has spoken what is needed next   ->  pieces  ->  deck  has them, and the place  ->  player  pulls
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from time import monotonic
from types import TracebackType
from typing import Self

from narrate.doors.playing import Player
from narrate.doors.processes import Crew
from narrate.errors import NarrateError, OutputError
from narrate.listening.crew import workers
from narrate.listening.deck import Deck, Moment
from narrate.listening.feeder import Feeder
from narrate.listening.lines import Line, Score
from narrate.listening.pieces import Leveller
from narrate.listening.places import Bookmark, bookmark
from narrate.script import Script
from narrate.settings import SPEEDS, Settings
from narrate.speaking import VoiceAtWork
from narrate.voice import Voice

__all__ = ["Line", "Listening", "Moment", "Score", "bookmark", "workers"]

SPEED_STEP = 0.1
AGAIN_S = 1.5  # later than this in a sentence, back is to its start
KEEP_EVERY_S = 10.0


class Listening:
    """One listener: use it in a `with` block, and ask `check` about ten times a second.

    `player_for` opens a player for a rate; `note` is told what a listener should know. The place is kept in `mark`
    while listening and at the end, whatever ends it.
    """

    def __init__(
        self,
        script: Script,
        voice: Voice,
        settings: Settings,
        crew: Crew,
        player_for: Callable[[int], Player],
        mark: Bookmark,
        note: Callable[[str], None],
    ) -> None:
        self.score = Score(script)
        self.settings = settings
        self._script, self._voice, self._crew = script, voice, crew
        self._player_for = player_for
        self._mark, self._kept_s = mark, monotonic()
        self._note = note
        self._noted = False
        speaker = self._speaker()
        self.sample_rate_hz = speaker.sample_rate_hz
        self.deck = Deck(len(self.score.lines), self.sample_rate_hz, mark.recall(self.score))
        self._feeder = Feeder(self.score, self.deck, Leveller(self.sample_rate_hz), settings.workers, note)
        self._first = speaker
        self._player: Player | None = None

    def _speaker(self) -> VoiceAtWork:
        return VoiceAtWork(self._voice, self.settings, self._crew, self._script, unkept=self._unkept)

    def _unkept(self, error: OutputError) -> None:
        if not self._noted:
            self._noted = True
            self._note(f"Not kept: {error.problem}")

    def __enter__(self) -> Self:
        self._feeder.start(self._first, self.settings.speed)  # it speaks while the device is opened
        try:
            self._player = self._player_for(self.sample_rate_hz)
            self._player.start(self.deck.pull)
        except BaseException:
            self._feeder.close()
            raise
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._feeder.close()
        if self._player is not None:
            self._player.close()
        self._keep()

    def check(self) -> bool:
        """Whether there is more to hear. Raises what went wrong: OutputError, SpeechError."""
        if self._feeder.fault is not None:
            raise self._feeder.fault
        if self._player is not None:
            self._player.check()
        if monotonic() - self._kept_s > KEEP_EVERY_S:
            self._keep()
        return self.now.line < len(self.score.lines)

    def _keep(self) -> None:
        """Keep the place; a listener who cannot is told, and goes on."""
        self._kept_s = monotonic()
        try:
            self._mark.keep(self.score, self.now.line)
        except NarrateError as error:
            self._note(f"The place is not kept: {error.problem}")

    @property
    def now(self) -> Moment:
        """What is heard."""
        return self.deck.heard(self._player.latency_s if self._player else 0.0)

    @property
    def word(self) -> tuple[int, int] | None:
        """Where the word that is heard stands in what is written of its line; None where nobody knows."""
        now = self.now
        piece = self.deck.pieces.get(now.line)
        begun = [word for word in piece.words if word.span.start <= now.sample] if piece else []
        return (begun[-1].start, begun[-1].end) if begun else None

    def pause(self) -> None:
        """Hold, or go on."""
        self.deck.pause(paused=not self.deck.paused)

    def sentence(self, step: int) -> None:
        """One sentence on or back; back from well inside one is to its start."""
        now = self.now
        inside = step < 0 and now.sample > AGAIN_S * self.sample_rate_hz
        self._go(now.line if inside else now.line + step)

    def paragraph(self, step: int) -> None:
        """To the next paragraph, or to the start of this one or the one before."""
        self._go(self.score.from_line(self._line, step, self.score.paragraph))

    def chapter(self, step: int) -> None:
        """To the next chapter, or to the start of this one or the one before."""
        self._go(self.score.from_line(self._line, step, self.score.chapter))

    @property
    def _line(self) -> int:
        return min(self.now.line, len(self.score.lines) - 1)

    def restart(self) -> None:
        """To the very start."""
        self._go(0)

    def _go(self, line: int) -> None:
        with self.deck.changed:
            stale = [number for number, one in self.deck.pieces.items() if one.speed != self.settings.speed]
            self.deck.drop(stale)
            self.deck.go(min(max(line, 0), len(self.score.lines) - 1))

    def hasten(self, steps: int) -> None:
        """Faster, or slower, from the next sentence on: the voice itself speaks so."""
        slowest, fastest = SPEEDS
        speed = round(min(max(self.settings.speed + steps * SPEED_STEP, slowest), fastest), 2)
        if speed == self.settings.speed:
            return
        self.settings = replace(self.settings, speed=speed)
        self._feeder.start(self._speaker(), speed)
