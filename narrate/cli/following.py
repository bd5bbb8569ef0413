"""What a listener sees: the text with the sentence and the word that are heard, and under it the keys."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from rich.text import Text

    from narrate.listening import Listening

KEYS = "space pause · ← → sentence · ↑ ↓ paragraph · [ ] speed · n p chapter · s save · q quit"
SENTENCE, WORD, OTHER, TITLE, QUIET = "bold", "bold reverse", "dim", "bold underline", "dim"
PASSAGES_BEFORE, PASSAGES_AFTER = 4, 12  # of what stands around: more than fits on most screens


class Plain:
    """Prints each sentence as it begins, for a pipe or a file; what else there is to know goes to standard error."""

    def __init__(self) -> None:
        self._last = -1

    def note(self, text: str) -> None:
        """Tell something beside the text."""
        click.echo(f"narrate: {clean(text)}", err=True)

    def show(self, listening: Listening, saving: str) -> None:  # noqa: ARG002 - as Screen's
        """Print the sentence that is heard, once."""
        number = listening.now.line
        if number == self._last or number >= len(listening.score.lines):
            return
        line, score = listening.score.lines[number], listening.score
        gap = self._last >= 0 and score.paragraph(number) != score.paragraph(self._last)
        self._last = number
        click.echo("\n" * gap + clean(line.utterance.written))


class Screen:
    """The whole terminal: it is another screen, and gone afterwards."""

    def __init__(self, live: Any) -> None:
        self._live = live
        self._seen: object = None
        self._note = ""

    def note(self, text: str) -> None:
        """Tell something beside the text."""
        self._note = clean(text)

    def show(self, listening: Listening, saving: str) -> None:
        """Draw, if anything is other than before."""
        size = self._live.console.size
        deck = listening.deck
        state = (listening.now.line, listening.word, deck.paused, listening.settings.speed, self._note, saving, size)
        if state == self._seen:
            return
        self._seen = state
        foot = self._foot(listening, saving)
        lines = _window(listening, self._live.console, max(size.height - len(foot) - 1, 1))
        self._live.update(_joined([*lines, *foot]), refresh=True)

    def _foot(self, listening: Listening, saving: str) -> list[Text]:
        from rich.text import Text

        number, count = min(listening.now.line + 1, len(listening.score.lines)), len(listening.score.lines)
        waits = not listening.deck.paused and listening.now.line not in listening.deck.pieces
        state = "paused" if listening.deck.paused else "speaking…" if waits and number < count else "listening"
        facts = [state, f"sentence {number} of {count}", f"speed {listening.settings.speed:g}"]
        said = " · ".join([*facts, *filter(None, [saving, self._note])])
        width = self._live.console.size.width
        rows = [Text(""), Text(said, style="bold"), Text(KEYS, style=QUIET)]
        for row in rows:
            row.truncate(width, overflow="ellipsis", pad=True)
        return rows


@contextlib.contextmanager
def view() -> Iterator[Plain | Screen]:
    """The whole terminal where standard output is one, else lines."""
    if not (sys.stdout and sys.stdout.isatty()):
        yield Plain()
        return
    from rich.console import Console
    from rich.live import Live

    console = Console()
    if console.is_dumb_terminal:
        yield Plain()
        return
    with Live(console=console, screen=True, auto_refresh=False, redirect_stdout=False, redirect_stderr=False) as live:
        yield Screen(live)


def clean(text: str) -> str:
    r"""Text that a terminal only shows: a character for each, none of which is an order to it.

    >>> clean("a\x1b[2Jb\nc")
    'a [2Jb c'
    """
    return "".join(char if char.isprintable() else " " for char in text)


def _window(listening: Listening, console: Any, height: int) -> list[Text]:
    """The rows of text that fit, with the sentence that is heard in their upper third."""
    from rich.text import Text

    score = listening.score
    number = min(listening.now.line, len(score.lines) - 1)
    line = score.lines[number]
    rows: list[Text] = []
    heard = 0
    first = max(0, line.passage - PASSAGES_BEFORE)
    for place in range(first, min(len(score.passages), line.passage + PASSAGES_AFTER)):
        if len(rows) > heard + height and place > line.passage:
            break
        before = len(rows)
        text, start = _passage(listening, place, number)
        rows += [*_titled(listening, place), *text.wrap(console, console.size.width)]
        if place == line.passage:
            above = len(text[:start].wrap(console, console.size.width)) - 1 if start else 0
            heard = before + len(_titled(listening, place)) + max(above, 0)
        rows.append(Text(""))
    top = max(0, min(heard - height // 3, len(rows) - height))
    shown = rows[top : top + height]
    return shown + [Text("")] * (height - len(shown))


def _titled(listening: Listening, passage: int) -> list[Text]:
    """The chapter's title, above its first passage, where it is not said itself."""
    from rich.text import Text

    score = listening.score
    line = score.firsts[passage]
    title = clean(score.titles[score.chapter(line)])
    begins = line == 0 or score.chapter(line - 1) != score.chapter(line)
    said = clean(score.lines[line].utterance.written)
    is_shown = begins and title not in {"", said}
    return [Text(title, style=TITLE, overflow="ellipsis", no_wrap=True), Text("")] if is_shown else []


def _passage(listening: Listening, place: int, number: int) -> tuple[Text, int]:
    """A passage as text, with what is heard lit; and where in it that begins."""
    from rich.text import Text

    text, start, slot = Text(), 0, 0
    lit = listening.score.lines[number]
    for one in listening.score.passages[place].utterances:
        is_lit = bool(one.spoken) and place == lit.passage and slot == lit.slot
        slot += bool(one.spoken)
        if text:
            text.append(" ")
        begin = len(text)
        text.append(clean(one.written), style=SENTENCE if is_lit else OTHER)
        if is_lit:
            start = begin
            word = listening.word
            if word:
                text.stylize(WORD, begin + word[0], begin + word[1])
    return text, start


def _joined(rows: list[Text]) -> Text:
    from rich.text import Text

    return Text("\n").join(rows)
