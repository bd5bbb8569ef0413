"""What Audiobookshelf reads beside a book's audio, and where in a library it looks for the book.

From its documentation (book library: directory structure) and its scanner's source: a folder {Author}/{Title} for each
book, `metadata.json` in it, with times in seconds, and `desc.txt`, all of which is the description.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

from narrate.programme import Programme
from narrate.publishing.makers_mark import BLANK
from narrate.publishing.naming import folder_name

YEAR = re.compile(r"\d{4}")


def folder(library: Path, title: str, author: str) -> Path:
    """The folder of a book: in its author's, where it has one."""
    return library / folder_name(author) / folder_name(title) if author else library / folder_name(title)


def write_metadata(programme: Programme, path: Path) -> None:
    """Everything that is known of a book."""
    labels, timeline = programme.labels, programme.timeline
    spans = zip(timeline.marks, programme.chapter_ends, strict=False)
    year = YEAR.search(labels.get("date", ""))
    content = {
        "tags": [],
        "chapters": [
            {
                "id": number,
                "start": _seconds(programme, mark.start),
                "end": _seconds(programme, end),
                "title": mark.title,
            }
            for number, (mark, end) in enumerate(spans)
        ],
        "title": labels.get("album") or labels["title"],
        "subtitle": None,
        "authors": [labels["artist"]] if labels.get("artist") else [],
        "narrators": [labels["composer"]] if labels.get("composer") else [],
        "series": [],
        "genres": [labels["genre"]] if labels.get("genre") else [],
        "publishedYear": year[0] if year else None,
        "publishedDate": labels.get("date"),
        "publisher": None,
        "description": labels.get("description"),
        "isbn": None,
        "asin": None,
        "language": programme.language,
        "explicit": False,
        "abridged": False,
    }
    path.write_text(json.dumps(content, ensure_ascii=False, indent=2) + f"\n{BLANK}", encoding="utf-8", newline="\n")


def _seconds(programme: Programme, samples: int) -> float:
    return round(programme.timeline.seconds(samples), 3)


def write_description(programme: Programme, path: Path) -> None:
    """What the book is about, or else what it is: its title, its author and its narrator."""
    labels = programme.labels
    author = f", by {labels['artist']}" if labels.get("artist") else ""
    plain = f"{labels.get('album') or labels['title']}{author}. Read by {labels.get('composer', '')}."
    path.write_text(f"{labels.get('description') or plain}\n{BLANK}", encoding="utf-8", newline="\n")
