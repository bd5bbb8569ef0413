"""Dialogue: which words of a paragraph are speech, and whose."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from narrate.cast import Cast, Part
from narrate.document import Chapter, Document, Kind, Paragraph
from narrate.manner import Manner, Pauses, Style
from narrate.script import Script
from narrate.scripting import write_script
from narrate.scripting.dialogue import CLOSED_BY, runs_on, stretches
from narrate.voice import Voice

NAMES = ("Holmes", "Watson", "Mr. Bennet", "Mrs. Bennet", "Mary Anne")


def told(text: str, language: str = "en", carried: str = "") -> list[tuple[str | None, str]]:
    return [(one.speaker, text[one.start : one.end].strip()) for one in stretches(text, language, NAMES, carried)]


def speech(text: str, language: str = "en") -> list[str]:
    return [piece for speaker, piece in told(text, language) if speaker is not None]


@pytest.mark.parametrize(
    ("language", "text", "spoken"),
    [
        ("en", "“Yes,” he said, “and no.”", ["“Yes,”", "“and no.”"]),
        ("en", "“Yes.”", ["“Yes.”"]),
        ("en", "“Only a question”", ["“Only a question”"]),
        ("en", "He said “No.” and left.", ["“No.”"]),
        ("en", "She rose: “Come!” All went.", ["“Come!”"]),
        ("en", '"Well," he said, "yes."', ['"Well,"', '"yes."']),
        (
            "en",
            "‘I don’t know the boys’ names,’ he said. ‘It’s late.’",
            ["‘I don’t know the boys’ names,’", "‘It’s late.’"],
        ),
        ("en", "“He said ‘never.’ I heard it.” So it was.", ["“He said ‘never.’ I heard it.”"]),
        ("en", "“It goes on", ["“It goes on"]),
        ("en", "“Halt”, he said.", ["“Halt”,"]),
        ("fr", "« Halte ! » cria Jean. « Qui va là ? »", ["« Halte ! »", "« Qui va là ? »"]),
        ("fr", "«Oui», dit-il.", ["«Oui»,"]),
        ("de", "„Nein“, sagte er. »Doch!«", ["„Nein“,", "»Doch!«"]),
        ("ja", "「はい。」と言った。", ["「はい。」"]),
        ("en", "She added, “A young man”—and stopped.", ["“A young man”"]),
        # no speech
        ("en", "The so-called “expert,” as he was, left.", []),
        ("en", "He read “The Times” every day.", []),
        ("en", "It was the dogs’ bowl, not the cats’.", []),
        ("en", "’Tis the season, ’twas said.", []),
        ("en", "Rock ’n’ roll; the ’80s.", []),
        ("en", 'A 12" record and a 7" one.', []),
        ("en", "No marks at all.", []),
        ("en", "“", []),
        ("en", "“”", []),
    ],
)
def test_speech_is_told_from_other_things_in_quotation_marks(language: str, text: str, spoken: list[str]) -> None:
    assert speech(text, language) == spoken


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“Yes,” said Holmes, “and no.”", ["Holmes", "Holmes"]),
        ("“Yes,” Holmes said.", ["Holmes"]),
        ("“Yes,” said Sherlock Holmes.", ["Holmes"]),
        ("“Yes,” said old Mr. Sherlock Holmes.", ["Holmes"]),
        ("“Yes,” Holmes at once replied.", ["Holmes"]),
        ("Holmes asked, “Why?”", ["Holmes"]),
        ("Holmes, rising: “Why?”", ["Holmes"]),
        ("“Why?” asked Mrs. Bennet. “No,” said Mr. Bennet. “Well.”", ["Mrs. Bennet", "Mr. Bennet", "Mr. Bennet"]),
        ("“Why?” asked Mary Anne.", ["Mary Anne"]),
        # the text does not name them
        ("“Yes,” he said.", [""]),
        ("“Yes,” said Holmes’s brother.", [""]),
        ("“Yes,” said Holmesworth.", [""]),
        ("“My dear Mr. Bennet,” said his lady.", [""]),
        ("“Holmes said so,” he whispered.", [""]),
        ("He looked at Holmes. “Why?”", [""]),
    ],
)
def test_a_speaker_is_who_the_text_says_it_is(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in told(text) if speaker is not None] == speakers


def test_speech_over_several_paragraphs_keeps_its_speaker() -> None:
    assert runs_on("“It is,” said Holmes. “And so it goes on.", "en")
    assert not runs_on("“It is,” said Holmes. “And so it ends.”", "en")
    assert told("“And on it goes.”", carried="Holmes") == [("Holmes", "“And on it goes.”")]
    assert told("“But no,” said Watson.", carried="Holmes")[0][0] == "Watson"
    assert told("Then they slept.", carried="Holmes") == [(None, "Then they slept.")]


@pytest.mark.parametrize(
    ("language", "text", "open_at_its_end"),
    [
        ("de", "„Nein“, sagte er. „Und so weiter.", True),
        ("de", "„Nein“, sagte er. „Doch.“", False),
        ("de", "»Ja«, sagte er. »Und so weiter.", True),
        ("de", "»Ja«, sagte er.", False),
        ("fr", "« Oui », dit-il. « Et ainsi de suite.", True),
        ("fr", "« Oui », dit-il.", False),
        ("en", '"Yes," he said. "And so it goes on.', True),
        ("en", '"Yes," he said. "And so it ends."', False),
        ("en", 'A 12" record.', False),
        ("en", "No speech.", False),
        ("en", "", False),
    ],
)
def test_speech_runs_on_where_its_last_mark_is_not_closed(language: str, text: str, open_at_its_end: bool) -> None:
    assert runs_on(text, language) is open_at_its_end


@pytest.mark.parametrize(
    ("language", "text", "pieces"),
    [
        ("fr", "— Bonjour, dit-il.", ["— Bonjour,", None]),
        ("fr", "« — Bonjour, dit-il. »", ["« — Bonjour,", None]),
        ("fr", "— Non, dit Holmes en riant. Et vous ?", ["— Non,", None, "Et vous ?"]),
        ("fr", "— Non, dit Holmes, en se levant, jamais !", ["— Non,", None, "jamais !"]),
        ("fr", "— Qui va là ? cria l’homme. Répondez !", ["— Qui va là ?", None, "Répondez !"]),
        ("fr", "– Oui, — dit Holmes, — et vous ?", ["– Oui,", None, "et vous ?"]),
        ("fr", "— Le roi dit la vérité, pensez-y.", ["— Le roi dit la vérité, pensez-y."]),
        ("es", "—Buenos días —dijo Juan—. ¿Cómo está?", ["—Buenos días", None, "¿Cómo está?"]),
        ("es", "—Sí. —Se levantó—. Vamos.", ["—Sí.", None, "Vamos."]),
        ("es", "—¿Quién? —preguntó, sin mirar—, ¿quién es?", ["—¿Quién?", None, "¿quién es?"]),
        ("it", "— Sì, — disse Giovanni. — E lei?", ["— Sì,", None, "E lei?"]),
        ("pt", "— Sim — disse ele. — Não.", ["— Sim", None, "Não."]),
        ("pl", "— Tak — powiedział Jan. — Nie.", ["— Tak", None, "Nie."]),
        ("ru", "— Да, — сказал он. — А вы?", ["— Да,", None, "А вы?"]),
        ("ru", "— Я — студент, — сказал он.", ["— Я — студент,", None]),
        # no speech
        ("fr", "— Victor Hugo", [None]),
        ("en", "— Albert Camus, The Plague. 1947.", [None]),
        ("de", "– Ein Gedanke. So stand es da.", [None]),
    ],
)
def test_in_many_languages_a_dash_opens_speech(language: str, text: str, pieces: list[str | None]) -> None:
    assert [None if speaker is None else piece for speaker, piece in told(text, language)] == pieces


def test_speech_by_dashes_has_the_speaker_that_the_text_names() -> None:
    assert told("— Non, dit Holmes. Et vous ?", "fr")[0] == ("Holmes", "— Non,")
    assert told("—No —dijo Holmes—. ¿Y usted?", "es")[2] == ("Holmes", "¿Y usted?")
    assert told("— Non, dit-il. Et vous ?", "fr")[0] == ("", "— Non,")


@pytest.mark.parametrize(
    ("text", "speakers"),
    [
        ("“Why?” he asked Holmes.", [""]),
        ("“So,” she told Watson. “Yes.”", ["", ""]),
        ("He turned to Holmes: “Why?”", [""]),
        ("When Holmes rose, he said: “Why?”", [""]),
        ("“Come,” said Miss Holmes.", [""]),
        ("“Come,” said Mrs. Mary Holmes.", [""]),
        ("“Come,” said his wife; Holmes replied, “No.”", ["", "Holmes"]),
        ("“Come,” cried her father. “It is this.” Holmes replied that it was. “Very well.”", ["", "", ""]),
        ("“Oh,” said Holmes. “Come,” cried his brother. “No.”", ["Holmes", "", ""]),
        ("“Oh,” said Holmes. “Come,” he added.", ["Holmes", "Holmes"]),
    ],
)
def test_speech_is_nobodys_rather_than_somebody_elses(text: str, speakers: list[str]) -> None:
    assert [speaker for speaker, _ in told(text) if speaker is not None] == speakers


def test_of_two_names_the_longer_is_meant() -> None:
    text = "“If I can but see it,” said Mrs. Bennet to her husband."
    assert stretches(text, "en", ["Bennet", "Mrs. Bennet"])[0].speaker == "Mrs. Bennet"
    assert stretches("“No,” said Mr. Bennet.", "en", ["Bennet", "Mrs. Bennet"])[0].speaker == "Bennet"


@given(st.lists(st.sampled_from([*CLOSED_BY, *"”’ab ,.!", " said Holmes "]), max_size=40))
def test_stretches_are_all_of_a_paragraph_in_order(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = stretches(text, "en", NAMES)
    assert [one.start for one in found] == [0, *(one.end for one in found[:-1])]
    assert found[-1].end == len(text)


@pytest.mark.parametrize("unit", ["“", "‘a ", '"a ', "“a,” ", "‘a,’ said ", "« a », "])
def test_a_long_paragraph_of_quotation_marks_takes_no_time(unit: str) -> None:
    start = time.process_time()
    stretches(unit * 20_000, "en", NAMES)
    assert time.process_time() - start < 5


# --- in a script ------------------------------------------------------------------------------------------------------

NARRATOR = Voice("n", "N", "en-us", "tone")
OTHER, HOLMES, FRENCH = (
    Part(Voice(name, name, language, "tone")) for name, language in (("o", "en"), ("h", "en"), ("f", "fr-fr"))
)
MANNER = Manner(Style(Pauses(clause_ms=10, sentence_ms=20, paragraph_ms=40, tail_ms=80)))


def script(*paragraphs: Paragraph, limit_chars: int = 1000, **cast: dict[str, Part]) -> Script:
    document = Document((Chapter("", paragraphs),))
    return write_script(document, language="en", manner=MANNER, limit_chars=limit_chars, cast=Cast(NARRATOR, **cast))


def lines(script: Script) -> list[tuple[str, str]]:
    """Who says what."""
    return [
        (one.part.voice.id if one.part else "n", " ".join(utterance.written for utterance in one.utterances))
        for one in script.passages
    ]


def test_a_paragraph_becomes_a_passage_for_each_turn() -> None:
    made = script(
        Paragraph("“You see,” said Holmes, “but why? Look.” I looked. “Oh,” I said."),
        roles={"dialogue": OTHER},
        speakers={"Holmes": HOLMES},
    )
    assert lines(made) == [
        ("h", "“You see,”"),
        ("n", "said Holmes,"),
        ("h", "“but why? Look.”"),
        ("n", "I looked."),
        ("h", "“Oh,”"),
        ("n", "I said."),
    ]
    assert [one.continues for one in made.passages] == [False, True, True, True, True, True]
    assert {one.paragraph for one in made.passages} == {0}


def test_a_passage_names_whose_speech_it_is_where_the_cast_has_the_name() -> None:
    written = "“You see,” said Holmes, “it.” “No,” said Mary. “Why?” somebody said."
    made = script(Paragraph(written), roles={"dialogue": OTHER}, speakers={"Holmes": HOLMES, "Mary": OTHER})
    said = [(one.speaker, one.utterances[0].written) for one in made.passages]
    assert said[:4] == [("Holmes", "“You see,”"), ("", "said Holmes,"), ("Holmes", "“it.”"), ("Mary", "“No,”")]
    made = script(Paragraph("“No,” he said."), roles={"dialogue": OTHER}, speakers={"Holmes": HOLMES})
    assert {one.speaker for one in made.passages} == {""}


def test_one_voice_in_two_roles_says_a_sentence_whole_and_under_nobodys_name() -> None:
    made = script(Paragraph("“No,” said Holmes."), speakers={"Holmes": HOLMES}, chapters={"": HOLMES})
    assert [(one.speaker, one.utterances[0].written) for one in made.passages] == [("", "“No,” said Holmes.")]


def test_between_turns_of_one_sentence_is_a_clauses_pause() -> None:
    made = script(Paragraph("“You see,” he said, “it. Yes.” I saw."), Paragraph("So."), roles={"dialogue": OTHER})
    assert [utterance.pause_ms for one in made.passages for utterance in one.utterances] == [10, 10, 20, 20, 40, 80]


def test_a_turn_without_a_sound_moves_no_pause() -> None:
    made = script(Paragraph("One."), Paragraph("“…” he said."), roles={"dialogue": OTHER})
    assert [u.pause_ms for one in made.passages for u in one.utterances if u.spoken] == [40, 80]


def test_without_a_voice_for_dialogue_nothing_is_cut() -> None:
    made = script(Paragraph("“You see,” he said, “it.”"), roles={"heading": OTHER})
    assert len(list(made.passages)) == 1


def test_speakers_without_a_voice_of_their_own_are_spoken_as_before() -> None:
    made = script(Paragraph("“No,” he said, “never.”"), speakers={"Holmes": HOLMES})
    assert len(list(made.passages)) == 1


def test_speech_is_only_looked_for_in_the_body() -> None:
    made = script(Paragraph("“Yes,” he said.", Kind.QUOTE), roles={"dialogue": OTHER, "quote": HOLMES})
    assert lines(made) == [("h", "“Yes,” he said.")]


def test_a_paragraph_in_another_language_has_that_languages_voice() -> None:
    made = script(
        Paragraph("One."),
        Paragraph("« Oui ! »", language="fr"),
        Paragraph("Titre", Kind.HEADING, "fr-CA"),
        Paragraph("Nein.", language="de"),
        languages={"fr": FRENCH},
        roles={"heading": OTHER},
    )
    assert [who for who, _ in lines(made)] == ["n", "f", "f", "n"]


def test_a_voice_keeps_to_its_own_limit() -> None:
    part = Part(Voice("s", "S", "en", "tone", limit_chars=30))
    made = script(Paragraph("“It went on, and on, and on, and on, and on,” he said."), roles={"dialogue": part})
    assert all(len(utterance.spoken) <= 30 for one in made.passages if one.part for utterance in one.utterances)


PIECES = st.lists(
    st.sampled_from(
        ["“Yes,” ", "said Holmes", ", ", "“No. Never!” ", "He went. ", "« Oui », ", "…", "“", "x" * 50, " "]
    ),
    max_size=12,
)


@given(PIECES, st.integers(10, 60))
def test_every_character_is_in_exactly_one_utterance(pieces: list[str], limit_chars: int) -> None:
    text = " ".join("".join(pieces).split())
    part = Part(Voice("s", "S", "en", "tone", limit_chars=limit_chars))
    made = script(Paragraph(text), limit_chars=35, roles={"dialogue": part}, speakers={"Holmes": HOLMES})
    position = 0
    for passage in made.passages:
        for one in passage.utterances:
            assert not text[position : one.start].strip()
            assert text[one.start : one.start + len(one.written)] == one.written
            position = one.start + len(one.written)
    assert not text[position:].strip()
    assert [one.continues for one in made.passages] == [number > 0 for number in range(len(list(made.passages)))]
