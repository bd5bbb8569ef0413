"""What a voice says to be known by."""

from __future__ import annotations

# What is said where no text is given, by language: the voice's way with a statement, a question and a pause.
TEXTS = {
    "de": "So klinge ich. Möchten Sie, dass ich Ihnen ein Buch vorlese? Dann fange ich gern, in aller Ruhe, damit an.",
    "en": "This is how I sound. Would you like me to read you a book? Then I shall gladly begin, in my own good time.",
    "es": "Así es como sueno. ¿Quiere que le lea un libro? Entonces empezaré con gusto, sin ninguna prisa.",
    "fr": "Voici ma voix. Voulez-vous que je vous lise un livre ? Alors je commencerai avec plaisir, tout doucement.",
    "it": "Questa è la mia voce. Vuole che le legga un libro? Allora comincerò volentieri, con tutta calma.",
    "nl": "Zo klink ik. Wilt u dat ik u een boek voorlees? Dan begin ik daar graag, in alle rust, mee.",
    "pt": "É assim que eu falo. Quer que eu leia um livro? Então começarei com prazer, com toda a calma.",
}
NUMBERS = ", ".join(map(str, range(1, 11))) + "."  # which every voice reads in its own language


def sample_text(language: str) -> str:
    """A few sentences in a language, by its BCP 47 tag; numbers where there are none."""
    return TEXTS.get(language.partition("-")[0].lower(), NUMBERS)
