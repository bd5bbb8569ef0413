"""The page in a real browser, from the pasted text to the shelf."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.web.page.conftest import Served

# One visit: what a test leaves, the next one finds.
pytestmark = pytest.mark.slow
axe = pytest.importorskip("axe_playwright_python.sync_playwright", reason="axe-playwright-python is not installed")

DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "is_mobile": True, "has_touch": True}
ALL_ITS_LIGHT = "name => [...(CSS.highlights.get(name) ?? [])].map(String).join('|')"
PARAGRAPHS = [
    f"Paragraph {number} has a few words to read. A lamp gives light, and a voice gives sound." for number in range(6)
]
TEXT = "# On Lamps\n\n" + "\n\n".join(PARAGRAPHS)


class Visitor:
    """Somebody with the page before them. What goes wrong, and what is asked of other hosts, is noted."""

    def __init__(self, browser: Any, served: Served, **device: Any) -> None:
        self.context = browser.new_context(**{**DESKTOP, **device}, base_url=served.url, accept_downloads=True)
        self.page = self.context.new_page()
        self.troubles: list[str] = []
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("console", lambda message: self.troubles.append(message.text))
        self.page.on("request", lambda request: self._note(request.url, served.url))
        self.page.goto("/")
        self.until("'ready' in document.body.dataset")

    def _note(self, url: str, own: str) -> None:
        if not url.startswith((f"{own}/", "blob:", "data:")):
            self.troubles.append(url)

    def until(self, expression: str, timeout_s: float = 30.0) -> None:
        """Wait until the page says yes. (Playwright's own way evaluates text, which the page's policy forbids.)"""
        end_s = time.monotonic() + timeout_s
        while not self.page.evaluate(expression):
            assert time.monotonic() < end_s, f"never: {expression}"
            self.page.wait_for_timeout(30)

    def lit(self, name: str) -> str:
        found: str = self.page.evaluate(ALL_ITS_LIGHT, name)
        return found

    def violations(self) -> list[str]:
        found = axe.Axe().run(self.page, options={"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]})
        return [f"{one['id']}: {[node['html'] for node in one['nodes']]}" for one in found.response["violations"]]


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home = tmp_path_factory.mktemp("spoken")
    served = Served(home, home / "shelf", "--jobs", "1")
    yield served
    served.end()


@pytest.fixture(scope="module")
def visitor(chromium: Any, spoken: Served) -> Iterator[Visitor]:
    """Somebody who pastes a text, chooses a voice, hears it while it is made, and stays until it is on the shelf."""
    one = Visitor(chromium, spoken)
    yield one
    one.context.close()


def test_a_voice_can_be_heard_before_it_is_chosen(visitor: Visitor) -> None:
    visitor.until("document.querySelectorAll('#voice option').length > 100")
    visitor.page.select_option("#voice", "pyttsx3:gmw/en")
    visitor.page.click("#audition")
    visitor.until("document.getElementById('sample').currentTime > 0.2")


def test_a_pasted_text_is_heard_and_lit_while_it_is_made(visitor: Visitor) -> None:
    visitor.page.fill("#text", TEXT)
    visitor.page.click("#narrate")
    visitor.until("document.getElementById('audio').currentTime > 0.5")
    visitor.until("[...(CSS.highlights.get('word') ?? [])].length === 1")
    assert visitor.lit("sentence") in {"On Lamps", "Paragraph 0 has a few words to read."}
    visitor.until("[...CSS.highlights.get('sentence')].map(String).join() === 'Paragraph 0 has a few words to read.'")
    assert visitor.lit("word") in {"Paragraph", "0", "has", "a", "few", "words", "to", "read."}
    assert visitor.violations() == []


def test_it_can_be_heard_from_any_paragraph(visitor: Visitor) -> None:
    visitor.until("document.querySelectorAll('#reading .spoken').length === 7")
    visitor.page.click("#reading p:nth-child(5)")
    visitor.until("[...CSS.highlights.get('sentence')].map(String).join().startsWith('Paragraph 3')")


def test_it_comes_to_the_shelf_and_is_there_after_a_reload(visitor: Visitor) -> None:
    visitor.until("document.querySelectorAll('#shelf > li').length === 1")
    visitor.page.reload()
    visitor.until("document.querySelectorAll('#shelf > li').length === 1")
    row = visitor.page.locator("#shelf > li")
    assert row.locator("h3").inner_text() == "On Lamps"
    assert "0:3" in row.locator(".facts").inner_text()
    assert visitor.page.locator("#jobs > li").count() == 0
    assert visitor.violations() == []


@pytest.mark.parametrize(
    ("kind", "name", "beginning"),
    [
        ("mp3", "on-lamps.mp3", b"ID3"),
        ("m4b", "on-lamps.m4b", b"\0\0\0"),
        ("vtt", "on-lamps.vtt", b"WEBVTT"),
        ("srt", "on-lamps.srt", b"1\n"),
        ("read-along.html", "on-lamps.read-along.html", b"<!doctype html>"),
        ("read-along.epub", "on-lamps.epub", b"PK"),
    ],
)
def test_each_file_can_be_kept(visitor: Visitor, kind: str, name: str, beginning: bytes) -> None:
    keep = visitor.page.locator("#shelf .keep")
    if keep.get_attribute("aria-expanded") == "false":
        keep.click()
    with visitor.page.expect_download() as download:
        visitor.page.click(f"#shelf a[href$='/files/{kind}']")
    assert download.value.suggested_filename.replace(".read-along.epub", ".epub") == name
    assert Path(download.value.path()).read_bytes().startswith(beginning)


def test_the_place_reached_in_the_read_along_page_is_on_the_shelf(visitor: Visitor, spoken: Served) -> None:
    visitor.page.click("#shelf a.play")
    visitor.until("document.getElementById('audio').readyState > 0")
    visitor.page.evaluate("document.getElementById('audio').currentTime = 9")
    visitor.page.click("#play")
    visitor.until("document.getElementById('audio').currentTime > 9.3")
    visitor.until("[...(CSS.highlights.get('word') ?? [])].length === 1")
    visitor.page.click("#play")
    visitor.page.goto("/")
    visitor.until("document.querySelector('#shelf .facts')?.textContent.includes('at 0:09')")
    (work,) = spoken.works().values()
    assert 9_000 < work["place_ms"] < 12_000


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("device", [DESKTOP, PHONE], ids=["desktop", "phone"])
def test_no_colour_and_no_size_shuts_anybody_out(
    chromium: Any, visitor: Visitor, spoken: Served, device: dict, scheme: str
) -> None:
    other = Visitor(chromium, spoken, color_scheme=scheme, **device)
    other.until("document.querySelectorAll('#shelf > li').length === 1")
    assert other.violations() == []
    assert other.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert other.troubles == []
    other.context.close()


def test_what_cannot_be_read_is_told_in_a_sentence(visitor: Visitor) -> None:
    visitor.page.fill("#url", "http://127.0.0.1:1/private")
    visitor.page.click("#narrate")
    visitor.until("document.querySelector('#jobs .wrong')?.textContent.length > 20")
    visitor.page.click("#jobs .cancel")
    visitor.page.click("#sure button[value=yes]")
    visitor.until("document.querySelectorAll('#jobs > li').length === 0")


def test_the_bookmark_fills_the_form_and_starts_nothing(visitor: Visitor) -> None:
    visitor.page.goto("/#text=Some%20shared%20words")
    visitor.until("document.getElementById('text').value === 'Some shared words'")
    assert visitor.page.locator("#jobs > li").count() == 0
    assert visitor.page.get_attribute("#bookmarklet", "href").startswith("javascript:")


def test_a_narration_is_removed_after_a_question(visitor: Visitor, spoken: Served) -> None:
    visitor.page.click("#shelf .remove")
    visitor.page.click("#sure button[value=no]")
    assert visitor.page.locator("#shelf > li").count() == 1
    visitor.page.click("#shelf .remove")
    visitor.page.click("#sure button[value=yes]")
    visitor.until("document.querySelectorAll('#shelf > li').length === 0")
    assert [path.name for path in spoken.folder.iterdir()] == [".narrate"]


def test_nothing_went_wrong_on_the_way_and_no_host_was_asked(visitor: Visitor) -> None:
    assert visitor.troubles == []
