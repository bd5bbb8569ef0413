"""Words that are spelled alike and said in two ways: respelled where the words beside them decide, else left alone."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial

from narrate.scripting.english.heteronym_contexts import CONTEXTS
from narrate.scripting.patterns import late

PATTERNS: dict[str, list[tuple[re.Pattern[str], str]]] = defaultdict(list)
for _word, _said, _pattern in CONTEXTS:
    PATTERNS[_word].append((late(_pattern, re.IGNORECASE), _said))
ANY = late(rf"\b(?:{'|'.join(PATTERNS)})\b", re.IGNORECASE)


def heteronyms(text: str) -> str:
    """Respell what is said in its rarer way; precision first.

    >>> heteronyms("She had read of lead pipes, to wind up close to the bow of the ship. Read it, a close call.")
    'She had red of led pipes, to wynd up close to the bough of the ship. Read it, a cloce call.'
    """
    for word in {found[0].lower() for found in ANY.finditer(text)}:
        for pattern, said in PATTERNS[word]:
            text = pattern.sub(partial(_respelled, word, said), text)
    return text


def _respelled(word: str, said: str, found: re.Match[str]) -> str:
    """The word is the last of the match; a capital stays one."""
    is_capital = found[0][-len(word)].isupper()
    return found[1] + (said.capitalize() if is_capital else said)
