"""narrate's voices for other programs: asked by OpenAI's own client, by narrate itself, and by programs that mean harm."""

from __future__ import annotations

import http.client
import json
import multiprocessing
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

pytest.importorskip("starlette", reason="the extra `web` is not installed")
pytest.importorskip("openai", reason="OpenAI's client is not installed")

import msgspec
import openai
from starlette.applications import Starlette

from narrate.doors.decoding import decode_mono, decode_sound
from narrate.doors.processes import Pool, run_alone
from narrate.mastering.joins import trimmed
from narrate.script import Passage, Utterance
from narrate.settings import Settings
from narrate.speaking import all_voices, cast, open_engine
from narrate.speaking.job import Order, speak_passage
from narrate.web import speech
from narrate.web.description import MEDIA_TYPES
from narrate.web.guarding import guard
from narrate.web.wishes import MOST_CHARS, FaultAnswer, VoiceList

SENTENCE = "The lamp was lit at six."
JSON = ("Content-Type", "application/json")


@pytest.fixture(scope="module")
def served(serving: Callable, tmp_path_factory: pytest.TempPathFactory) -> Iterator:
    """The API in tones, with two workers, behind the guard. `log` has a line for each sentence of the faulty engine."""
    home = tmp_path_factory.mktemp("speech")
    with pytest.MonkeyPatch.context() as patch, Pool(2) as crew:
        patch.setenv("FAULT_LOG", str(home / "fault.log"))
        routes = speech.speech_routes(Settings(voice="tone:high", jobs=2, cache_dir=home), crew)
        with serving(guard(Starlette(routes=routes)), log=home / "fault.log") as running:
            for _ in range(2):  # both workers begin with that log
                ask(running, voice="broken", input="Slow and slow. Slow again. Slow once more.")
            yield running


@pytest.fixture(scope="module")
def client(served) -> Iterator:
    with openai.OpenAI(base_url=f"{served.address}/v1", api_key="none", max_retries=0) as asking:
        yield asking


def ask(served, **fields: object):
    wish = {"model": "tts-1", "input": SENTENCE, "voice": "alloy", "response_format": "pcm", **fields}
    return served.ask("POST", "/v1/audio/speech", JSON, body=json.dumps(wish).encode())


def tone(text: str, voice: str, speed: float = 1.0) -> bytes:
    """What the engine says itself, without the silence around it."""
    clip = open_engine("tone").speak(Passage(1, (Utterance(text, text),)), voice, speed)
    return trimmed(clip.pcm, clip.sample_rate_hz)[0]


# --- OpenAI's client --------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("voice", "own"),
    [("alloy", "high"), ("tone:low", "low"), ("low", "low"), ("Tone, low", "low"), ("default", "high")],
)
def test_the_voice_that_is_asked_for_speaks_and_openais_names_are_the_servers_own(client, voice: str, own: str) -> None:
    content = client.audio.speech.create(model="tts-1", voice=voice, input=SENTENCE, response_format="pcm").content
    assert content == tone(SENTENCE, own)


def test_an_engine_may_be_the_model(client) -> None:
    content = client.audio.speech.create(model="tone", voice="low", input=SENTENCE, response_format="pcm").content
    assert content == tone(SENTENCE, "low")


@pytest.mark.parametrize(("asked", "spoken"), [(2.0, 2.0), (0.25, 0.4), (4.0, 3.0)])
def test_the_speed_is_what_was_asked_for_as_far_as_voices_go(client, asked: float, spoken: float) -> None:
    content = client.audio.speech.create(
        model="tts-1", voice="low", input=SENTENCE, response_format="pcm", speed=asked
    ).content
    assert content == tone(SENTENCE, "low", spoken)


@pytest.mark.parametrize("name", MEDIA_TYPES)
def test_every_format_is_a_whole_file_of_its_kind(client, name: str, tmp_path: Path) -> None:
    text = f"{SENTENCE} Nobody saw it go out again."
    answer = client.audio.speech.create(model="tts-1", voice="low", input=text, response_format=name)
    expected_s = len(ask_pcm(client, text)) / 48_000
    assert answer.response.headers["content-type"] == MEDIA_TYPES[name]
    if name == "pcm":
        assert answer.content == ask_pcm(client, text)
        return
    answer.write_to_file(tmp_path / "said")
    pcm, rate_hz = decode_mono(tmp_path / "said")
    assert len(pcm) / 2 / rate_hz == pytest.approx(expected_s, abs=0.13)  # mp3 and aac begin and end with a frame more
    assert name == "aac" or decode_sound(answer.content)[1] == rate_hz
    if name == "wav":
        assert pcm == ask_pcm(client, text)


def ask_pcm(client, text: str) -> bytes:
    return client.audio.speech.create(model="tts-1", voice="low", input=text, response_format="pcm").content


@pytest.mark.parametrize("name", ["pcm", "mp3", "opus"])
def test_sound_comes_while_the_rest_is_still_being_spoken(client, name: str) -> None:
    """Each sentence takes a second to speak."""
    said = f"Slow one in {name}. Slow two in {name}."
    start = time.monotonic()
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="broken", input=said, response_format=name
    ) as answer:
        pieces = answer.iter_bytes(256)
        next(pieces)
        first_s = time.monotonic() - start
        rest = sum(map(len, pieces))
    assert rest > 1_000
    assert first_s < time.monotonic() - start - 0.8


def test_paragraphs_have_pauses_and_markdown_is_not_read_out(client) -> None:
    two = ask_pcm(client, "# Title\n\nThe **lamp** was [lit](http://x.org).\n\n- at six\n")
    assert len(two) > len(tone("Title", "low") + tone("The lamp was lit.", "low") + tone("at six", "low")) + 48_000
    first = tone("The lamp was lit.", "low")
    assert ask_pcm(client, "The **lamp** was [lit](http://x.org).\n\n- at six\n").startswith(first)


def test_the_lists_are_those_of_the_command_line(client, served) -> None:
    assert {"tts-1", "tone", "pyttsx3"} <= {model.id for model in client.models.list()}
    answer = served.ask("GET", "/v1/voices")
    voices = msgspec.json.decode(answer.body, type=VoiceList)
    assert [one.id for one in voices.data] == [voice.full_id for voice in all_voices()]


def test_every_voice_of_the_list_can_be_asked_for() -> None:
    desk = speech.Desk(Settings(), Pool(1))
    for voice in all_voices():
        wish = speech.Wish(model="tts-1", input="x", voice=voice.full_id)
        assert desk._settings_for(wish).voice == voice.full_id


def test_a_voice_is_read_in_its_own_language(served) -> None:
    """“12” is twelve to an English voice, zwölf to a German one: as long as if it had been written so."""
    digits, letters = (ask(served, voice="pyttsx3:gmw/de", input=text).body for text in ("Um 12", "Um zwölf"))
    assert digits == letters


# --- narrate's own client ---------------------------------------------------------------------------------------------


def test_narrate_speaks_through_narrate(served) -> None:
    voice = f"openai:{served.address}/v1#tone/low"
    order = Order(Passage(1, (Utterance("x", SENTENCE), Utterance("y", "It burned on."))), cast(voice, "en"), 1.5)
    clip = run_alone(30, speak_passage, order)
    assert [clip.slice(span) for span in clip.utterances] == [tone(t, "low", 1.5) for t in (SENTENCE, "It burned on.")]


# --- what is refused --------------------------------------------------------------------------------------------------

REFUSED = [
    ({"voice": "nobody"}, 400, "voice"),
    ({"voice": ""}, 400, "voice"),
    ({"voice": 7}, 400, "voice"),
    ({"voice": {"id": "nobody"}}, 400, "voice"),
    ({"voice": "x" * 257}, 400, "voice"),
    ({"model": "gpt-9"}, 404, "model"),
    ({"model": None}, 400, "model"),
    ({"input": ""}, 400, "input"),
    ({"input": "…"}, 400, "input"),
    ({"input": " \n\t"}, 400, "input"),
    ({"input": "x" * (MOST_CHARS + 1)}, 400, "input"),
    ({"input": ["x"]}, 400, "input"),
    ({"response_format": "exe"}, 400, "response_format"),
    ({"speed": 0.2}, 400, "speed"),
    ({"speed": 4.1}, 400, "speed"),
    ({"speed": "fast"}, 400, "speed"),
    ({"stream_format": "sse"}, 400, "stream_format"),
]


@pytest.mark.parametrize(("fields", "status", "param"), REFUSED, ids=lambda value: str(value)[:40])
def test_a_wrong_field_is_named_in_the_apis_own_shape(served, fields: dict, status: int, param: str) -> None:
    answer = ask(served, **fields)
    fault = msgspec.json.decode(answer.body, type=FaultAnswer).error
    assert (answer.status, fault.param, fault.type) == (status, param, "invalid_request_error")


def test_openais_client_understands_the_refusal(client) -> None:
    with pytest.raises(openai.BadRequestError, match="no voice “nobody”") as caught:
        client.audio.speech.create(model="tts-1", voice="nobody", input="x")
    assert (caught.value.param, caught.value.code) == ("voice", "invalid_value")
    with pytest.raises(openai.NotFoundError):
        client.audio.speech.create(model="gpt-9", voice="alloy", input="x")


@pytest.mark.parametrize(
    "voice",
    [
        "openai:http://127.0.0.1:1/v1#a/b",
        "openai:alloy",
        "piper:/etc/passwd",
        "piper:../../x.onnx",
        "/tmp/x.onnx",
        "x.onnx",
        "kokoro:~/x",
        "tone:low+/etc/passwd.onnx",
        "en-us+../../f3",
        "tone:low+x.onnx",
        "auto",
        "tone:",
        "low\0",
    ],
)
@pytest.mark.parametrize("model", ["tts-1", "tone"])
def test_no_name_of_a_voice_reaches_a_file_or_an_address(served, voice: str, model: str) -> None:
    assert ask(served, voice=voice, model=model).status == 400


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (b"", 400),
        (b"[", 400),
        (b"null", 400),
        (b"[" * 100_000, 400),
        (b'{"input": "\\ud800", "model": "tts-1", "voice": "alloy"}', 400),
        (b'{"input": "\xff", "model": "tts-1", "voice": "alloy"}', 400),
        (b'{"speed": NaN}', 400),
        (b" " * (speech.MOST_BODY_BYTES + 1), 413),
    ],
)
def test_what_is_no_request_is_refused(served, body: bytes, status: int) -> None:
    answer = served.ask("POST", "/v1/audio/speech", JSON, body=body)
    assert answer.status == status
    assert msgspec.json.decode(answer.body, type=FaultAnswer).error.message


def test_the_longest_text_fits_however_it_is_written(served) -> None:
    """Control characters are twelve bytes for two, and say nothing."""
    text = "no " + "\U0001f600" * (MOST_CHARS - 3)
    wish = {"model": "tts-1", "voice": "alloy", "input": text, "instructions": text, "response_format": "pcm"}
    assert served.ask("POST", "/v1/audio/speech", JSON, body=json.dumps(wish).encode()).status == 200


@pytest.mark.parametrize("kind", ["", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data"])
def test_only_json_is_taken_which_no_foreign_form_can_send(served, kind: str) -> None:
    wish = json.dumps({"model": "tts-1", "input": "x", "voice": "alloy"}).encode()
    assert served.ask("POST", "/v1/audio/speech", ("Content-Type", kind), body=wish).status == 415


def test_a_voice_that_fails_is_a_fault_of_the_server_that_tells_nothing_of_it(served, caplog) -> None:
    answer = ask(served, voice="broken", input="Raise this.")
    fault = msgspec.json.decode(answer.body, type=FaultAnswer).error
    assert (answer.status, fault.type) == (500, "server_error")
    assert "cheese" not in fault.message
    assert "cheese" in caplog.text


def test_speech_that_breaks_off_has_no_end(served) -> None:
    """A listener must not take the half for the whole."""
    with pytest.raises(http.client.IncompleteRead):
        ask(served, voice="broken", input="This is good. Raise that.")


# --- many, and those who leave ----------------------------------------------------------------------------------------


def test_who_leaves_costs_one_sentence_and_is_no_fault(served, client, caplog) -> None:
    said = " ".join(f"Slow {number} for who leaves." for number in range(8))
    with client.audio.speech.with_streaming_response.create(
        model="tts-1", voice="broken", input=said, response_format="pcm"
    ) as answer:
        list(islice(answer.iter_bytes(100), 2))
    time.sleep(2.5)
    assert served.facts["log"].read_text().count("for who leaves") <= 3
    assert not [one for one in caplog.records if one.levelname == "ERROR"]


def test_many_at_a_time_are_all_served_by_the_same_few_workers(served) -> None:
    texts = [f"Number {number} is said." for number in range(12)]
    voices = ["tone:low", "tone:high", "broken"]
    with ThreadPoolExecutor(12) as pool:
        answers = list(pool.map(lambda n: ask(served, input=texts[n], voice=voices[n % 3]), range(12)))
    assert [answer.status for answer in answers] == [200] * 12
    assert len({answer.body for answer in answers}) > 3
    assert len(multiprocessing.active_children()) <= 2


def test_too_many_at_a_time_are_asked_to_come_again(served, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(speech, "MOST_OPEN", 2)
    with ThreadPoolExecutor(6) as pool:
        said = pool.map(lambda n: ask(served, voice="broken", input=f"Slow {n} of many."), range(6))
        answers = list(said)
    refused = [answer for answer in answers if answer.status == 429]
    assert len(refused) == 4
    assert all(answer.headers["retry-after"] == "2" for answer in refused)
    assert ask(served).status == 200


# --- the description, and what does not keep to it --------------------------------------------------------------------


def test_the_description_has_every_route_and_every_name_in_it_is_explained(served) -> None:
    answer = served.ask("GET", "/openapi.json")
    described = json.loads(answer.body)
    routes = {(route.path, method) for route in speech.speech_routes(Settings(), Pool(1)) for method in route.methods}
    told = {(path, method.upper()) for path, methods in described["paths"].items() for method in methods}
    assert routes - {(path, "HEAD") for path, _ in routes} == told | {("/openapi.json", "GET")}
    names = set(_references(described))
    assert {name.rpartition("/")[2] for name in names} <= set(described["components"]["schemas"])
    assert described["components"]["schemas"]["Wish"]["properties"]["input"]["maxLength"] == MOST_CHARS


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        if isinstance(node.get("$ref"), str):
            yield node["$ref"]
        node = list(node.values())
    if isinstance(node, list):
        for one in node:
            yield from _references(one)


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=5,
)
right = {
    "model": st.sampled_from(["tts-1", "tone"]),
    "input": st.text(min_size=1, max_size=30),
    "voice": st.sampled_from(["low", "high", "alloy"]),
    "response_format": st.sampled_from(list(MEDIA_TYPES)),
    "speed": st.floats(1, 4),
}
wishes = st.fixed_dictionaries({name: good | anything for name, good in right.items()}) | anything


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(wish=wishes | st.fixed_dictionaries(right))
def test_whatever_is_asked_the_answer_is_one_that_the_description_has(served, wish: object) -> None:
    body = json.dumps(wish).encode()
    answer = served.ask("POST", "/v1/audio/speech", JSON, body=body)
    assert answer.status in {200, 400, 404}
    if answer.status == 200:
        assert answer.headers["content-type"] in MEDIA_TYPES.values()
        assert answer.body
    else:
        assert msgspec.json.decode(answer.body, type=FaultAnswer).error.message
