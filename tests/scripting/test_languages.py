"""Numbers of other languages are said in their own words."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from num2words import CONVERTER_CLASSES

from narrate.scripting import languages
from narrate.scripting.languages.tables import FAULTY
from narrate.scripting.normalisation import explain, spoken_form

CASES = {
    "de": [
        ("21 Häuser und 0 Autos", "einundzwanzig Häuser und null Autos"),
        ("1.250 Leute, 3,5 Kilo", "zwölfhundertfünfzig Leute, drei Komma fünf Kilo"),
        ("3,14 und 0,05", "drei Komma eins vier und null Komma null fünf"),
        ("Im Jahr 1984, im Jahr 2024", "Im Jahr neunzehnhundertvierundachtzig, im Jahr zweitausendvierundzwanzig"),
        ("am 3. Oktober", "am dritten Oktober"),
        ("Der 21. Mai", "Der einundzwanzigste Mai"),
        ("die 3. Auflage im 2. Stock", "die dritte Auflage im zweiten Stock"),
        ("im 19. Jahrhundert", "im neunzehnten Jahrhundert"),
        ("am 24.12.2023", "am vierundzwanzigsten Dezember zweitausenddreiundzwanzig"),
        ("5 % oder 1 %", "fünf Prozent oder ein Prozent"),
        ("12,50 € oder 1 €, 2,5 €", "zwölf Euro fünfzig oder ein Euro, zwei Komma fünf Euro"),
        ("um 14:30 Uhr", "um vierzehn Uhr dreißig"),
        ("1914–1918", "neunzehnhundertvierzehn bis neunzehnhundertachtzehn"),
        ("-5 Grad", "minus fünf Grad"),
        ("1 Stunde, 1 Jahr, Kapitel 1", "eine Stunde, ein Jahr, Kapitel eins"),
        ("Agent 007", "Agent null null sieben"),
        ("Version 2.0", "Version zwei Punkt null"),
    ],
    "de-CH": [("1'250.5 Franken", "eintausendzweihundertfünfzig Komma fünf Franken")],
    "fr": [
        ("71 et 80", "soixante et onze et quatre-vingts"),
        ("1 234,56 euros", "mille deux cent trente-quatre virgule cinquante-six euros"),
        ("le 1er mai", "le premier mai"),
        ("la 2e fois, la 1re", "la deuxième fois, la première"),
        ("au XIXe siècle", "au dix-neuvième siècle"),
        ("à 14h30", "à quatorze heures trente"),
        ("le 14/07/1789", "le quatorze juillet mille sept cent quatre-vingt-neuf"),
        ("3 €, $20", "trois euros, vingt dollars"),
        ("50 %", "cinquante pour cent"),
    ],
    "fr-BE": [("1 000 000 et 70", "un million et septante")],
    "es": [
        ("2,5 por 1.000", "dos coma cinco por mil"),
        ("el 1.º y la 3.ª", "el primero y la tercera"),
        ("en 1984", "en mil novecientos ochenta y cuatro"),
        ("el 20 %", "el veinte por ciento"),
    ],
    "es-MX": [("1,234.5 pesos", "mil doscientos treinta y cuatro punto cinco pesos")],
    "it": [
        ("nel 1984, il 1º maggio", "nel millenovecentottantaquattro, il primo maggio"),
        ("3,14 e 1.500", "tre virgola quattordici e millecinquecento"),
        ("il 20%", "il venti per cento"),
    ],
    "nl": [
        ("in 1984, de 2e keer", "in negentien honderd vierentachtig, de tweede keer"),
        ("12,5% van 1.000", "twaalf komma vijf procent van duizend"),
    ],
    "pt-BR": [("1.234 pessoas e 3,5%", "mil duzentos e trinta e quatro pessoas e três vírgula cinco por cento")],
    "pl": [
        ("w 1984 roku", "w tysiąc dziewięćset osiemdziesiątym czwartym roku"),
        ("3 maja", "trzeciego maja"),
        ("1 500 osób, 2,5 %", "tysiąc pięćset osób, dwa przecinek pięć procent"),
    ],
    "ru": [
        ("в 1984 году", "в тысяча девятьсот восемьдесят четвёртом году"),
        ("3 октября", "третьего октября"),
        ("1 %, 3 %, 5 %, 11 %", "один процент, три процента, пять процентов, одиннадцать процентов"),
        ("2,5 и 21-й", "две целых пять десятых и двадцать первый"),
    ],
    "uk": [("у 1984 році", "у одна тисяча дев'ятсот вісімдесят четвертому році")],
    "sv": [("år 1984, den 3 oktober", "år nittonhundraåttiofyra, den tredje oktober")],
    "da": [("1.000.000 den 3. maj", "en million den tredje maj")],
    "nb": [("i 1984", "i nitten hundre og åttifire")],
    "fi": [("5 % ja 1 %", "viisi prosenttia ja yksi prosentti")],
    "tr": [("%5 ve 7", "yüzde beş ve yedi")],
    "ja": [("1984年に1,234人", "千九百八十四年に千二百三十四人")],
    "ko": [("15%", "십오 퍼센트")],
    "zh": [("1984年3月", "1984年3月")],
    "el": [("Το 1984", "Το 1984")],
}


@pytest.mark.parametrize(
    ("language", "written", "spoken"), [(tag, *case) for tag, cases in CASES.items() for case in cases]
)
def test_a_number_is_said_in_its_own_language(language: str, written: str, spoken: str) -> None:
    assert spoken_form(written, language) == spoken


@pytest.mark.parametrize("name", sorted(set(CONVERTER_CLASSES) - FAULTY - {"en", "en_IN", "en_NG"}))
def test_no_digit_is_left_in_a_language_that_num2words_knows(name: str) -> None:
    tag = {"kz": "kk"}.get(name, name.replace("_", "-"))
    for number in ("0", "1", "21", "100", "1984", "123456", "999999999999", "0042", "1" * 50, "-7", "2,5", "2.5"):
        spoken = spoken_form(number, tag)
        assert spoken
        assert not any(char.isdigit() for char in spoken), spoken


@pytest.mark.parametrize("written", ["Dr. Müller & Co.", "z.B. die NASA", "St. Gallen", "Mr. 5 lb read"])
def test_nothing_english_is_imposed_on_another_language(written: str) -> None:
    words = {change.rule for change in explain(written, "de")}
    assert words <= {rule.__name__ for rule in languages.rules("de")}


def test_marks_of_notes_are_no_numbers_in_any_language() -> None:
    assert spoken_form("Das ist wahr.¹ Und das [12] auch.", "de") == "Das ist wahr. Und das auch."


@given(st.text(alphabet="0123456789 .,:/–-%'er\u00a0h", max_size=40), st.sampled_from(["de", "fr", "es", "ru", "ja"]))
def test_no_digit_is_left_of_any_number_however_it_is_written(text: str, language: str) -> None:
    assert not any(char.isdigit() for char in spoken_form(text, language))


@pytest.mark.parametrize("unit", ["1", "1 ", "1.234.", "12:", "%1", "1-", "1–", "I", "1er "])
def test_time_is_linear_in_the_length_of_a_text(unit: str) -> None:
    started = time.perf_counter()
    spoken_form(unit * (50_000 // len(unit)), "fr")
    assert time.perf_counter() - started < 5
