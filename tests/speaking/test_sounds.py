"""Words whose sound is given in IPA: what engines make of it, and what a voice has no sound for."""

from __future__ import annotations

import ctypes
import json
from importlib.util import find_spec
from pathlib import Path

import pytest

from narrate.clip import Clip
from narrate.doors.processes import run_alone
from narrate.errors import SettingsError
from narrate.script import Passage, Utterance
from narrate.sound import Sound
from narrate.speaking import cast, open_engine
from narrate.speaking.cache import clip_key
from narrate.speaking.engines import espeak, ipa, mnemonics
from narrate.speaking.engines.kokoro import KokoroEngine
from narrate.speaking.job import Order, speak_passage
from narrate.wording import words_of

PHONEMES = 0x100  # espeakPHONEMES: text in double brackets is mnemonics
TEXT = 'We met Nguyen, "Nguyen" and Roe Siobhan yesterday.'
PHRASE = "ɹoʊ ʃɪˈvɔːn"
NEEDS = {"pyttsx3": "pyttsx3", "piper": "piper", "hibari": "hibari"}
ENGINES = [
    pytest.param(name, marks=pytest.mark.skipif(find_spec(module) is None, reason="not installed"))
    for name, module in NEEDS.items()
]


def sounding(name: str, phrase: str) -> Passage:
    places = [TEXT.index("Nguyen"), TEXT.rindex("Nguyen")]
    roe = TEXT.index("Roe")
    sounds = (*(Sound(place, place + 6, name) for place in places), Sound(roe, roe + 11, phrase))
    return Passage(1, (Utterance(TEXT, TEXT, sounds=sounds),))


def sound_of(clip: Clip, word: str) -> int:
    """How long a word of TEXT is heard, in samples."""
    return next(one.span.length for one in clip.words[0] if TEXT[one.start : one.end].strip(',."') == word)


def _spoken(engine: str, passages: list[Passage]) -> list[Clip]:
    voice = cast(engine, "en")
    return [speak_passage(Order(passage, voice, 1.0)) for passage in passages]


@pytest.mark.parametrize("engine", ENGINES)
def test_a_word_is_as_long_as_its_sounds_and_every_word_has_its_place(engine: str) -> None:
    """And a word in its own sounds is as long as the word is, within a tenth of the sentence."""
    window = "Nobody saw the window there."
    given = Utterance(window, window, sounds=(Sound(15, 21, "ˈwɪndoʊ"),))
    texts = [sounding("wɪn", PHRASE), sounding("nəˈwɪnənəˌnɪnə", PHRASE), sounding("wɪn", PHRASE)]
    alone = [Passage(1, (one,)) for one in (Utterance(window, window), given)]
    short, long, again, plain, own = run_alone(120, _spoken, engine, [*texts, *alone])
    assert short.pcm == again.pcm
    assert sound_of(long, "Nguyen") > 1.6 * sound_of(short, "Nguyen")
    assert sound_of(long, "met") == pytest.approx(sound_of(short, "met"), rel=0.3)
    assert own.length == pytest.approx(plain.length, rel=0.1)
    for clip in (short, long):
        assert [(word.start, word.end) for word in clip.words[0]] == words_of(TEXT)
        assert all(word.span.length > 0.02 * clip.sample_rate_hz for word in clip.words[0])


@pytest.mark.parametrize(
    ("engine", "sounds", "lacking"),
    [
        ("pyttsx3", "ˈsiːkwəl", ""),
        ("pyttsx3", "t͡ʃɪ.ˈkɑː.ɡoʊ", ""),
        ("pyttsx3", "ǃøː", "ǃø"),
        ("hibari", "nuˈjɔɹk ˈsɪti", ""),
        ("hibari", "bɔ̃ˈʒuʁ", "\u0303ʁ"),
        ("piper", "ˈsiːkwəl", ""),
        ("piper", "a→b", "→"),
    ],
)
def test_the_signs_that_a_voice_has_no_sound_for_are_told(engine: str, sounds: str, lacking: str) -> None:
    pytest.importorskip(NEEDS[engine])
    assert open_engine(engine).unsayable(sounds, cast(engine, "en").id) == lacking


def test_kokoro_takes_the_signs_of_its_alphabet() -> None:
    pytest.importorskip("kokoro_onnx")
    engine = KokoroEngine()
    assert engine.unsayable("ˈtʃɛɹi ɡoʊ", "af_heart") == ""
    assert engine.unsayable("ʙ", "/models/kokoro.onnx#ff_siwis") == "ʙ"


READ_BACK = {
    "gmw/en-us": {
        "wɪn": "wɪn", "ʃɪˈvɔːn": "ʃɪvˈɔːn", "t͡ʃɪˈkɑːɡoʊ": "tʃɪkˈɑːɡoʊ", "θɜːɹd": "θɜːd", "həˈnɔɪ": "hənˈɔɪ", "ɔə": "ɔə",
        "ˈhæri": "hˈæɹi", "lɒx": "lɑːx", "ˈbɒtl̩": "bˈɑːɾəl", "ʒaʊ": "ʒaʊ", "ˈɹɛdʒi": "ɹˈɛdʒi", "fəʊn": "foʊn",
    },
    "gmw/en-gb-x-rp": {"wɪn": "wɪn", "lɒx": "lɒx", "fəʊn": "fəʊn", "ˈhæri": "hˈæɹɪ", "ˌnʌθɪŋˈtuː": "nˌʌθɪŋtˈuː"},
    "roa/fr": {"bɔ̃ˈʒuʁ": "bɔ̃ʒˈuʁ", "ʃø": "ʃø", "œ̃": "œ̃", "lyn": "lyn"},
    "gmw/de": {"ˈʃtʁaːsə": "ʃtɾˈaːsə", "ʃøːn": "ʃøːn", "ɪç": "ɪç", "xax": "xax"},
}  # fmt: skip


def test_espeak_reads_back_the_sounds_that_it_was_given() -> None:
    """But for what it makes of them itself: stress comes before the vowel, a flap between vowels, one sound at an r."""
    assert run_alone(30, _read_back) == json.loads(json.dumps(READ_BACK))


def _read_back() -> dict[str, dict[str, str]]:
    found = espeak.find_espeak()
    library = ctypes.CDLL(found.library)
    library.espeak_Initialize(2, 0, str(found.data).encode(), espeak.DONT_EXIT)
    library.espeak_TextToPhonemes.restype = ctypes.c_char_p
    heard = ctypes.CFUNCTYPE(ctypes.c_int, ctypes.c_void_p, ctypes.c_int, ctypes.c_void_p)(lambda *_: 0)
    library.espeak_SetSynthCallback(heard)

    def read(word: str, voice: str) -> str:
        marked, _ = mnemonics.marked("x", (Sound(0, 1, word),), voice)
        text = ctypes.c_char_p(marked.encode())
        return str(library.espeak_TextToPhonemes(ctypes.byref(text), 1, 2).decode())

    outcome: dict[str, dict[str, str]] = {}
    for voice, words in READ_BACK.items():
        library.espeak_SetVoiceByName(voice.encode())
        library.espeak_Synth(b"[[a]]", 6, 0, 0, 0, 1 | PHONEMES, None, None)  # what is read keeps to the last flags
        outcome[voice] = {word: read(word, voice) for word in words}
    return outcome


def test_a_clips_key_depends_on_its_sounds() -> None:
    voice = cast("tone", "en")
    keys = {clip_key(sounding(name, "ɹoʊ"), voice, "1", 1.0) for name in ("wɪn", "wɛn", "wɪn")}
    assert len(keys) == 2


def test_the_alphabet_of_hibari_is_what_its_reader_writes() -> None:
    lexicon = pytest.importorskip("hibari.g2p.lexicon")
    from narrate.speaking.engines import misaki

    said = set("".join((*misaki.AMERICAN.values(), *misaki.BRITISH.values())))
    assert said - set("ˈˌː") <= lexicon.VOWELS | lexicon.CONSONANTS


def test_signs_that_join_and_part_others_are_passed_over() -> None:
    table = ipa.table({"tʃ": "C", "t": "t", "ʃ": "S", "ç": "c"})
    assert ipa.converted("[t͡ʃ.ʃ‿ç]", table) == ("CSc", "")


def test_a_word_without_a_sound_stops_before_any_work_but_for_a_respelling(narrate) -> None:
    Path("text.txt").write_text("We met Xhosa there.\n")
    Path("words.toml").write_text('[[entry]]\nword = "Xhosa"\nipa = "ǁʰóːsa"\n')
    done = narrate("script", "text.txt", "--lexicon", "words.toml", "--voice", "pyttsx3")
    assert done.code == 2
    assert "ǁ" in done.err
    assert "“Xhosa”" in done.err
    with Path("words.toml").open("a") as lexicon:
        lexicon.write('said = "koza"\n')
    done = narrate("script", "text.txt", "--lexicon", "words.toml", "--voice", "pyttsx3", "--json")
    sentence = json.loads(done.out)["chapters"][0]["paragraphs"][0]["sentences"][0]
    assert sentence["spoken"] == "We met koza there."
    assert "sounds" not in sentence


def test_an_engine_that_takes_no_sounds_says_the_word_as_it_is_written(narrate) -> None:
    Path("text.txt").write_text("We met Xhosa there.\n")
    Path("words.toml").write_text('[[entry]]\nword = "Xhosa"\nipa = "ǁʰóːsa"\n')
    assert "Xhosa" in narrate("script", "text.txt", "--lexicon", "words.toml", "--voice", "tone").out
    assert narrate("text.txt", "--lexicon", "words.toml", "--voice", "tone", "-q").code == 0


def test_an_error_names_the_voice() -> None:
    from narrate.script import Scene, Script
    from narrate.speaking import pronounceable

    script = Script((Scene("", (sounding("ǃ", "ɹoʊ"),)),))
    with pytest.raises(SettingsError, match="pyttsx3:gmw/en-us"):
        pronounceable(script, cast("pyttsx3", "en"))
