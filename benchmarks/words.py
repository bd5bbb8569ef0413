"""How far the times of words are from where they are heard: `python benchmarks/words.py ESSAY [VOICE...]`.

Against the forced alignment of a recogniser, itself good to about 20 ms; needs `pip install pocketsphinx scipy`.
Sentences with a word that it does not know are left out. “Estimated” is what would come if the engine told nothing.
"""

from __future__ import annotations

import re
import statistics
import sys
import tempfile
import time
import wave
from collections import defaultdict
from collections.abc import Iterator
from math import gcd
from pathlib import Path

import numpy as np
from measuring import head, row
from pocketsphinx import Decoder
from scipy.signal import resample_poly

import narrate
from narrate.narration import rehearse
from narrate.speaking.estimation import estimated
from narrate.timeline import Span, Word, Words
from narrate.wording import told, words_of

HEARING_HZ = 16_000
FRAMES_PER_S = 100
SPELLING = re.compile(r"[a-z]+(?:'[a-z]+)*")
Errors = dict[str, list[float]]  # in ms


def aligned(decoder: Decoder, spoken: str, pcm: bytes, rate_hz: int) -> Words | None:
    """The words of a text where the recogniser hears them; None where it does not know one."""
    places = words_of(spoken)
    spelled = [SPELLING.findall(spoken[start:end].lower().replace("’", "'")) for start, end in places]
    if not all(spelled) or any(decoder.lookup_word(part) is None for parts in spelled for part in parts):
        return None
    shared = gcd(HEARING_HZ, rate_hz)
    heard = resample_poly(np.frombuffer(pcm, "<i2").astype(np.float32), HEARING_HZ // shared, rate_hz // shared)
    decoder.set_align_text(" ".join(part for parts in spelled for part in parts))
    decoder.start_utt()
    decoder.process_raw(heard.clip(-32768, 32767).astype("<i2").tobytes(), full_utt=True)
    decoder.end_utt()
    segments = [one for one in decoder.seg() or () if one.word[0] not in "<["]
    if len(segments) != sum(map(len, spelled)):
        return None
    left = iter(segments)
    words = []
    for place, parts in zip(places, spelled, strict=True):
        some = [next(left) for _ in parts]
        start, end = (frame * rate_hz // FRAMES_PER_S for frame in (some[0].start_frame, some[-1].end_frame + 1))
        words.append(Word(Span(start, end - start), *place, exact=True))
    return Words.of(words)


def compared(essay: Path, voice: str, decoder: Decoder) -> Iterator[tuple[str, Word, Word, int]]:
    """How each word is known, itself, as it was heard, and the rate of both."""
    with tempfile.TemporaryDirectory() as folder:
        settings = narrate.Settings(voice=voice, standard="none", cache_dir=Path(folder) / "cache")
        report = narrate.render(essay, Path(folder) / "essay.wav", settings)
        with wave.open(str(report.edition.path)) as file:
            rate_hz, pcm = file.getframerate(), file.readframes(file.getnframes())
    _, script = rehearse(narrate.read(essay), settings)
    utterances = [one for passage in script.passages for one in passage.utterances]
    for cue, one in zip(report.edition.timeline.cues, utterances, strict=True):
        sound = pcm[2 * cue.span.start : 2 * cue.span.end]
        reference = aligned(decoder, one.spoken, sound, rate_hz) if one.spoken else None
        if reference is None:
            continue
        guessed = Words.of(estimated(one.spoken, words_of(one.spoken), sound, rate_hz))
        heard = told(one.written, one.spoken, reference).at(cue.span.start)
        yield from (
            ("told" if word.exact else "told in part", word, other, rate_hz)
            for word, other in zip(cue.words, heard, strict=True)
            if other.exact
        )
        words = told(one.written, one.spoken, guessed).at(cue.span.start)
        yield from (
            ("estimated", word, other, rate_hz) for word, other in zip(words, heard, strict=True) if other.exact
        )


def main() -> None:
    """Measure every voice that is asked for, or the engines' own choice."""
    essay, *voices = sys.argv[1:]
    decoder = Decoder(samprate=HEARING_HZ, lm=None, loglevel="FATAL")
    head()
    for voice in voices or ["pyttsx3", "hibari", "piper"]:
        start = time.perf_counter()
        starts: Errors = defaultdict(list)
        ends: Errors = defaultdict(list)
        for kind, word, other, rate_hz in compared(Path(essay), voice, decoder):
            starts[kind].append(1000 * (word.span.start - other.span.start) / rate_hz)
            ends[kind].append(1000 * (word.span.end - other.span.end) / rate_hz)
        for kind in starts:
            measured = "; ".join(
                f"{name} {summary(errors[kind])}" for name, errors in (("starts", starts), ("ends", ends))
            )
            row(f"{voice}, {kind}, {len(starts[kind])} words", measured)
        print(f"<!-- {voice}: {time.perf_counter() - start:.0f} s -->")


def summary(errors: list[float]) -> str:
    """The middle and the tenth worst of some errors, and which way they lean."""
    sizes = sorted(map(abs, errors))
    lean = statistics.median(errors)
    tenth = sizes[len(sizes) * 9 // 10]
    return f"median {statistics.median(sizes):.0f} ms, 90 % within {tenth:.0f} ms, lean {lean:+.0f} ms"


if __name__ == "__main__":
    main()
