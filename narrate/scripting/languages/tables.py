"""Words and marks around numbers, by language (ISO 639 code, or a whole BCP 47 tag in lower case): data alone.

From general knowledge of the languages, and CLDR's conventions for separators. A language that a table does not have
keeps the sign as it is printed.
"""

from __future__ import annotations

# Codes of BCP 47 for which num2words has another name.
ALIASES = {"pt-br": "pt_BR", "fr-be": "fr_BE", "fr-ch": "fr_CH", "nb": "no", "nn": "no", "kk": "kz", "iw": "he"}
# num2words's Amharic fails or hangs on many numbers.
FAULTY = {"am"}
# The largest number that num2words gets right, where it is less than LONGEST_READ_WHOLE digits.
LARGEST = {"sr": 10**9 - 1, "bn": 10**9 - 1, "kn": 10**9 - 1, "te": 10**9 - 1}
# Where a point stands before decimals, and commas between thousands; elsewhere it is the other way round.
POINT_IS_DECIMAL = {
    *("ja", "ko", "th", "he", "cy", "bn", "kn", "te", "ar", "fa"),
    *("es-mx", "es-us", "es-gt", "es-hn", "es-ni", "es-sv", "es-do", "es-pa", "es-pe", "es-pr", "es-419"),
    *("de-ch", "de-li", "it-ch"),
}
# Scripts that set no spaces between words.
UNSPACED = {"ja", "th"}
DECIMAL_POINT = {"es": "punto", "ar": "فاصلة", "bn": "দশমিক", "cy": "pwynt", "fa": "ممیز", "ja": "点", "it": "punto"}
DECIMAL_COMMA = {"es": "coma", "ca": "coma", "it": "virgola", "id": "koma", "vi": "phẩy"}
MINUS = {"it": "meno", "id": "minus", "vi": "âm", "ar": "ناقص", "fa": "منفی", "cy": "minws", "bn": "ঋণাত্মক"}
# Two decimals are said as one number ("virgule quatorze"); elsewhere digit by digit.
DECIMALS_TOGETHER = {"fr", "es", "it", "pt", "ca", "ro", "pl", "uk", "cs", "sk", "nl", "sv", "da", "no", "id", "tr"}
DECIMALS_AS_FRACTIONS = {"ru", "hu"}  # "two wholes, five tenths", as num2words has it

# One form, or for one, for a few and decimals, for many.
PERCENT: dict[str, tuple[str, ...]] = {
    "az": ("faiz",),
    "be": ("працэнт", "працэнты", "працэнтаў"),
    "ca": ("per cent",),
    "cs": ("procento", "procenta", "procent"),
    "cy": ("y cant",),
    "da": ("procent",),
    "de": ("Prozent",),
    "eo": ("procento", "procentoj", "procentoj"),
    "es": ("por ciento",),
    "fi": ("prosentti", "prosenttia", "prosenttia"),
    "fr": ("pour cent",),
    "hu": ("százalék",),
    "id": ("persen",),
    "is": ("prósent",),
    "it": ("per cento",),
    "ja": ("パーセント",),
    "kk": ("пайыз",),
    "ko": ("퍼센트",),
    "nl": ("procent",),
    "no": ("prosent",),
    "pl": ("procent",),
    "pt": ("por cento",),
    "ro": ("la sută",),
    "ru": ("процент", "процента", "процентов"),
    "sk": ("percento", "percentá", "percent"),
    "sr": ("odsto",),
    "sv": ("procent",),
    "th": ("เปอร์เซ็นต์",),
    "uk": ("відсоток", "відсотки", "відсотків"),
    "vi": ("phần trăm",),
}
# Where twenty-one counts as one, and twenty-two as a few.
BY_LAST_DIGIT = {"be", "ru", "uk"}
BETWEEN = {
    "ca": "a",
    "cs": "až",
    "da": "til",
    "de": "bis",
    "es": "a",
    "fr": "à",
    "it": "a",
    "nl": "tot",
    "no": "til",
    "pl": "do",
    "pt": "a",
    "ro": "la",
    "ru": "до",
    "sk": "až",
    "sv": "till",
    "uk": "до",
}
# Signs of money: one of it, and more; what stands between it and its hundredths; and one before it.
MONEY: dict[str, dict[str, tuple[str, str]]] = {
    "da": {"€": ("euro", "euro"), "$": ("dollar", "dollar"), "£": ("pund", "pund")},
    "de": {"€": ("Euro", "Euro"), "$": ("Dollar", "Dollar"), "£": ("Pfund", "Pfund")},
    "es": {"€": ("euro", "euros"), "$": ("dólar", "dólares"), "£": ("libra", "libras")},
    "fi": {"€": ("euro", "euroa"), "$": ("dollari", "dollaria"), "£": ("punta", "puntaa")},
    "fr": {"€": ("euro", "euros"), "$": ("dollar", "dollars"), "£": ("livre", "livres")},
    "it": {"€": ("euro", "euro"), "$": ("dollaro", "dollari"), "£": ("sterlina", "sterline")},
    "nl": {"€": ("euro", "euro"), "$": ("dollar", "dollar"), "£": ("pond", "pond")},
    "no": {"€": ("euro", "euro"), "$": ("dollar", "dollar"), "£": ("pund", "pund")},
    "pt": {"€": ("euro", "euros"), "$": ("dólar", "dólares"), "£": ("libra", "libras")},
    "sv": {"€": ("euro", "euro"), "$": ("dollar", "dollar"), "£": ("pund", "pund")},
}
BEFORE_CENTS = {"es": " con", "it": " e", "pt": " e"}
ONE_UNIT = {"de": "ein", "es": "un", "it": "un"}
PESO_COUNTRIES = {"es-mx", "es-ar", "es-cl", "es-co", "es-uy", "es-cu", "es-do"}  # where "$" is no dollar
# Percent before the number: "%5" or "5%" is "yüzde beş".
PERCENT_BEFORE = {"tr": "yüzde"}
# A point between digits that is neither of decimals nor of thousands: versions, sections.
POINT = {
    "ca": "punt",
    "da": "punktum",
    "de": "Punkt",
    "es": "punto",
    "fi": "piste",
    "fr": "point",
    "it": "punto",
    "nl": "punt",
    "no": "punktum",
    "pl": "kropka",
    "pt": "ponto",
    "ru": "точка",
    "sv": "punkt",
    "uk": "крапка",
}
# One of something, where the noun is known: what the noun is, and the word.
ONE = {
    "de": (
        (r"(?:Million|Milliarde|Billion|Stunde|Minute|Sekunde|Woche|Seite|Person|Tonne|Meile|Tasse)\b", "eine"),
        (
            r"(?:Jahr|Tag|Monat|Uhr|Euro|Cent|Dollar|(?:Kilo|Zenti|Milli)?[Mm]eter|(?:Kilo)?[Gg]ramm|Kilo|Liter|Mal)\b",
            "ein",
        ),
    ),
    "es": (
        (r"(?:hora|semana|persona|página|vez|tonelada)\b", "una"),
        (r"(?:año|día|mes|minuto|segundo|euro|dólar|metro|kilómetro|kilo|litro|millón)\b", "un"),
    ),
    "fr": ((r"(?:heure|minute|seconde|semaine|année|page|fois|personne|tonne)\b", "une"),),
    "it": (
        (r"(?:ora|settimana|persona|pagina|volta|tonnellata)\b", "una"),
        (r"(?:anno|giorno|mese|minuto|secondo|euro|dollaro|metro|chilometro|chilo|litro|milione)\b", "un"),
    ),
    "pt": ((r"(?:hora|semana|pessoa|página|vez|tonelada)\b", "uma"),),
}
# "14:30" and, where it is written so, "14h30".
HOUR = {"de": ("Uhr", "Uhr"), "fr": ("heure", "heures"), "it": ("e", "e"), "nl": ("uur", "uur")}

# Ordinals that can be no other word: what follows the digits, what num2words is asked for beside the number, and how
# its answer ends instead. A mark is part of the number; a noun stays.
Endings = tuple[tuple[str, str], ...]
Ordinal = tuple[str, dict[str, str], Endings]
FEMININE: Endings = ((r"o\b", "a"),)
POLISH_GENITIVE: Endings = ((r"y\b", "ego"), (r"i\b", "iego"))
POLISH_LOCATIVE: Endings = ((r"([yi])\b", r"\1m"),)
UKRAINIAN_GENITIVE: Endings = ((r"ій$", "ього"), (r"ий$", "ого"))
UKRAINIAN_LOCATIVE: Endings = ((r"ій$", "ьому"), (r"ий$", "ому"))
ORDINAL_MARKS: dict[str, tuple[Ordinal, ...]] = {
    "fr": (
        (r"ers?|(?:i?[èe])?mes?|es?|nde?", {}, ()),
        (r"res?|[èe]res?", {}, ((r"^premier$", "première"),)),
    ),
    "es": ((r"\.?[ºo]|\.?er", {}, ()), (r"\.?ª", {}, FEMININE)),
    "it": ((r"[°º]", {}, ()), (r"ª", {}, FEMININE)),
    "pt": ((r"\.?[ºo]", {}, ()), (r"\.?ª", {}, FEMININE)),
    "ca": ((r"r|n|t|è", {}, ()),),
    "nl": ((r"ste|de|e", {}, ()),),
    "sv": ((r":[ae]", {}, ()),),
    "ru": (
        (r"-й", {}, ()),
        (r"-я", {"gender": "f"}, ()),
        (r"-е", {"gender": "n"}, ()),
        (r"-го", {"case": "g"}, ()),
        (r"-му", {"case": "d"}, ()),
        (r"-м", {"case": "p"}, ()),
    ),
}
# How a date is written, by day, month and year, and the months as they stand in it.
MONTHS: dict[str, tuple[str, str]] = {
    "cs": (
        "{}. {} {}",
        "ledna února března dubna května června července srpna září října listopadu prosince",
    ),
    "da": ("{}. {} {}", "januar februar marts april maj juni juli august september oktober november december"),
    "de": ("{}. {} {}", "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"),
    "es": (
        "{} de {} de {}",
        "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    ),
    "fi": (
        "{}. {} {}",
        "tammi helmi maalis huhti touko kesä heinä elo syys loka marras joulu".replace(" ", "kuuta ") + "kuuta",
    ),
    "fr": ("{} {} {}", "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"),
    "it": (
        "{} {} {}",
        "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre",
    ),
    "nl": ("{} {} {}", "januari februari maart april mei juni juli augustus september oktober november december"),
    "no": ("{}. {} {}", "januar februar mars april mai juni juli august september oktober november desember"),
    "pl": (
        "{} {} {}",
        "stycznia lutego marca kwietnia maja czerwca lipca sierpnia września października listopada grudnia",
    ),
    "pt": (
        "{} de {} de {}",
        "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    ),
    "ru": ("{} {} {}", "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"),
    "sv": ("{} {} {}", "januari februari mars april maj juni juli augusti september oktober november december"),
    "uk": (
        "{} {} {}",
        "січня лютого березня квітня травня червня липня серпня вересня жовтня листопада грудня",
    ),
}
# Languages whose days of the month are ordinals: where the date says so by a point, and the form.
DAYS: dict[str, tuple[dict[str, str], Endings]] = {
    **dict.fromkeys(("da", "de", "fi", "no", "sv"), ({}, ())),
    "pl": ({}, POLISH_GENITIVE),
    "ru": ({"case": "g", "gender": "n"}, ()),
    "uk": ({}, UKRAINIAN_GENITIVE),
}
# Nouns that make an ordinal of a number before them.
ORDINAL_BEFORE: dict[str, tuple[Ordinal, ...]] = {
    "de": ((r"Jahrhundert(?:s|en|e)?\b", {}, ()),),
    "pl": ((r"roku\b", {}, POLISH_GENITIVE),),
    "ru": (
        (r"год\b", {}, ()),
        (r"(?:года|г\.)(?!\w)", {"case": "g"}, ()),
        (r"году\b", {"case": "p"}, ()),
    ),
    "uk": ((r"рік\b", {}, ()), (r"року\b", {}, UKRAINIAN_GENITIVE), (r"році\b", {}, UKRAINIAN_LOCATIVE)),
}
# A German date after these words is in the dative or the genitive: "am dritten Oktober"; after these, "der dritte".
GERMAN_DECLINED = r"(?:am|vom|zum|im|beim|dem|den|des|ab|seit|bis|nach|vor)"
GERMAN_DEFINITE = r"(?:der|die|das)"
# What num2words spells wrongly.
REPAIRS = {
    "da": ((r"^en millioner", "en million"), (r"^en milliarder", "en milliard"), (r"^en billioner", "en billion")),
    "fr_BE": ((r"^un (m|b)illi(on|ard)s", r"un \1illi\2"), (r"cents (?!m|b)", "cent ")),
    "fr_CH": ((r"^un (m|b)illi(on|ard)s", r"un \1illi\2"), (r"cents (?!m|b)", "cent ")),
    "no": ((r"millard", "milliard"),),
}
