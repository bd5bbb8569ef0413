"""What programs say to the speech API and what they are told, as types: the check of what comes, and its description.

The protocol is that of OpenAI's speech API (https://platform.openai.com/docs/api-reference/audio/createSpeech), with
its limits. Strangers write what is read here: it is nothing until msgspec has taken it for one of these.
"""

from __future__ import annotations

import re
from http import HTTPStatus
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

MOST_CHARS = 4_096
SLOWEST, FASTEST = 0.25, 4.0

Name = Annotated[str, Meta(min_length=1, max_length=256)]
FormatName = Literal["mp3", "opus", "aac", "flac", "wav", "pcm"]


class VoiceName(Struct):
    """A voice by its id, as the API writes those of its users."""

    id: Name


class Wish(Struct):
    """A request to speak. Other fields are left unread, as the API's own servers do."""

    model: Annotated[Name, Meta(examples=["tts-1"], description="One of /v1/models.")]
    input: Annotated[
        str,
        Meta(min_length=1, max_length=MOST_CHARS, examples=["Hello."], description="The text, plain or in Markdown."),
    ]
    voice: Annotated[
        Name | VoiceName,
        Meta(examples=["alloy"], description="One of /v1/voices; a name of OpenAI's is the server's own voice."),
    ]
    response_format: Annotated[
        FormatName,
        Meta(description="All but wav are sent as they are spoken; pcm is 16-bit little-endian mono at 24 kHz."),
    ] = "mp3"
    speed: Annotated[
        float, Meta(ge=SLOWEST, le=FASTEST, description="A factor of the server's own; spoken at 0.4 to 3 at most.")
    ] = 1.0
    stream_format: Annotated[Literal["audio"], Meta(description="Events (“sse”) are not sent.")] = "audio"
    instructions: Annotated[str, Meta(max_length=MOST_CHARS, description="Not followed, as by tts-1.")] = ""

    @property
    def voice_name(self) -> str:
        """The voice's name, in whichever way it was written."""
        return self.voice if isinstance(self.voice, str) else self.voice.id


class VoiceEntry(Struct):
    """A voice that can be asked for; the fields are those of `narrate voices --json`."""

    id: str
    name: str
    language: str
    gender: str
    engine: str
    natural: bool
    sample_rate_hz: int
    object: Literal["voice"] = "voice"


class VoiceList(Struct):
    """Every voice."""

    data: tuple[VoiceEntry, ...]
    object: Literal["list"] = "list"


class ModelEntry(Struct):
    """A speech engine, or a name of OpenAI's for all of them."""

    id: str
    object: Literal["model"] = "model"
    created: int = 0
    owned_by: str = "narrate"


class ModelList(Struct):
    """Every model."""

    data: tuple[ModelEntry, ...]
    object: Literal["list"] = "list"


class Fault(Struct):
    """What is wrong: in a sentence, in the API's words, and with which field."""

    message: str
    type: str
    param: str | None = None
    code: str | None = None


class FaultAnswer(Struct):
    """The body of every answer that is none."""

    error: Fault


class RefusedWishError(Exception):
    """A request that is not met: the answer's status, and what it says."""

    def __init__(self, status: HTTPStatus, message: str, param: str | None = None, code: str | None = None) -> None:
        super().__init__(message)
        kind = "server_error" if status >= HTTPStatus.INTERNAL_SERVER_ERROR else "invalid_request_error"
        kind = "rate_limit_error" if status == HTTPStatus.TOO_MANY_REQUESTS else kind
        self.status = status
        self.fault = Fault(message, kind, param, code)


def read_wish(body: bytes) -> Wish:
    """Read a request's body. Raises RefusedWishError."""
    try:
        return msgspec.json.decode(body, type=Wish)
    except msgspec.ValidationError as error:
        found = re.search(r"`\$\.(\w+)", str(error)) or re.search(r"field `(\w+)`", str(error))
        param = found[1] if found else None
        raise RefusedWishError(HTTPStatus.BAD_REQUEST, f"{error}.", param, "invalid_value") from error
    except (msgspec.DecodeError, UnicodeError, RecursionError) as error:
        raise RefusedWishError(HTTPStatus.BAD_REQUEST, f"That is no JSON: {error}.", code="invalid_json") from error
