"""How well pages are read, beside other tools: `python benchmarks/documents.py [FOLDER]`.

A folder holds pages (NAME.html) with what a person reads of them (NAME.txt): a line for each paragraph, "# " before
headings, "- " before list items. By default those of tests/reading/pages. For each tool, in one run:

- F1 of words: 2PR/(P+R), where P is the share of a tool's words that the person read, and R the share of the person's
  words that the tool gives, both counted as multisets of lower-case words;
- recall of headings and of list items: the share that the tool gives as headings, or as list items;
- pages per second, after a first page that loads the libraries.

The other tools are not needed by narrate: pip install readability-lxml markitdown.
"""

from __future__ import annotations

import io
import re
import sys
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Callable

PAGES = Path(__file__).parents[1] / "tests" / "reading" / "pages"
WORD = re.compile(r"\w+")
NUMBER = re.compile(r"^\w{1,4}\. ")
"""In front of a list item: a browser prints it, the page does not hold it."""

MARKUP = re.compile(r"!\[[^\]]*\]\([^)]*\)|\]\([^)]*\)|[*_`|>\[\]]|^-+$", re.MULTILINE)


class Read(NamedTuple):
    """What a tool, or a person, reads of a page."""

    words: Counter[str]
    headings: Counter[str]
    items: Counter[str]


class Score(NamedTuple):
    """How near a tool comes to a person."""

    precision: float
    recall: float
    headings: float
    items: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def by_person(page: Path) -> Read:
    return _of_lines(page.with_suffix(".txt").read_text("utf-8").splitlines())


def by_narrate(page: bytes) -> Read:
    from narrate.document import Kind
    from narrate.reading import html

    paragraphs = html.read(page, "page").paragraphs
    return Read(
        _words(" ".join(NUMBER.sub("", p.text) if p.kind is Kind.LIST_ITEM else p.text for p in paragraphs)),
        Counter(_plain(p.text) for p in paragraphs if p.kind is Kind.HEADING),
        Counter(_plain(NUMBER.sub("", p.text)) for p in paragraphs if p.kind is Kind.LIST_ITEM),
    )


def by_trafilatura(page: bytes) -> Read:
    import trafilatura

    written = trafilatura.extract(page, output_format="markdown", include_formatting=True, include_comments=False) or ""
    title = trafilatura.extract_metadata(page).title or ""
    return _of_markdown(written, title)


def by_readability(page: bytes) -> Read:
    from lxml import html
    from readability import Document

    document = Document(page.decode())
    root = html.fromstring(document.summary())
    headings = [_plain(one.text_content()) for one in root.iter("h1", "h2", "h3", "h4", "h5", "h6")]
    title = document.short_title()
    named = [] if _plain(title) in headings else [title]
    text = " ".join(named + [piece for piece in root.itertext() if isinstance(piece, str)])
    return Read(
        _words(text),
        Counter([*headings, *map(_plain, named)]),
        Counter(_plain(li.text_content()) for li in root.iter("li")),
    )


def by_markitdown(page: bytes) -> Read:
    from markitdown import MarkItDown

    return _of_markdown(MarkItDown().convert_stream(io.BytesIO(page), file_extension=".html").markdown, "")


TOOLS: dict[str, Callable[[bytes], Read]] = {
    "narrate": by_narrate,
    "trafilatura": by_trafilatura,
    "readability-lxml": by_readability,
    "markitdown": by_markitdown,
}


def _of_markdown(written: str, title: str) -> Read:
    lines = [
        re.sub(r"^\s*(?:[-*+]|\d+\.)\s+", "- ", line) for line in written.splitlines() if not line.startswith("```")
    ]
    if title and _plain(title) not in {_plain(line) for line in lines}:
        lines = [f"# {title}", *lines]
    return _of_lines(
        [
            MARKUP.sub(" ", line[:2]) + MARKUP.sub(" ", line[2:])
            if line[:2] != "- "
            else "- " + MARKUP.sub(" ", line[2:])
            for line in lines
        ]
    )


def _of_lines(lines: list[str]) -> Read:
    headings = [_plain(line.lstrip("# ")) for line in lines if line.startswith("#")]
    items = [_plain(re.sub(r"^\w{1,2}\. ", "", line[2:])) for line in lines if line.startswith("- ")]
    text = " ".join(re.sub(r"^- \w{1,2}\. ", "- ", line) for line in lines)
    return Read(_words(text), Counter(headings), Counter(items))


def _words(text: str) -> Counter[str]:
    return Counter(WORD.findall(text.lower()))


def _plain(text: str) -> str:
    return " ".join(WORD.findall(text.lower()))


def score(found: Read, wanted: Read) -> Score:
    same = (found.words & wanted.words).total()
    return Score(
        same / max(found.words.total(), 1),
        same / max(wanted.words.total(), 1),
        _share(found.headings, wanted.headings),
        _share(found.items, wanted.items),
    )


def _share(found: Counter[str], wanted: Counter[str]) -> float:
    return (found & wanted).total() / wanted.total() if wanted else 1.0


def measured(tool: Callable[[bytes], Read], pages: list[Path]) -> tuple[dict[str, Score], float]:
    """Scores by page, and pages per second."""
    data = {page: page.read_bytes() for page in pages}
    tool(data[pages[0]])
    start = time.perf_counter()
    read = {page: tool(content) for page, content in data.items()}
    rate = len(pages) / (time.perf_counter() - start)
    return {page.stem: score(found, by_person(page)) for page, found in read.items()}, rate


def main() -> None:
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else PAGES
    pages = sorted(folder.glob("*.html"))
    results: dict[str, dict[str, Score]] = {}
    print(f"{len(pages)} pages\n\n| tool | F1 | precision | recall | headings | list items | pages/s |")
    print("|---" * 7 + "|")
    for name, tool in TOOLS.items():
        try:
            scores, rate = measured(tool, pages)
        except ImportError as missing:
            print(f"| {name} | not installed: {missing.name} |")
            continue
        results[name] = scores
        means = [sum(getattr(one, key) for one in scores.values()) / len(scores) for key in ("f1", *Score._fields)]
        print(f"| {name} | " + " | ".join(f"{mean:.3f}" for mean in means) + f" | {rate:.0f} |")
    print("\n| page | " + " | ".join(results) + " |\n|---" + "|---" * len(results) + "|")
    for page in pages:
        print(f"| {page.stem} | " + " | ".join(f"{scores[page.stem].f1:.3f}" for scores in results.values()) + " |")


if __name__ == "__main__":
    main()
