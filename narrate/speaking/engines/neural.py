"""What the engines with a neural voice share: their tempo, their noise, and the way from a model's waves to a clip."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from importlib.metadata import version
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from narrate.clip import SAMPLE_WIDTH_BYTES, Clip
from narrate.errors import SpeechError
from narrate.speaking.engines import NotInstalledError, graph
from narrate.timeline import Span, Words

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

FULL_SCALE = 32_767
LENGTHS = "narrate/lengths"  # what a model that `at_pace` changed gives too: the length of each sound, in its steps


def folder_of(module: str) -> Path | None:
    """Where a package lies, without importing it; None where it is absent."""
    spec = find_spec(module)
    return Path(spec.submodule_search_locations[0]) if spec and spec.submodule_search_locations else None


def require(module: str, package: str, extra: str) -> None:
    """Raise NotInstalledError where a module is absent. It is not imported: that may take a second."""
    if folder_of(module) is None:
        raise NotInstalledError(
            f"The package {package} is not installed.", f"Run: pip install 'narrate-audio[{extra}]'"
        )


def versions(*packages: str) -> str:
    """Packages with their versions, as an engine names its own."""
    return ", ".join(f"{package} {version(package)}" for package in packages)


def noise(text: str) -> np.random.Generator:
    """The noise of one text: a voice's breath is random, but the same for the same text, whatever came before it."""
    import numpy as np

    return np.random.default_rng(int.from_bytes(hashlib.sha256(text.encode()).digest()[:8]))


def at_pace(lengths: graph.Node, pace: str) -> bytes:
    """Nodes for the lengths that `lengths` gives to the sounds of a text, made `pace` (an input) times as fast.

    The lengths are few whole steps, most often one or two: each of them divided and rounded is no tempo but leaps. Here
    they add up to what is asked for. To be faster, the long sounds give of what they have over one step, as in quick
    speech; only where that is not enough do sounds fall out, evenly. To be slower, all grow alike. So do the first and
    the last, which are the silence around a text: it must not give what its words keep. At a pace of 1 nothing changes.
    They are also given as LENGTHS.
    """
    (outcome,) = lengths.outputs
    add = graph.Nodes(f"{outcome}/pace")
    whole = add(lengths.op, *lengths.inputs)
    start, second, last, end, axis = (add("Constant", value_ints=[place]) for place in (0, 1, -1, 1 << 40, -1))
    before, words, after = (
        add("Slice", whole, first, until, axis) for first, until in ((start, second), (second, last), (last, end))
    )
    ideal = add("Concat", add("Div", before, pace), _quickened(add, words, pace), add("Div", after, pace), axis=-1)
    along = add("Constant", value_int=-1)
    ends, starts = add("CumSum", ideal, along), add("CumSum", ideal, along, exclusive=1)
    add("Sub", add("Floor", ends), add("Floor", starts), gives=outcome)  # what is cut off one sound goes to the next
    add("Identity", outcome, gives=LENGTHS)
    return add.encoded


def _quickened(add: graph.Nodes, lengths: str, pace: str) -> str:
    """The lengths that sounds of one step or more should have at a pace, before they are whole steps again."""
    ones, one = add("Div", lengths, lengths), add("Div", pace, pace)
    count, total = (add("ReduceSum", each, keepdims=0) for each in (ones, lengths))
    wanted = add("Div", total, pace)
    least = add("Min", add("Max", one, add("Div", one, pace)), add("Div", wanted, count))  # what every sound gets
    over = add("Max", add("Sub", total, count), one)  # the steps beyond the first of each sound, of which stays a share
    share = add("Div", add("Sub", wanted, add("Mul", least, count)), over)
    return add("Add", least, add("Mul", share, add("Sub", lengths, ones)))


@dataclass(frozen=True, slots=True)
class Spoken:
    """What came of one text: a wave from -1 to 1, and what is known of its words."""

    wave: NDArray[np.float32]
    words: Words


def clip(texts: tuple[str, ...], spoken: list[Spoken], sample_rate_hz: int) -> Clip:
    """A clip of one wave for each text. Raises SpeechError where one is empty or no sound at all."""
    import numpy as np

    spans, parts, position = [], [], 0
    for text, wave in zip(texts, (one.wave for one in spoken), strict=True):
        if not (wave.size and np.isfinite(wave).all()):
            raise SpeechError(f"The speech engine gave no audio for “{text[:60]}”.")
        parts.append((np.clip(wave, -1.0, 1.0) * FULL_SCALE).astype("<i2").tobytes())
        spans.append(Span(position, len(parts[-1]) // SAMPLE_WIDTH_BYTES))
        position = spans[-1].end
    return Clip(b"".join(parts), sample_rate_hz, tuple(spans), tuple(one.words for one in spoken))
