"""How many words a minute a narration has, and which speed that is: the same on every engine, as their speeds are."""

from __future__ import annotations

from narrate.errors import SettingsError
from narrate.settings import SPEEDS

# Minutes for a thousand words. Measured on an essay of 570 words by espeak-ng, with the usual pauses: 106, 140, 171,
# 216 and 280 words a minute at the speeds 0.6, 0.8, 1.0, 1.3 and 1.8; these two give 106, 139, 171, 217 and 290.
SPEECH_MIN = 5.40  # at speed 1.0
PAUSES_MIN = 0.45  # which no speed shortens


def words_per_minute(speed: float) -> float:
    """The pace of English at a speed, pauses included."""
    return 1000 / (SPEECH_MIN / speed + PAUSES_MIN)


def speed_for(wpm: float) -> float:
    """The speed that gives so many words a minute, pauses included. Raises SettingsError where no engine can.

    >>> round(speed_for(160), 2)
    0.93
    """
    slowest, fastest = (words_per_minute(speed) for speed in SPEEDS)
    if isinstance(wpm, bool) or not isinstance(wpm, int | float) or not slowest <= wpm <= fastest:
        raise SettingsError(
            f"{wpm!r} words a minute cannot be spoken.", f"Give {slowest:.0f} to {fastest:.0f}; --speed 1 is 171."
        )
    return SPEECH_MIN / (1000 / wpm - PAUSES_MIN)
