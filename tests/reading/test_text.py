"""Plain text -> Document: paragraphs, headings, lists, verse, breaks, titles. Each case is a whole small text."""

from __future__ import annotations

import textwrap
import time

import pytest

from narrate.document import Document, Kind
from narrate.reading import text

STORY = [
    (
        "The harbour was empty when she came down to it in the morning, and the water lay between the walls as flat as a "
        "table. Nobody had told her that the boats left so early. She sat down on a bollard to think about it."
    ),
    "“They’ll be back by noon,” said a voice behind her.",
    (
        "It was the boy from the chandler’s, with a coil of rope over each shoulder and a third in his arms, so that he "
        "looked like something that had been left out for the winter. He put them down one after the other. Then he "
        "sat on them."
    ),
    "“How do you know?” she asked.",
    (
        "“Because of the tide. They can’t stay out longer than it lets them, and it lets them until noon.” He looked at the "
        "sky, as though the tide were written there. “Half past, if the wind drops.”"
    ),
    (
        "She thought that this was the best thing about the sea, and the worst: that it made up its own mind, and that "
        "everybody else had to make up theirs around it, like furniture in a room with one very large dog."
    ),
]
LONG = "This is a sentence of an ordinary length, which goes on for long enough to be taken for a paragraph of prose."


def read(written: str) -> list[tuple[str, str]]:
    return [(paragraph.kind.value, paragraph.text) for paragraph in text.read(written).paragraphs]


def bodies(written: str) -> list[str]:
    return [paragraph.text for paragraph in text.read(written).paragraphs if paragraph.kind is Kind.BODY]


def titles(document: Document) -> list[str]:
    return [chapter.title for chapter in document.chapters]


def wrap(width: int, first: str = "", rest: str = "") -> list[str]:
    return [textwrap.fill(paragraph, width, initial_indent=first, subsequent_indent=rest) for paragraph in STORY]


# --- paragraph shapes

SHAPES = {
    "blank lines between long lines": "\n\n".join(STORY),
    "one paragraph per line": "\n".join(STORY),
    "hard-wrapped at 72, as Project Gutenberg": "\n\n".join(wrap(72)),
    "hard-wrapped at 60": "\n\n".join(wrap(60)),
    "hard-wrapped at 40, as a newsletter": "\n\n".join(wrap(40)),
    "hard-wrapped, indented as a whole": "\n\n".join(wrap(72, "    ", "    ")),
    "hard-wrapped, first lines indented, no blank lines": "\n".join(wrap(66, "   ")),
    "hard-wrapped, first lines indented by a tab": "\n".join(wrap(66, "\t")),
    "hard-wrapped, first lines indented and blank lines": "\n\n".join(wrap(66, "   ")),
    "hard-wrapped, hanging indents": "\n\n".join(wrap(66, "", "    ")),
    "hard-wrapped and double-spaced": "\n\n\n".join(paragraph.replace("\n", "\n\n") for paragraph in wrap(66)),
    "a mix: some paragraphs wrapped, some on one line": "\n\n".join(
        wrapped if n % 2 else whole for n, (wrapped, whole) in enumerate(zip(wrap(70), STORY, strict=True))
    ),
    "spaces at line ends and many blank lines": "\n \t\n\n".join(line.replace("\n", "   \n") for line in wrap(72)),
}


@pytest.mark.parametrize("written", SHAPES.values(), ids=SHAPES.keys())
def test_paragraphs_are_told_from_the_layout(written: str) -> None:
    assert read(written) == [("body", paragraph) for paragraph in STORY]


def test_two_wrapped_lines_without_any_other_evidence_are_one_paragraph_if_the_sentence_runs_on() -> None:
    assert bodies("this is a short text that was\nwrapped by somebody.") == [
        "this is a short text that was wrapped by somebody."
    ]


def test_two_sentences_on_two_lines_without_any_other_evidence_are_two_paragraphs() -> None:
    assert bodies("This is one.\nThis is another.") == ["This is one.", "This is another."]


def test_a_dialogue_with_one_speech_per_line_is_cut_at_every_line() -> None:
    assert len(bodies("“Hello.”\n“Hello. Who is it?”\n“Only me,” he said.\n“Oh.”")) == 4


def test_wrapped_chinese_is_joined_without_spaces() -> None:
    sentence = "天空是灰色的大海也是灰色的没有人知道它们在哪里分开也没有人问过。" * 6
    assert bodies("\n".join(textwrap.wrap(sentence, 30))) == [sentence]


# --- hyphens at line ends


def hyphenated(left: str, right: str, elsewhere: str = "past all the boats") -> str:
    """Return what becomes of a word cut at the end of a wrapped line."""
    filler = "and so the story of the harbour went on for a good while longer"
    lines = [
        f"{filler}, until they came to the {left}",
        f"{right} matter, {filler}, and",
        f"{filler}, {elsewhere} and",
        filler,
    ]
    (paragraph,) = bodies("\n".join(lines))
    return paragraph.split("came to the ")[1].split(" matter,")[0]


def test_a_hyphen_goes_when_the_whole_word_is_printed_elsewhere() -> None:
    assert hyphenated("inter-", "national", "international") == "international"


def test_a_hyphen_stays_when_the_hyphenated_word_is_printed_elsewhere() -> None:
    assert hyphenated("well-", "known", "well-known and wellknown") == "well-known"


def test_a_hyphen_stays_without_a_space_when_nothing_is_known() -> None:
    assert hyphenated("well-", "known") == "well-known"


def test_a_hyphen_before_a_capital_or_a_digit_stays() -> None:
    assert hyphenated("Anglo-", "Saxon", "anglosaxon") == "Anglo-Saxon"
    assert hyphenated("1914-", "18") == "1914-18"


def test_a_suspended_hyphen_keeps_its_space() -> None:
    assert hyphenated("two-", "and three-room") == "two- and three-room"


def test_a_soft_hyphen_at_a_line_end_goes() -> None:
    assert hyphenated("inter\xad", "national") == "international"


def test_a_dash_closed_up_at_a_line_end_stays_closed_up() -> None:
    assert hyphenated("sea--", "and the") == "sea--and the"
    assert hyphenated("sea –", "and the") == "sea – and the"


# --- headings and titles


@pytest.mark.parametrize(
    "heading",
    [
        "CHAPTER IV",
        "Chapter 1. Loomings",
        "PART TWO",
        "Author's Bio:",
        "The keeper's day",
        "What It Cost",
        "## The keeper's day",
    ],
)
def test_a_heading_between_paragraphs_opens_a_chapter(heading: str) -> None:
    document = text.read(f"{LONG}\n\n{heading}\n\n{LONG}")
    assert titles(document) == ["", heading.strip("# :")]
    assert document.chapters[1].paragraphs[0].kind is Kind.HEADING
    assert document.chapters[1].paragraphs[0].text == heading.strip("# ")
    assert document.title == ""


@pytest.mark.parametrize(
    "line",
    [
        "the keeper's day",
        "The keeper slept.",
        "“No,” he said",
        "Why?",
        "#winter",
        "1914",
        "Yours,",
        "I was—",
        "Dear Jane:",
    ],
)
def test_other_short_lines_between_paragraphs_open_none(line: str) -> None:
    assert titles(text.read(f"{LONG}\n\n{line}\n\n{LONG}")) == [""]


@pytest.mark.parametrize("cry", ["No", "NO", "And then", "Silence"])
def test_a_cry_without_a_full_stop_is_no_heading(cry: str) -> None:
    assert titles(text.read(f"{LONG}\n\n{cry}\n\n{LONG}")) == [""]


def test_a_short_line_above_a_list_is_a_heading() -> None:
    assert titles(text.read(f"{LONG}\n\nWhat you need\n\n- milk\n- eggs")) == ["", "What you need"]


def test_what_a_sentence_introduces_is_no_heading() -> None:
    assert titles(text.read(f"{LONG} The sign said:\n\nNO ENTRY\n\n{LONG}")) == [""]


def test_a_line_before_short_lines_is_no_heading() -> None:
    assert titles(text.read(f"{LONG}\n\nMilk\n\nEggs\n\nBread\n\n{LONG[:50]}.")) == [""]


def test_the_last_line_is_no_heading() -> None:
    assert titles(text.read(f"{LONG}\n\n{LONG}\n\nThe End")) == [""]


def test_underlined_lines_are_headings() -> None:
    document = text.read(
        f"{LONG}\n\nWinter\n======\n{LONG}\n\nIts end\n-------\n\n{LONG}\n\n=====\nSpring\n=====\n\n{LONG}"
    )
    assert [(chapter.title, chapter.level) for chapter in document.chapters] == [
        ("", 1), ("Winter", 1), ("Its end", 2), ("Spring", 1),
    ]  # fmt: skip


def test_dashes_below_a_paragraph_are_a_break() -> None:
    assert read(f"{LONG}\n---\n{LONG}") == [("body", LONG), ("break", ""), ("body", LONG)]


def test_comments_are_no_headings() -> None:
    assert titles(text.read(f"# one\n# two\n\n{LONG}")) == [""]


def test_chapters_are_found_without_blank_lines() -> None:
    document = text.read(f"CHAPTER I\n{LONG}\n{LONG}\nCHAPTER II\n{LONG}\nAuthor's note:\n{LONG}")
    assert titles(document) == ["CHAPTER I", "CHAPTER II", "Author's note"]


def test_chapters_are_found_in_wrapped_text_without_blank_lines() -> None:
    document = text.read("\n".join(["CHAPTER I", *wrap(66, "   "), "CHAPTER II", *wrap(66, "   ")]))
    assert titles(document) == ["CHAPTER I", "CHAPTER II"]
    assert [p.text for p in document.chapters[1].paragraphs] == ["CHAPTER II", *STORY]


def test_a_table_of_contents_is_no_row_of_headings() -> None:
    assert titles(
        text.read(f"{LONG}\n\nCHAPTER I. The Storm\nCHAPTER II. The Calm\nCHAPTER III. The Harbour\n\n{LONG}")
    ) == [""]


def test_a_part_and_its_first_chapter_may_share_a_block() -> None:
    assert titles(text.read(f"PART ONE\nCHAPTER I\n{LONG}\n{LONG}")) == ["PART ONE", "CHAPTER I"]


def test_a_title_below_the_number_of_a_chapter_completes_it() -> None:
    document = text.read(f"CHAPTER I\n\nThe Storm\n\n{LONG}\n\nCHAPTER II\n\nThe Calm\n\n{LONG}")
    assert titles(document) == ["CHAPTER I: The Storm", "CHAPTER II: The Calm"]
    assert [p.kind for p in document.chapters[0].paragraphs] == [Kind.HEADING, Kind.HEADING, Kind.BODY]


def test_bare_numbers_are_chapters_if_they_count() -> None:
    assert titles(text.read(f"1\n\n{LONG}\n\n2\n\n{LONG}\n\n3\n\n{LONG}")) == ["1", "2", "3"]
    assert titles(text.read(f"I\n\n{LONG}\n\nII.\n\n{LONG}")) == ["I", "II"]


@pytest.mark.parametrize(
    "written",
    [
        f"{LONG}\n\n17\n\n{LONG}\n\n18\n\n{LONG}",  # pages
        f"1\n\n{LONG[:-1]} and\n\n2\n\n{LONG}",  # a page that cuts a sentence
        f"{LONG}\n\n1\n\n{LONG}",  # one alone
    ],
)
def test_other_bare_numbers_are_not_chapters(written: str) -> None:
    assert titles(text.read(written)) == [""]


def test_parts_stand_above_chapters_and_a_title_above_both() -> None:
    document = text.read(
        f"The Sea\n\nPART ONE\n\nCHAPTER I\n\n{LONG}\n\nCHAPTER II\n\n{LONG}\n\nPART TWO\n\nCHAPTER III\n\n{LONG}"
    )
    assert [chapter.level for chapter in document.chapters] == [1, 2, 3, 3, 2, 3]


@pytest.mark.parametrize(
    ("written", "title", "author"),
    [
        (f"The Sea\n\n{LONG}", "The Sea", ""),
        (f"The Sea\n\nShort.\n\n{LONG}", "The Sea", ""),
        (f"The Sea\n\nBy Jane Doe\n\n{LONG}", "The Sea", "Jane Doe"),
        (f"The Sea\nby Jane Doe\n\n{LONG}", "The Sea", "Jane Doe"),
        (f"The Sea\n\nCHAPTER I\n\n{LONG}\n\nCHAPTER II\n\n{LONG}", "The Sea", ""),
        (f"The Sea\n=======\n\n{LONG}\n\nWaves\n-----\n\n{LONG}", "The Sea", ""),
        (f"# The Sea\n\n{LONG}", "The Sea", ""),
        (f"                    THE SEA\n\n{LONG}", "THE SEA", ""),
        (f"CHAPTER I\n\n{LONG}", "", ""),
        (f"Preface\n\n{LONG}", "", ""),
        (f"Author's note:\n\n{LONG}", "", ""),
        (f"The sea was calm.\n\n{LONG}", "", ""),
        (f"{LONG}\n\nBy Jane Doe\n\n{LONG}", "", ""),
        ("The Sea", "", ""),
    ],
)
def test_titles_and_bylines(written: str, title: str, author: str) -> None:
    document = text.read(written)
    assert (document.title, document.author) == (title, author)
    assert (Kind.BYLINE in {paragraph.kind for paragraph in document.paragraphs}) == bool(author)


def test_the_language_of_a_plain_text_is_not_known() -> None:
    assert text.read(LONG).language is None


# --- lists


@pytest.mark.parametrize("mark", ["- ", "* ", "• ", "– ", "  - ", "-   ", "\t• "])
def test_a_bullet_is_not_part_of_its_item(mark: str) -> None:
    assert read(f"{mark}milk\n{mark}two eggs") == [("list-item", "milk"), ("list-item", "two eggs")]


@pytest.mark.parametrize("marks", [("1. ", "2. "), ("1) ", "2) "), ("(1) ", "(2) "), ("a) ", "b) "), ("i) ", "ii) ")])
def test_the_number_of_an_item_is_kept(marks: tuple[str, str]) -> None:
    one, two = marks
    assert read(f"{one}Do this.\n{two}Do that.") == [("list-item", f"{one}Do this."), ("list-item", f"{two}Do that.")]


@pytest.mark.parametrize(
    "line", ["-5 degrees", "1914. The war", "J. Smith came.", "3.5 metres", "A. Smith came.", "*Now* she came."]
)
def test_lines_that_only_look_like_items(line: str) -> None:
    assert read(f"{line}\n\n{LONG}")[0] in [("body", line), ("heading", line), ("body", line.replace("*", ""))]


def test_a_list_below_its_introduction_and_above_prose() -> None:
    assert read("You need:\n- milk\n- eggs and\n  flour\nThen bake it all.") == [
        ("body", "You need:"), ("list-item", "milk"), ("list-item", "eggs and flour"), ("body", "Then bake it all."),
    ]  # fmt: skip


def test_a_dash_or_a_number_at_the_edge_of_wrapped_prose_is_no_item() -> None:
    lines = ["They had been walking for an hour along the old sea wall before it", "- as everyone had said it would - began to rain, and on page number",
             "12. of the book she carried there was a picture of exactly the same", "wall in exactly the same rain, and nobody on it."]  # fmt: skip
    assert read("\n".join(lines)) == [("body", " ".join(lines))]


def test_a_numbered_line_above_a_paragraph_is_a_heading() -> None:
    assert titles(text.read(f"1. Introduction\n\n{LONG}\n\n2. The method\n\n{LONG}"))[1:] == ["2. The method"]


def test_quoted_mail_is_a_quotation() -> None:
    assert read(f"> {LONG}\n> > Short.\n\nYes.") == [("quote", LONG), ("quote", "Short."), ("body", "Yes.")]


def test_a_number_at_the_edge_of_a_wrapped_item_is_no_item() -> None:
    lines = ["a) They had been walking for an hour along the wall before section", "   7. This and all other sections of the wall had been built by hand",
             "   and by people who had never seen the sea."]  # fmt: skip
    written = "\n\n".join([*wrap(68), "\n".join([*lines, "b) They slept."])])
    assert read(written)[-2:] == [
        ("list-item", " ".join(line.strip() for line in lines)),
        ("list-item", "b) They slept."),
    ]


def test_a_term_above_its_indented_definition_stands_apart() -> None:
    definition = textwrap.indent(textwrap.fill(STORY[0], 66), "    ")
    assert read("\n\n".join([*wrap(70), f"Harbour\n{definition}"]))[-2:] == [("body", "Harbour"), ("body", STORY[0])]


# --- verse

POEM = "The sea came up the garden wall,\nThe sea came up the stair,\nAnd when it reached the upper hall\nThere was nobody there."


def test_a_poem_keeps_its_lines() -> None:
    assert read(POEM) == [("verse", POEM)]


def test_a_poem_amid_wrapped_prose_keeps_its_lines() -> None:
    indented = "\n".join(f"     {line}" for line in POEM.split("\n"))
    assert read("\n\n".join([*wrap(72), indented, *wrap(72)]))[len(STORY)] == ("verse", POEM)


def test_an_address_keeps_its_lines() -> None:
    assert read(f"{LONG}\n\n12 Harbour Street\nSeatown\n\n{LONG}")[1] == ("verse", "12 Harbour Street\nSeatown")


def test_prose_in_a_narrower_column_is_not_verse() -> None:
    narrow = textwrap.indent(textwrap.fill(STORY[5], 50), "     ")
    assert read("\n\n".join([*wrap(72), narrow, *wrap(72)]))[len(STORY)] == ("body", STORY[5])


# --- breaks and emphasis


@pytest.mark.parametrize("mark", ["***", "* * *", "---", "⁂", "#", "                 #", "~", "• • •"])
def test_scene_breaks(mark: str) -> None:
    assert read(f"{LONG}\n\n{mark}\n\n{LONG}") == [("body", LONG), ("break", ""), ("body", LONG)]


def test_breaks_at_the_ends_and_double_breaks_say_nothing() -> None:
    assert read(f"***\n\n{LONG}\n\n***\n\n***\n\n{LONG}\n\n***") == [("body", LONG), ("break", ""), ("body", LONG)]


def test_emphasis_leaves_its_words() -> None:
    assert bodies("It was _very_ cold, *so* cold, snake_case, 2 * 3 * 4, __init__ and a note.*") == [
        "It was very cold, so cold, snake_case, 2 * 3 * 4, __init__ and a note.*"
    ]


def test_a_long_word_with_a_hyphen_takes_no_time() -> None:
    start = time.process_time()
    assert text.read("A word " + "a" * 200_000 + "-\nand more of it.\n").paragraphs
    assert time.process_time() - start < 3
