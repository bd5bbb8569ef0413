"""The read-along page in a real browser, driven as a reader would: Debian's Chromium, without a window."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.programme import Programme
from narrate.publishing import pages
from narrate.publishing.formats import FORMATS
from narrate.settings import Settings
from tests.publishing.read_along.conftest import PAUSE, RATE_HZ, WORD, Pace, document_of

pytestmark = pytest.mark.slow
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

Told = Callable[..., Programme]
DESKTOP = {"viewport": {"width": 1280, "height": 800}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
WORD_MS, PAUSE_MS = 1000 * WORD / RATE_HZ, 1000 * PAUSE / RATE_HZ
LIT = "name => [...CSS.highlights.get(name)].map(String).join('|')"
TIME_MS = "document.getElementById('audio').currentTime * 1000"
BOOK = document_of(
    ("First", "First\nOne two three four. Five six seven eight."),
    ("Second", "Second\n" + "\n".join(f"Paragraph {number} has a few words to read." for number in range(40))),
)


class Reader:
    """A reader with a page before them. Whatever the page asks for beside itself is noted."""

    def __init__(self, browser: Any, programme: Programme, path: Path, **device: Any) -> None:
        self.context = browser.new_context(**{**DESKTOP, **device})
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("dialog", lambda dialog: (self.troubles.append(dialog.message), dialog.dismiss()))
        own = {path.as_uri(), programme.audio.as_uri()} if programme.settings.linked else {path.as_uri()}
        self.page.on("request", lambda request: self._note(request.url, own))
        self.programme, self.place = programme, path.as_uri()
        self.open()

    def _note(self, url: str, own: set[str]) -> None:
        if url not in own and not url.startswith(("blob:null/", "data:")):
            self.troubles.append(url)

    def open(self) -> None:
        self.page.goto(self.place)
        self.until("document.getElementById('audio').readyState > 0")

    def until(self, expression: str, timeout_s: float = 10.0) -> None:
        """Wait until the page says yes. (Playwright's own way of waiting evaluates text, which the page's policy forbids.)"""
        end_s = time.monotonic() + timeout_s
        while not self.page.evaluate(expression):
            assert time.monotonic() < end_s, f"never: {expression}"
            self.page.wait_for_timeout(20)

    def lit(self, name: str) -> str:
        found: str = self.page.evaluate(LIT, name)
        return found

    def time_ms(self) -> float:
        return float(self.page.evaluate(TIME_MS))

    def is_playing(self) -> bool:
        return not self.page.evaluate("document.getElementById('audio').paused")

    def point_of(self, text: str) -> tuple[float, float]:
        """The middle of some text of the page."""
        box = self.page.evaluate(
            """text => {
                const walk = document.createTreeWalker(document.getElementById("text"), NodeFilter.SHOW_TEXT);
                while (walk.nextNode()) {
                    const at = walk.currentNode.data.indexOf(text);
                    if (at < 0) continue;
                    const range = new Range();
                    range.setStart(walk.currentNode, at);
                    range.setEnd(walk.currentNode, at + text.length);
                    const box = range.getBoundingClientRect();
                    return [box.x + box.width / 2, box.y + box.height / 2];
                }
            }""",
            text,
        )
        return box[0], box[1]


@pytest.fixture
def read(chromium: Any, told: Told, tmp_path: Path) -> Iterator[Callable[..., Reader]]:
    """Open the page of a document; at the end, nothing was asked of any host and nothing went wrong."""
    readers: list[Reader] = []

    def opened(document: Document = BOOK, settings: Settings | None = None, **more: Any) -> Reader:
        device = {key: more.pop(key) for key in list(more) if key in {*PHONE, "color_scheme", "reduced_motion"}}
        programme = told(document, settings, **more)
        path = tmp_path / "book.read-along.html"
        pages.write(programme, path)
        readers.append(Reader(chromium, programme, path, **device))
        return readers[-1]

    yield opened
    for reader in readers:
        reader.context.close()
        assert reader.troubles == []


def test_the_sentence_and_the_word_that_sound_are_lit(read: Callable[..., Reader]) -> None:
    reader = read()
    reader.page.click("#play")
    seen = set()
    while reader.time_ms() < 3 * PAUSE_MS + 7 * WORD_MS:
        now_ms, *lit = reader.page.evaluate(f"[{TIME_MS}, ({LIT})('sentence'), ({LIT})('word')]")
        assert tuple(lit) in {
            said(reader.programme, max(now_ms - late_ms, 0)) for late_ms in (-10, 0, 50, 100, 200, 300)
        }
        seen.add(lit[1])
    reader.page.click("#play")
    assert not reader.is_playing()
    assert len(seen) > 3


def said(programme: Programme, time_ms: float) -> tuple[str, str]:
    """The sentence and the word that began last."""
    at = time_ms * RATE_HZ / 1000
    begun = [cue for cue in programme.timeline.cues if cue.span.start <= at]
    if not begun:
        return "", ""
    word = [word for word in begun[-1].words if word.span.start <= at][-1]
    return begun[-1].written, begun[-1].written[word.start : word.end]


def test_the_player_names_who_speaks_where_a_cast_has_names(read: Callable[..., Reader]) -> None:
    reader = read(document_of(("", "One two three. Four five six.")), speakers=("Dr. <b>Watson</b>", ""))
    shown = "getComputedStyle(document.getElementById('speech')).visibility"
    reader.page.evaluate("document.getElementById('audio').currentTime = 0.6")
    reader.until(f"{shown} === 'visible'")
    assert reader.page.inner_text("#speech") == "Speaker: Dr. <b>Watson</b>"
    found = axe.Axe().run(reader.page)
    assert found.violations_count == 0, found.generate_report()
    reader.page.evaluate("document.getElementById('audio').currentTime = 1.9")
    reader.until(f"{shown} === 'hidden'")
    assert read().page.is_hidden("#speech")


@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["click", "tap"])
def test_a_word_clicked_or_tapped_is_heard_from_its_start(device: dict[str, Any], read: Callable[..., Reader]) -> None:
    reader = read(**device)
    x, y = reader.point_of("seven")
    reader.page.touchscreen.tap(x, y) if device is PHONE else reader.page.mouse.click(x, y)
    start_ms = 3 * PAUSE_MS + 7 * WORD_MS
    reader.until("!document.getElementById('audio').paused")
    assert start_ms - 10 <= reader.time_ms() < start_ms + 2000
    assert reader.lit("sentence") == "Five six seven eight."


def test_selecting_text_plays_nothing(read: Callable[..., Reader]) -> None:
    reader = read()
    mouse = reader.page.mouse
    mouse.move(*reader.point_of("One"))
    mouse.down()
    mouse.move(*reader.point_of("six"), steps=5)
    mouse.up()
    reader.page.wait_for_timeout(100)
    assert not reader.is_playing()
    assert reader.time_ms() == 0


def test_the_keys_of_the_handbook(read: Callable[..., Reader]) -> None:
    reader = read()
    press = reader.page.keyboard.press
    press("ArrowRight")
    assert reader.lit("sentence") == "First"
    press("ArrowRight")
    assert reader.lit("word") == "One"
    press("Shift+ArrowRight")
    press("Shift+ArrowRight")
    assert reader.lit("word") == "three"
    press("Shift+ArrowLeft")
    assert reader.lit("word") == "two"
    press("ArrowRight")
    press("ArrowLeft")
    assert reader.lit("word") == "One"
    press("Space")
    reader.until("!document.getElementById('audio').paused")
    press("Space")
    assert not reader.is_playing()


def test_a_chapter_is_gone_to_and_told(read: Callable[..., Reader]) -> None:
    reader = read()
    reader.page.select_option("#chapter", label="Second")
    assert reader.page.evaluate("document.getElementById('chapter').selectedIndex") == 1
    reader.until(f"{TIME_MS} > 0")
    assert reader.time_ms() == pytest.approx(9 * WORD_MS + 4 * PAUSE_MS, abs=2)
    reader.page.select_option("#chapter", label="First")
    reader.until(f"{TIME_MS} === 0")


def test_the_place_and_the_choices_are_remembered(read: Callable[..., Reader]) -> None:
    reader = read()
    reader.page.select_option("#speed", "1.5")
    reader.page.mouse.click(*reader.point_of("seven"))
    reader.until("!document.getElementById('audio').paused")
    reader.page.click("#play")
    before_ms = reader.time_ms()
    reader.open()
    reader.until(f"{TIME_MS} > 0")
    assert reader.time_ms() == pytest.approx(before_ms, abs=60)
    assert reader.lit("sentence") == "Five six seven eight."
    assert reader.page.evaluate("document.getElementById('audio').playbackRate") == 1.5


def test_speed_is_kept_while_it_plays(read: Callable[..., Reader]) -> None:
    reader = read()
    reader.page.select_option("#speed", "2")
    reader.page.click("#play")
    reader.until(f"{TIME_MS} > 300")
    before_ms, start_ms = reader.time_ms(), float(reader.page.evaluate("performance.now()"))
    reader.page.wait_for_timeout(800)
    passed_ms = float(reader.page.evaluate("performance.now()")) - start_ms
    assert (reader.time_ms() - before_ms) / passed_ms == pytest.approx(2, abs=0.35)


def test_the_sleep_timer_stops_at_the_end_of_the_chapter(read: Callable[..., Reader]) -> None:
    reader = read()
    end_ms = 9 * WORD_MS + 4 * PAUSE_MS
    reader.page.click("#more")
    reader.page.select_option("#sleep", "chapter")
    reader.page.click("#close")
    reader.page.evaluate(f"document.getElementById('audio').currentTime = {(end_ms - 400) / 1000}")
    reader.page.click("#play")
    reader.until("!document.getElementById('audio').paused")
    reader.until("document.getElementById('audio').paused")
    assert reader.time_ms() == pytest.approx(end_ms, abs=2)
    assert reader.page.input_value("#sleep") == ""


def test_it_follows_the_voice_but_never_the_reader(read: Callable[..., Reader]) -> None:
    """What the reader scrolls to stays, until they ask for the voice again."""
    reader = read(reduced_motion="reduce")
    reader.page.select_option("#chapter", label="Second")
    for _ in range(30):
        reader.page.keyboard.press("ArrowRight")
    reader.page.wait_for_timeout(300)
    assert reader.page.evaluate("scrollY") > 300
    reader.page.mouse.move(600, 300)
    reader.page.mouse.wheel(0, -3000)
    reader.until("scrollY === 0")
    reader.page.evaluate("document.getElementById('audio').currentTime += 5")
    reader.page.wait_for_timeout(400)
    assert reader.page.evaluate("scrollY") == 0
    reader.page.click("#follow")
    reader.until("scrollY > 300")
    assert reader.page.is_hidden("#follow")


@pytest.mark.parametrize("form", FORMATS)
def test_every_format_plays(form: str, read: Callable[..., Reader]) -> None:
    reader = read(document_of(("", "One two three.")), form=form)
    assert reader.page.evaluate("document.getElementById('audio').duration") == pytest.approx(1.75, abs=0.06)
    reader.page.click("#play")
    reader.until(f"{TIME_MS} > 50")


def test_a_linked_page_plays_the_file_beside_it(read: Callable[..., Reader]) -> None:
    reader = read(document_of(("", "One two.")), Settings(linked=True), name="a book #1 & more?")
    assert reader.page.evaluate("document.getElementById('audio').duration") == pytest.approx(1.5, abs=0.06)
    reader.page.click("#play")
    reader.until(f"{TIME_MS} > 50")


ALL_KINDS = Document(
    (
        Chapter("Every Kind", (Paragraph("Every Kind", Kind.HEADING), Paragraph("By Somebody", Kind.BYLINE))),
        Chapter(
            "More",
            (
                Paragraph("More", Kind.HEADING),
                *(Paragraph(f"Some words in a {kind}.", kind) for kind in Kind if kind is not Kind.HEADING),
                Paragraph("a\tb\nc\td", Kind.TABLE),
                Paragraph("שלום עולם. זה משפט.", Kind.BODY, "he"),
            ),
            2,
        ),
    ),
    title="Every Kind",
    language="en-GB",
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_axe_finds_nothing(scheme: str, device: dict[str, Any], read: Callable[..., Reader]) -> None:
    """WCAG 2.2 AA and best practices, by the engine that most checkers have inside; also of the open settings."""
    reader = read(ALL_KINDS, color_scheme=scheme, **device)
    reader.page.evaluate("document.getElementById('audio').currentTime = 1")
    for way in (lambda: None, lambda: reader.page.click("#more")):
        way()
        found = axe.Axe().run(reader.page)
        assert found.violations_count == 0, found.generate_report()


def test_hostile_text_does_nothing(read: Callable[..., Reader]) -> None:
    text = "</script><script>alert(1)</script><img src=x onerror=alert(2)>--> ]]> \u202e{{text}} & <b>bold</b>."
    kinds = [kind for kind in Kind if kind is not Kind.BREAK]
    reader = read(Document((Chapter(text, tuple(Paragraph(text, kind) for kind in kinds)),), text, text), artist=text)
    shown = reader.page.evaluate("[...document.querySelectorAll('main [id^=p]')].map(one => one.textContent.trim())")
    assert shown == [text] * len(kinds)
    assert reader.page.evaluate("document.querySelectorAll('img, b').length") == 0


def test_a_book_of_120_000_words_stays_smooth(read: Callable[..., Reader]) -> None:
    """To light a word anywhere in it takes a part of a frame (16.7 ms), and to scroll through it hardly more than one."""
    line = "The quick brown fox jumps over the lazy dog and runs away. " * 4
    book = document_of(*((f"Chapter {number}", f"Chapter {number}\n" + f"{line}\n" * 50) for number in range(50)))
    reader = read(book, Settings(linked=True), form="wav", pace=Pace(word=24, pause=0))
    lit_ms, scrolled_ms = reader.page.evaluate(
        """async () => {
            const median = (times) => times.sort((one, other) => one - other)[times.length >> 1];
            const audio = document.getElementById("audio"), lit = [], scrolled = [];
            const frame = () => new Promise((done) => requestAnimationFrame(done));
            for (let step = 0; step < 60; step += 1) {
                audio.currentTime = (step * 7919 % 120000) / 1000;
                const start = performance.now();
                audio.dispatchEvent(new Event("timeupdate"));
                lit.push(performance.now() - start);
                await frame();
            }
            for (let step = 0; step < 60; step += 1) {
                const start = performance.now();
                scrollTo(0, document.documentElement.scrollHeight * step / 60);
                await frame();
                scrolled.push(performance.now() - start);
            }
            return [median(lit), median(scrolled)];
        }"""
    )
    assert reader.lit("word")
    assert lit_ms < 8
    assert scrolled_ms < 34
