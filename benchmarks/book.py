"""A whole book against the bare tools and the obvious script: `python benchmarks/book.py BOOK [FORMAT...]`.

BOOK is anything that narrate reads. Takes some minutes for each format and each number of jobs.
"""

from __future__ import annotations

import io
import sys
import tempfile
import time
import wave
from pathlib import Path

from measuring import BATCH_BYTES, Cost, bare_encoder, bare_engine, cost, head, row, texts_of

import narrate
from narrate.doors.encoding import encode
from narrate.doors.processes import run_alone
from narrate.publishing import FORMATS
from narrate.speaking.engines import system

TENTH = 10


def whole(book: Path, name: str, folder: Path, bare_s: float, jobs: int) -> Cost:
    """The first run of a book."""
    cache = folder / f"{name}-{jobs}"
    took = cost(book, "-q", "-o", folder / f"book.{name}", "--cache-dir", cache, "--jobs", str(jobs))
    ratio = f"CPU {took.cpu_s / bare_s:.2f}x the bare tools' {bare_s:.0f} s, wall {took.wall_s / took.cpu_s:.2f}x CPU"
    memory = f"parent {took.parent_mb:.0f} MB, all {took.all_mb:.0f} MB"
    row(f"{name}, jobs {jobs}: the book", f"{took.wall_s:.0f} s wall, {took.cpu_s:.0f} s CPU; {memory}", ratio)
    return took


def changes(book: Path, name: str, folder: Path, first: Cost) -> None:
    """What a change costs, against the first run."""
    warm = ("-q", "-o", folder / f"book.{name}", "--cache-dir", folder / f"{name}-2")
    edited = folder / f"edited{book.suffix}"
    text = book.read_text(encoding="utf-8")
    middle = text.index("\n\n", len(text) // 2)
    edited.write_text(
        text[:middle] + "\n\nOne more paragraph, in the middle of it all." + text[middle:], encoding="utf-8"
    )
    for what, source, options in (
        ("another title", book, ("--title", "Another title")),
        ("a paragraph in the middle", edited, ()),
        ("another standard", book, ("--standard", "ebu-r128")),
    ):
        took = cost(source, *options, *warm)
        row(f"{name}: {what}", f"{took.wall_s:.1f} s", f"{100 * took.wall_s / first.wall_s:.1f} % of the first run")


def tenth_of(book: Path, folder: Path) -> Path:
    """The first tenth of a book's paragraphs."""
    paragraphs = book.read_text(encoding="utf-8").split("\n\n")
    path = folder / f"tenth{book.suffix}"
    path.write_text("\n\n".join(paragraphs[: len(paragraphs) // TENTH]), encoding="utf-8")
    return path


def obvious(texts: list[str], target: Path) -> float:
    """The obvious script: speak, `track += clip`, export. Wall time; needs a process of its own."""
    from pydub import AudioSegment

    start = time.perf_counter()
    driver = system._driver()  # noqa: SLF001
    track = AudioSegment.empty()
    for text in texts:
        buffer = io.BytesIO()
        driver.save(text, buffer)
        buffer.seek(0)
        track += AudioSegment.from_wav(buffer)
    # pydub would call an ffmpeg binary; its encoder, set as by default, is what that would run
    wav = target.with_suffix(".wav")
    track.export(wav, format="wav")
    with wave.open(str(wav)) as sound:
        batches = iter(lambda: sound.readframes(BATCH_BYTES // 2), b"")
        encode(batches, sound.getframerate(), target, FORMATS["mp3"].encoding, tags={})
    return time.perf_counter() - start


def main() -> None:
    """Measure everything and print the table."""
    book, names = Path(sys.argv[1]), sys.argv[2:] or ["mp3", "m4b", "opus"]
    head()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        cost(book, "-q", "-o", folder / "all.wav", "--cache-dir", folder / "wav")
        texts = texts_of(book)
        engine_s = run_alone(3_600, bare_engine, texts)
        row("the engine alone", f"{engine_s:.0f} s CPU", f"{len(texts)} sentences")
        for format_name in names:
            encoder_s = bare_encoder(folder / "all.wav", format_name)
            row(f"{format_name}: the encoder alone", f"{encoder_s:.0f} s CPU")
            whole(book, format_name, folder, engine_s + encoder_s, 1)
            changes(book, format_name, folder, whole(book, format_name, folder, engine_s + encoder_s, 2))
        tenth = tenth_of(book, folder)
        tenth_texts = [" ".join(passage.spoken) for passage in _passages(tenth)]
        obvious_s = run_alone(3_600, obvious, tenth_texts, folder / "obvious.mp3")
        ours = cost(tenth, "-q", "-o", folder / "tenth.mp3", "--cache-dir", folder / "tenth")
        row(
            "a tenth of it, mp3",
            f"{ours.wall_s:.1f} s",
            f"the obvious script {obvious_s:.1f} s: {obvious_s / ours.wall_s:.1f}x",
        )


def _passages(source: Path) -> list[narrate.Passage]:
    _, script = narrate.rehearse(narrate.read(source), narrate.Settings())
    return [passage for passage in script.passages if passage.spoken]


if __name__ == "__main__":
    main()
