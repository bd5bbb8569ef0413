"""The door to the sound device: through miniaudio, and where that has no wheel through a player of the system.

Conventions: sound is signed 16-bit mono PCM. A player pulls: it asks for so many samples when the device needs them,
from a thread of its own, and gets them at once, silence where there is nothing to play.
"""

from __future__ import annotations

import contextlib
import ctypes
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Generator
from typing import TYPE_CHECKING, Any, Protocol

from narrate.errors import OutputError

if TYPE_CHECKING:
    import miniaudio

Pull = Callable[[int], bytes]  # so many samples, never more and never fewer

NO_DEVICE = "none"  # a device that is none: time passes and nothing is heard
PERIOD_MS = 50  # what a device takes at once
PERIODS = 3  # that it holds: a key is heard so much later, and a busy machine may be so late
SILENT_CHECKS = 30  # this often asked in vain, at a tenth of a second each, a device is lost
PIPE_BYTES = 4_096  # Linux's least: what lies in the pipe to a player is heard later
PIPE_LATENCY_S = 0.3

# Players that take raw samples on standard input, the more direct first.
SYSTEM_PLAYERS = {
    "aplay": "-q -t raw -f S16_LE -c 1 -r {rate} --buffer-time=150000 -",
    "paplay": "--raw --format=s16le --channels=1 --rate={rate} --latency-msec=150",
    "play": "-q -t raw -e signed -b 16 -c 1 -r {rate} -",
    "ffplay": "-nodisp -loglevel error -f s16le -ar {rate} -i -",
}


class Player(Protocol):
    """Whatever plays. `latency_s` is about how much later than pulled a sample is heard; `name` is for people."""

    name: str
    latency_s: float

    def start(self, pull: Pull) -> None:
        """Begin to pull and to play."""

    def check(self) -> None:
        """Raise OutputError if the device is lost; to be asked about ten times a second."""

    def close(self) -> None:
        """Stop at once, and let the device go."""


def open_player(rate_hz: int, device: str = "") -> Player:
    """A player for sound of a rate, on the device whose name holds `device`, or on the default one.

    Raises OutputError where there is no sound here.
    """
    try:
        import miniaudio
    except ImportError:
        return SystemPlayer(rate_hz)
    try:
        return DevicePlayer(rate_hz, device)
    except miniaudio.MiniaudioError as error:
        raise OutputError(
            f"There is no sound device here ({error.args[0]}).",
            "Plug one in or start the sound server, or make a file instead: narrate SOURCE.",
        ) from error


class DevicePlayer:
    """Plays through miniaudio."""

    def __init__(self, rate_hz: int, device: str = "") -> None:
        import miniaudio

        _hush_alsa()
        backends = [miniaudio.Backend.NULL] if device == NO_DEVICE else _real_backends()
        chosen = _device(device, backends) if device not in {"", NO_DEVICE} else None
        self._device = miniaudio.PlaybackDevice(
            miniaudio.SampleFormat.SIGNED16,
            nchannels=1,
            sample_rate=rate_hz,
            buffersize_msec=PERIOD_MS,
            callback_periods=PERIODS,
            device_id=chosen,
            backends=backends,
            app_name="narrate",
        )
        self.name = f"{device or 'the default device'} by {self._device.backend}"
        self.latency_s = PERIOD_MS * PERIODS / 1000
        self._pulls = self._seen = self._in_vain = 0

    def start(self, pull: Pull) -> None:
        """See Player."""
        import miniaudio

        samples = self._samples(pull)
        next(samples)
        try:
            self._device.start(samples)
        except miniaudio.MiniaudioError as error:
            raise _lost() from error

    def _samples(self, pull: Pull) -> Generator[bytes, int, None]:
        count = yield b""
        while True:
            self._pulls += 1
            count = yield pull(count)

    def check(self) -> None:
        """Whether it still pulls is all that tells, on every system. A computer that slept has not asked either."""
        self._in_vain = self._in_vain + 1 if self._pulls == self._seen else 0
        self._seen = self._pulls
        if self._in_vain > SILENT_CHECKS:
            raise _lost()

    def close(self) -> None:
        """See Player."""
        self._device.close()


class SystemPlayer:
    """Plays through a program of the system. Raises OutputError where there is none."""

    def __init__(self, rate_hz: int) -> None:
        self.name = next(filter(shutil.which, SYSTEM_PLAYERS), "")
        if not self.name:
            raise OutputError(
                "There is nothing here that plays sound.",
                f"Run: pip install miniaudio; or install one of {', '.join(SYSTEM_PLAYERS)}.",
            )
        self.latency_s = PIPE_LATENCY_S
        self._rate_hz = rate_hz
        self._closing = self._is_lost = False
        self._process: subprocess.Popen[bytes] | None = None
        self._pipe: Any = None

    def start(self, pull: Pull) -> None:
        """See Player."""
        options = SYSTEM_PLAYERS[self.name].format(rate=self._rate_hz).split()
        self._process = subprocess.Popen(
            [shutil.which(self.name) or self.name, *options],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # Ctrl-C is for us, who then stop it
        )
        self._pipe = self._process.stdin
        threading.Thread(target=self._feed, args=(pull, self._pipe), daemon=True).start()

    def _feed(self, pull: Pull, pipe: Any) -> None:
        _narrow(pipe)
        try:
            while not self._closing:
                pipe.write(pull(self._rate_hz * PERIOD_MS // 1000))
                pipe.flush()
        except (OSError, ValueError):  # it ended, or was closed
            self._is_lost = True

    def check(self) -> None:
        """See Player."""
        if self._is_lost and not self._closing:
            raise _lost()

    def close(self) -> None:
        """See Player."""
        self._closing = True
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            with contextlib.suppress(OSError):
                self._pipe.close()


def playing_device() -> str:
    """Open the default device for a moment, and say which it is. Raises OutputError where there is none."""
    player = open_player(24_000)
    player.start(lambda count: bytes(2 * count))
    player.close()
    return player.name


def _real_backends() -> list[miniaudio.Backend]:
    """All that lead to a device: left to itself, miniaudio takes the one that leads nowhere as the last resort."""
    import miniaudio

    none = {miniaudio.Backend.NULL, miniaudio.Backend.CUSTOM}
    enabled = miniaudio.get_enabled_backends() - none
    return [one for one in miniaudio.Backend if one in enabled]  # in miniaudio's own order


_ignore = ctypes.CFUNCTYPE(None)(lambda: None)  # called with arguments that it does not look at


def _hush_alsa() -> None:
    """Have ALSA's library keep to itself what it would print about every device that is not there."""
    if sys.platform == "linux":
        with contextlib.suppress(OSError, AttributeError):
            ctypes.CDLL("libasound.so.2").snd_lib_error_set_handler(_ignore)


def _device(wanted: str, backends: list[miniaudio.Backend]) -> Any:
    import miniaudio

    found = miniaudio.Devices(backends).get_playbacks()
    for one in found:
        if wanted.lower() in one["name"].lower():
            return one["id"]
    names = ", ".join(f"“{one['name']}”" for one in found)
    raise OutputError(f"There is no sound device called “{wanted}”.", f"There are: {names}.")


def _lost() -> OutputError:
    return OutputError("The sound device is gone.", "The place is kept: run the same command again to go on.")


def _narrow(pipe: Any) -> None:
    if sys.platform == "linux":
        import fcntl

        with contextlib.suppress(OSError):
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, PIPE_BYTES)
