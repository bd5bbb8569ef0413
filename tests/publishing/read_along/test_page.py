"""The read-along page as a file: whole, small, and deaf to whatever a text says."""

from __future__ import annotations

import base64
import hashlib
import html
import json
import re
from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path

import pytest

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.programme import Programme
from narrate.publishing import pages
from narrate.publishing.tags import printable
from narrate.settings import Settings
from tests.publishing.read_along.conftest import RATE_HZ, document_of

Told = Callable[..., Programme]

HOSTILE = [
    "</script><script>alert(1)</script>",
    "</style><img src=x onerror=alert(1)>",
    "--> <!-- ]]> <![CDATA[ &amp; &#0; &",
    '" onmouseover="alert(1)" \' ` =',
    "{{text}} {{sound}} {{policy}} {{nothing}}",
    "a\u202eb\u2066c\u200f نص عربي עברית",
    "nul \0 bell \a escape \x1b return \r end",
    "\ud800 lone, \ufffe not a character, \U0001f469\u200d\U0001f680 emoji",
    "javascript:alert(1)",
]


class Elements(HTMLParser):
    """Every tag with its attributes, and the text of the paragraphs by their ids."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: dict[str, str] = {}
        self._open = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        self.tags.append((tag, named))
        self._open = named.get("id") or ("" if tag in {"script", "style", "section", "p"} else self._open)

    def handle_data(self, data: str) -> None:
        self.texts[self._open] = self.texts.get(self._open, "") + data


def page_of(programme: Programme, folder: Path) -> str:
    path = folder / "page.html"
    pages.write(programme, path)
    return path.read_text(encoding="utf-8")


def timeline_of(page: str) -> dict[str, list[list[int]]]:
    found = re.search(r'<script type="application/json" id="timeline">(.*?)</script>', page)
    assert found
    timeline: dict[str, list[list[int]]] = json.loads(found[1])
    return timeline


def test_a_page_holds_its_sound_byte_for_byte(told: Told, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pages, "PIECE_BYTES", 999)
    programme = told(document_of(("", "One sentence. Another one.")))
    pieces = re.findall(r'class="sound">([^<]*)<', page_of(programme, tmp_path))
    assert len(pieces) > 3
    assert b"".join(map(base64.b64decode, pieces)) == programme.audio.read_bytes()


def test_a_linked_page_names_the_file_beside_it(told: Told, tmp_path: Path) -> None:
    programme = told(document_of(("", "One.")), Settings(linked=True), name='javascript: "x" #1?')
    page = page_of(programme, tmp_path)
    assert 'src="./javascript%3A%20%22x%22%20%231%3F.mp3"' in page
    assert 'class="sound"' not in page


def test_without_text_and_sound_a_page_is_under_60_kb(told: Told, tmp_path: Path) -> None:
    page = page_of(told(document_of(("", "One.")), Settings(linked=True)), tmp_path)
    assert len(page.encode()) < 60_000


def test_the_same_programme_gives_the_same_page(told: Told, tmp_path: Path) -> None:
    programme = told(document_of(("", "One. Two.")))
    assert page_of(programme, tmp_path) == page_of(programme, tmp_path)


def test_only_a_page_that_narrate_wrote_is_its_own(told: Told, tmp_path: Path) -> None:
    page_of(told(document_of(("", "One."))), tmp_path)
    (tmp_path / "other.html").write_text("<title>Mine</title>")
    assert pages.is_ours(tmp_path / "page.html")
    assert not pages.is_ours(tmp_path / "other.html")
    assert not pages.is_ours(tmp_path / "absent.html")


def test_the_policy_lets_in_our_style_and_script_and_no_host(told: Told, tmp_path: Path) -> None:
    page = page_of(told(document_of(("", "One."))), tmp_path)
    policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]*)"', page)
    assert policy
    rules = dict(rule.split(" ", 1) for rule in html.unescape(policy[1]).split("; "))
    for name, element in (("script-src", "<script>(.*?)</script>"), ("style-src", "<style>(.*?)</style>")):
        (content,) = re.findall(element, page, re.DOTALL)
        digest = base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()
        assert rules.pop(name) == f"'sha256-{digest}'"
    assert rules["default-src"] == "'none'"
    assert rules["media-src"] == "blob:"
    assert not any("http" in rule or "*" in rule or "unsafe" in rule for rule in rules.values())
    assert "http://" not in page
    assert "https://" not in page


@pytest.mark.parametrize("text", HOSTILE)
def test_hostile_text_is_text_wherever_it_stands(text: str, told: Told, tmp_path: Path) -> None:
    hostile, plain = (
        page_of(told(*saying(one), title=one, artist=one, silent=tuple(Kind)), tmp_path) for one in (text, "x")
    )
    assert [tag for tag, _ in Elements(hostile).tags] == [tag for tag, _ in Elements(plain).tags]
    assert not any(name.startswith("on") for _, attributes in Elements(hostile).tags for name in attributes)
    assert not re.search(r"[\0-\x08\x0b-\x1f\x7f]", hostile)


@pytest.mark.parametrize("name", [*HOSTILE, "<!--<script>", "__proto__"])
def test_a_page_knows_who_speaks_and_a_hostile_name_is_a_name(name: str, told: Told, tmp_path: Path) -> None:
    document = document_of(("", "“Yes.” He sat. “No.”"))
    page = page_of(told(document, speakers=(name, "", name)), tmp_path)
    plain = told(document)
    assert timeline_of(page)["speakers"] == [[printable(name), [0, 2]]]
    assert [tag for tag, _ in Elements(page).tags] == [tag for tag, _ in Elements(page_of(plain, tmp_path)).tags]
    assert "speakers" not in timeline_of(page_of(plain, tmp_path))


def saying(text: str) -> tuple[Document, Settings]:
    """A document that says a text in every way it can."""
    paragraphs = tuple(Paragraph(text, kind, text) for kind in Kind if kind is not Kind.BREAK)
    return Document((Chapter(text, paragraphs),), text, text, language=text), Settings(linked=True)


def test_every_paragraph_is_there_spoken_or_not(told: Told, tmp_path: Path) -> None:
    paragraphs = tuple(Paragraph(f"Words & <{kind}>.", kind) for kind in Kind if kind not in {Kind.BREAK, Kind.TABLE})
    page = page_of(told(Document((Chapter("", paragraphs),), title="T"), silent=(Kind.CODE, Kind.NOTE)), tmp_path)
    texts = Elements(page).texts
    assert [texts[f"p{place}"].strip() for place in range(len(paragraphs))] == [one.text for one in paragraphs]
    lit = {paragraphs[cue[0]].kind for cue in timeline_of(page)["cues"]}
    assert lit == {one.kind for one in paragraphs} - {Kind.CODE, Kind.NOTE}


def test_a_cue_and_its_words_are_where_a_browser_counts_them(told: Told, tmp_path: Path) -> None:
    """A browser counts in units of UTF-16: an emoji is two."""
    text = "One 🎉🎉 two. Then 第一 three."
    programme = told(document_of(("", text)))
    (first, second) = timeline_of(page_of(programme, tmp_path))["cues"]
    units = text.encode("utf-16-le")

    def quoted(start: int, end: int) -> str:
        return units[2 * start : 2 * end].decode("utf-16-le")

    assert [quoted(*cue[1:3]) for cue in (first, second)] == ["One 🎉🎉 two.", "Then 第一 three."]
    at, words, times = second[1], [], []
    time_ms = second[3]
    for gap, length, wait in zip(*[iter(second[4])] * 3, strict=True):
        words.append(quoted(at + gap, at + gap + length))
        times.append(time_ms := time_ms + wait)
        at += gap + length
    assert words == ["Then", "第一", "three."]
    assert times == [round(1000 * word.span.start / RATE_HZ) for word in programme.timeline.cues[1].words]


def test_without_word_times_a_page_has_sentences(told: Told, tmp_path: Path) -> None:
    page = page_of(told(document_of(("", "One. Two.")), by_word=False), tmp_path)
    assert [cue[1:3] for cue in timeline_of(page)["cues"]] == [[0, 4], [5, 9]]


@pytest.mark.parametrize(
    ("levels", "title", "ranks"),
    [
        ((1, 2, 2), "Its First Heading", "122"),
        ((1, 1, 2), "Another Title", "1223"),
        ((2, 4, 6), "Its First Heading", "123"),
        ((1, 6, 2), "Another Title", "1233"),
    ],
)
def test_headings_go_down_one_rank_at_a_time(
    levels: tuple[int, ...], title: str, ranks: str, told: Told, tmp_path: Path
) -> None:
    names = ["Its First Heading", "Second", "Third"]
    chapters = tuple(
        Chapter(name, (Paragraph(name, Kind.HEADING),), level) for name, level in zip(names, levels, strict=True)
    )
    page = page_of(told(Document(chapters, title=title)), tmp_path)
    main = page[page.index("<main") : page.index("</main")]
    assert "".join(re.findall(r"<h(\d)", main)) == ranks
