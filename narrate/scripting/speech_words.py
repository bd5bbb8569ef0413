"""The words by which a text says who speaks, for dialogue.py."""

from __future__ import annotations

from narrate.voice import primary

_ENGLISH = (
    "said says asked asks answered answers replied replies cried cries exclaimed shouted whispered murmured muttered "
    "remarked returned rejoined continued added observed repeated resumed began declared demanded inquired enquired "
    "interrupted interposed protested agreed admitted explained suggested announced growled laughed sighed "
    "sobbed gasped screamed yelled snapped retorted responded ejaculated persisted pleaded urged warned wondered "
    "concluded insisted told stammered roared groaned chuckled begged"
)
_FRENCH = (
    "dit demanda répondit reprit cria s’écria s'écria murmura ajouta répliqua fit continua repartit interrompit "
    "déclara expliqua chuchota soupira répéta observa objecta balbutia hurla"
)
_GERMAN = (
    "sagte fragte antwortete rief erwiderte flüsterte murmelte meinte entgegnete versetzte schrie fügte bemerkte "
    "erklärte wiederholte begann brummte seufzte sprach"
)
_SPANISH = (
    "dijo preguntó respondió contestó exclamó gritó murmuró replicó añadió repuso susurró prosiguió continuó "
    "interrumpió observó repitió declaró explicó"
)
_ITALIAN = (
    "disse chiese domandò rispose esclamò gridò mormorò replicò aggiunse sussurrò continuò riprese osservò ripeté "
    "interruppe dichiarò spiegò"
)
_PORTUGUESE = (
    "disse perguntou respondeu exclamou gritou murmurou replicou acrescentou sussurrou continuou observou repetiu "
    "interrompeu declarou explicou"
)
_POLISH = (
    "powiedział powiedziała rzekł rzekła zapytał zapytała spytał spytała odparł odparła odpowiedział odpowiedziała "
    "zawołał zawołała krzyknął krzyknęła szepnął szepnęła mruknął dodał dodała"
)
_RUSSIAN = (
    "сказал сказала спросил спросила ответил ответила отвечал отвечала воскликнул воскликнула закричал закричала "
    "крикнул крикнула прошептал прошептала пробормотал добавил добавила проговорил проговорила произнёс произнесла "
    "продолжал продолжала заметил заметила возразил возразила"
)
# By language; the others read as English.
SPEAKING = {
    "en": _ENGLISH.split(),
    "fr": _FRENCH.split(),
    "de": _GERMAN.split(),
    "es": _SPANISH.split(),
    "it": _ITALIAN.split(),
    "pt": _PORTUGUESE.split(),
    "pl": _POLISH.split(),
    "ru": _RUSSIAN.split(),
}
PRONOUNS = {
    "en": ("he", "she", "I", "they", "we", "it", "you", "who"),
    "fr": ("il", "elle", "je", "on", "ils", "elles"),
    "de": ("er", "sie", "ich", "man", "es", "wir"),
}
# Words behind a comma with which narration inside dashed speech goes on, where no mark tells narration from speech.
_FRENCH_ON = "en d’un d'un d’une d'une avec tout sans qui et puis après comme dont les"
LEADING_ON = {"fr": _FRENCH_ON.split()}
BEGINNING = ("then", "thus", "so", "and", "but", "again", "at last")  # what may stand before “said Holmes”
REPORTING = ("that", "whether", "if", "how", "why", "what", "to")  # behind “Holmes replied” no speech follows
BETWEEN = ("then", "at once", "had", "also", "only", "still", "now", "soon", "again", "at last")
TITLES = (
    "the", "old", "young", "poor", "little", "dear", "good", "Mr.", "Mr", "Mrs.", "Mrs", "Miss", "Ms.", "Ms", "Dr.",
    "Dr", "Sir", "Lady", "M.", "Mme", "Herr", "Frau", "le", "la", "der", "die", "el", "il", "Don", "Doña", "Señor",
    "Señora",
)  # fmt: skip
# Women's: a bare surname behind one of them is another's than the man's whose name it also is.
HER_TITLES = ("Mrs.", "Mrs", "Miss", "Ms.", "Ms", "Lady", "Mme", "Madame", "Mlle", "Frau", "Señora", "Doña", "Signora")


def speaking(language: str) -> str:
    """The words for speaking of a language, as the inside of a pattern."""
    return "|".join(SPEAKING.get(primary(language), SPEAKING["en"]))


def pronouns(language: str) -> str:
    """The pronouns that stand for a speaker, as the inside of a pattern."""
    return "|".join(PRONOUNS.get(primary(language), PRONOUNS["en"]))
