"""Sentences: where a reader would stop, and where one too long for an engine is cut."""

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.scripting.segmentation import sentences, within

# "|" marks where a sentence must end; everywhere else it must not.
ENGLISH = [
    "(It was late.)|We left.",
    "He slept.|(It was late.)|We left.|[He stayed.]|“Why?”",
    "The firm (Acme and Sons, Ltd.) Bought it.",
    "He sat (It was late.) and left.",
    "One here.|Two here.|Three here.",
    "No mark at the end",
    "I am.|I was.|I will be.",
    # titles, initials, abbreviations
    "Dr. Smith arrived.|He sat.",
    "Mr. and Mrs. Brown vs. Prof. Green et al. agreed.|Good.",
    "Gen. Lee met Lt. Col. Ray.|They talked.",
    "J. R. R. Tolkien wrote it.|I read it.",
    "St. Paul's stands on the hill.|Go.",
    "He has a Ph.D. in law.|She has an M.A. too.",
    "Use e.g. apples, i.e. fruit.|Done.",
    "Is this etc. a list?|Apples, pears, etc.|Then we go.",
    "Inc. and Ltd. are fine.|Acme Inc. is too.",
    "The U.S. Army came.|The U.S. is big.",
    "He lives in the U.S.|She does not.",
    "See Fig. 3 and p. 42, No. 5.|Then stop.",
    "Chapter IV. The Storm",
    "He was 6 ft. 2 in. tall.|She was not.",
    "The U.K. Prime Minister spoke.|At the U.N. General Assembly he did not.",
    "Use this, e.g. This one.|Done.",
    "St. James Street is long.|He lives on Main St.|She does too.",
    "Pens, etc.|Mrs. Bennet was quite disconcerted.",
    "Washington, D.C.|She lives there too.",
    "It was c. 1850.|It was ca. 1900.",
    "It snowed 14 in. Thursday and 3 in. on Friday.",
    "It measured 14 in.|Thursday was dry.",
    "Take 4 oz. (115 g) of it, and Apt. 3C.",
    "He paid 2s. 6d. for it.|It lasted 3s.|Then we left.",
    "Ver. 2 came in Nov. '07.|Cat. 4 is bad.|He hit the cat.|Five left.",
    # times and dates
    "At 9 a.m. Mr. Hale came.",
    "In Jan. Bob left.|On Jan. 5 he came.",
    "We met at 5 p.m. on Monday.|It rained.",
    "We met at 5 p.m.|It rained.",
    "On Jan. 5 we met.|On Dec. 24 we parted.",
    # numbers, versions, addresses
    "It cost 3.14 dollars.|That is 1,000.50 more.",
    "Version 2.0.1 is out.|Get it!",
    "Visit www.example.com.|Then e-mail a.b@c.org today.",
    "1. First point.|2. Second point.",
    # marks
    "What?!|No!!|Really?",
    "Wait… what?|Yes.",
    "Well...|I left.|So did she.",
    "Ask Yahoo! for it.|Good.",
    "I said no! she cried.",
    # quotes and brackets
    "“Stop!” he said.|“Why?”",
    "He said, “Stop.|Now.” Then he left.",
    "She asked, “Why?” and left.",
    "It was late (very late).|We left.",
    "'Yes,' she said.|'No.'",
]

OTHER_LANGUAGES = [
    ("de", "Herr Dr. Müller kam z. B. am 3. Mai an.|Er ging um 5 Uhr."),
    ("de", "Es war die 3. Auflage.|Er kam im 2. Jahr."),
    ("de", "Das kostet 3,5 Mio. Euro.|Gut so."),
    ("fr", "M. Dupont est là.|Où ?|Ici !"),
    ("es", "¿Dónde está?|¡Aquí!|El Sr. López llegó."),
    ("it", "Il dott. Rossi è qui.|Bene."),
    ("nl", "Dhr. Jansen komt o.a. morgen.|Fijn."),
    ("pt-BR", "O Sr. Silva chegou.|Ele saiu."),
    ("ru", "Он пришёл в 5 ч. вечера.|Было темно."),
    ("el", "Τι κάνεις;|Καλά."),
    ("zh", "你好。|你是谁？|我很好！"),
    ("ja", "今日は晴れです。|明日は雨でしょう。"),
    ("hi", "यह एक वाक्य है।|यह दूसरा है।"),
    ("ar", "كيف حالك؟|أنا بخير."),
    ("en-GB", "One here.|Two here."),  # a region is no other language
    ("EN", "Dr. Smith arrived.|He sat."),
    ("tlh", "One here.|Two here."),  # a language nobody knows is cut as English is
    ("", "One here.|Two here."),
]

# What yasbd-lib gets wrong. A line that passes one day moves up.
KNOWN_FAILURES = [
    ("en", "“I know,” she said; “I was there.”|He nodded."),
    ("fr", "« Oui. » dit-il."),
    ("fr", "« Oui. »|Il partit."),
    ("ja", "「そうか。」と彼は言った。"),
]


def cut(text: str, language: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentences(text, language)]


def unmarked(marked: str) -> tuple[str, list[str]]:
    """A line of a table as a text and its sentences; nothing is written between Chinese and Japanese sentences."""
    parts = marked.split("|")
    return ("" if any("。" in part for part in parts) else " ").join(parts), parts


@pytest.mark.parametrize("marked", ENGLISH)
def test_an_english_text_is_cut_where_its_sentences_end(marked: str) -> None:
    text, expected = unmarked(marked)
    assert cut(text) == expected


@pytest.mark.parametrize(("language", "marked"), OTHER_LANGUAGES)
def test_a_text_is_cut_by_the_rules_of_its_language(language: str, marked: str) -> None:
    text, expected = unmarked(marked)
    assert cut(text, language) == expected


@pytest.mark.parametrize(("language", "marked"), KNOWN_FAILURES)
@pytest.mark.xfail(strict=True, reason="known limits of yasbd-lib 1.0.4")
def test_known_failures(language: str, marked: str) -> None:
    text, expected = unmarked(marked)
    assert cut(text, language) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Tyger Tyger, burning bright,\nIn the forests", ["Tyger Tyger, burning bright,", "In the forests"]),
        ("one\n\n\ntwo", ["one", "two"]),
        ("  indented\n    more  ", ["indented", "more"]),
        ("A. B.\nName\tAge", ["A. B.", "Name\tAge"]),
        ("\n", []),
    ],
)
def test_a_line_of_verse_code_or_a_table_is_never_joined_with_the_next(text: str, expected: list[str]) -> None:
    assert cut(text) == expected


@pytest.mark.parametrize("text", ["", " ", "\n", "\t \n "])
def test_nothing_but_white_space_has_no_sentences(text: str) -> None:
    assert sentences(text, "en") == []


TRICKY = [
    *("a", "Dr.", "hello", "U.S.", "3.14", "…", "...", "“Hi.”", "—", "--", "–", "?!", "!", "(x.)", "\n", "\t", "🎉"),
    *(
        "👨‍👩‍👧",
        ",",
        ";",
        ":",
        "。",
        "مرحبا",
        "e.g.",
        "5 p.m.",
        "\u200b",
        "\x00",
        "१२",
        "-",
        "“",
        "”",
        "'",
        "\u00a0",
        "\u2028",
    ),
]
TEXTS = st.one_of(
    st.lists(st.sampled_from(TRICKY), max_size=25).map(" ".join),
    st.lists(st.sampled_from(TRICKY), max_size=25).map("".join),
    st.text(max_size=60),
)
LANGUAGES = st.sampled_from(["en", "de", "fr", "ja", "zh", "hi", "ar", "ru", "es", "el", "xx"])


@given(TEXTS, LANGUAGES)
def test_sentences_are_in_order_trimmed_and_leave_only_white_space_between_them(text: str, language: str) -> None:
    end_before = 0
    for start, end in sentences(text, language):
        assert end_before <= start < end
        assert not text[end_before:start].strip()
        assert text[start:end] == text[start:end].strip()
        end_before = end
    assert not text[end_before:].strip()


# --- sentences too long for an engine ---------------------------------------------------------------------------------


def pieces(text: str, limit_chars: int) -> list[str]:
    return [text[start:end] for start, end in within(text, (0, len(text)), limit_chars)]


@pytest.mark.parametrize(
    ("text", "limit", "expected"),
    [
        ("short enough", 12, ["short enough"]),
        ("", 5, []),
        # a semicolon or a colon before a comma, a comma before a dash, a dash before a space
        ("one two; three, four five six", 22, ["one two;", "three, four five six"]),
        ("one two: three, four five six", 22, ["one two:", "three, four five six"]),
        ("one two, three - four five six", 22, ["one two,", "three - four five six"]),
        ("one two — three four five six", 22, ["one two —", "three four five six"]),
        ("one two—three four five six", 22, ["one two—", "three four five six"]),
        ("one two three four five six", 22, ["one two three four", "five six"]),
        # the last place that fits, not the first
        ("one, two, three, four, five", 17, ["one, two, three,", "four, five"]),
        # a closing quote goes with its clause
        ("he said “one two;” and three four", 22, ["he said “one two;”", "and three four"]),
        # no stump: a cut in the first third is passed over for a later one of a lesser kind
        ("So; one two three four five six", 22, ["So; one two three four", "five six"]),
        # marks inside numbers, times and addresses are no clause ends
        ("about 1,000,000 people at 10:30 here", 20, ["about 1,000,000", "people at 10:30 here"]),
        ("see http://example.com/a;b,c now", 24, ["see", "http://example.com/a;b,c", "now"]),
        # scripts without spaces are cut at their own marks
        ("今日は晴れ、明日は雨、明後日は雪", 8, ["今日は晴れ、", "明日は雨、", "明後日は雪"]),
        # only a word that can never fit is cut inside
        ("go abcdefghijklmnop on", 10, ["go", "abcdefghij", "klmnop on"]),
        ("exactlyten exactlyten", 10, ["exactlyten", "exactlyten"]),
    ],
)
def test_a_long_sentence_is_cut_at_clauses_before_words(text: str, limit: int, expected: list[str]) -> None:
    assert pieces(text, limit) == expected


@given(TEXTS.map(str.strip), st.integers(1, 40))
def test_pieces_keep_to_the_limit_and_lose_nothing(text: str, limit: int) -> None:
    spans = within(text, (0, len(text)), limit)
    assert all(0 < end - start <= limit for start, end in spans)
    edges = [(0, 0), *spans, (len(text), len(text))]
    for (_, end), (start, _) in pairwise(edges):
        assert end <= start
        assert not text[end:start].strip()


@given(TEXTS.map(str.strip), st.integers(1, 40))
def test_a_word_that_fits_is_never_cut_inside(text: str, limit: int) -> None:
    for (_, end), (start, _) in pairwise(within(text, (0, len(text)), limit)):
        if end == start and text[end - 1] not in "—。！？；：、，":
            word = text[: end + 1].rsplit(maxsplit=1)[-1][:-1] + text[end:].split(maxsplit=1)[0]
            assert len(word) > limit, word


@given(st.text(max_size=30), st.lists(st.sampled_from(["one", "two,", "three;"]), min_size=1), st.text(max_size=30))
def test_only_the_span_is_cut_whatever_stands_around_it(before: str, words: list[str], after: str) -> None:
    inner = " ".join(words)
    spans = within(before + inner + after, (len(before), len(before) + len(inner)), 12)
    assert [(start - len(before), end - len(before)) for start, end in spans] == within(inner, (0, len(inner)), 12)
