"""The workshop: takes works off the queue and makes them, one for each core, as the command line would.

The queue is the shelf's records. A server that ends, in whatever way, leaves its works as they were written last; the
next one queues again what was in work, and the clip cache has all that was spoken.
"""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, replace
from pathlib import Path

from narrate.document import Document
from narrate.doors.processes import Pool
from narrate.errors import NarrateError
from narrate.narration import Rehearsed, perform, prepare, rehearse
from narrate.progress import Stage, Step
from narrate.reading import READERS
from narrate.settings import Settings
from narrate.web.live import Live
from narrate.web.shelf import Shelf
from narrate.web.works import Origin, State, Work

KEPT_LIVE = 4  # finished works that may still be heard as they were spoken
IDLE_S = 60.0  # after which workers end
FORMATS = ("mp3", "m4b")  # the first has what lies beside it
END_S = 3.0  # for works that hear that all ends
SPEAKING_PART = 0.7  # of the work
TITLE_WORDS = 8


class CalledOffError(BaseException):
    """Somebody cancelled the work, or the server ends. Passes through whatever handles errors."""


@dataclass(slots=True)
class Progress:
    """How far a work in hand is: `part` from 0 to 1, and the seconds left where that is known."""

    stage: str = "reading"
    part: float = 0.0
    left_s: float | None = None
    stem: str = ""  # what its files are called
    called_off: bool = False


class Workshop:
    """Makes what is queued on a shelf, in as many threads as there are workers in the crew."""

    def __init__(self, shelf: Shelf, settings: Settings, crew: Pool) -> None:
        self._shelf = shelf
        self._settings = settings
        self._crew = crew
        self._wake = threading.Condition()
        self._ending = False
        self._threads: list[threading.Thread] = []
        self.progress: dict[str, Progress] = {}
        self.live: OrderedDict[str, Live] = OrderedDict()

    def start(self) -> None:
        """Queue again what a server before left in work, and begin."""
        for work in self._shelf.works():
            if work.state is State.WORKING:
                self._shelf.show(replace(work, state=State.QUEUED))
        makers = [self._make_all] * self._crew.workers
        self._threads = [threading.Thread(target=one, daemon=True) for one in [*makers, self._let_rest]]
        for thread in self._threads:
            thread.start()

    def end(self) -> None:
        """Call everything off, and wait a little for it to end. What was in work is queued again by the next server."""
        with self._wake:
            self._ending = True
            for one in self.progress.values():
                one.called_off = True
            self._wake.notify_all()
        until = time.monotonic() + END_S
        for thread in self._threads:
            thread.join(max(0.0, until - time.monotonic()))

    def awake(self) -> None:
        """There is something new in the queue."""
        with self._wake:
            self._wake.notify_all()

    def again(self, id_: str) -> None:
        """Try a failed work once more. Raises OutputError."""
        work = self._shelf.get(id_)
        if work is not None and work.state is State.FAILED:
            self._shelf.change(id_, state=State.QUEUED, problem="", remedy="")
            self.awake()

    def call_off(self, id_: str) -> None:
        """Cancel a work if it is in hand or waits, and remove it and its files. Raises OutputError."""
        with self._wake:
            if id_ in self.progress:
                self.progress[id_].called_off = True
            self.live.pop(id_, None)
        self._shelf.remove(id_)

    def _let_rest(self) -> None:
        """Let workers go that nobody needs: a server that waits holds no engine in memory."""
        while not self._ending:
            with self._wake:
                self._wake.wait_for(lambda: self._ending, IDLE_S / 4)
            self._crew.rest(IDLE_S)

    def _make_all(self) -> None:
        while (taken := self._next()) is not None:
            work, progress = taken
            try:
                self._make(work, progress)
            except CalledOffError:
                if self._shelf.get(work.id) is None:
                    self._shelf.remove_made(replace(work, stem=progress.stem))
            except NarrateError as error:
                self._fail(work, error.problem, error.remedy)
            except Exception as error:  # noqa: BLE001 - one work's fault must not end the server
                self._fail(work, f"narrate failed in a way it should not: {type(error).__name__}.", "Please report it.")
            finally:
                with self._wake:
                    del self.progress[work.id]
                self._shelf.touch(work.id)

    def _next(self) -> tuple[Work, Progress] | None:
        """Wait for a work and take it; None when all ends."""
        with self._wake:
            while not self._ending:
                waiting = [one for one in self._shelf.queued() if one.id not in self.progress]
                if waiting:
                    self.progress[waiting[0].id] = Progress()
                    return waiting[0], self.progress[waiting[0].id]
                self._wake.wait()
        return None

    def _fail(self, work: Work, problem: str, remedy: str) -> None:
        """Say why. Where even that cannot be written, the page still hears of it."""
        latest = self._shelf.get(work.id) or work
        failed = replace(latest, state=State.FAILED, problem=problem, remedy=remedy)
        try:
            self._shelf.settle(failed)
        except NarrateError:
            self._shelf.show(failed)

    def _make(self, work: Work, progress: Progress) -> None:
        """A work from its text to its files. Raises NarrateError, or CalledOffError."""
        self._step(work, progress)
        self._shelf.change(work.id, state=State.WORKING)
        settings = self._settings_of(work)
        piece = self._rehearsed(work, settings)
        self._step(work, progress)
        title = _title(piece.document, work)
        work = self._shelf.name(work, title)
        progress.stem = work.stem
        self._step(work, progress)
        settings = replace(settings, tags=replace(settings.tags, title=title))
        self._go_live(work, Live(piece, settings, self._crew))

        def tell(step: Step) -> None:
            progress.stage, progress.left_s = step.stage.value, step.left_s
            progress.part = _part(step, len(files))
            self._step(work, progress)

        files: dict[str, str] = {}
        for form, wanted in _editions(settings):
            report = perform(piece, self._shelf.folder / f"{work.stem}.{form}", wanted, tell, self._crew)
            files[form] = report.edition.path.name
            self._step(work, progress)
        described = replace(self._shelf.described(replace(work, files=files)), voice=piece.voice.full_id)
        if not self._shelf.settle(described):
            raise CalledOffError
        self._shelf.forget_source(work.id)

    def _step(self, work: Work, progress: Progress) -> None:
        if progress.called_off or self._ending or self._shelf.get(work.id) is None:
            raise CalledOffError
        self._shelf.touch(work.id)

    def _go_live(self, work: Work, live: Live) -> None:
        with self._wake:
            self.live[work.id] = live
            over = [id_ for id_ in self.live if id_ not in self.progress]
            for id_ in over[:-KEPT_LIVE]:
                del self.live[id_]

    def _settings_of(self, work: Work) -> Settings:
        """The server's settings with what the wish says. Raises SettingsError."""
        wish = work.wish
        return replace(
            self._settings,
            voice=wish.voice or self._settings.voice,
            language=wish.language or self._settings.language,
            speed=wish.speed,
            allow_private=False,
        )

    def _rehearsed(self, work: Work, settings: Settings) -> Rehearsed:
        """Read a work's text and write its script. Raises NarrateError."""
        place = self._shelf.source(work.id)
        if work.wish.origin is Origin.ADDRESS:
            document = prepare(work.wish.name, settings)
            return Rehearsed(work.wish.name, document, *rehearse(document, settings))
        if place is None:
            raise NarrateError("Its text is not there any more.", "Give it once more.")
        if place.suffix in READERS:
            document = prepare(place, settings)
            return Rehearsed(place, document, *rehearse(document, settings))
        with place.open("rb") as stream:
            document = prepare(stream, settings)
        return Rehearsed(place, document, *rehearse(document, settings))


def _editions(settings: Settings) -> list[tuple[str, Settings]]:
    """Each format, and the settings for it: the first has everything beside it."""
    first = replace(
        settings, format=FORMATS[0], captions=("vtt", "srt"), read_along=("html", "epub"), linked=True, force=False
    )
    others = [replace(first, format=name, captions=(), read_along=()) for name in FORMATS[1:]]
    return [(one.format, one) for one in [first, *others]]


def _part(step: Step, editions: int) -> float:
    """How much of all the work is done, after so many editions: most of it is speaking, once."""
    part = step.done / max(step.total, 1)
    if step.stage is Stage.SPEAKING and not editions:
        return SPEAKING_PART * part
    part = 0.0 if step.stage is Stage.SPEAKING else part
    return SPEAKING_PART + (1 - SPEAKING_PART) * (editions + part) / len(FORMATS)


def _title(document: Document, work: Work) -> str:
    """What a work is called: by its text, by its file, or by how it begins."""
    if document.title:
        return document.title
    if work.wish.origin is Origin.FILE:
        return Path(work.wish.name).stem
    words = next((one.text for one in document.paragraphs if one.text.strip()), "").split()
    return " ".join(words[:TITLE_WORDS]) + ("…" if len(words) > TITLE_WORDS else "")
