"""The encoders and muxers: PCM in, one file out, as long as the PCM and in its place, the same bytes every time."""

from __future__ import annotations

import errno
import io
import struct
import weakref
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import av
import numpy as np
import pytest

from narrate.doors.codecs import codec_rate
from narrate.doors.decoding import decode_mono
from narrate.doors.encoding import Chapter, Kept, cover_codec, encode, read_tags, write_reels
from narrate.doors.inspecting import cover_of
from narrate.doors.metering import measure_file
from narrate.doors.packets import packed
from narrate.errors import OutputError
from narrate.publishing.formats import FORMATS
from narrate.recording import Packets, Reel
from narrate.timeline import Span

RATES_HZ = [8_000, 16_000, 22_050, 24_000, 44_100, 48_000]
RATE_HZ = 24_000
WITH_CHAPTERS = [name for name, one in FORMATS.items() if one.chapters_inside]
WITH_COVERS = [name for name, one in FORMATS.items() if one.encoding.cover is not Kept.NOT]
AAC_FRAME = 1_024


def beep(seconds: float, rate_hz: int, at_s: float = 0.0, length_s: float = 0.0) -> bytes:
    """Silence with a tone in it, or nothing but the tone."""
    time_s = np.arange(round(seconds * rate_hz)) / rate_hz
    inside = (time_s >= at_s) & (time_s < at_s + (length_s or seconds))
    return np.rint(np.sin(2 * np.pi * 440 * time_s) * inside * 8_000).astype("<i2").tobytes()


def blocks(pcm: bytes, size: int = 1 << 16) -> Iterator[bytes]:
    return (pcm[start : start + size] for start in range(0, len(pcm), size))


def made(
    path: Path,
    name: str,
    pcm: bytes,
    rate_hz: int = RATE_HZ,
    *,
    tags: dict[str, str] | None = None,
    chapters: Sequence[Chapter] = (),
    cover: bytes | None = None,
) -> None:
    given = {"tags": tags or {"title": "T"}, "chapters": chapters, "cover": cover}
    encode(blocks(pcm), rate_hz, path, FORMATS[name].encoding, **given)


def every_format_and_rate() -> list[object]:
    return [(name, rate_hz) for name in FORMATS for rate_hz in RATES_HZ]


# --- length and place -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "rate_hz"), every_format_and_rate())
def test_a_file_is_as_long_as_its_pcm_within_50_ms(name: str, rate_hz: int, tmp_path: Path) -> None:
    errors_s = []
    for samples in [rate_hz // 100, AAC_FRAME, AAC_FRAME + 1, rate_hz, rate_hz + 441, 3 * rate_hz - 1]:
        made(tmp_path / "out", name, bytes(2 * samples), rate_hz)
        errors_s.append(measure_file(tmp_path / "out").duration_s - samples / rate_hz)
    assert max(map(abs, errors_s)) <= 0.05


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", [name for name in FORMATS if name != "m4b"])
def test_only_aac_adds_anything_the_others_are_exact(name: str, rate_hz: int, tmp_path: Path) -> None:
    samples = 2 * rate_hz + 321
    made(tmp_path / "out", name, beep(1, rate_hz) + bytes(2 * (samples - rate_hz)), rate_hz)
    assert measure_file(tmp_path / "out").duration_s == pytest.approx(samples / rate_hz, abs=1 / 22_050)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
def test_aac_adds_less_than_one_frame_of_silence_at_the_end(rate_hz: int, tmp_path: Path) -> None:
    for samples in (rate_hz, rate_hz + 1, 2 * rate_hz + 777):
        made(tmp_path / "out", "m4b", bytes(2 * samples), rate_hz)
        added_s = measure_file(tmp_path / "out").duration_s - samples / rate_hz
        assert 0 <= added_s < AAC_FRAME / min(rate_hz, 48_000)


@pytest.mark.parametrize("rate_hz", RATES_HZ)
@pytest.mark.parametrize("name", FORMATS)
def test_sound_is_where_it_was_put(name: str, rate_hz: int, tmp_path: Path) -> None:
    """The timeline must be true in the file: no codec delay is left in."""
    made(tmp_path / "out", name, beep(3, rate_hz, at_s=1.234, length_s=0.5), rate_hz)
    decoded, decoded_rate_hz = decode_mono(tmp_path / "out")
    loud = np.flatnonzero(np.abs(np.frombuffer(decoded, "<i2").astype(int)) > 3_000) / decoded_rate_hz
    assert loud[0] == pytest.approx(1.234, abs=0.005)
    assert loud[-1] == pytest.approx(1.734, abs=0.005)


@pytest.mark.parametrize("name", FORMATS)
def test_sound_keeps_its_level_and_its_pitch(name: str, tmp_path: Path) -> None:
    made(tmp_path / "out", name, beep(4, RATE_HZ))
    decoded, rate_hz = decode_mono(tmp_path / "out")
    middle = np.frombuffer(decoded, "<i2")[rate_hz : 3 * rate_hz].astype(float)
    spectrum = np.abs(np.fft.rfft(middle))
    assert np.argmax(spectrum) / 2 == 440.0
    made_up_db = 0.26 if name == "opus" else 0  # what Opus loses of the highest sounds of speech, which a sine has not
    assert 20 * np.log10(np.sqrt(2 * np.mean(middle**2)) / 8_000) == pytest.approx(made_up_db, abs=0.15)


@pytest.mark.parametrize("name", ["flac", "wav"])
def test_lossless_formats_keep_every_sample(name: str, tmp_path: Path) -> None:
    pcm = np.random.default_rng(1).integers(-32_768, 32_768, 50_000).astype("<i2").tobytes()
    made(tmp_path / "out", name, pcm)
    assert decode_mono(tmp_path / "out") == (pcm, RATE_HZ)


@pytest.mark.parametrize("name", FORMATS)
def test_full_scale_is_not_clipped_into_noise(name: str, tmp_path: Path) -> None:
    loud = np.tile(np.array([32_767, 32_767, -32_768, -32_768], "<i2").repeat(20), 800).tobytes()
    made(tmp_path / "out", name, loud)
    assert measure_file(tmp_path / "out").duration_s > 2.5


@pytest.mark.parametrize("name", FORMATS)
def test_in_what_pieces_the_pcm_comes_makes_no_difference(name: str, tmp_path: Path) -> None:
    pcm, files = beep(1, RATE_HZ), []
    for size in (len(pcm), 4_800, 998):
        encode(blocks(pcm, size), RATE_HZ, tmp_path / f"{size}", FORMATS[name].encoding, tags={})
        files.append(decode_mono(tmp_path / f"{size}"))
    assert files[0] == files[1] == files[2]


@pytest.mark.parametrize("name", FORMATS)
def test_the_same_input_gives_the_same_bytes(name: str, tmp_path: Path) -> None:
    given = {
        "tags": {"title": "T", "date": "2024-05-17"},
        "chapters": [Chapter(Span(0, 24_000), "One")],
        "cover": png(),
    }
    for path in (one := tmp_path / "one", two := tmp_path / "two"):
        made(path, name, beep(1, RATE_HZ), **given)
    assert one.read_bytes() == two.read_bytes()


# --- chapters ---------------------------------------------------------------------------------------------------------

TITLES = [
    "Chapter One",
    "two\nlines",
    "a = b",
    "a; b; c",
    "# not a comment",
    "[CHAPTER]",
    "TIMEBASE=1/1000",
    "back\\slash",
    "quote \" ' `",
    "𝐓𝐡𝐞 🎉 👨‍👩‍👧",
    "فصل اول: می‌خواهم",
    "עברית",
    "第一章",
    "x" * 500,
    " ",
]


def chapters_in(path: Path) -> list[tuple[float, float, str]]:
    with av.open(str(path)) as container:
        return [
            (
                float(one["start"] * one["time_base"]),
                float(one["end"] * one["time_base"]),
                one["metadata"].get("title", ""),
            )
            for one in container.chapters()
        ]


def even(count: int, step: int, titles: Sequence[str] = ("Chapter",)) -> list[Chapter]:
    return [Chapter(Span(n * step, step), titles[n % len(titles)]) for n in range(count)]


@pytest.mark.parametrize("name", WITH_CHAPTERS)
@pytest.mark.parametrize("title", TITLES)
def test_a_chapters_title_comes_back_as_it_was(title: str, name: str, tmp_path: Path) -> None:
    chapters = [Chapter(Span(0, 12_000), "First"), Chapter(Span(12_000, 12_000), title)]
    made(tmp_path / "out", name, bytes(48_000), chapters=chapters)
    assert [found for _, _, found in chapters_in(tmp_path / "out")] == ["First", title]


@pytest.mark.parametrize("name", WITH_CHAPTERS)
@pytest.mark.parametrize("count", [99, 300])
def test_every_chapter_starts_where_it_was_put_to_the_millisecond(count: int, name: str, tmp_path: Path) -> None:
    step = 3_333
    made(tmp_path / "out", name, bytes(2 * step * count), chapters=even(count, step, ["A", "B", "C"]))
    found = chapters_in(tmp_path / "out")
    assert [title for _, _, title in found] == (["A", "B", "C"] * 100)[:count]
    for number, (start_s, _, _) in enumerate(found):
        assert start_s == pytest.approx(number * step / RATE_HZ, abs=0.001)


@pytest.mark.parametrize("name", WITH_CHAPTERS)
@pytest.mark.parametrize("count", [0, 1, 2])
def test_there_may_be_none_or_one_or_some_chapters(count: int, name: str, tmp_path: Path) -> None:
    made(tmp_path / "out", name, bytes(2 * RATE_HZ * 3), chapters=even(count, RATE_HZ))
    assert [start_s for start_s, _, _ in chapters_in(tmp_path / "out")] == [0.0, 1.0][:count]


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in WITH_CHAPTERS])
def test_a_format_without_chapters_is_none_the_worse_for_them(name: str, tmp_path: Path) -> None:
    made(tmp_path / "out", name, bytes(48_000), chapters=even(3, 8_000))
    assert measure_file(tmp_path / "out").duration_s == 1.0


# --- tags and covers --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
@pytest.mark.parametrize("value", [title for title in TITLES if title.strip()])
def test_a_tag_comes_back_as_it_was(value: str, name: str, tmp_path: Path) -> None:
    made(tmp_path / "out", name, bytes(24_000), tags={"title": value})
    assert read_tags(tmp_path / "out")["title"] == value


@pytest.mark.parametrize("content", [None, b"", b"hello", bytes(1_000)])
def test_what_is_no_audio_file_has_no_tags(content: bytes | None, tmp_path: Path) -> None:
    path = tmp_path / "foreign.mp3"
    if content is not None:
        path.write_bytes(content)
    assert read_tags(path) == {}


def png(width: int = 3, height: int = 2) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes([200, 30, 30]) * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def jpeg(width: int = 32, height: int = 16) -> bytes:
    out = io.BytesIO()
    with av.open(out, "w", format="mjpeg") as container:
        stream = container.add_stream("mjpeg", rate=1)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        frame = av.VideoFrame.from_ndarray(np.full((height, width, 3), 120, np.uint8), format="rgb24")
        container.mux(stream.encode(frame.reformat(format="yuvj420p")))
        container.mux(stream.encode(None))
    return out.getvalue()


@pytest.mark.parametrize("name", WITH_COVERS)
@pytest.mark.parametrize("picture", [png, jpeg])
def test_a_cover_is_kept_to_the_byte_and_the_sound_too(name: str, picture: object, tmp_path: Path) -> None:
    made(tmp_path / "out", name, beep(1, RATE_HZ), cover=picture(), chapters=even(2, 12_000))
    with av.open(str(tmp_path / "out")) as container:
        (covers,) = [stream for stream in container.streams if stream.disposition & av.stream.Disposition.attached_pic]
        found = next(bytes(packet) for packet in container.demux(covers) if packet.size)
    assert found == picture()
    assert cover_of(tmp_path / "out") == (picture(), "image/png" if picture is png else "image/jpeg")
    assert measure_file(tmp_path / "out").duration_s == pytest.approx(1.0, abs=0.05)


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in WITH_COVERS])
def test_a_format_that_takes_no_picture_is_none_the_worse_for_one(name: str, tmp_path: Path) -> None:
    made(tmp_path / "out", name, bytes(48_000), cover=png())
    assert cover_of(tmp_path / "out") is None
    assert measure_file(tmp_path / "out").duration_s == 1.0


@pytest.mark.parametrize(
    ("cover", "codec"),
    [(png(), "png"), (jpeg(), "mjpeg"), (b"", None), (b"GIF89a", None), (b"RIFF....WEBP", None), (b"<svg/>", None)],
)
def test_a_picture_is_known_by_what_is_in_it(cover: bytes, codec: str | None) -> None:
    assert cover_codec(cover) == codec


# --- what goes wrong --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_is_told_as_the_system_tells_it(name: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    with pytest.raises(OSError, match="No space left") as caught:
        made(full, name, bytes(2_000_000))
    assert caught.value.errno == errno.ENOSPC


def test_a_folder_that_is_not_there_is_told_as_the_system_tells_it(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        made(tmp_path / "gone" / "out", "mp3", bytes(2_000))


@pytest.mark.parametrize("name", FORMATS)
def test_what_fails_in_the_source_of_the_pcm_comes_through(name: str, tmp_path: Path) -> None:
    def broken() -> Iterator[bytes]:
        yield bytes(20_000)
        raise OSError(errno.EIO, "Input/output error")

    with pytest.raises(OSError, match="Input/output error"):
        encode(broken(), RATE_HZ, tmp_path / "out", FORMATS[name].encoding, tags={})


# --- reels ------------------------------------------------------------------------------------------------------------


def file_hz(name: str) -> int:
    return codec_rate(FORMATS[name].encoding, RATE_HZ)


def reel(pcm: bytes, name: str, *, ends: bool = True) -> Reel:
    encoding = FORMATS[name].encoding
    length = len(pcm) // 2 * file_hz(name) // RATE_HZ
    packets = packed(pcm, RATE_HZ, encoding, None if ends else length)[0] if encoding.joinable else Packets(pcm)
    return Reel(0, length, packets, np.empty(0, np.float32), 0.0)


@pytest.mark.parametrize("name", FORMATS)
def test_a_file_of_one_reel_is_that_of_its_pcm_to_the_byte(name: str, tmp_path: Path) -> None:
    given = {"tags": {"title": "T"}, "chapters": even(2, 12_000), "cover": png()}
    pcm = beep(1.3, RATE_HZ)
    made(tmp_path / "whole", name, pcm, **given)
    given["chapters"] = even(2, file_hz(name) // 2)
    write_reels([reel(pcm, name)], file_hz(name), tmp_path / "reels", FORMATS[name].encoding, **given)
    assert decode_mono(tmp_path / "reels") == decode_mono(tmp_path / "whole")
    assert chapters_in(tmp_path / "reels") == chapters_in(tmp_path / "whole")
    own = {"encoder": "Lavf"} if name == "mp3" else {}  # FFmpeg's own check of what it says there is wrong in mono
    assert read_tags(tmp_path / "reels") == {**read_tags(tmp_path / "whole"), **own}
    if name in {"flac", "wav"}:
        assert (tmp_path / "reels").read_bytes() == (tmp_path / "whole").read_bytes()


@pytest.mark.parametrize("name", FORMATS)
def test_reels_are_written_and_forgotten_as_they_come(name: str, tmp_path: Path) -> None:
    """A book of them would not fit into memory."""
    step, known = 30 * 1_920, []

    def coming() -> Iterator[Reel]:
        for number in range(8):
            one = reel(bytes(2 * step), name, ends=number == 7)
            one = replace(one, start=number * one.length, powers=np.zeros(1))
            known.append(weakref.ref(one.powers))
            yield one
            assert sum(ref() is not None for ref in known) <= 3

    write_reels(coming(), file_hz(name), tmp_path / "out", FORMATS[name].encoding, tags={})
    assert len(known) == 8
    assert measure_file(tmp_path / "out").duration_s == pytest.approx(8 * step / RATE_HZ, abs=0.05)


@pytest.mark.parametrize("name", FORMATS)
def test_what_fails_while_reels_are_made_comes_through(name: str, tmp_path: Path) -> None:
    def broken() -> Iterator[Reel]:
        yield reel(bytes(24_000), name)
        raise OutputError("cheese")

    with pytest.raises(OutputError, match="cheese"):
        write_reels(broken(), file_hz(name), tmp_path / "out", FORMATS[name].encoding, tags={})


@pytest.mark.parametrize("name", FORMATS)
def test_a_full_disk_is_told_of_while_reels_are_written_too(name: str) -> None:
    full = Path("/dev/full")
    if not full.exists():
        pytest.skip("there is no /dev/full here")
    with pytest.raises(OSError, match="No space left") as caught:
        write_reels([reel(beep(20, RATE_HZ), name)], file_hz(name), full, FORMATS[name].encoding, tags={})
    assert caught.value.errno == errno.ENOSPC
