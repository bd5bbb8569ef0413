"""The audio formats.

How to add one:
1. Add its `Format` to FORMATS: the suffix, and how the encoding door makes it.
2. If its container keeps tags under other names, say so in `tags.py`.
3. Add it to the tables of tests/publishing, which read every format back with other eyes.
4. Add it to the table in the README.

Bitrates are for one voice in mono: at these, speech is transparent or close to it, and an hour is about 29 MB in mp3
and m4b, 14 MB in opus. How encoders are set was chosen by speed and by PESQ (ITU-T P.862.2, wide band, 1 to 4.6, mean
of 24 stretches of 8 s of an essay in espeak-ng's voice at the same bitrate): `python benchmarks/encoders.py`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from narrate.delivery import NONE, Standard
from narrate.doors.codecs import Encoding, Kept
from narrate.errors import SettingsError

MPEG_RATES_HZ = (8_000, 11_025, 12_000, 16_000, 22_050, 24_000, 32_000, 44_100, 48_000)
AAC_RATES_HZ = MPEG_RATES_HZ[4:]  # at lower ones a frame of 1,024 samples is longer than a file may be off
DEFAULT = "mp3"


@dataclass(frozen=True, slots=True)
class Format:
    """A kind of audio file. `suffixes` are those that choose it, the usual one first."""

    name: str
    suffixes: tuple[str, ...]
    encoding: Encoding

    @property
    def chapters_inside(self) -> bool:
        """Whether the file itself keeps chapters; otherwise they go into a file beside it."""
        return self.encoding.chapters is not Kept.NOT


MP3 = Format(
    "mp3",
    (".mp3",),
    Encoding(
        container="mp3",
        codec="libmp3lame",
        decoder="mp3float",
        bitrate_bps=64_000,
        # LAME's quality 7: at 64 kb/s 130x real time on one core and PESQ 4.10, where its default has 75x and 3.97
        codec_options={"compression_level": "7"},
        scale=0.95,  # LAME 3.100 turns its input down by 0.45 dB: measured at every bitrate from 16 to 160 kb/s
        rates_hz=MPEG_RATES_HZ,
        muxer_options={"id3v2_version": "3"},  # 2.4 is not read by Windows and older cars
        cover=Kept.NATIVELY,
        chapters=Kept.NATIVELY,
        frames_a_packet=32,  # one by one they take 4 s of a book of ten hours
        most_chapters=255,  # a table of contents (CTOC) counts them in one byte
    ),
)
M4B = Format(
    "m4b",
    (".m4b", ".m4a"),
    Encoding(
        container="mp4",  # FFmpeg's "ipod" muxer refuses a cover and brands the file as music
        codec="aac",
        decoder="aac",
        bitrate_bps=64_000,
        codec_options={"aac_coder": "fast"},  # 220x real time and PESQ 4.12; the default (twoloop) has 40x and 3.85
        rates_hz=AAC_RATES_HZ,
        muxer_options={"brand": "M4B ", "movflags": "+faststart"},
        cover=Kept.NATIVELY,
        chapters=Kept.NATIVELY,
    ),
)
OPUS = Format(
    "opus",
    (".opus", ".ogg"),
    Encoding(
        container="ogg",
        codec="libopus",
        decoder="opus",
        bitrate_bps=32_000,
        highest_bitrate_bps=256_000,
        scale=0.97,  # at 32 kb/s it loses 0.2 to 0.35 LU of the highest sounds: measured on seven of espeak-ng's voices
        rates_hz=(48_000,),  # players decode at this rate whatever went in
        # complexity 10, its default: 80x and PESQ 3.92; 7 has 90x and 3.77, 5 takes 54 kb/s where 32 are asked
        codec_options={"application": "audio"},
        tags_on_stream=True,
        cover=Kept.AS_COMMENTS,
        chapters=Kept.AS_COMMENTS,
    ),
)
FLAC = Format("flac", (".flac",), Encoding(container="flac", codec="flac", cover=Kept.NATIVELY, joinable=False))
WAV = Format(
    "wav", (".wav",), Encoding(container="wav", codec="pcm_s16le", muxer_options={"rf64": "auto"}, joinable=False)
)

# By suffix, as IANA has them; RFC 7845 for Opus.
MEDIA_TYPES = {
    ".mp3": "audio/mpeg",
    ".m4a": "audio/mp4",
    ".m4b": "audio/mp4",
    ".opus": "audio/ogg",
    ".ogg": "audio/ogg",
    ".flac": "audio/flac",
    ".wav": "audio/wav",
}

FORMATS = {one.name: one for one in (MP3, M4B, OPUS, FLAC, WAV)}


def choose(name: str, destination: Path | None, bitrate_kbps: int = 0, standard: Standard = NONE) -> Format:
    """The format by name, else by the destination's suffix, else the default, set as the standard asks.

    Raises SettingsError, also where the standard takes no such format.
    """
    chosen = _by_name(name) if name else _by_suffix(destination)
    suffix = destination.suffix.lower() if destination else ""
    if name and any(suffix in one.suffixes for one in FORMATS.values()) and suffix not in chosen.suffixes:
        raise SettingsError(f"“{destination}” is not a name for {chosen.name}.", "Leave out --format, or change -o.")
    if standard.codec not in {None, chosen.name}:
        raise SettingsError(f"“{standard.name}” takes {standard.codec} only, not {chosen.name}.", "Leave out --format.")
    if standard.sample_rate_hz:
        chosen = replace(chosen, encoding=replace(chosen.encoding, rates_hz=(standard.sample_rate_hz,)))
    return _at_bitrate(chosen, bitrate_kbps or standard.bitrate_kbps or 0, standard)


def _at_bitrate(chosen: Format, bitrate_kbps: int, standard: Standard) -> Format:
    if not bitrate_kbps or not chosen.encoding.bitrate_bps:
        return chosen
    if bitrate_kbps < (standard.bitrate_kbps or 0):
        raise SettingsError(
            f"“{standard.name}” asks for {standard.bitrate_kbps} kb/s at least.", "Leave out --bitrate."
        )
    highest_kbps = chosen.encoding.highest_bitrate_bps // 1000
    if bitrate_kbps > highest_kbps:
        raise SettingsError(f"{chosen.name} does not go up to {bitrate_kbps} kb/s.", f"Give at most {highest_kbps}.")
    return replace(chosen, encoding=replace(chosen.encoding, bitrate_bps=bitrate_kbps * 1000))


def _by_name(name: str) -> Format:
    known = {suffix.lstrip("."): one for one in FORMATS.values() for suffix in one.suffixes}
    if name.lower() not in known:
        raise SettingsError(f"“{name}” is not an audio format that narrate writes.", f"Known: {', '.join(FORMATS)}.")
    return known[name.lower()]


def _by_suffix(destination: Path | None) -> Format:
    if destination is None:
        return FORMATS[DEFAULT]
    suffix = destination.suffix
    if not suffix:
        return FORMATS[DEFAULT]
    return _by_name(suffix[1:])
