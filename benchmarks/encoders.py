"""How encoders should be set: speed against listening quality: `python benchmarks/encoders.py WAV`.

WAV is speech from narrate. Quality is PESQ (ITU-T P.862.2, wide band), the mean over stretches of 8 s; needs
`pip install pesq scipy`.
"""

from __future__ import annotations

import math
import sys
import time
import wave
from dataclasses import replace
from pathlib import Path

import numpy as np
from measuring import head, row
from numpy.typing import NDArray
from pesq import NoUtterancesError, pesq
from scipy.signal import resample_poly

from narrate.doors.packets import packed
from narrate.publishing import FORMATS

PESQ_HZ = 16_000
STRETCH = 8 * PESQ_HZ
CASES = [
    *(("mp3", {"compression_level": str(level)}) for level in (0, 2, 3, 5, 7, 9)),
    *(("m4b", {"aac_coder": coder}) for coder in ("twoloop", "fast")),
    *(("opus", {"compression_level": str(level)}) for level in (10, 8, 7, 5)),
]


def quality(sound: NDArray[np.float32], heard: NDArray[np.float32], rates_hz: tuple[int, int]) -> float:
    """The mean PESQ of what is heard against the sound."""
    reference, decoded = (
        resample_poly(one, PESQ_HZ // math.gcd(PESQ_HZ, rate), rate // math.gcd(PESQ_HZ, rate))
        for one, rate in zip((sound, heard), rates_hz, strict=True)
    )
    middle = slice(10 * PESQ_HZ, 11 * PESQ_HZ)
    late = int(np.correlate(decoded[10 * PESQ_HZ : 11 * PESQ_HZ + 3_200], reference[middle], "valid").argmax())
    scores = []
    for start in range(PESQ_HZ, len(reference) - STRETCH - PESQ_HZ, STRETCH):
        try:
            ours = decoded[start + late : start + late + STRETCH]
            scores.append(pesq(PESQ_HZ, reference[start : start + STRETCH], ours, "wb"))
        except NoUtterancesError:
            continue
    return float(np.mean(scores))


def main() -> None:
    """Encode with every setting and print the table."""
    with wave.open(str(Path(sys.argv[1]))) as file:
        pcm, rate_hz = file.readframes(file.getnframes()), file.getframerate()
    sound = np.frombuffer(pcm, "<i2").astype(np.float32) / 32_768
    head()
    for name, options in CASES:
        encoding = FORMATS[name].encoding
        encoding = replace(encoding, codec_options={**encoding.codec_options, **options})
        start = time.process_time()
        packets, heard = packed(pcm, rate_hz, encoding, ends=True)
        speed = len(sound) / rate_hz / (time.process_time() - start)
        heard_hz = round(len(heard) / len(sound) * rate_hz / 50) * 50
        kbps = len(packets.content) * 8 / 1000 * rate_hz / len(sound)
        setting = ", ".join(f"{key} {value}" for key, value in options.items())
        row(
            f"{name}, {setting}",
            f"{speed:.0f}x real time, decoding included",
            f"{kbps:.1f} kb/s, PESQ {quality(sound, heard, (rate_hz, heard_hz)):.2f}",
        )


if __name__ == "__main__":
    main()
