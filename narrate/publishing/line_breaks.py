"""Where a line of captions may end: at phrases, never after an article or a preposition.

The rules are those of the Netflix Timed Text Style Guide (General Requirements, line treatment), which broadcasters
share: break after punctuation, before conjunctions and prepositions; do not part an article from its noun, a first name
from a last name, a verb from its pronoun or auxiliary. Conventions: a token is what stands between two spaces, or one
character of a script that has none; widths are in columns, of which a wide character of East Asia takes two.
"""

from __future__ import annotations

import math
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

import regex

UNSPACED = regex.compile(r"[\p{Han}\p{Hiragana}\p{Katakana}\p{Thai}\p{Lao}\p{Khmer}\p{Myanmar}]")
CLINGS = {"Po", "Pe", "Pf", "Lm"}  # general categories that no line of a script without spaces begins with
PHRASE_END = regex.compile(r"""[,;:—–…!?。、，；：！？؛،][\p{Pe}\p{Pf}"']*$""")
AFFIX = regex.compile(r"^[^\p{L}\p{N}]+|[^\p{L}\p{N}]+$")


def _listed(words: str) -> frozenset[str]:
    return frozenset(words.split())


ARTICLES = _listed("a an the this that these those my your his her its our their some any no every each")
PREPOSITIONS = _listed("""
    about above across after against along among around at before behind below beneath beside between beyond by down
    during except for from in inside into like near of off on onto out outside over past since through throughout till
    to toward towards under until up upon via with within without
""")
CONJUNCTIONS = _listed("""
    and but or nor so yet because although though when whenever while where whereas which who whom whose that if unless
    as than
""")
# Subject pronouns, auxiliaries, negations and titles: what follows belongs to them.
LEANING = _listed("""
    i you he she it we they is are was were be been being am has have had do does did will would shall should can could
    may might must not never mr mrs ms dr st prof rev sir lady lord miss
""")
AFTER_PHRASE, BEFORE_CONJUNCTION, BEFORE_PREPOSITION, ORDINARY, NAMES, LEANT, WIDOWED = 0, 4, 6, 10, 25, 40, 1000
SHORT_CHARS = 3  # in languages whose words are not listed here, the shortest words are articles and prepositions
NEW_CAPTION = 30  # what one more caption costs
ACROSS = 2  # a break between captions counts so many times one between lines: it is seen longer
NEW_LINE = 5
RAGGED = 20  # what an empty line would cost; one half full costs a quarter of it


@dataclass(frozen=True, slots=True)
class Token:
    """`text[start:end]`, and whether there is a space before it."""

    start: int
    end: int
    spaced: bool


def tokens(text: str, width: int) -> list[Token]:
    """What a text can be broken between; what is wider than a line (a long address) is cut.

    >>> text = "So 第一章。"
    >>> [text[one.start : one.end] for one in tokens(text, 42)]
    ['So', '第', '一', '章。']
    """
    found: list[Token] = []
    for word in regex.finditer(r"\S+", text):
        starts = _starts(word.group(), width)
        for start, end in zip(starts, [*starts[1:], len(word.group())], strict=True):
            found.append(Token(word.start() + start, word.start() + end, spaced=start == 0))
    return found


def _starts(word: str, width: int) -> list[int]:
    """Where the tokens of one word begin."""
    if columns(word) <= width and (word.isascii() or not UNSPACED.search(word)):
        return [0]
    starts, before = [0], ""
    for found in regex.finditer(r"\X", word):
        cluster = found.group()
        apart = UNSPACED.match(cluster) or UNSPACED.match(before)
        clings = unicodedata.category(cluster[0]) in CLINGS
        if before and ((apart and not clings) or columns(word[starts[-1] : found.end()]) > width):
            starts.append(found.start())
        before = cluster
    return starts


def columns(text: str) -> int:
    """How wide a text is, a wide character of East Asia counted as two."""
    if text.isascii():
        return len(text)
    return len(text) + sum(unicodedata.east_asian_width(char) in "WF" for char in text)


def joined(text: str, some: Sequence[Token]) -> str:
    """Tokens as they are printed, with one space where the text has any."""
    parts = [(" " if one.spaced and number else "") + text[one.start : one.end] for number, one in enumerate(some)]
    return "".join(parts)


def phrases(text: str, some: Sequence[Token], *, least: int = 2) -> list[Sequence[Token]]:
    """Tokens cut after every phrase of at least so many."""
    cuts = [0]
    for number in range(least, len(some) - least + 1):
        ends = PHRASE_END.search(text[some[number - 1].start : some[number - 1].end])
        cuts += [number] if ends and number - cuts[-1] >= least else []
    return [some[start:end] for start, end in zip(cuts, [*cuts[1:], len(some)], strict=True)]


def lines(text: str, some: Sequence[Token], width: int, most: int, language: str) -> list[list[Sequence[Token]]]:
    """Tokens as captions of at most so many lines of a width, broken where it costs least."""
    sizes = [columns(text[one.start : one.end]) + one.spaced for one in some]
    ends = list(accumulate(sizes, initial=0))
    if ends[-1] - some[0].spaced <= width:
        return [[some]]
    costs = [0, *(_cost(text, some, place, language) for place in range(1, len(some))), 0]
    cuts = _cheapest(some, ends, costs, width, most)
    captions: list[list[Sequence[Token]]] = []
    for (start, number), (end, _) in pairwise(cuts):
        captions += [[]] if number == 0 else []
        captions[-1].append(some[start:end])
    return captions


def _cheapest(some: Sequence[Token], ends: list[int], costs: list[int], width: int, most: int) -> list[tuple[int, int]]:
    """The beginnings of all lines on the cheapest way, each with its number in its caption, and the end.

    A shortest path over (line number, place): at most so many steps for each token as a line has tokens.
    """
    count = len(some)
    goes_on = [cost + NEW_LINE for cost in costs]
    afresh = [*(ACROSS * cost + NEW_CAPTION for cost in costs[:-1]), 0]
    cheapest = [[math.inf] * (count + 1) for _ in range(most)]
    before = [[(0, 0)] * (count + 1) for _ in range(most)]
    cheapest[0][0] = 0
    for start in range(count):
        reach = _reach(ends, start, width, spaced=some[start].spaced)
        for number in range(most):
            base = cheapest[number][start]
            if base == math.inf:
                continue
            for line, toll in ((0, afresh), (number + 1, goes_on))[: most - number]:
                known, way = cheapest[line], before[line]
                for end, ragged in reach:
                    cost = base + ragged + toll[end]
                    if cost < known[end]:
                        known[end], way[end] = cost, (start, number)
    found = [(count, 0)]
    while found[-1][0]:
        end, line = found[-1]
        found.append(before[line][end])
    return found[::-1]


def _reach(ends: list[int], start: int, width: int, *, spaced: bool) -> list[tuple[int, float]]:
    """Where a line may end that begins at a token, and what it costs to be as short as it is; one token always fits."""
    begin = ends[start] + spaced
    reach = []
    for end in range(start + 1, len(ends)):
        size = ends[end] - begin
        if size > width and end > start + 1:
            break
        reach.append((end, RAGGED * (1 - size / width) ** 2))
    return reach


def _cost(text: str, some: Sequence[Token], place: int, language: str) -> int:
    """What a break before a token costs."""
    left, right = (text[one.start : one.end] for one in some[place - 1 : place + 1])
    if not some[place].spaced:
        return ORDINARY
    if PHRASE_END.search(left):
        return AFTER_PHRASE
    before, after = AFFIX.sub("", left), AFFIX.sub("", right)
    if language.partition("-")[0].lower() != "en":
        return LEANT if len(before) <= SHORT_CHARS and before.isalpha() else ORDINARY
    return _english(before, after)


def _english(before: str, after: str) -> int:
    """What a break between two English words costs."""
    left, right = before.lower(), after.lower()
    if left in ARTICLES or left in PREPOSITIONS or left in CONJUNCTIONS:
        return WIDOWED
    if left in LEANING:
        return LEANT
    if before[:1].isupper() and after[:1].isupper():
        return NAMES
    if right in CONJUNCTIONS:
        return BEFORE_CONJUNCTION
    return BEFORE_PREPOSITION if right in PREPOSITIONS else ORDINARY
