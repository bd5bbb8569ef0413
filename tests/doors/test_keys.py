"""Keys of speech servers in a keyring: asked for only where there is no other, and only when something is spoken."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from narrate.clip import Clip
from narrate.doors.keys import key_of, keyring_here
from narrate.errors import SettingsError
from narrate.script import Passage, Utterance
from narrate.settings import Settings
from narrate.speaking import VoiceAtWork, cast
from narrate.speaking.job import Order
from narrate.timeline import Span

keyring = pytest.importorskip("keyring", reason="the extra `http` is not installed")
pytest.importorskip("httpx", reason="the extra `http` is not installed")

HOST, KEY = "speech.example", "a-key-in-a-ring"
VOICE = f"openai:https://{HOST}/v1#tts-1/alloy"


class Ring(keyring.backend.KeyringBackend):
    """A keyring in memory, which tells who asked."""

    priority = 1

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[tuple[str, str], str] = {}
        self.asked: list[tuple[str, str]] = []
        self.locked = False

    def get_password(self, service: str, username: str) -> str | None:
        self.asked.append((service, username))
        if self.locked:
            raise keyring.errors.KeyringLocked("it is locked")
        return self.held.get((service, username))

    def set_password(self, service: str, username: str, password: str) -> None:
        self.held[service, username] = password


@pytest.fixture
def ring() -> Iterator[Ring]:
    before, made = keyring.get_keyring(), Ring()
    keyring.set_keyring(made)
    keyring.set_password("narrate", HOST, KEY)
    yield made
    keyring.set_keyring(before)


class Desk:
    """A crew that notes the orders, and answers with a second of silence."""

    workers = 1

    def __init__(self) -> None:
        self.orders: list[Order] = []

    def apart(self, name: str = "", workers: int = 0) -> Desk:
        return self

    def begin(self, deadline_s: float, job: Callable, order: Order) -> Callable[[], Clip]:
        self.orders.append(order)
        return lambda: Clip(bytes(48_000), 24_000, (Span(0, 24_000),))


def key_sent(folder: Path, **settings: object) -> str:
    desk = Desk()
    said = Settings(voice=VOICE, cache_dir=folder, **settings)
    list(VoiceAtWork(cast(VOICE, "en"), said, desk).clips([Passage(1, (Utterance("Hello.", "Hello."),))]))
    return desk.orders[0].key if desk.orders else "none"


def test_a_key_is_kept_under_the_host_that_may_see_it(ring: Ring) -> None:
    assert (key_of(HOST), key_of("another.example")) == (KEY, "")
    assert ring.asked == [("narrate", HOST), ("narrate", "another.example")]
    assert keyring_here()


def test_the_keyring_is_asked_where_there_is_no_other_key(ring: Ring, tmp_path: Path) -> None:
    assert key_sent(tmp_path / "a", keyring=True) == KEY
    assert key_sent(tmp_path / "b", keyring=True, speech_keys=(("", "from-the-environment"),)) == "from-the-environment"
    assert ring.asked == [("narrate", HOST)]


def test_a_library_user_who_does_not_say_so_has_no_keyring_asked(ring: Ring, tmp_path: Path) -> None:
    assert key_sent(tmp_path) == ""
    assert ring.asked == []


def test_nobody_is_asked_for_what_was_spoken_before(ring: Ring, tmp_path: Path) -> None:
    assert [key_sent(tmp_path, keyring=True) for _ in range(2)] == [KEY, "none"]
    assert len(ring.asked) == 1
    assert not any(KEY.encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())


def test_a_keyring_that_does_not_answer_is_an_error_with_a_remedy(ring: Ring) -> None:
    ring.locked = True
    with pytest.raises(SettingsError, match=r"it is locked.*NARRATE_SPEECH_KEY"):
        key_of(HOST)


def test_where_no_keyring_works_there_is_no_key() -> None:
    from keyring.backends import fail

    before = keyring.get_keyring()
    keyring.set_keyring(fail.Keyring())
    try:
        assert (key_of(HOST), keyring_here()) == ("", "")
    finally:
        keyring.set_keyring(before)
