"""PDF: what is printed is read in the order in which people read it, and what pages carry beside it is not."""

from __future__ import annotations

import io
import random
from collections import Counter
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from narrate.document import Document, Kind
from narrate.errors import SourceError
from narrate.reading import pdf
from tests.reading.press import Manner, Press

WORDS = [
    "the", "of", "and", "a", "to", "in", "he", "was", "that", "it", "his", "her", "with", "as", "had", "for", "at", "on",
    "not", "but", "be", "they", "you", "which", "she", "all", "one", "there", "from", "were", "have", "by", "we", "him",
    "their", "would", "been", "if", "when", "who", "will", "no", "more", "out", "so", "said", "what", "up", "its", "about",
    "into", "than", "them", "can", "only", "other", "time", "some", "could", "these", "two", "may", "then", "do", "first",
    "any", "my", "now", "such", "like", "our", "over", "man", "me", "even", "most", "made", "after", "also", "did", "many",
    "before", "must", "through", "years", "where", "much", "your", "way", "well", "down", "should", "because", "each",
    "people", "how", "too", "little", "good", "world", "make", "very", "year", "still", "see", "own", "work", "day", "get",
    "here", "between", "both", "life", "being", "under", "never", "same", "another", "know", "while", "last", "might",
    "great", "old", "place", "house", "again", "night", "water", "morning", "remember", "question", "children",
    "everything", "together", "something", "government", "important", "different", "company", "development",
    "understanding", "experience", "neighbourhood", "conversation", "particularly",
]  # fmt: skip


def sentence(chance: random.Random) -> str:
    words = [chance.choice(WORDS) for _ in range(chance.randint(5, 18))]
    return " ".join(words).capitalize() + chance.choice(["."] * 8 + ["?", "!"])


def paragraph(chance: random.Random, sentences: int = 0) -> str:
    return " ".join(sentence(chance) for _ in range(sentences or chance.randint(1, 6)))


def book(seed: int = 1, chapters: int = 3, paragraphs: int = 14) -> list[tuple[str, str]]:
    """Chapters of random sentences of common words, which are all words of every speech."""
    chance = random.Random(seed)
    blocks: list[tuple[str, str]] = []
    for number in range(1, chapters + 1):
        blocks.append(("h1", f"{number}. {' '.join(chance.choice(WORDS).title() for _ in range(3))}"))
        blocks += [("body", paragraph(chance)) for _ in range(paragraphs)]
    return blocks


def tokens(text: str) -> Counter[str]:
    return Counter("".join(c if c.isalnum() else " " for c in text.lower()).split())


def f1(found: str, printed: str) -> float:
    one, other = tokens(found), tokens(printed)
    return 2 * (one & other).total() / (one.total() + other.total())


def said(document: Document) -> str:
    return " ".join(paragraph.text for paragraph in document.paragraphs)


PLAIN = Manner()
LAYOUTS = {
    "indented paragraphs, justified": PLAIN,
    "indented paragraphs, ragged": replace(PLAIN, justified=False),
    "spaced paragraphs": replace(PLAIN, indent=0, gap=7),
    "spaced paragraphs, ragged, no hyphens": replace(PLAIN, indent=0, gap=7, justified=False, hyphens=False),
    "no page numbers": replace(PLAIN, foot=""),
    "two columns": replace(PLAIN, columns=2, size=8.5, leading=10.5, indent=9),
    "two columns, spaced": replace(PLAIN, columns=2, size=8.5, leading=10.5, indent=0, gap=5),
    "two columns, drawn row by row": replace(PLAIN, columns=2, size=8.5, leading=10.5, indent=9, across=True),
    "a running head": replace(PLAIN, head="A History of Everything", foot="{page}"),
    "the chapter as running head": replace(PLAIN, head="{chapter}", foot="– {page} –"),
    "a mirrored head with the page": replace(PLAIN, head="{page}   {chapter}", mirrored=True, foot=""),
    "a running foot": replace(PLAIN, foot="Draft of May · page {page} of 99"),
    "pages from 137 on": replace(PLAIN, first_page=137),
    "wide leading": replace(PLAIN, leading=18.0),
    "large type": replace(PLAIN, size=13.0, leading=16.0),
    "drop caps": replace(PLAIN, drop_cap=True),
    "an outline": replace(PLAIN, outline=True),
}


@pytest.mark.parametrize("manner", LAYOUTS.values(), ids=LAYOUTS.keys())
def test_a_book_is_read_as_it_was_written(manner: Manner) -> None:
    """Every heading a chapter, every paragraph whole and alone; furniture gone, hyphens undone."""
    blocks = book()
    document = pdf.read(Press(manner).print(blocks), "a.pdf")
    written = [text for _, text in blocks]
    assert f1(said(document), " ".join(written)) >= 0.995
    assert [chapter.title for chapter in document.chapters] == [text for kind, text in blocks if kind == "h1"]
    whole = Counter(paragraph.text for paragraph in document.paragraphs)
    kept = (whole & Counter(written)).total()
    assert kept / len(written) >= 0.93, sorted(Counter(written) - whole)[:3] + sorted(whole - Counter(written))[:3]


def printed(*blocks: tuple[str, str], manner: Manner = PLAIN, **facts: str) -> Document:
    return pdf.read(Press(manner, **facts).print(list(blocks)), "a.pdf")


def kinds(document: Document) -> list[tuple[Kind, str]]:
    return [(paragraph.kind, paragraph.text) for paragraph in document.paragraphs]


PROSE = [paragraph(random.Random(n), 4) for n in range(20)]


def test_lists_quotations_and_code_are_told_from_prose() -> None:
    blocks = [
        ("h1", "Kinds"),
        ("body", PROSE[0]),
        ("item", "• " + PROSE[1]),
        ("item", "• Short."),
        ("body", PROSE[2]),
        ("item", "1. " + PROSE[3]),
        ("item", "2. Short."),
        ("body", PROSE[4]),
        ("quote", PROSE[5]),
        ("body", PROSE[6]),
        ("code", "def half(x):\n    return x / 2"),
        ("body", PROSE[7]),
    ]
    assert kinds(printed(*blocks)) == [
        (Kind.HEADING, "Kinds"),
        (Kind.BODY, PROSE[0]),
        (Kind.LIST_ITEM, PROSE[1]),
        (Kind.LIST_ITEM, "Short."),
        (Kind.BODY, PROSE[2]),
        (Kind.LIST_ITEM, "1. " + PROSE[3]),
        (Kind.LIST_ITEM, "2. Short."),
        (Kind.BODY, PROSE[4]),
        (Kind.QUOTE, PROSE[5]),
        (Kind.BODY, PROSE[6]),
        (Kind.CODE, "def half(x):\n    return x / 2"),
        (Kind.BODY, PROSE[7]),
    ]


def test_a_larger_heading_is_a_higher_one() -> None:
    document = printed(
        ("h1", "One"), ("body", PROSE[0]), ("h2", "Two"), ("body", PROSE[1]), ("h1", "Three"), ("body", PROSE[2])
    )
    assert [(chapter.title, chapter.level) for chapter in document.chapters] == [("One", 1), ("Two", 2), ("Three", 1)]


@pytest.mark.parametrize("columns", [1, 2])
def test_a_footnote_follows_the_paragraph_with_its_mark_and_the_mark_goes(columns: int) -> None:
    blocks = [
        ("h1", "One"),
        ("body", PROSE[0]),
        ("note", "See the first book about it."),
        ("body", PROSE[1]),
        ("note", "He never said where; see " + PROSE[8]),
        ("body", PROSE[2]),
        ("h1", "Two"),
        ("body", PROSE[3]),
        ("note", "Not so."),
        *(("body", text) for text in PROSE[9:16]),
    ]
    first, second = printed(*blocks, manner=replace(PLAIN, columns=columns)).chapters
    assert [(p.kind, p.text) for p in first.paragraphs] == [
        (Kind.HEADING, "One"),
        (Kind.BODY, PROSE[0]),
        (Kind.NOTE, "See the first book about it."),
        (Kind.BODY, PROSE[1]),
        (Kind.NOTE, "He never said where; see " + PROSE[8]),
        (Kind.BODY, PROSE[2]),
    ]
    assert [p.text for p in second.paragraphs[1:]] == [PROSE[3], "Not so.", *PROSE[9:16]]


def test_chapters_are_true_to_the_outline_and_other_headings_open_none() -> None:
    """The outline names two of three headings, one by another name, and a place where nothing is printed."""
    press = Press(PLAIN)
    add, canvas = press.canvas.addOutlineEntry, press.canvas

    def entry(title: str, level: int = 0) -> None:
        canvas.bookmarkHorizontal(title, 0, press.y + 20)
        add(title, title, level)

    entry("1 The Beginning")
    press.set_h1("The Beginning", True)
    press.set_text("body", PROSE[1], False)
    press.set_h2("A Detail", False)
    press.set_text("body", PROSE[2], False)
    entry("A Place", 1)
    press.set_text("body", PROSE[3], False)
    press.finish_page()
    canvas.save()
    document = pdf.read(press._out.getvalue(), "a.pdf")
    assert [(chapter.title, chapter.level) for chapter in document.chapters] == [("1 The Beginning", 1), ("A Place", 2)]
    assert (Kind.HEADING, "A Detail") in kinds(document)
    assert document.chapters[1].paragraphs[0].text == PROSE[3]


@pytest.mark.parametrize(
    ("line", "below", "joined"),
    [
        ("the govern-", "ment fell", "the government fell"),
        ("a well-", "known man", "a well-known man"),  # printed elsewhere with its hyphen
        ("the mother-", "house stood", "the mother-house stood"),  # both halves are words, the whole is not
        ("full of self-", "pity now", "full of self-pity now"),
        ("two-", "and three-room flats", "two- and three-room flats"),
        ("in Stratford-", "Upon is", "in Stratford-Upon is"),
    ],
)
def test_a_hyphen_at_a_lines_end_is_undone_where_it_only_breaks_a_word(line: str, below: str, joined: str) -> None:
    canvas, out = blank()
    words = "She is a well-known mother of a house. " * 3
    for at, text in enumerate([words[:78], words[:78], line, below + ".", words[:78]]):
        canvas.drawString(50, 700 - 14 * at - 40 * (at > 1) - 40 * (at > 3), text)
    canvas.save()
    assert joined + "." in [paragraph.text for paragraph in pdf.read(out.getvalue(), "a.pdf").paragraphs]


def blank():
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    return Canvas(out, invariant=True), out


def test_a_number_raised_after_a_unit_is_a_power_and_no_reference() -> None:
    canvas, out = blank()
    text = canvas.beginText(50, 700)
    for words, rise in (("It has 40 m", 0), ("2", 4), (" of floor, as he said", 0), ("7", 4), (" of it.", 0)):
        text.setRise(rise)
        text.setFont("Helvetica", 6 if rise else 10)
        text.textOut(words)
    canvas.drawText(text)
    canvas.save()
    assert said(pdf.read(out.getvalue(), "a.pdf")) == "It has 40 m² of floor, as he said of it."


def test_a_table_is_read_row_by_row() -> None:
    canvas, out = blank()
    canvas.drawString(50, 720, "The prices of this year were these, and they were higher than those of the last year.")
    for row, cells in enumerate([("Fruit", "Price", "Year"), ("Apples", "12", "1999"), ("Black pears", "7", "2001")]):
        for column, cell in enumerate(cells):
            canvas.drawString(50 + 150 * column, 690 - 16 * row, cell)
    canvas.save()
    assert kinds(pdf.read(out.getvalue(), "a.pdf"))[1] == (
        Kind.TABLE,
        "Fruit\tPrice\tYear\nApples\t12\t1999\nBlack pears\t7\t2001",
    )


def test_a_table_of_contents_is_a_list_without_its_leaders() -> None:
    canvas, out = blank()
    for at, (title, page) in enumerate([("1. The Tide", 3), ("2. The Ebb", 14), ("Index", 201)]):
        canvas.drawString(50, 700 - 16 * at, f"{title} {' .' * 40} {page}")
    canvas.save()
    assert kinds(pdf.read(out.getvalue(), "a.pdf")) == [
        (Kind.LIST_ITEM, "1. The Tide 3"),
        (Kind.LIST_ITEM, "2. The Ebb 14"),
        (Kind.LIST_ITEM, "Index 201"),
    ]


def test_a_page_on_its_side_is_read_and_a_stamp_across_it_is_not() -> None:
    canvas, out = blank()
    canvas.saveState()
    canvas.rotate(90)
    for at in range(3):
        canvas.drawString(
            100, -100 - 14 * at, "This line of a wide table stands on its side, and is read as any other is."
        )
    canvas.restoreState()
    canvas.rotate(45)
    canvas.drawString(300, 300, "DRAFT")
    canvas.save()
    found = said(pdf.read(out.getvalue(), "a.pdf"))
    assert found.count("stands on its side") == 3
    assert "DRAFT" not in found


@pytest.mark.parametrize(
    ("title", "author", "facts"),
    [
        ("The Book of Days", "Jane Doe", ("The Book of Days", "Jane Doe")),  # a label: it is not said
        ("Microsoft Word - draft3.doc", "user", ("One", "")),
        ("untitled", "anonymous", ("One", "")),
    ],
)
def test_title_and_author_are_those_of_the_file_or_of_the_first_page(title: str, author: str, facts: tuple) -> None:
    document = printed(("h1", "One"), ("body", PROSE[0]), ("h2", "Two"), ("body", PROSE[1]), title=title, author=author)
    assert (document.title, document.author) == facts
    assert document.paragraphs[0].text == "One"


def test_a_byline_on_the_first_page_names_the_author() -> None:
    canvas, out = blank()
    canvas.setFont("Helvetica-Bold", 20)
    canvas.drawString(50, 740, "On Lamps")
    canvas.setFont("Helvetica", 10)
    canvas.drawString(50, 715, "By Jane Doe")
    for at in range(6):
        canvas.drawString(
            50, 680 - 14 * at, "The lamp was lit again, and all of the house was as bright as it had been by day."
        )
    canvas.save()
    document = pdf.read(out.getvalue(), "a.pdf")
    assert (document.title, document.author) == ("On Lamps", "Jane Doe")


def test_a_file_locked_for_changes_only_is_read() -> None:
    assert said(printed(("body", PROSE[0]), password="owner")) == PROSE[0]


def scan(pages: int = 2, text: str = "") -> bytes:
    """Return a PDF of pictures of pages."""
    from PIL import Image

    canvas, out = blank()
    for number in range(pages):
        canvas.drawInlineImage(Image.new("L", (60, 80), 200), 0, 0, 595, 842)
        if text and number == 0:
            canvas.drawString(50, 700, text)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


WHOLE = Press(PLAIN).print(book(chapters=1, paragraphs=3))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (scan(), "a.pdf has no text layer."),
        (scan(5, "A cover with a title and some more words."), "a.pdf has no text layer on 4 of 5 pages."),
        (Press(PLAIN, password="secret").print([("body", PROSE[0])]), "a.pdf is encrypted, and needs a password."),
        (b"", "a.pdf is not a PDF document, or a broken one."),
        (b"%PDF-1.7 and nothing else", "a.pdf is not a PDF document, or a broken one."),
        (b"plain text", "a.pdf is not a PDF document, or a broken one."),
        (WHOLE[:200], "a.pdf is not a PDF document, or a broken one."),
    ],
)
def test_what_cannot_be_read_is_refused_in_a_sentence(data: bytes, problem: str) -> None:
    with pytest.raises(SourceError) as raised:
        pdf.read(data, "a.pdf")
    assert raised.value.problem == problem
    assert raised.value.remedy


def test_empty_pages_are_no_text() -> None:
    canvas, out = blank()
    canvas.showPage()
    canvas.save()
    with pytest.raises(SourceError, match="no text on them"):
        pdf.read(out.getvalue(), "a.pdf")


mutations = st.lists(
    st.tuples(st.integers(0, len(WHOLE) - 1), st.binary(min_size=1, max_size=8)), min_size=1, max_size=20
)


@settings(max_examples=60)
@given(mutations, st.integers(0, len(WHOLE)))
def test_a_damaged_file_is_read_or_refused(changes: list[tuple[int, bytes]], cut: int) -> None:
    damaged = bytearray(WHOLE)
    for at, new in changes:
        damaged[at : at + len(new)] = new
    try:
        pdf.read(bytes(damaged[:cut] if cut % 5 == 0 else damaged), "a.pdf")
    except SourceError:
        return
