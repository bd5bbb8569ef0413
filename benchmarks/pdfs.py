"""How well and how fast PDFs are read: `python benchmarks/pdfs.py [FILE.pdf...]`.

Random chapters of common words are printed in each layout of the tests, and read by narrate and by pypdf as plain text:
F1 of words, the share of paragraphs that come out whole and alone, and pages a second of processor time. Then a long
book shows how time and memory grow. Files given are read for their pace alone. It needs the packages `reportlab` and
`pypdf`.
"""

from __future__ import annotations

import io
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

from measuring import head, row
from pypdf import PdfReader

from narrate.reading import pdf, read

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from tests.reading.press import Press  # noqa: E402 - the tests' press is in the root
from tests.reading.test_pdf import LAYOUTS, book, f1, said  # noqa: E402

LENGTHS = (10, 40, 160)  # chapters of about two pages

READ = """
import resource, sys
from narrate.reading import read
read(sys.argv[1])
used = resource.getrusage(resource.RUSAGE_SELF)
print(used.ru_utime + used.ru_stime, used.ru_maxrss >> 10)
"""


def layouts() -> None:
    """Each layout: what was read, by whom, and how fast."""
    for name, manner in LAYOUTS.items():
        blocks = book(chapters=8, paragraphs=20)
        written = [text for _, text in blocks]
        data = Press(manner).print(blocks)
        start = time.process_time()
        document = pdf.read(data, name)
        ours_s = time.process_time() - start
        start = time.process_time()
        pages = PdfReader(io.BytesIO(data)).pages
        plain = "\n".join(page.extract_text() for page in pages)
        theirs_s = time.process_time() - start
        whole = (Counter(paragraph.text for paragraph in document.paragraphs) & Counter(written)).total()
        text = " ".join(written)
        ours = f"F1 {f1(said(document), text):.4f}, {whole / len(written):.1%} of paragraphs whole"
        theirs = f"pypdf: F1 {f1(plain, text):.4f}, {len(pages) / theirs_s:.0f} pages/s"
        row(name, f"{ours}, {len(pages) / ours_s:.0f} pages/s", theirs)


def lengths(folder: Path) -> None:
    """Time and memory of a book four times as long, and four times again; each in a process of its own."""
    for chapters in LENGTHS:
        path = folder / f"{chapters}.pdf"
        path.write_bytes(Press(LAYOUTS["a running head"]).print(book(chapters=chapters, paragraphs=20)))
        pages = len(PdfReader(path).pages)
        command = [sys.executable, "-c", READ, str(path)]
        done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
        seconds, peak_mb = map(float, done.stdout.split())
        row(f"{pages} pages", f"{seconds:.1f} s, {pages / seconds:.0f} pages/s, {peak_mb:.0f} MB at most")


def paces(paths: list[str]) -> None:
    """The pace of files given."""
    for path in paths:
        pages = len(PdfReader(path).pages)
        start = time.process_time()
        document = read(path)
        seconds = time.process_time() - start
        found = f"{len(document.chapters)} chapters, {len(document.paragraphs)} paragraphs"
        row(f"{Path(path).name}, {pages} pages", f"{pages / seconds:.0f} pages/s, {found}")


if __name__ == "__main__":
    head()
    layouts()
    with tempfile.TemporaryDirectory() as place:
        lengths(Path(place))
    paces(sys.argv[1:])
