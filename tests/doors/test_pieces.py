"""Encoding in pieces: whatever the cores do, the file is as if it had been encoded in one go."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.doors import pieces
from narrate.doors.decoding import decode_mono
from narrate.doors.encoding import encode_recording
from narrate.doors.metering import measure_file
from narrate.errors import OutputError
from narrate.publishing import FORMATS
from narrate.recording import Recording, Stretch
from narrate.timeline import Cue, Span, Timeline

JOINABLE = [name for name, one in FORMATS.items() if one.encoding.joinable]
FRAME_SIZES = {"mp3": 576, "m4b": 1024, "opus": 960}


@pytest.fixture(autouse=True)
def _short_pieces(monkeypatch: pytest.MonkeyPatch) -> None:
    """Pieces of two seconds, so that a short programme has several."""
    monkeypatch.setattr(pieces, "PIECE_S", 2)


@pytest.fixture
def recording(tmp_path: Path) -> Callable[[int], Recording]:
    """Twelve beeps of 0.7 to 1 s, each of its own pitch, with pauses of 0.4 to 0.6 s, in three section files, after a quarter of a second."""

    def make(rate_hz: int) -> Recording:
        chance, parts, cues, position = np.random.default_rng(7), [], [], rate_hz // 4
        parts.append(np.zeros(position, "<i2"))
        for number in range(12):
            length = int(rate_hz * chance.uniform(0.7, 1.0))
            beep = (
                8_000
                * np.sin(2 * np.pi * (300 + 40 * number) * np.arange(length) / rate_hz)
                * np.hanning(length) ** 0.2
            )
            pause = int(rate_hz * chance.uniform(0.4, 0.6))
            cues.append(Cue(Span(position, length), f"beep {number}", number))
            parts.append(np.concatenate([np.rint(beep), np.zeros(pause)]).astype("<i2"))
            position += length + pause
        sections = []
        for number in range(3):
            sections.append(tmp_path / f"{number}.pcm")
            sections[-1].write_bytes(np.concatenate(parts[5 * number : 5 * number + 5]).tobytes())
        return Recording(tuple(sections), Timeline(rate_hz, position, tuple(cues)))

    return make


def made(recording: Recording, path: Path, name: str, workers: int = 2) -> Path:
    list(encode_recording(recording, path, FORMATS[name].encoding, workers=workers, tags={"title": "T"}))
    return path


@pytest.mark.parametrize("name", JOINABLE)
@pytest.mark.parametrize("rate_hz", [22_050, 24_000, 44_100])
def test_every_sound_is_where_the_timeline_says(recording, tmp_path: Path, name: str, rate_hz: int) -> None:
    """Each beep in the decoded file, by its centre of gravity, against the same beep in the PCM."""
    whole = recording(rate_hz)
    path = made(whole, tmp_path / "out", name)
    assert measure_file(path).duration_s == pytest.approx(whole.timeline.duration_s, abs=0.05)
    decoded, decoded_hz = decode_mono(path)
    for cue in whole.timeline.cues:
        expected_s = centre_s(b"".join(whole.blocks()), rate_hz, cue.span, rate_hz)
        assert centre_s(decoded, decoded_hz, cue.span, rate_hz) == pytest.approx(expected_s, abs=0.002)


def centre_s(pcm: bytes, pcm_hz: int, span: Span, rate_hz: int) -> float:
    """The centre of gravity of the sound around a span, in seconds."""
    start, end = (int(max(0, at / rate_hz + margin) * pcm_hz) for at, margin in ((span.start, -0.15), (span.end, 0.15)))
    power = np.frombuffer(pcm, "<i2").astype(float)[start:end] ** 2
    return (start + float((power * np.arange(len(power))).sum() / power.sum())) / pcm_hz


@pytest.mark.parametrize("name", JOINABLE)
def test_pauses_stay_silent_where_pieces_meet(recording, tmp_path: Path, name: str) -> None:
    whole = recording(22_050)
    pcm, decoded_hz = decode_mono(made(whole, tmp_path / "out", name))
    heard = np.abs(np.frombuffer(pcm, "<i2").astype(int))
    borders = pieces.borders(whole.timeline, decoded_hz, FRAME_SIZES[name])
    assert len(borders) > 4
    for silence in whole.timeline.silences():
        start, end = ((at / 22_050) for at in (silence.start, silence.end))
        middle = heard[int((start + 0.1) * decoded_hz) : int((end - 0.05) * decoded_hz)]
        assert middle.max() < 60  # -54 dBFS: what an encoder smears before a sound and after it


@pytest.mark.parametrize("name", JOINABLE)
def test_the_bytes_do_not_depend_on_the_number_of_workers(recording, tmp_path: Path, name: str) -> None:
    whole = recording(24_000)
    files = [made(whole, tmp_path / f"{workers}", name, workers).read_bytes() for workers in (1, 2, 5)]
    assert files[0] == files[1] == files[2]


@pytest.mark.parametrize("name", JOINABLE)
def test_a_programme_without_a_pause_is_one_piece(tmp_path: Path, name: str) -> None:
    (tmp_path / "0.pcm").write_bytes(bytes(2 * 24_000 * 9))
    whole = Recording((tmp_path / "0.pcm",), Timeline(24_000, 24_000 * 9, (Cue(Span(0, 24_000 * 9), "all", 1),)))
    assert len(pieces.cut(whole, FORMATS[name].encoding, FRAME_SIZES[name])) == 1
    assert measure_file(made(whole, tmp_path / "out", name)).duration_s == pytest.approx(9, abs=0.05)


def test_a_worker_that_fails_is_an_output_error(recording, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    whole, cut = recording(22_050), pieces.cut
    gone = (Stretch(tmp_path / "gone.pcm", 0, 1_000),)
    monkeypatch.setattr(pieces, "cut", lambda *given: [replace(cut(*given)[0], pcm=gone), *cut(*given)[1:]])
    with pytest.raises(OutputError, match="could not be encoded"):
        made(whole, tmp_path / "out", "mp3")


@given(
    pauses=st.lists(st.tuples(st.integers(1, 60_000), st.integers(0, 40_000)), max_size=30),
    rate_hz=st.sampled_from([8_000, 16_000, 22_050, 24_000, 44_100, 48_000]),
    codec=st.sampled_from([(576, None), (1_152, None), (1_024, None), (960, 48_000)]),
)
def test_a_border_is_between_two_frames_and_well_inside_a_silence(pauses, rate_hz: int, codec) -> None:
    frame_size, codec_rate_hz = codec[0], codec[1] or rate_hz
    cues, position = [], 0
    for number, (sound, pause) in enumerate(pauses):
        cues.append(Cue(Span(position, sound), "x", number))
        position += sound + pause
    timeline = Timeline(rate_hz, position, tuple(cues))
    silences = list(timeline.silences())
    before = None
    for at, frame in pieces.borders(timeline, codec_rate_hz, frame_size):
        assert at * codec_rate_hz == frame * frame_size * rate_hz
        if before is not None:
            frame_samples = frame_size * rate_hz / codec_rate_hz
            (silence,) = [one for one in silences if one.start <= at < one.end]
            assert at - silence.start >= pieces.FRAMES_BEFORE * frame_samples
            assert silence.end - at >= pieces.FRAMES_AFTER * frame_samples
            assert at - before >= pieces.PIECE_S * rate_hz
        before = at


@given(st.data())
def test_stretches_are_the_bytes_of_their_span(tmp_path_factory, data: st.DataObject) -> None:
    folder = tmp_path_factory.mktemp("sections")
    contents = data.draw(st.lists(st.binary(max_size=40).map(lambda b: b[: len(b) // 2 * 2]), min_size=1, max_size=5))
    paths = []
    for number, content in enumerate(contents):
        paths.append(folder / str(number))
        paths[-1].write_bytes(content)
    whole = b"".join(contents)
    start = data.draw(st.integers(0, len(whole) // 2))
    length = data.draw(st.integers(0, len(whole) // 2 - start))
    recording = Recording(tuple(paths), Timeline(8_000, len(whole) // 2))
    found = b"".join(block for one in recording.stretches(Span(start, length)) for block in one.blocks())
    assert found == whole[2 * start : 2 * (start + length)]
