"""Models of neural voices: read and edited without loading them, and alphabets made whole."""

from __future__ import annotations

import contextlib
import unicodedata
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.errors import SpeechError
from narrate.speaking.engines import graph, neural
from narrate.speaking.engines.alphabet import spelled
from narrate.timeline import Words

LENGTHS = st.lists(st.integers(1, 40), min_size=3, max_size=60)  # of sounds, in steps; the first and last are silence
LATIN = frozenset("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZéï")


def model(*nodes: bytes, takes: tuple[str, ...] = ("x",), gives: str = "y") -> bytes:
    """A model of our own making: its nodes, with one input and one output of floats."""
    header = bytes([0x08, 8])  # ir_version 8
    opset = graph._field(8, bytes([0x10, 15]))
    output = graph._field(12, graph._field(1, gives.encode()) + graph.FLOAT_TENSOR)
    whole = header + graph._field(7, b"".join(nodes) + graph._field(2, b"graph") + output) + opset
    return graph.edited(whole, lambda _: None, takes=takes)


class TestGraph:
    def test_a_model_tells_what_it_takes(self, tmp_path: Path) -> None:
        path = tmp_path / "model.onnx"
        path.write_bytes(model(graph.Node("Ceil", ("x",), ("y",)).encoded(), takes=("x", "z")))
        assert graph.inputs(path) == {"x", "z"}

    @given(st.binary(max_size=400))
    def test_any_file_is_read_or_refused(self, content: bytes) -> None:
        """Never an IndexError, and never an endless loop."""
        with contextlib.suppress(ValueError):
            list(graph._fields(content, 0, len(content)))

    def test_a_model_that_nothing_is_changed_in_stays_as_it_is(self) -> None:
        whole = model(graph.Node("Ceil", ("x",), ("y",)).encoded())
        assert graph.edited(whole, lambda _: None) == whole


@pytest.fixture(scope="module")
def at() -> Callable[[list[int], float], list[int]]:
    pytest.importorskip("onnxruntime")
    nodes = neural.at_pace(graph.Node("Ceil", ("x",), ("y",)), "pace")
    whole = model(nodes, takes=("x", "pace"))
    session = graph.opened(graph.edited(whole, lambda _: None, gives=(neural.LENGTHS,)))

    def run(lengths: list[int], pace: float) -> list[int]:
        takes = {"x": np.array([[lengths]], np.float32), "pace": np.array([pace], np.float32)}
        used, told = session.run(None, takes)
        assert (used == told).all()
        return [int(one) for one in told.reshape(-1)]

    return run


class TestPace:
    """Lengths of sounds in whole steps, at a pace: what they add up to, and what each keeps."""

    @given(LENGTHS, st.floats(0.4, 3.2))
    def test_they_add_up_to_what_is_asked_for(self, at, lengths: list[int], pace: float) -> None:
        assert sum(at(lengths, pace)) == pytest.approx(sum(lengths) / pace, abs=1.01)

    @given(LENGTHS)
    def test_at_a_pace_of_one_nothing_changes(self, at, lengths: list[int]) -> None:
        assert at(lengths, 1.0) == lengths

    @given(LENGTHS, st.floats(0.4, 3.2))
    def test_no_sound_falls_out_while_others_have_steps_to_give(self, at, lengths: list[int], pace: float) -> None:
        words = lengths[1:-1]
        if sum(words) / pace >= len(words) * 1.01:
            assert min(at(lengths, pace)[1:-1]) >= 1

    @given(LENGTHS, st.floats(0.4, 3.2))
    def test_words_and_the_silence_around_them_change_alike(self, at, lengths: list[int], pace: float) -> None:
        first, *words, last = at(lengths, pace)
        assert first == pytest.approx(lengths[0] / pace, abs=1.01)
        assert sum(words) == pytest.approx(sum(lengths[1:-1]) / pace, abs=1.01)
        assert last == pytest.approx(lengths[-1] / pace, abs=1.01)


class TestAlphabet:
    @given(st.text())
    def test_no_letter_is_left_that_the_engine_does_not_know(self, text: str) -> None:
        left = [char for char in spelled(text, LATIN) if char.isalpha() and not char.isascii() and char not in LATIN]
        assert left == []

    @given(st.text(st.characters(categories=["Lu", "Ll", "Lo"]), min_size=1))
    def test_no_letter_is_dropped(self, text: str) -> None:
        assert any(char.isalpha() for char in spelled(text, LATIN))

    @given(st.text(st.sampled_from(sorted(LATIN) + list(" .,!?-0123456789"))))
    def test_what_the_engine_knows_stays(self, text: str) -> None:
        assert spelled(text, LATIN) == " ".join(unicodedata.normalize("NFC", text).split())


def came(wave: list[float]) -> neural.Spoken:
    return neural.Spoken(np.array(wave, np.float32), Words())


class TestClip:
    @pytest.mark.parametrize("wave", [[], [float("nan")], [0.5, float("inf")]], ids=["empty", "nan", "inf"])
    def test_what_is_no_sound_is_an_error(self, wave: list[float]) -> None:
        with pytest.raises(SpeechError, match="no audio"):
            neural.clip(("Hello.",), [came(wave)], 24_000)

    def test_what_is_too_loud_is_clipped_not_wrapped(self) -> None:
        clip = neural.clip(("a", "b"), [came([2.0, -2.0]), came([0.5])], 24_000)
        assert np.frombuffer(clip.pcm, "<i2").tolist() == [32767, -32767, 16383]
        assert clip.is_whole(2)
