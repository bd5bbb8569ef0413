"""The language of a text that does not say it."""

from __future__ import annotations

import pytest

from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.scripting import detection, in_its_languages

# Two sentences on a lighthouse in each.
SAMPLES = {
    "de": "Der alte Leuchtturm stand am Ende der Mole, und jeden Abend stieg der Wärter die schmale Treppe hinauf. Er tat es seit dreißig Jahren.",
    "fr": "Le vieux phare se dressait au bout de la jetée, et chaque soir le gardien montait l'escalier étroit. Il le faisait depuis trente ans.",
    "es": "El viejo faro estaba al final del muelle, y cada tarde el guardián subía la estrecha escalera. Lo hacía desde hacía treinta años.",
    "it": "Il vecchio faro si trovava alla fine del molo, e ogni sera il guardiano saliva la scala stretta. Lo faceva da trent'anni.",
    "nl": "De oude vuurtoren stond aan het einde van de pier, en elke avond klom de wachter de smalle trap op. Hij deed het al dertig jaar.",
    "pt": "O velho farol ficava no fim do molhe, e todas as noites o guarda subia a escada estreita. Fazia-o há trinta anos.",
    "pl": "Stara latarnia stała na końcu mola i każdego wieczoru latarnik wchodził po wąskich schodach. Robił to od trzydziestu lat.",
    "ru": "Старый маяк стоял в конце причала, и каждый вечер смотритель поднимался по узкой лестнице. Он делал это уже тридцать лет.",
    "sv": "Den gamla fyren stod längst ut på piren, och varje kväll gick vaktaren uppför den smala trappan. Han hade gjort det i trettio år.",
    "fi": "Vanha majakka seisoi laiturin päässä, ja joka ilta vartija kiipesi kapeita portaita. Hän oli tehnyt niin kolmekymmentä vuotta.",
    "tr": "Eski deniz feneri iskelenin ucunda duruyordu ve her akşam bekçi dar merdivenleri çıkıyordu. Bunu otuz yıldır yapıyordu.",
    "ja": "古い灯台は桟橋の先に立っていて、毎晩、灯台守は狭い階段を上ってランプに火をともした。三十年もそうしてきた。",
    "zh": "古老的灯塔矗立在码头的尽头，每天晚上看守人都爬上狭窄的楼梯去点灯。他已经这样做了三十年，村里没有人记得。",
    "en": "The old lighthouse stood at the end of the pier, and every evening the keeper climbed its narrow stairs. He had done so for thirty years.",
}
# English that a detector takes for something else.
TEMPTING = [
    "Netherfield, Longbourn, Meryton and Rosings; Mr. Bingley, Mr. Darcy and Lady Catherine de Bourgh of Rosings Park.",
    "Crème brûlée, pain au chocolat and a café au lait, please, with the tarte Tatin that you have there, said Hercule.",
    "Schadenfreude, Weltschmerz and Zeitgeist are German words that the English have taken, like kindergarten and angst.",
]


def document(*paragraphs: str | Paragraph, language: str | None = None) -> Document:
    blocks = tuple(Paragraph(one) if isinstance(one, str) else one for one in paragraphs)
    return Document((Chapter("", blocks),), language=language)


def languages(told: Document) -> list[str | None]:
    return [paragraph.language for paragraph in told.paragraphs]


@pytest.mark.parametrize("language", SAMPLES)
def test_a_document_is_in_the_language_of_its_text(language: str) -> None:
    assert in_its_languages(document(SAMPLES[language])).language == language


@pytest.mark.parametrize("language", sorted(set(SAMPLES) - {"en"}))
def test_a_paragraph_in_another_language_says_so(language: str) -> None:
    told = in_its_languages(document(SAMPLES["en"], SAMPLES[language], "Yes, she said."))
    assert told.language == "en"
    assert languages(told) == [None, language, None]


def test_an_english_paragraph_in_a_german_book_says_so() -> None:
    assert languages(in_its_languages(document(SAMPLES["de"], SAMPLES["en"], language="de-AT"))) == [None, "en"]


@pytest.mark.parametrize("written", TEMPTING)
def test_english_with_foreign_names_and_words_is_english(written: str) -> None:
    assert languages(in_its_languages(document(SAMPLES["en"], written))) == [None, None]


@pytest.mark.parametrize("short", ["Call me Ishmael.", "Hallo!", "1984", "— — —", "", "Le chat dort.", "Ho! ho! ho!"])
def test_a_text_that_is_too_short_to_tell_has_no_language(short: str) -> None:
    told = in_its_languages(document(short))
    assert told.language is None
    assert languages(told) == [None]


def test_what_the_source_says_is_never_changed() -> None:
    written = Paragraph(SAMPLES["fr"], language="de")
    told = in_its_languages(document(written, language="nl"))
    assert (told.language, languages(told)) == ("nl", ["de"])


@pytest.mark.parametrize(
    ("said", "told"), [("german", "fr"), ("und", "fr"), ("", "fr"), ("de_AT", "de-AT"), (" nl ", "nl")]
)
def test_what_the_source_says_counts_where_it_is_a_language(said: str, told: str) -> None:
    assert in_its_languages(document(SAMPLES["fr"], language=said)).language == told


def test_code_and_tables_have_no_language_of_their_own() -> None:
    told = in_its_languages(
        document(SAMPLES["en"], Paragraph(SAMPLES["de"], Kind.CODE), Paragraph(SAMPLES["de"], Kind.TABLE))
    )
    assert languages(told) == [None, None, None]


def test_an_english_text_waits_for_no_model(monkeypatch: pytest.MonkeyPatch, shared) -> None:
    from narrate.reading import read

    monkeypatch.setattr(detection, "_identifier", lambda: pytest.fail("the model was loaded"))
    for path in sorted((shared / "articles").iterdir()):
        assert in_its_languages(read(path)).language == "en"
