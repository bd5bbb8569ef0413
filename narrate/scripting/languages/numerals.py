"""Numbers of one language in its own words, which num2words (LGPL) has.

Conventions: a plain numeral is digits without marks between thousands, and a point before decimals; `grouped` makes
plain numerals of what is printed, so that the rules after it need to know one form alone.
"""

from __future__ import annotations

from contextlib import suppress
from decimal import Decimal
from functools import lru_cache, partial
from typing import Any

import regex

from narrate.scripting.languages import tables

LONGEST_READ_WHOLE = 15  # a longer run of digits is a code, said digit by digit
SPACES = "\u00a0\u2009\u202f"
POINT = "\ue000"  # a decimal point between `grouped` and the words: the point of a date or a section is another
NUMERAL = rf"(?<![\d{POINT}])\d{{1,40}}(?!\d)(?:{POINT}\d{{1,40}}(?!\d))?+"
ANY_NUMERAL = regex.compile(NUMERAL)
INNER_POINT = regex.compile(r"(?<=\d)\.(?=\d)")
ISO_DATE = regex.compile(r"(?<![\w-])([12]\d{3})-([01]\d)-([0-3]\d)(?![\w-])")
DATE = regex.compile(r"(?<![\w./-])([0-3]?\d)([./-])([01]?\d)\2([12]\d{3})(?![\w/-]|\.\d)")
PERCENT_BEFORE = regex.compile(rf"%[\s{SPACES}]?({NUMERAL})")
PERCENT = regex.compile(rf"({NUMERAL})[\s{SPACES}]?%")
SIGN = regex.compile(r"(?:(?<=^)|(?<=[\s(\[\"']))[-−–](?=\d)")
RANGE = regex.compile(rf"(?<![\w./-])({NUMERAL})\s?[–—]\s?(?={NUMERAL}(?![\w/]))")
MONEY = regex.compile(rf"({NUMERAL})[\s{SPACES}]?([€$£])|(?<![\w€$£])([€$£])[\s{SPACES}]?({NUMERAL})")
TIME = regex.compile(
    r"(?<![\d.:,])([01]?\d|2[0-4])(?:[:.]| ?h ?)([0-5]\d)(?: (?:Uhr|uur)\b| ?h\b(?!\.))?(?![\d:.]\d|\d)"
)
TIME_OF_DAY = regex.compile(r"(?:\d:\d\d|\d ?h ?\d\d|\d[.:]\d\d (?:Uhr|uur)\b)")
CLOCK = regex.compile(r"(?<=\d):(?=\d)")
LETTER_BEFORE = regex.compile(r"(?<=[\p{L}])(?=\d)")
LETTER_AFTER = regex.compile(r"(?<=\d)(?=\p{L})")
DIGITS = regex.compile(r"\d+")
ROMAN_CENTURY = regex.compile(r"\b([IVX]{1,5})(?:e|ème)(?= si[èe]cles?\b)")
GERMAN_ORDINAL = regex.compile(
    rf"\b({tables.GERMAN_DEFINITE}|({tables.GERMAN_DECLINED})) (\d{{1,3}})\.(?= \p{{L}})", regex.IGNORECASE
)
ROMAN = {"I": 1, "V": 5, "X": 10}


def _after_digits(pattern: str) -> regex.Pattern[str]:
    return regex.compile(rf"(?<![\w.,{POINT}-])(\d{{1,4}}){pattern}")


YEARS = range(1100, 2000)  # said in hundreds in Germanic languages, with or without a noun after them
IN_HUNDREDS = {"da", "de", "nl", "no", "sv"}
Words = dict[str, str]


class Numerals:
    """The rules for one language: `name` is what num2words calls it, `tag` its BCP 47 tag in lower case."""

    def __init__(self, name: str, tag: str) -> None:
        self._name, self._tag = name, tag
        self._code = "kk" if name == "kz" else name.partition("_")[0]
        point_is_decimal = bool({tag, self._code} & tables.POINT_IS_DECIMAL)
        self._point, comma = (".", ",") if point_is_decimal else (",", ".")
        marks = rf"[{comma}{SPACES}']" if point_is_decimal else rf"[{comma}{SPACES} ']"
        self._grouped = regex.compile(
            rf"(?<![\d.,]|\d[{SPACES} ])(?:\d{{1,3}}(?:({marks})\d{{3}}(?:\1\d{{3}}){{0,4}})(?!\1?\d)|\d{{1,40}}(?!\d))"
            rf"(?:{regex.escape(self._point)}(\d{{1,15}})(?![\d]|[.,]\d))?+"
        )
        self._gap = "" if self._code in tables.UNSPACED else " "
        self._ordinals: list[tuple[regex.Pattern[str], Words, tables.Endings]] = [
            *(
                (_after_digits(rf"(?:{mark})(?!\w)"), form, ends)
                for mark, form, ends in tables.ORDINAL_MARKS.get(self._code, ())
            ),
            *(
                (_after_digits(rf"\.?(?= {noun})"), form, ends)
                for noun, form, ends in tables.ORDINAL_BEFORE.get(self._code, ())
            ),
        ]
        self._date, months = tables.MONTHS.get(self._code, ("", ""))
        self._months = months.split()
        if self._code in tables.DAYS:
            day = _after_digits(rf"\.?(?= (?:{'|'.join(self._months)})\b)")
            self._ordinals.append((day, *tables.DAYS[self._code]))

    def dates(self, text: str) -> str:
        """Dates in figures, with the year in full: the day first, or as ISO 8601 has it.

        >>> Numerals("de", "de").dates("am 24.12.2023"), Numerals("es", "es").dates("el 2023-12-24")
        ('am 24. Dezember 2023', 'el 24 de diciembre de 2023')
        """
        if not self._months:
            return text
        text = ISO_DATE.sub(lambda found: self._named(found[0], found[3], found[2], found[1]), text)
        return DATE.sub(lambda found: self._named(found[0], found[1], found[3], found[4]), text)

    def _named(self, printed: str, day: str, month: str, year: str) -> str:
        """Not a date where its month is none."""
        if not (1 <= int(month) <= len(self._months) and 1 <= int(day) <= 31):  # noqa: PLR2004 - the days of a month
            return printed
        return self._date.format(int(day), self._months[int(month) - 1], year)

    def times_of_day(self, text: str) -> str:
        """Hours and minutes, where a language has a word for what is between them; else apart.

        >>> Numerals("de", "de").times_of_day("um 14:30 Uhr"), Numerals("fr", "fr").times_of_day("à 8h05")
        ('um 14 Uhr 30', 'à 8 heures 5')
        """
        words = tables.HOUR.get(self._code)
        if words and TIME_OF_DAY.search(text):
            text = TIME.sub(lambda found: self._time(found, words), text)
        return CLOCK.sub(" ", text)

    def _time(self, found: regex.Match[str], words: tuple[str, str]) -> str:
        """A point between two numbers, and a colon without "Uhr", may be a section, a score or a ratio."""
        hour, minute = int(found[1]), int(found[2])
        if not regex.search(r":|h|Uhr|uur", found[0]):
            return found[0]
        return f"{hour} {words[hour > 1]}{f' {minute}' if minute else ''}"

    def grouped(self, text: str) -> str:
        """Plain numerals, as the language marks thousands and decimals.

        >>> Numerals("de", "de").grouped("1.234.567,50 von 3.10.").replace(POINT, "_")
        '1234567_50 von 3.10.'
        """
        return self._grouped.sub(self._plain, text)

    def _plain(self, found: regex.Match[str]) -> str:
        whole, decimals = found[0], found[2]
        if decimals is not None:
            whole = whole[: -len(decimals) - 1]
        return "".join(DIGITS.findall(whole)) + (f"{POINT}{decimals}" if decimals is not None else "")

    def ordinals(self, text: str) -> str:
        """Ordinals that can be nothing else.

        >>> Numerals("fr", "fr").ordinals("le 1er mai, la 2e fois, au XIXe siècle")
        'le premier mai, la deuxième fois, au dix-neuvième siècle'
        >>> Numerals("de", "de").ordinals("am 3. Oktober, der 21. Mai")
        'am dritten Oktober, der einundzwanzigste Mai'
        """
        if self._code == "fr":
            text = ROMAN_CENTURY.sub(lambda found: self._ordinal(_roman(found[1]), {}), text)
        if self._code == "de":
            text = GERMAN_ORDINAL.sub(
                lambda found: f"{found[1]} {self._ordinal(int(found[3]), {})}{'n' * bool(found[2])}", text
            )
        for pattern, form, endings in self._ordinals:
            text = pattern.sub(partial(self._declined, form=form, endings=endings), text)
        return text

    def _declined(self, found: regex.Match[str], form: Words, endings: tables.Endings) -> str:
        """An ordinal in the form that the words before it ask for."""
        before = found.string[max(0, found.start() - 6) : found.start()]
        if (
            self._code == "pl"
            and regex.search(r"\bw $", before, regex.IGNORECASE)
            and "roku" in found.string[found.end() :][:6]
        ):
            endings = tables.POLISH_LOCATIVE
        said = self._ordinal(int(found[1]), form, endings)
        if self._code != "de" or regex.search(rf"\b{tables.GERMAN_DEFINITE} $", before, regex.IGNORECASE):
            return said
        return f"{said}n" if regex.search(rf"\b{tables.GERMAN_DECLINED} $", before, regex.IGNORECASE) else f"{said}r"

    def _ordinal(self, number: int, form: Words, endings: tables.Endings = ()) -> str:
        said = _words(self._name, number, "ordinal", tuple(form.items()))
        for ending, other in endings:
            said = regex.sub(ending, other, said)
        return said

    def signs(self, text: str) -> str:
        """A minus before a number, where it is no hyphen and no range.

        >>> Numerals("es", "es").signs("a -5 grados")
        'a menos 5 grados'
        """
        minus = tables.MINUS.get(self._code) or _attribute(self._name, "negword")
        return SIGN.sub(f"{minus} ", text) if minus and "(" not in minus else text

    def money(self, text: str) -> str:
        """Sums with the sign of a currency before or after them.

        >>> Numerals("de", "de").money(f"12{POINT}50 € oder $1"), Numerals("es", "es").money(f"€2{POINT}05")
        ('zwölf Euro fünfzig oder ein Dollar', 'dos euros con cinco')
        """
        signs = tables.MONEY.get(self._code)
        if not signs or self._tag in tables.PESO_COUNTRIES:
            return text
        return MONEY.sub(lambda found: self._sum(found[1] or found[4], signs[found[2] or found[3]]), text)

    def _sum(self, numeral: str, names: tuple[str, str]) -> str:
        whole, _, cents = numeral.partition(POINT)
        if cents and len(cents) != 2:  # noqa: PLR2004 - hundredths
            return f"{self._said(numeral)} {names[1]}"
        one = whole == "1"
        said = (one and tables.ONE_UNIT.get(self._code)) or self._said(whole)
        rest = f"{tables.BEFORE_CENTS.get(self._code, '')} {self._said(str(int(cents)))}" if int(cents or 0) else ""
        return f"{said} {names[not one]}{rest}"

    def percentages(self, text: str) -> str:
        """Per cent, in the form that the number asks for.

        >>> Numerals("ru", "ru").percentages("1 %, 3 % и 5%")
        'один процент, три процента и пять процентов'
        """
        before = tables.PERCENT_BEFORE.get(self._code)
        if before:
            return PERCENT_BEFORE.sub(rf"{before} \1", PERCENT.sub(rf"{before} \1", text))
        return PERCENT.sub(self._percent, text) if self._code in tables.PERCENT else text

    def _percent(self, found: regex.Match[str]) -> str:
        numeral, forms = found[1], tables.PERCENT[self._code]
        amount = self._said(numeral)
        if self._code == "de" and numeral == "1":
            amount = "ein"
        return f"{amount}{self._gap}{forms[min(self._count(numeral), len(forms) - 1)]}"

    def _count(self, numeral: str) -> int:
        """Which of three forms a noun takes after a number."""
        if not numeral.isdigit():
            return 1
        number = int(numeral)
        if self._code in tables.BY_LAST_DIGIT:
            number = number % 100 if number % 100 in range(11, 15) else number % 10
        return 0 if number == 1 else 1 if number in range(2, 5) else 2

    def ranges(self, text: str) -> str:
        """A dash between two numbers, where the language has one word for it.

        >>> Numerals("de", "de").ranges("1914–1918")
        '1914 bis 1918'
        """
        word = tables.BETWEEN.get(self._code)
        return RANGE.sub(lambda found: f"{found[1]} {word} ", text) if word else text

    def numbers(self, text: str) -> str:
        """Whole numbers, years and decimals.

        >>> Numerals("nl", "nl").numbers(f"in 1984 3{POINT}14")
        'in negentien honderd vierentachtig drie komma veertien'
        """
        for noun, word in tables.ONE.get(self._code, ()):
            text = regex.sub(rf"(?<![\w.,{POINT}-])1(?= {noun})", word, text)
        if self._code in tables.POINT:
            text = INNER_POINT.sub(f" {tables.POINT[self._code]} ", text)
        if self._gap:
            text = LETTER_AFTER.sub(" ", LETTER_BEFORE.sub(" ", text))
        return ANY_NUMERAL.sub(lambda found: self._said(found[0]), text)

    def last_digits(self, text: str) -> str:
        """Very long runs of digits, one by one: no digit is left to the engine.

        >>> Numerals("de", "de").last_digits("1" * 41)[:14]
        'eins eins eins'
        """
        return DIGITS.sub(lambda found: self._digits(found[0]), text).replace(POINT, " ")

    def _said(self, numeral: str) -> str:
        """A plain numeral in words; one that starts with a zero, or is very long, digit by digit."""
        whole, _, decimals = numeral.partition(POINT)
        largest = tables.LARGEST.get(self._name, 10**LONGEST_READ_WHOLE - 1)
        if (len(whole) > 1 and whole[0] == "0") or int(whole) > largest:
            words = self._digits(whole)
        elif decimals and self._code in tables.DECIMALS_AS_FRACTIONS and len(decimals) <= 3:  # noqa: PLR2004
            return _words(self._name, Decimal(f"{whole}.{decimals}"), "cardinal")
        elif self._code in IN_HUNDREDS and not decimals and int(whole) in YEARS:
            words = self._year(int(whole))
        else:
            words = _words(self._name, int(whole), "cardinal")
        if not decimals:
            return words
        return self._gap.join((words, self._decimal_word(), self._decimals(decimals)))

    def _year(self, number: int) -> str:
        if self._code != "sv":
            return _words(self._name, number, "year")
        hundreds, rest = divmod(number, 100)
        tail = _words(self._name, rest, "cardinal") if rest else ""
        return f"{_words(self._name, hundreds, 'cardinal')}hundra{tail}"

    def _decimal_word(self) -> str:
        own = tables.DECIMAL_COMMA if self._point == "," else tables.DECIMAL_POINT
        return own.get(self._code) or _attribute(self._name, "pointword") or self._point

    def _decimals(self, digits: str) -> str:
        together = self._code in tables.DECIMALS_TOGETHER and len(digits) == 2 and digits[0] != "0"  # noqa: PLR2004
        return _words(self._name, int(digits), "cardinal") if together else self._digits(digits)

    def _digits(self, digits: str) -> str:
        return self._gap.join(_words(self._name, int(digit), "cardinal") for digit in digits)


@lru_cache(maxsize=8_192)
def _words(name: str, number: int | Decimal, to: str, form: tuple[tuple[str, str], ...] = ()) -> str:
    """What num2words calls a number; its digits apart where it cannot say it at all. No commas, which are pauses."""
    from num2words import num2words

    said = str(number)
    with suppress(Exception):  # its languages fail in many ways of their own; digits are still read by the engine
        said = str(num2words(number, lang=name, to=to, **dict(form)))
    for pattern, repair in tables.REPAIRS.get(name, ()):
        said = regex.sub(pattern, repair, said)
    return said.replace(",", "").strip()


def _attribute(name: str, attribute: str) -> str:
    """A word that num2words keeps for a language: its minus, or its decimal mark."""
    from num2words import CONVERTER_CLASSES

    found: Any = getattr(CONVERTER_CLASSES[name], attribute, None)
    return str(found[0] if isinstance(found, tuple) else found or "").strip()


def _roman(numeral: str) -> int:
    values = [ROMAN[letter] for letter in numeral]
    return sum(-one if one < following else one for one, following in zip(values, [*values[1:], 0], strict=True))
