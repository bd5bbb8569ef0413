"""The words by which a text says who speaks, for dialogue.py."""

from __future__ import annotations

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
# By language; the others read as English.
SPEAKING = {
    "en": _ENGLISH.split(),
    "fr": _FRENCH.split(),
    "de": _GERMAN.split(),
    "es": _SPANISH.split(),
    "it": _ITALIAN.split(),
}
BETWEEN = ("then", "at once", "had", "also", "only", "still", "now", "soon", "again", "at last")
TITLES = (
    "the", "old", "young", "poor", "little", "dear", "good", "Mr.", "Mr", "Mrs.", "Mrs", "Miss", "Ms.", "Ms", "Dr.",
    "Dr", "M.", "Mme", "Herr", "Frau", "le", "la", "der", "die", "el", "il", "Don", "Doña", "Señor", "Señora",
)  # fmt: skip
