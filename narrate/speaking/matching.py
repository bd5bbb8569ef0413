"""How loud each voice speaks of itself, so that a cast does not jump from one to the other.

Every voice says the same few numbers, which all of them can read in their own language; its gain is what brings that to
REFERENCE_LUFS. It does not depend on what the narration says: an edit moves no voice. Measured against the first
paragraphs of an essay, the numbers are 1.3 to 1.8 LU below the voice's usual loudness, for espeak-ng in English and in
French, hibari and Piper's joe: so two voices match within 0.5 LU.
"""

from __future__ import annotations

import math

import numpy as np

from narrate.clip import FULL_SCALE, Clip
from narrate.doors.metering import loudness_lufs, weighted_powers
from narrate.script import Passage, Utterance

REFERENCE_LUFS = -26.0  # leaves room for the peaks of speech, which are up to 24 dB above it
HIGHEST_GAIN_DB = 20.0  # a voice quieter than that says no numbers
NUMBERS = ", ".join(map(str, range(1, 21))) + "."
TRIAL = Passage(1, (Utterance(NUMBERS, NUMBERS),))


def gain_db(trial: Clip) -> float:
    """What brings a voice to the reference, from a clip of it saying TRIAL; 0 where that cannot be told."""
    samples = np.frombuffer(trial.pcm, "<i2").astype(np.float32) / np.float32(FULL_SCALE)
    off_db = REFERENCE_LUFS - loudness_lufs(weighted_powers(samples, trial.sample_rate_hz))
    return round(min(off_db, HIGHEST_GAIN_DB), 1) if math.isfinite(off_db) else 0.0


def amplified(pcm: bytes, gain: float) -> bytes:
    """PCM made louder by some dB. What does not fit is clipped."""
    if not gain:
        return pcm
    loud = np.frombuffer(pcm, "<i2").astype(np.float32) * np.float32(10 ** (gain / 20))
    whole: bytes = np.rint(loud).clip(-FULL_SCALE, FULL_SCALE - 1).astype("<i2").tobytes()
    return whole
