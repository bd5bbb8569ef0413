"""The words and characters by which the readers know a heading, a list, a break or the end of a sentence.

Only data; the rules are in `headings`, `layout` and `joining`.
"""

from __future__ import annotations

PART_WORDS = (
    "part", "book", "volume", "act", "teil", "buch", "partie", "livre", "parte", "libro", "часть", "книга", "том",
)  # fmt: skip

CHAPTER_WORDS = (
    "chapter", "canto", "letter", "scene", "section", "lesson", "appendix", "kapitel", "chapitre", "capítulo",
    "capitolo", "hoofdstuk", "rozdział", "глава", "appendice", "anhang",
)  # fmt: skip

NUMBER_WORDS = (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen",
    "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty", "thirty", "forty", "fifty",
    "sixty", "seventy", "eighty", "ninety", "hundred", "first", "second", "third", "fourth", "fifth", "sixth",
    "seventh", "eighth", "ninth", "tenth", "eleventh", "twelfth", "thirteenth", "fourteenth", "fifteenth",
    "sixteenth", "seventeenth", "eighteenth", "nineteenth", "twentieth", "thirtieth", "fortieth", "fiftieth", "last",
)  # fmt: skip

LONE_HEADINGS = frozenset({
    "prologue", "epilogue", "preface", "foreword", "afterword", "introduction", "interlude", "acknowledgements",
    "acknowledgments", "postscript", "abstract", "conclusion", "bibliography", "contents", "table of contents",
    "prolog", "epilog", "vorwort", "nachwort", "einleitung", "préface", "épilogue", "avant-propos", "prólogo",
    "epílogo",
    "prefacio", "introducción", "пролог", "эпилог", "предисловие", "послесловие",
})  # fmt: skip
"""Headings that need no number and name a part of any book, so that a first one is not the title of the book."""

CRIES = frozenset({
    "no", "yes", "oh", "ah", "alas", "help", "stop", "wait", "hush", "hello", "goodbye", "please", "never", "amen",
    "enough", "no no", "oh no", "oh yes", "good night", "thank you", "so", "then", "and then", "well", "now", "perhaps",
    "maybe", "always", "again", "nothing", "nobody", "silence",
})  # fmt: skip
"""What somebody says, or a narrator lets stand alone: a line of its own between paragraphs, and no heading."""

LABEL_WORDS = frozenset({
    "note", "notes", "bio", "biography", "sources", "source", "references", "reading", "summary", "abstract",
    "conclusion", "postscript", "acknowledgements", "acknowledgments", "author", "ingredients", "method", "contents",
})  # fmt: skip
"""The last word of a label ("Author's note:") that makes it a heading even where its words are not all capitalised."""

FIELD_WORDS = (
    "title", "author", "language", "release date", "date", "subject", "from", "to", "produced by", "credits",
    "translator", "illustrator", "editor", "source", "isbn", "url", "tags", "category",
)  # fmt: skip
"""What the lines at the head of an e-text or a mail begin with, before a colon and a value: facts, not headings."""

SMALL_WORDS = frozenset({
    "a", "an", "the", "and", "or", "but", "nor", "of", "in", "on", "at", "to", "by", "for", "from", "with", "as",
    "into", "is", "vs", "vs.", "de", "la", "le", "les", "des", "du", "et", "der", "die", "das", "und", "von", "y", "el",
    "los", "e",
})  # fmt: skip
"""Words that a title leaves in lower case."""

SUSPENDING_WORDS = frozenset({"and", "or", "to", "und", "oder", "bis", "et", "ou", "en", "of", "och", "og", "y", "o"})
"""After a hyphen at a line's end these do not complete the word: "two-" / "and three-room flats"."""

SENTENCE_ENDS = ".!?…:。！？।؟։"
"""What a paragraph's last line ends with; a colon ends the lines that introduce a list."""

CLOSERS = "\"'”’»›)]}」』】*_"
"""What may stand between the end of a sentence and the end of its line; stars and underscores are emphasis."""

OPENERS = "\"'“‘„«‹([{「『【*_"

RUNNING_ENDS = ",;-–—:‐"
"""What the last line of a heading never ends with: the sentence goes on."""

BREAK_ORNAMENTS = "⁂❦❧☙✦✻✽◆◇●○•·∗"
"""One of these alone on a line divides scenes."""

BULLETS = "-*•‣◦▪▫●○■□–·∙"

UNDERLINES = {"=": 1, "-": 2, "~": 3}
"""The character under a heading -> its depth."""

CODE_CHARACTERS = frozenset("{}<>=|\\@")
"""Characters that no heading has, but that addresses, code and tables do."""
