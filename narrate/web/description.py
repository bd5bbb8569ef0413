"""The speech API in the words of OpenAPI 3.1, made of the types that check it."""

from __future__ import annotations

from typing import Any

import msgspec

from narrate.web.wishes import FaultAnswer, ModelList, VoiceList, Wish

REFERENCE = "#/components/schemas/{name}"
MEDIA_TYPES = {
    "mp3": "audio/mpeg",
    "opus": "audio/ogg",
    "aac": "audio/aac",
    "flac": "audio/flac",
    "wav": "audio/wav",
    "pcm": "audio/pcm",
}
REFUSALS = {
    "400": "The request is no JSON, or a field of it cannot be used.",
    "401": "A token is needed.",
    "403": "It comes from a page of another site.",
    "404": "There is no such model.",
    "408": "The body came too slowly.",
    "413": "The body is too large.",
    "415": "The body is not said to be JSON.",
    "421": "The server does not go by the name that it was asked by.",
    "429": "Too many are speaking; ask again after the seconds that Retry-After tells.",
    "500": "The voice failed.",
}


def describe(version: str) -> dict[str, Any]:
    """The description; `version` is narrate's own."""
    _, schemas = msgspec.json.schema_components([Wish, VoiceList, ModelList, FaultAnswer], ref_template=REFERENCE)
    return {
        "openapi": "3.1.0",
        "info": {"title": "narrate's voices, by the protocol of OpenAI's speech API", "version": version},
        "paths": {
            "/v1/audio/speech": {"post": _speech()},
            "/v1/voices": {"get": _list("VoiceList", "listVoices", "Every voice that works here.")},
            "/v1/models": {"get": _list("ModelList", "listModels", "Every engine that works here.")},
        },
        "components": {"schemas": schemas, "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}}},
        "security": [{}, {"token": []}],
    }


def _speech() -> dict[str, Any]:
    sound = {media_type: {"schema": {"type": "string", "format": "binary"}} for media_type in MEDIA_TYPES.values()}
    return {
        "operationId": "createSpeech",
        "summary": "Speak a text.",
        "requestBody": {"required": True, "content": _json("Wish")},
        "responses": {"200": {"description": "The sound, as it is spoken.", "content": sound}, **_refusals(*REFUSALS)},
    }


def _list(schema: str, operation: str, summary: str) -> dict[str, Any]:
    found = {"description": summary, "content": _json(schema)}
    return {"operationId": operation, "summary": summary, "responses": {"200": found, **_refusals("401", "403", "421")}}


def _refusals(*statuses: str) -> dict[str, Any]:
    return {status: {"description": REFUSALS[status], "content": _json("FaultAnswer")} for status in statuses}


def _json(schema: str) -> dict[str, Any]:
    return {"application/json": {"schema": {"$ref": REFERENCE.format(name=schema)}}}
