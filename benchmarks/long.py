"""How time and memory grow with length, and whether the timeline holds: `python benchmarks/long.py [HOURS...]`.

The tone engine speaks chapters of ten minutes, whose heading is one beep: a click whose place is known. Then in every
format, at the last number of hours that is at most 12, the beeps are looked for in the decoded file.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

import av
import numpy as np
from measuring import cost, head, row

import narrate
from narrate.mastering.joins import ONSET_MS

CHAPTER_S = 600
SENTENCE = "Bet dim gow nu pel sart. "  # 5.9 s with its pause in the tone engine's voice
SENTENCES = 4  # in a paragraph
LOUD = 600  # of 32,767: a tenth of a beep


def text(hours: float) -> str:
    """So many hours of chapters, no two paragraphs alike: what was spoken once would be kept."""
    count = round(CHAPTER_S / SENTENCES / 1.86)
    chapters = round(hours * 3_600 / CHAPTER_S)
    return "\n\n".join(
        f"# Beep{'x' * (chapter % 7)}\n\n" + "\n\n".join(_paragraph(chapter * count + one) for one in range(count))
        for chapter in range(chapters)
    )


def _paragraph(number: int) -> str:
    name = "".join("bdfgklmnpr"[int(digit)] for digit in f"{number:06}")
    return SENTENCE * (SENTENCES - 1) + SENTENCE.replace("gow nu", name)


def offsets_ms(report: narrate.Report) -> list[float]:
    """How far each chapter's first sound lies from its place in the timeline, in ms."""
    timeline = report.edition.timeline
    places_s = [mark.start / timeline.sample_rate_hz for mark in timeline.marks[1:]]
    found = []
    with av.open(str(report.edition.path)) as container:
        plain = av.AudioResampler(format="s16", layout="mono", rate=timeline.sample_rate_hz)
        rate_hz, position, held = timeline.sample_rate_hz, 0, np.empty(0, np.int16)
        for frame in container.decode(audio=0):
            for ready in plain.resample(frame):
                held = np.concatenate([held, ready.to_ndarray()[0]])[-2 * rate_hz :]
                position += ready.samples
                if places_s and position / rate_hz > places_s[0] + 0.5:
                    place = places_s.pop(0)
                    start = round((place - 0.5) * rate_hz) - (position - len(held))
                    first = int(np.argmax(np.abs(held[start:].astype(int)) > LOUD))
                    found.append((first / rate_hz - 0.5) * 1000 - ONSET_MS)
    return found


def main() -> None:
    """Measure everything and print the table."""
    hours = [float(one) for one in sys.argv[1:]] or [1.0, 12.0]
    head()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for one in hours:
            source = folder / f"{one:g}h.md"
            source.write_text(text(one), encoding="utf-8")
            out = folder / f"{one:g}h.mp3"
            took = cost(source, "-q", "-o", out, "--voice", "tone", "--cache-dir", folder / f"cache{one:g}")
            measured = f"{took.wall_s:.0f} s wall, {took.cpu_s:.0f} s CPU"
            row(f"{one:g} h of tones, mp3", measured, f"parent {took.parent_mb:.0f} MB, all {took.all_mb:.0f} MB")
        longest = max((one for one in hours if one <= 12), default=0)  # noqa: PLR2004 - what the goal speaks of
        for format_name in ("mp3", "m4b", "opus", "flac", "wav") if longest else ():
            settings = narrate.Settings(voice="tone", cache_dir=folder / f"cache{longest:g}")
            report = narrate.render(folder / f"{longest:g}h.md", folder / f"clicks.{format_name}", settings)
            found = offsets_ms(report)
            row(f"{longest:g} h, {format_name}: {len(found)} chapters", f"{max(map(abs, found)):.2f} ms off at most")
            report.edition.path.unlink()


if __name__ == "__main__":
    main()
