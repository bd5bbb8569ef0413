"""What is a heading, a break or a byline in a plain text: questions about one line, answered yes or no.

The rule of the house is to be conservative: a heading taken for a paragraph costs a pause, a paragraph taken for a
heading cuts the text in two. What needs the neighbours of a line is decided in `text`, from the answers given here.
"""

from __future__ import annotations

import re

from narrate.reading import marks

MAX_HEADING_CHARACTERS = 60
MAX_HEADING_WORDS = 10
"""A heading fits on a line of print (about 60 characters); ten words are the longest of the chapter titles we tried."""

MAX_EXPLICIT_CHARACTERS = 100
"""What says "Chapter" and a number may be longer: "CHAPTER XII. In which the party is divided, …"."""

_ROMAN = r"(?=[IVXLC])C{0,3}(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})"
_WORDS = "|".join(marks.NUMBER_WORDS)
_NUMBER = rf"(?:\d{{1,4}}|{_ROMAN}|(?:the[ ])?(?:{_WORDS})(?:[- ](?:{_WORDS}))?|[A-H])"


def _numbered(words: tuple[str, ...]) -> re.Pattern[str]:
    """Compile "WORD NUMBER", alone or with a title after a separator or a space."""
    pattern = rf"(?P<label>(?:{'|'.join(words)})[ ]{_NUMBER})(?![\w'’-])(?P<mark>\.?[ ]*[—–:-]?|\.)[ ]*(?P<title>.*)"
    return re.compile(pattern, re.IGNORECASE)


PART = _numbered(marks.PART_WORDS)
CHAPTER = _numbered(marks.CHAPTER_WORDS)
"""Not "Part of the problem" nor "Chapters I like"; what follows the number is judged by `_is_chapter_title`."""

CJK_CHAPTER = re.compile(r"第[0-9〇零一二三四五六七八九十百千]{1,6}[章回節节篇部巻卷](?:[ :：].{0,40})?")

HASHES = re.compile(r"(?P<hashes>#{1,6})[ ](?P<text>[^#\s].*?)[ ]*#*")
"""Markdown's "## Heading". Not "#tag", "#!/bin/sh" or a row of hashes."""

BARE_NUMBER = re.compile(rf"(?P<number>\d{{1,3}}|{_ROMAN})\.?")
"""A number alone, which may be a chapter's or a page's: `text` looks at the whole row of them."""

_ORNAMENT = f"[{marks.BREAK_ORNAMENTS}]"
BREAK = re.compile(rf"(?P<mark>[*#_=~•·◆○●—–-])(?:[ ]*(?P=mark)){{2,}}|{_ORNAMENT}(?:[ ]*{_ORNAMENT})*|[*#~§]|--|—")
"""Three or more of one mark, or one ornament, star, hash or dash alone. Not "..." (somebody says nothing), not "**"."""

UNDERLINE = re.compile(r"(?P<mark>[=~-])(?P=mark){2,}")
"""A row under a heading, unspaced. Not "- - -", and not the "---- ----" of a table."""

BYLINE = re.compile(r"(?:written[ ])?by[ ]+(?P<author>\S.{0,80}?)[.,]?", re.IGNORECASE)

NAME = re.compile(r"(?:[^\W\d_a-z][\w.'’-]*|de|du|la|le|van|von|der|den|ter|bin|al|el|y|and|&|of|the),?")
"""One word of a name: capitalised, or a particle. Not "way" in "By way of introduction"."""

SALUTATION = re.compile(r"(?:dear|my dear|to)\b", re.IGNORECASE)
FIELD = re.compile(rf"(?:{'|'.join(marks.FIELD_WORDS)}):[ ]", re.IGNORECASE)
SENTENCE_INSIDE = re.compile(r"[^\W\d_]{3,}[.!?…]['\"’”)]?\s+\S")
"""A sentence ends inside the line: it is prose. Not "Dr. Who" or "1. Introduction"."""


def is_break(line: str) -> bool:
    """Tell whether a line, stripped, divides scenes.

    >>> is_break("* * *"), is_break("..."), is_break("**")
    (True, False, False)
    """
    return len(line) <= 80 and BREAK.fullmatch(line) is not None  # noqa: PLR2004 - a line of print


def author_of(line: str) -> str:
    """Return the name in a byline, "" where the line is not one.

    >>> author_of("By Jane van Doe"), author_of("By the way of introduction")
    ('Jane van Doe', '')
    """
    found = BYLINE.fullmatch(line)
    words = found["author"].split() if found else []
    named = 0 < len(words) <= 8 and all(NAME.fullmatch(word) for word in words)  # noqa: PLR2004 - two authors' names
    return " ".join(words) if named and any(word[0].isupper() for word in words) else ""


def is_part(line: str) -> bool:
    """Tell whether a line is the heading of a part or book: "PART TWO", "Book I: The Shore"."""
    return _is_numbered(PART, line)


def is_chapter(line: str) -> bool:
    """Tell whether a line says itself that it is a chapter: "CHAPTER IV", "Chapter 1. Loomings", "Prologue", "第三章".

    >>> is_chapter("Chapter 4 of the book says that"), is_chapter("CHAPTER THE FIRST")
    (False, True)
    """
    return _is_numbered(CHAPTER, line) or is_lone(line) or CJK_CHAPTER.fullmatch(line) is not None


def is_lone(line: str) -> bool:
    """Tell whether a line names a part of any book: "Prologue", "PREFACE."."""
    return line[:1].isupper() and line.rstrip(".:").lower() in marks.LONE_HEADINGS


def is_bare_label(line: str) -> bool:
    """Tell whether a chapter's heading is only its number, so that a title may follow on a line of its own."""
    found = CHAPTER.fullmatch(line) or PART.fullmatch(line)
    return BARE_NUMBER.fullmatch(line) is not None or (found is not None and not found["title"])


def is_label(line: str) -> bool:
    """Tell whether a line labels what follows: "Author's Bio:". Not "She said:", "Dear Sir:", "Here is what I found:".

    >>> is_label("Author's Bio:"), is_label("Author's note:"), is_label("He said:")
    (True, True, False)
    """
    words = line[:-1].split()
    if not line.endswith(":") or not 0 < len(words) <= 5 or not _is_titled(line[:-1]):  # noqa: PLR2004 - conservative
        return False
    return words[-1].lower() in marks.LABEL_WORDS or has_title_case(line[:-1])


def may_be_heading(line: str) -> bool:
    """Tell whether a line that stands alone reads like a heading; whether it is one, its neighbours decide.

    >>> may_be_heading("The keeper's day"), may_be_heading("The keeper slept."), may_be_heading("“No,” he said")
    (True, False, False)
    """
    if len(line) > MAX_HEADING_CHARACTERS or len(line.split()) > MAX_HEADING_WORDS:
        return False
    if line.lower() in marks.CRIES:
        return False
    if not _is_titled(line) or BARE_NUMBER.fullmatch(line) or not any(map(str.isalpha, line)):
        return False
    if line.endswith(("?", "!")):
        return has_title_case(line) and len(line.split()) > 2  # noqa: PLR2004 - "Why We Sleep?", not "Oh No!"
    return not line.rstrip(marks.CLOSERS).endswith(tuple(marks.SENTENCE_ENDS))


def has_title_case(line: str) -> bool:
    """Tell whether every word but the small ones begins with a capital, or all letters are capitals."""
    words = [word.lstrip(marks.OPENERS) for word in line.split()]
    first, *rest = [word for word in words if word[:1].isalpha()] or [""]
    return first[:1].isupper() and all(word[0].isupper() or word.lower() in marks.SMALL_WORDS for word in rest)


def label(heading: str) -> str:
    """Return a chapter's title from its heading as printed: without the colon or period at its end.

    >>> label("Author's Bio:"), label("CHAPTER IV.")
    ("Author's Bio", 'CHAPTER IV')
    """
    return heading.rstrip(" .:") if not heading.endswith(("..", "…")) else heading


def numeral(line: str) -> int:
    """Return the value of a bare number, Arabic or Roman, 0 where the line is something else.

    >>> numeral("XIV."), numeral("12"), numeral("mix")
    (14, 12, 0)
    """
    found = BARE_NUMBER.fullmatch(line)
    if not found or found["number"].isdigit():
        return int(found["number"]) if found else 0
    values = [{"I": 1, "V": 5, "X": 10, "L": 50, "C": 100}[letter] for letter in found["number"]]
    return sum(-value if value < after else value for value, after in zip(values, [*values[1:], 0], strict=True))


def _is_titled(line: str) -> bool:
    """Tell whether a line may begin and end as a title does: no quotation, no salutation, no code, no running end."""
    begins = line[:1].isupper() or line[:1].isdigit() or _caseless(line[:1])
    if not begins or line.endswith(tuple(marks.RUNNING_ENDS)):
        return False
    if SALUTATION.match(line) or FIELD.match(line):
        return False
    return not (SENTENCE_INSIDE.search(line) or marks.CODE_CHARACTERS.intersection(line))


def _caseless(character: str) -> bool:
    """Tell whether a letter belongs to a script without capitals."""
    return character.isalpha() and character.lower() == character.upper()


def _is_numbered(pattern: re.Pattern[str], line: str) -> bool:
    found = pattern.fullmatch(line) if len(line) <= MAX_EXPLICIT_CHARACTERS and line[:1].isupper() else None
    return found is not None and _is_chapter_title(found["mark"].strip(), found["title"])


def _is_chapter_title(mark: str, title: str) -> bool:
    """Judge what follows "Chapter 4": nothing, a title after a mark, capitalised words; not the rest of a sentence."""
    if not title or has_title_case(title.rstrip(".")):
        return True
    return bool(mark) and not title.endswith((".", ",", ";")) and not SENTENCE_INSIDE.search(title)
