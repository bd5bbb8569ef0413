"""openai: whoever speaks by the protocol of OpenAI's speech API, on this computer or elsewhere.

A voice is written as an address: “http://localhost:8880/v1#kokoro/af_heart” is the voice af_heart of the model kokoro;
without a server it is one of OpenAI's own. Each utterance is a request, so that where it lies in the clip is known. The
pace is the server's: no two have the same, so a speed is a factor of it.
"""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from narrate.clip import SAMPLE_WIDTH_BYTES, Clip
from narrate.doors.decoding import decode_sound
from narrate.doors.resampling import resampled
from narrate.doors.speech_server import Wish, fetch_speech
from narrate.errors import SettingsError, SpeechError
from narrate.script import Passage
from narrate.speaking.engines import NotInstalledError, neural
from narrate.timeline import Span
from narrate.voice import ANY_LANGUAGE, Voice

HOSTED = "https://api.openai.com/v1"
MODEL = "tts-1"  # what servers with one model take for it
SAMPLE_RATE_HZ = 24_000  # what OpenAI and Kokoro give; sound at another rate is brought to it
LIMIT_CHARS = 500  # OpenAI takes 4,096, but what fails is asked for again whole
MOST_BYTES_FOR_A_CHARACTER, MOST_BYTES_MORE = 192_000, 1_000_000  # two seconds at 48 kHz
NAME = re.compile(r"[^\s/#]+")
EXAMPLE = "Write it as openai:http://localhost:8880/v1#kokoro/af_heart."


class ServerEngine:
    """The voices of speech servers."""

    name = "openai"
    version = "openai 1"  # of this side; what a server speaks with it does not say
    patience_s = 400.0  # for one passage: a request may take 150 s

    def __init__(self) -> None:
        self._key = ""

    def voices(self) -> tuple[Voice, ...]:
        """None: whoever asks a server names it. Raises SettingsError."""
        neural.require("httpx", "httpx", "http")
        raise NotInstalledError("No speech server was named.", f"--voice names one. {EXAMPLE}")

    def voice_at(self, address: str) -> Voice:
        """The voice at an address. The server is not asked. Raises SettingsError where it is no address."""
        neural.require("httpx", "httpx", "http")
        base, model, voice = _parts(address)
        return Voice(
            id=f"{base}#{model}/{voice}",
            name=voice,
            language=ANY_LANGUAGE,
            engine=self.name,
            natural=True,
            sample_rate_hz=SAMPLE_RATE_HZ,
            limit_chars=LIMIT_CHARS,
        )

    def host(self, voice: str) -> str:
        """The host that speaks with a voice."""
        return urlsplit(_parts(voice)[0]).hostname or ""

    def admit(self, key: str) -> None:
        """Send a key with whatever is asked for from now on."""
        self._key = key

    def speak(self, passage: Passage, voice: str, speed: float) -> Clip:
        """One request for each utterance. Raises SpeechError."""
        spans: list[Span] = []
        parts: list[bytes] = []
        position = 0
        for text in passage.spoken:
            parts.append(self._said(text, voice, speed))
            spans.append(Span(position, len(parts[-1]) // SAMPLE_WIDTH_BYTES))
            position = spans[-1].end
        return Clip(b"".join(parts), SAMPLE_RATE_HZ, tuple(spans))

    def _said(self, text: str, voice: str, speed: float) -> bytes:
        base, model, name = _parts(voice)
        most_bytes = MOST_BYTES_FOR_A_CHARACTER * len(text) + MOST_BYTES_MORE
        content = fetch_speech(Wish(base, model, name, text, speed, self._key), most_bytes)
        try:
            pcm, rate_hz = decode_sound(content)
        except SpeechError as error:
            raise SpeechError(
                f"The speech server at {base} gave no sound for “{text[:60]}”: {error.problem}"
            ) from error
        return resampled(pcm, rate_hz, SAMPLE_RATE_HZ)


def _parts(address: str) -> tuple[str, str, str]:
    """The server's address, the model and the voice. Raises SettingsError."""
    base, _, names = address.rpartition("#")
    model, _, voice = names.rpartition("/")
    try:
        place = urlsplit(base or HOSTED)
        whole = (
            place.scheme in {"http", "https"}
            and place.hostname
            and (place.port or True)
            and not place.query
            and "://" not in names
        )
    except ValueError:
        whole = False
    if not whole or not NAME.fullmatch(voice) or any(char.isspace() for char in address):
        raise SettingsError(f"“{address}” is no voice of a speech server.", EXAMPLE)
    if place.username or place.password:  # the address is shown, and names what is kept
        raise SettingsError("The address of a speech server holds a password.", "Set NARRATE_SPEECH_KEY instead.")
    return (base or HOSTED).rstrip("/"), model or MODEL, voice
