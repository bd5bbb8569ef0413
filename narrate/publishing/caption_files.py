"""Captions as files: WebVTT (W3C), SubRip, LRC, JSON transcripts (Podcasting 2.0), and chapters as WebVTT.

What is printed never becomes markup: WebVTT has its own escapes; where a format has none, an invisible WORD JOINER
parts what a player would take for a tag, a time or an arrow.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

import regex

from narrate.programme import Programme
from narrate.publishing.captions import Caption, captions
from narrate.publishing.makers_mark import BLANK, MADE_BY, says_so
from narrate.publishing.tags import MAKER

VTT_HEAD = f"WEBVTT\n\nNOTE {MADE_BY}\n"
LRC_MARK = f"[re:{MAKER}]"  # "re": the program that made the file
JOINER = "\u2060"  # WORD JOINER: no width, no break
SRT_MARKUP = regex.compile(r"(?<=<)(?=[\p{L}/!?])|(?<=\{)(?=[\\\p{L}])|(?<=--)(?=>)")
TIME = regex.compile(r"(?<=\d\d:)(?=\d\d[.,]\d)")  # two of them in a line make it a caption's times to lenient readers
LRC_MARKUP = regex.compile(r"(?<=\[)(?=\d+:)|(?<=<)(?=\d+:)")


def write_vtt(programme: Programme, path: Path) -> None:
    """Captions as WebVTT, without positions or styles; speech in a voice element with its speaker's name."""
    cues = ((one.start_ms, one.end_ms, "\n".join(one.lines), one.speaker) for one in captions(programme))
    _write(path, VTT_HEAD + _vtt_cues(cues))


def write_chapters(programme: Programme, path: Path) -> None:
    """Chapters as a WebVTT track of the kind "chapters"; the whole is one where the source has none."""
    rate_hz = programme.timeline.sample_rate_hz
    spans = zip(programme.chapters, programme.chapter_ends, strict=True)
    cues = ((mark.start * 1000 // rate_hz, end * 1000 // rate_hz, mark.title, "") for mark, end in spans)
    _write(path, VTT_HEAD + _vtt_cues(cue for cue in cues if cue[0] < cue[1]))


def _vtt_cues(cues: Iterable[tuple[int, int, str, str]]) -> str:
    return "".join(
        f"\n{_clock(start)} --> {_clock(end)}\n{_voice(speaker)}{vtt_escaped(_timeless(text))}\n"
        for start, end, text, speaker in cues
    )


def _voice(speaker: str) -> str:
    """What opens the voice element of a speaker, which ends with its cue; nothing for narration."""
    return f"<v {vtt_escaped(_timeless(speaker))}>" if speaker else ""


def vtt_escaped(text: str) -> str:
    """A text as WebVTT takes it: it has no arrow left either.

    >>> vtt_escaped("a --> b & <i>")
    'a --&gt; b &amp; &lt;i&gt;'
    """
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def write_srt(programme: Programme, path: Path) -> None:
    """Captions as SubRip, in UTF-8; the speaker's name stands before the speech where the speaker changes."""
    cues = (_srt_cue(number, one) for number, one in enumerate(captions(programme, named=True), start=1))
    _write(path, "".join(cues) + BLANK)


def _srt_cue(number: int, one: Caption) -> str:
    text = _timeless(_unmarked(SRT_MARKUP, one.lines))
    return f"{number}\n{_clock(one.start_ms, ',')} --> {_clock(one.end_ms, ',')}\n{text}\n\n"


def _timeless(text: str) -> str:
    return "\n".join(TIME.sub(JOINER, line) if len(TIME.findall(line)) > 1 else line for line in text.split("\n"))


def _unmarked(markup: regex.Pattern[str], lines: Iterable[str]) -> str:
    return markup.sub(JOINER, "\n".join(lines))


def write_lrc(programme: Programme, path: Path) -> None:
    """Captions as LRC, each in one line, its time in hundredths of a second; speakers are named as in SubRip."""
    rate_hz, length = programme.timeline.sample_rate_hz, programme.timeline.length
    seconds = length // rate_hz
    head = {"ti": programme.labels.get("title", ""), "ar": programme.labels.get("artist", "")}
    named = [f"[{key}:{value.translate(UNBRACKETED)}]" for key, value in head.items() if value]
    shown = captions(programme, fitted=False, named=True)
    lines = [f"[{_lyric_time(one.start_ms)}]{_unmarked(LRC_MARKUP, [one.text])}" for one in shown]
    _write(path, "\n".join([LRC_MARK, *named, f"[length:{seconds // 60:02}:{seconds % 60:02}]", *lines, ""]))


UNBRACKETED = str.maketrans("[]", "()")


def _lyric_time(ms: int) -> str:
    return f"{ms // 60_000:02}:{ms // 1000 % 60:02}.{ms % 1000 // 10:02}"


def write_json(programme: Programme, path: Path) -> None:
    """Captions as a transcript in JSON (Podcasting 2.0), each whole, in seconds."""
    segments = [
        {
            **({"speaker": one.speaker} if one.speaker else {}),
            "startTime": one.start_ms / 1000,
            "endTime": one.end_ms / 1000,
            "body": one.text,
        }
        for one in captions(programme, fitted=False)
    ]
    content = {"version": "1.0.0", "encoded_by": MAKER, "language": programme.language, "segments": segments}
    _write(path, json.dumps(content, ensure_ascii=False, indent=1) + "\n")


def lrc_is_ours(path: Path) -> bool:
    """Whether narrate wrote an LRC file."""
    return says_so(path, LRC_MARK)


def _clock(ms: int, point: str = ".") -> str:
    return f"{ms // 3_600_000:02}:{ms // 60_000 % 60:02}:{ms // 1000 % 60:02}{point}{ms % 1000:03}"


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
