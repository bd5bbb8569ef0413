"""ONNX models, looked into and edited in memory: what a model takes, and the few nodes that a narrator needs otherwise.

A model is a message of Protocol Buffers (https://protobuf.dev/programming-guides/encoding); field numbers are those of
onnx.proto in ONNX 1.16. Only its outline is read here, in a few milliseconds and without loading anything: enough to
tell a whole model from a torn one and one engine's from another's. The package `onnx` would cost every worker memory
and time to read the 60 MB of weights that nobody changes.
"""

from __future__ import annotations

import mmap
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

VARINT, EIGHT_BYTES, LENGTH_DELIMITED, FOUR_BYTES = 0, 1, 2, 5  # wire types
GRAPH = 7  # in ModelProto
NODES, INPUTS, OUTPUTS = 1, 11, 12  # in GraphProto
NAME = 1  # in ValueInfoProto and AttributeProto
NODE_INPUTS, NODE_OUTPUTS, NODE_OP, NODE_ATTRIBUTES = 1, 2, 4, 5  # in NodeProto
FLOAT_TENSOR = bytes([0x12, 4, 0x0A, 2, 0x08, 1])  # ValueInfoProto.type: a tensor of floats, of any shape

Bytes = bytes | memoryview | mmap.mmap


@dataclass(frozen=True, slots=True)
class Node:
    """One operation of a graph."""

    op: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]

    def encoded(self, **flags: int | list[int]) -> bytes:
        """The node as ONNX writes it, with whole numbers, or lists of them, for attributes."""
        parts = [_field(NODE_INPUTS, name.encode()) for name in self.inputs]
        parts += [_field(NODE_OUTPUTS, name.encode()) for name in self.outputs]
        parts += [_field(NODE_OP, self.op.encode())]
        parts += [_field(NODE_ATTRIBUTES, _flag(name, value)) for name, value in flags.items()]
        return _field(NODES, b"".join(parts))


class Nodes:
    """Nodes in the making: call it with an operation and what that takes, get the name of what it gives."""

    def __init__(self, prefix: str) -> None:
        self.encoded = b""
        self._prefix = prefix
        self._count = 0

    def __call__(self, op: str, *inputs: str, gives: str = "", **flags: int | list[int]) -> str:
        """Add an operation; `gives` names its outcome, if others know that name."""
        self._count += 1
        outcome = gives or f"{self._prefix}/{self._count}"
        self.encoded += Node(op, inputs, (outcome,)).encoded(**flags)
        return outcome


def inputs(path: Path) -> frozenset[str]:
    """The names of what the model in a file takes. Raises ValueError where the file is no whole model, or OSError."""
    with path.open("rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as model:
        names = frozenset(
            name
            for start, end in _within(model, 0, len(model), GRAPH)
            for first, last in _within(model, start, end, INPUTS)
            for name in _texts(model, first, last, NAME)
        )
    if not names:
        raise ValueError("it has no graph")
    return names


def edited(
    model: bytes, change: Callable[[Node], bytes | None], *, takes: tuple[str, ...] = (), gives: tuple[str, ...] = ()
) -> bytes:
    """A model with some nodes replaced: by the nodes that `change` gives, encoded, or kept where it gives None.

    `takes` and `gives` are names of tensors of floats that the model then takes, or gives after all others, too.
    """
    parts = []
    for number, start, end, outer in _fields(model, 0, len(model)):
        if number != GRAPH:
            parts.append(model[outer:end])
            continue
        graph = [_changed(model, one, change) for one in _fields(model, start, end)]
        graph += [
            _field(number, _field(NAME, name.encode()) + FLOAT_TENSOR)
            for number, names in ((INPUTS, takes), (OUTPUTS, gives))
            for name in names
        ]
        parts.append(_field(GRAPH, b"".join(graph)))
    return b"".join(parts)


def opened(model: bytes) -> InferenceSession:
    """Load a model to run on one core: a worker has one, and one thread adds up in one order, so bytes are the same."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = options.inter_op_num_threads = 1
    options.log_severity_level = 3  # errors alone: a warning is for whoever made the model
    options.enable_mem_pattern = False  # it plans for inputs of one shape; texts have many, and it holds 130 MB more
    return onnxruntime.InferenceSession(model, options, providers=["CPUExecutionProvider"])


def _changed(model: bytes, field: tuple[int, int, int, int], change: Callable[[Node], bytes | None]) -> bytes:
    number, start, end, outer = field
    changed = change(_node(model, start, end)) if number == NODES else None
    return model[outer:end] if changed is None else changed


def _node(model: Bytes, start: int, end: int) -> Node:
    ins, outs, ops = (tuple(_texts(model, start, end, field)) for field in (NODE_INPUTS, NODE_OUTPUTS, NODE_OP))
    return Node(ops[0], ins, outs)


def _texts(model: Bytes, start: int, end: int, wanted: int) -> Iterator[str]:
    return (bytes(model[first:last]).decode() for first, last in _within(model, start, end, wanted))


def _within(model: Bytes, start: int, end: int, wanted: int) -> Iterator[tuple[int, int]]:
    """Where the contents of a message's fields of one number start and end."""
    return ((first, last) for number, first, last, _ in _fields(model, start, end) if number == wanted)


def _fields(model: Bytes, start: int, end: int) -> Iterator[tuple[int, int, int, int]]:
    """A message's fields: number, where its contents start and end, and where the field itself starts.

    Raises ValueError where a field is cut off or of no known kind.
    """
    place = start
    while place < end:
        key, content = _varint(model, place, end)
        kind = key & 7
        if kind == LENGTH_DELIMITED:
            length, content = _varint(model, content, end)
            last = content + length
        elif kind == VARINT:
            _, last = _varint(model, content, end)
        elif kind in {EIGHT_BYTES, FOUR_BYTES}:
            last = content + (8 if kind == EIGHT_BYTES else 4)
        else:
            raise ValueError("it is no ONNX model")
        if last > end:
            raise ValueError("it is cut off")
        yield key >> 3, content, last, place
        place = last


def _varint(model: Bytes, place: int, end: int) -> tuple[int, int]:
    """A number in groups of seven bits, the lowest first, and where it ends."""
    value = shift = 0
    while place < end and shift < 64:  # noqa: PLR2004 - bits
        byte = model[place]
        value |= (byte & 0x7F) << shift
        place, shift = place + 1, shift + 7
        if byte < 0x80:  # noqa: PLR2004 - the top bit tells that more follow
            return value, place
    raise ValueError("it is cut off")


def _number(value: int) -> bytes:
    value &= 0xFFFF_FFFF_FFFF_FFFF  # negative ones as 64 bits
    groups = bytearray()
    while value > 0x7F:  # noqa: PLR2004
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def _field(number: int, content: bytes) -> bytes:
    return _number(number << 3 | LENGTH_DELIMITED) + _number(len(content)) + content


def _flag(name: str, value: int | list[int]) -> bytes:
    """An AttributeProto: a number is its field 3, a list of them its field 8; field 20 tells which (INT 2, INTS 7)."""
    key, kind = (8, 7) if isinstance(value, list) else (3, 2)
    numbers = value if isinstance(value, list) else [value]
    content = b"".join(_number(key << 3) + _number(number) for number in numbers)
    return _field(NAME, name.encode()) + content + _number(20 << 3) + _number(kind)
