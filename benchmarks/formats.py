"""How well each format is read, beside other tools: `python benchmarks/formats.py`.

One book of random common words (chapters of paragraphs and bulleted lists) is written in each format by the benchmark
itself. Every tool reads every format that it can, in a process of its own. The scores are those of `documents.py`; a
page is 300 words, and pages per second are of the processor, the libraries loaded; the memory is the process's most.
narrate's readers run in that process, without the confinement. FictionBook knows no lists.

It needs, for the benchmark only: pip install python-docx reportlab pypdf readability-lxml "markitdown[docx,pdf]".
"""

from __future__ import annotations

import io
import json
import random
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

import documents
from documents import Read, Score, _of_lines, _of_markdown, _plain, _words, score

ROOT = Path(__file__).parent.parent
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "engines_on_path")]

from tests.reading.press import Press  # noqa: E402 - the tests' press is in the root
from tests.reading.test_pdf import LAYOUTS, WORDS, paragraph  # noqa: E402

if TYPE_CHECKING:
    from collections.abc import Callable

Blocks = list[tuple[str, str]]
CHAPTERS, PARAGRAPHS, ITEMS = 12, 12, 4
WORDS_PER_PAGE = 300
TITLE = "A Book of Common Words"


def book() -> Blocks:
    chance = random.Random(1)
    blocks: Blocks = []
    for number in range(CHAPTERS):
        blocks.append(("h1", " ".join(chance.choice(WORDS).title() for _ in range(3)) + f" {chr(65 + number)}"))
        blocks += [("body", paragraph(chance)) for _ in range(PARAGRAPHS)]
        blocks += [("item", " ".join(chance.choice(WORDS) for _ in range(6)).capitalize()) for _ in range(ITEMS)]
        blocks.append(("body", paragraph(chance)))
    return blocks


def by_person(blocks: Blocks) -> Read:
    return _of_lines([{"h1": "# ", "item": "- "}.get(kind, "") + text for kind, text in blocks])


# --- the formats


def markup(blocks: Blocks, heading: str = "<h2>{}</h2>") -> str:
    kinds = {"h1": heading, "body": "<p>{}</p>", "item": "<li>{}</li>"}
    written = "\n".join(kinds[kind].format(text) for kind, text in blocks)
    return written.replace("</p>\n<li>", "</p>\n<ul>\n<li>").replace("</li>\n<p>", "</li>\n</ul>\n<p>")


def as_html(blocks: Blocks) -> bytes:
    head = f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{TITLE}</title></head>'
    menu = "<nav><ul><li><a href='/'>Home</a></li><li><a href='/b'>About us</a></li></ul></nav>"
    foot = "<footer>Copyright of nobody</footer>"
    return f"{head}<body>{menu}<main>{markup(blocks)}</main>{foot}</body></html>".encode()


def as_epub(blocks: Blocks) -> bytes:
    chapters = [[block] for block in blocks if block[0] == "h1"]
    at = -1
    for block in blocks:
        at += block[0] == "h1"
        if block[0] != "h1":
            chapters[at].append(block)
    opening = (
        '<?xml version="1.0"?><html xmlns="http://www.w3.org/1999/xhtml" xmlns:epub="http://www.idpf.org/2007/ops">'
    )
    items = "".join(
        f'<item id="c{n}" href="c{n}.xhtml" media-type="application/xhtml+xml"/>' for n in range(len(chapters))
    )
    spine = "".join(f'<itemref idref="c{n}"/>' for n in range(len(chapters)))
    lines = "".join(f'<li><a href="c{n}.xhtml">{one[0][1]}</a></li>' for n, one in enumerate(chapters))
    files = {
        "mimetype": "application/epub+zip",
        "META-INF/container.xml": '<container version="1.0" xmlns="urn:oasis:names:tc:opendocument:xmlns:container">'
        '<rootfiles><rootfile full-path="o.opf" media-type="application/oebps-package+xml"/></rootfiles></container>',
        "o.opf": '<package xmlns="http://www.idpf.org/2007/opf" version="3.0" unique-identifier="i"><metadata '
        'xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:identifier id="i">x</dc:identifier>'
        f"<dc:title>{TITLE}</dc:title><dc:language>en</dc:language></metadata><manifest>{items}"
        '<item id="nav" href="nav.xhtml" media-type="application/xhtml+xml" properties="nav"/></manifest>'
        f"<spine>{spine}</spine></package>",
        "nav.xhtml": f'{opening}<body><nav epub:type="toc"><ol>{lines}</ol></nav></body></html>',
        **{
            f"c{n}.xhtml": f"{opening}<head><title>x</title></head><body>{markup(one)}</body></html>"
            for n, one in enumerate(chapters)
        },
    }
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return data.getvalue()


def as_docx(blocks: Blocks) -> bytes:
    import docx

    document = docx.Document()
    for kind, text in blocks:
        document.add_paragraph(text, {"h1": "Heading 1", "body": "Normal", "item": "List Bullet"}[kind])
    data = io.BytesIO()
    document.save(data)
    return data.getvalue()


def as_pdf(blocks: Blocks) -> bytes:
    return Press(LAYOUTS["a running head"]).print([(kind, "• " * (kind == "item") + text) for kind, text in blocks])


def as_fb2(blocks: Blocks) -> bytes:
    kinds = {"h1": "</section><section><title><p>{}</p></title>", "body": "<p>{}</p>", "item": "<p>{}</p>"}
    body = "".join(kinds[kind].format(text) for kind, text in blocks).removeprefix("</section>")
    space = "http://www.gribuser.ru/xml/fictionbook/2.0"
    return f'<FictionBook xmlns="{space}"><body>{body}</section></body></FictionBook>'.encode()


def as_lines(heading: str, item: str, blocks: Blocks, underline: str = "") -> bytes:
    rule = {"h1": underline}
    written = "".join(
        {"h1": heading, "item": item}.get(kind, "{}").format(text)
        + (f"\n{rule[kind] * len(text)}" if rule.get(kind) else "")
        + ("\n" if kind == "item" and following == "item" else "\n\n")
        for (kind, text), (following, _) in zip(blocks, [*blocks[1:], ("", "")], strict=True)
    )
    return written.encode()


FORMATS: dict[str, Callable[[Blocks], bytes]] = {
    ".html": as_html,
    ".epub": as_epub,
    ".docx": as_docx,
    ".pdf": as_pdf,
    ".fb2": as_fb2,
    ".md": lambda blocks: as_lines("# {}", "- {}", blocks),
    ".rst": lambda blocks: as_lines("{}", "* {}", blocks, underline="="),
    ".adoc": lambda blocks: as_lines("== {}", "* {}", blocks),
    ".txt": lambda blocks: as_lines("{}", "- {}", blocks),
}


# --- the tools


def by_narrate(data: bytes, suffix: str) -> Read:
    from narrate.document import Kind
    from narrate.reading import READERS

    paragraphs = READERS[suffix](data, "book").paragraphs
    bare = [p.text.removeprefix("• ").removeprefix("- ") for p in paragraphs]
    listed = zip(paragraphs, bare, strict=True)
    items = Counter(_plain(text) for p, text in listed if p.kind is Kind.LIST_ITEM)
    headings = Counter(_plain(p.text) for p in paragraphs if p.kind is Kind.HEADING)
    return Read(_words(" ".join(bare)), headings, items)


def by_markitdown(data: bytes, suffix: str) -> Read:
    from markitdown import MarkItDown

    return _of_markdown(MarkItDown().convert_stream(io.BytesIO(data), file_extension=suffix).markdown, "")


def by_pypdf(data: bytes, _: str) -> Read:
    from pypdf import PdfReader

    return _of_lines("\n".join(page.extract_text() for page in PdfReader(io.BytesIO(data)).pages).splitlines())


TOOLS: dict[str, tuple[Callable[[bytes, str], Read], frozenset[str]]] = {
    "narrate": (by_narrate, frozenset(FORMATS)),
    "trafilatura": (lambda data, _: documents.by_trafilatura(data), frozenset({".html"})),
    "readability-lxml": (lambda data, _: documents.by_readability(data), frozenset({".html"})),
    "markitdown": (by_markitdown, frozenset({".html", ".epub", ".docx", ".pdf"})),
    "pypdf": (by_pypdf, frozenset({".pdf"})),
}


def one(tool: str, path: Path) -> None:
    """Read one file with one tool, twice: the first time loads the libraries."""
    read, data = TOOLS[tool][0], path.read_bytes()
    try:
        found = read(data, path.suffix)
    except ImportError as missing:
        print(json.dumps({"missing": missing.name}))
        return
    start = time.process_time()
    read(data, path.suffix)
    used_s = time.process_time() - start
    result = score(found, by_person(book()))
    peak_mb = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss >> 10
    print(json.dumps({"f1": result.f1, **result._asdict(), "s": used_s, "mb": peak_mb}))


def main() -> None:
    blocks = book()
    pages = by_person(blocks).words.total() / WORDS_PER_PAGE
    print(
        f"{pages:.0f} pages\n\n| format | tool | F1 | precision | recall | headings | list items | pages/s | peak MB |"
    )
    print("|---" * 9 + "|")
    with tempfile.TemporaryDirectory() as folder:
        for suffix, write in FORMATS.items():
            path = Path(folder, f"book{suffix}")
            path.write_bytes(write(blocks))
            for tool in (name for name, (_, known) in TOOLS.items() if suffix in known):
                command = [sys.executable, __file__, tool, str(path)]
                done = subprocess.run(command, capture_output=True, text=True, check=False)
                if done.returncode:
                    print(f"| {suffix} | {tool} | failed: {done.stderr.strip().splitlines()[-1][:100]} |")
                    continue
                told = json.loads(done.stdout)
                if "missing" in told:
                    print(f"| {suffix} | {tool} | not installed: {told['missing']} |")
                    continue
                numbers = " | ".join(f"{told[key]:.3f}" for key in ("f1", *Score._fields))
                print(f"| {suffix} | {tool} | {numbers} | {pages / told['s']:.0f} | {told['mb']} |", flush=True)


if __name__ == "__main__":
    one(sys.argv[1], Path(sys.argv[2])) if sys.argv[1:] else main()
