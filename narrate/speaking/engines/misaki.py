"""The alphabet of misaki, in which hibari's voices were taught English: one sign for each diphthong and affricate.

What misaki makes of espeak-ng's sounds where it knows no word (its fallback) is followed for sounds that English has
not: "x" is k. A voice has no sound at all for others ("y", nasal vowels), though its model has numbers for them.
"""

from __future__ import annotations

from narrate.speaking.engines import ipa

SIGNS = "bdfhijklmnpstuvwzæðŋɑɔəɛɡɪɹɾʃʊʌʒθˈˌ"
ALIKE = {sign: sign for sign in SIGNS} | {
    "eɪ": "A",
    "eː": "A",
    "aɪ": "I",
    "aʊ": "W",
    "ɔɪ": "Y",
    "tʃ": "ʧ",
    "dʒ": "ʤ",
    "e": "ɛ",
    "ɐ": "ə",
    "r": "ɹ",
    "ɫ": "l",
    "ʍ": "w",
    "x": "k",
    "ç": "k",
    "ɬ": "l",
    "ʔ": "t",
    "l̩": "əl",
    "n̩": "ən",
    "m̩": "əm",
}
AMERICAN = ipa.table(
    ALIKE
    | dict.fromkeys(("ɜ", "ɜː", "ɜɹ", "ɜːɹ", "ɝ", "ɝː"), "ɜɹ")
    | {"oʊ": "O", "əʊ": "O", "o": "O", "ɚ": "əɹ", "a": "ɑ", "ɒ": "ɑ", "ː": ""}
)
BRITISH = ipa.table(
    ALIKE
    | dict.fromkeys(("ɜ", "ɜː", "ɝ", "ɝː"), "ɜː")
    | {"oʊ": "Q", "əʊ": "Q", "o": "ɔ", "ɚ": "ə", "eə": "ɛː", "a": "a", "ɒ": "ɒ", "ː": "ː"}
)
