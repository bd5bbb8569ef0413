"""What a listener hears, by a device that keeps it: real workers, a real cache, real clips."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from narrate.errors import OutputError, SpeechError
from narrate.listening.pieces import HIGHEST_GAIN_DB
from narrate.mastering.joins import Joiner
from narrate.narration import render
from narrate.settings import Settings

Listen = Callable[..., Any]  # gives a Listener of conftest.py
TEXT = """# Lamps

The lamp was lit at six. Nobody came to see it, and the keeper slept on.

***

In the morning the boats had gone out. It was 1914.

# Boats

The harbour was empty. So it ends.
"""


def joined(listener: Any) -> np.ndarray:
    """What a render joins of the same clips, before it is levelled."""
    joiner = Joiner(listener.speaker.sample_rate_hz)
    for passage in listener.script.passages:
        clip = next(iter(listener.speaker.clips([passage]))) if passage.spoken else None
        joiner.passage(passage, clip)
    return np.frombuffer(joiner.segment().raw_data, "<i2").astype(float)


def test_what_is_heard_are_the_clips_of_a_render_gapless_at_one_gain(listener: Listen) -> None:
    one = listener(TEXT)
    heard = np.frombuffer(one.play(), "<i2").astype(float)
    expected = joined(one)
    heard, rest = heard[: len(expected)], heard[len(expected) :]
    assert not rest.any()
    assert one.listening.deck.starved == 0
    assert ((heard != 0) == (expected != 0)).mean() > 0.999  # pauses to the sample
    body = slice(len(expected) // 2, None)  # after the gain has settled
    gains = heard[body][np.abs(expected[body]) > 2_000] / expected[body][np.abs(expected[body]) > 2_000]
    assert gains.std() < 0.01 * gains.mean()
    assert np.abs(heard).max() < 32_767


def test_after_listening_a_render_speaks_nothing(listener: Listen, tmp_path: Path) -> None:
    one = listener(TEXT)
    one.play()
    speaker, passages = one.speaker, [passage for passage in one.script.passages if passage.spoken]
    wait_until(lambda: all(speaker.kept(passage) for passage in passages))
    settings = Settings(voice="tone:low", cache_dir=tmp_path / "cache", jobs=2)
    report = render(tmp_path / "text.md", tmp_path / "out.wav", settings)
    assert report.passages == len(passages)
    assert report.spoken == 0


def wait_until(so: Callable[[], bool]) -> None:
    import time

    end_s = time.monotonic() + 60
    while not so():
        assert time.monotonic() < end_s
        time.sleep(0.02)


def test_voices_of_any_loudness_are_heard_equally_loud(sine: Callable[..., bytes]) -> None:
    from narrate.doors.metering import loudness_lufs, weighted_powers
    from narrate.listening.pieces import Leveller

    for dbfs in (-6.0, -30.0):
        leveller = Leveller(24_000)
        pcm = leveller.level(sine(5.0, dbfs=dbfs))
        powers = weighted_powers(np.frombuffer(pcm, "<i2").astype(np.float32) / np.float32(32_768), 24_000)
        assert loudness_lufs(powers) == pytest.approx(-19.0, abs=0.2)
    assert Leveller(24_000).level(bytes(48_000)) == bytes(48_000)
    quiet = Leveller(24_000)
    quiet.level(sine(5.0, dbfs=-65.0))
    assert quiet.gain_db <= HIGHEST_GAIN_DB


def test_a_word_is_lit_where_it_sounds(listener: Listen) -> None:
    one = listener("It was 1914 by then.")
    seen: list[str] = []

    def look() -> bool:
        word, written = one.listening.word, "It was 1914 by then."
        if word and (not seen or seen[-1] != written[slice(*word)]):
            seen.append(written[slice(*word)])
        return False

    one.play(look)
    assert seen == ["It", "was", "1914", "by", "then."]


def test_a_listener_moves_by_sentence_paragraph_and_chapter(listener: Listen) -> None:
    one = listener(TEXT)
    session, visited = one.listening, []
    one.play_to(1)
    for move in (
        lambda: session.sentence(1),
        lambda: session.paragraph(1),
        lambda: session.chapter(1),
        lambda: session.chapter(-1),
        lambda: session.paragraph(-1),
        lambda: session.sentence(-1),
    ):
        move()
        visited.append(session.score.lines[session.now.line].utterance.written)
    assert visited == [
        "Nobody came to see it, and the keeper slept on.",
        "In the morning the boats had gone out.",
        "Boats",
        "Lamps",
        "Lamps",
        "Lamps",
    ]


def test_another_speed_is_spoken_so_from_the_next_sentence_on(listener: Listen) -> None:
    one = listener(TEXT)
    one.play_to(1)
    one.play(lambda: one.listening.now.sample > 2_000)
    one.listening.hasten(5)
    wait_until(lambda: one.listening.deck.pieces.get(2) is not None and one.listening.deck.pieces[2].speed == 1.5)
    assert one.listening.deck.pieces[1].speed == 1.0
    one.play()
    assert one.listening.deck.starved == 0
    assert one.listening.settings.speed == 1.5


def test_speed_keeps_to_what_engines_can(listener: Listen) -> None:
    one = listener("Short.")
    one.listening.hasten(100)
    assert one.listening.settings.speed == 3.0
    one.listening.hasten(-100)
    assert one.listening.settings.speed == 0.4


@pytest.mark.parametrize("fault", ["RAISE", "CRASH"])
def test_what_the_engine_cannot_say_is_skipped_with_a_note(listener: Listen, fault: str) -> None:
    one = listener(f"One is well.\n\nTwo must {fault} now.\n\nThree is well.", voice="faulty:broken")
    one.play()
    assert len(one.notes) == 1
    assert "Skipped: Paragraph 2" in one.notes[0]
    faults = [bool(one.listening.deck.pieces[line].fault) for line in range(3)]
    assert faults == [False, True, False]


def test_an_engine_that_says_nothing_at_all_ends_it(listener: Listen) -> None:
    one = listener("\n\n".join(f"We RAISE number {n}." for n in "abcdef"), voice="faulty:broken")
    with pytest.raises(SpeechError, match="could not be spoken"):
        one.play()


def test_a_cache_that_cannot_be_written_stops_no_sound(listener: Listen, tmp_path: Path) -> None:
    (tmp_path / "cache").mkdir()
    (tmp_path / "cache" / "clips").write_text("in the way")
    one = listener(TEXT)
    heard = one.play()
    assert np.frombuffer(heard, "<i2").any()
    assert len([note for note in one.notes if note.startswith("Not kept:")]) == 1


def test_the_place_is_kept_and_found_again_though_the_text_was_edited(listener: Listen) -> None:
    one = listener(TEXT)
    one.play_to(4)
    one.listening.__exit__(None, None, None)
    again = listener("A new opening. It is long.\n\n" + TEXT, enter=False)
    score = again.listening.score
    assert score.lines[again.listening.deck.line].utterance.written == one.listening.score.lines[4].utterance.written


def test_a_lost_device_is_told_and_the_place_kept(listener: Listen) -> None:
    one = listener(TEXT)
    one.play_to(3)
    one.device.gone = True
    with pytest.raises(OutputError, match="gone"):
        one.listening.check()
    one.listening.__exit__(None, None, None)
    assert one.device.closed
    assert listener(TEXT, enter=False).listening.deck.line == 3


def test_a_text_that_was_heard_to_its_end_begins_anew(listener: Listen) -> None:
    one = listener("One. Two.")
    one.play()
    one.listening.__exit__(None, None, None)
    assert listener("One. Two.", enter=False).listening.deck.line == 0


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xfe",
        b"[" * 50_000,
        b'{"line": "x"}',
        b'{"line": 1e999, "written": ""}',
        b'{"line": 1000000000000, "written": "Two."}',
    ],
)
def test_a_place_that_is_none_of_ours_is_the_start(listener: Listen, content: bytes) -> None:
    one = listener("One. Two. Three.", enter=False)
    path = one.listening._mark.path
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    assert listener("One. Two. Three.", enter=False).listening.deck.line == 0
