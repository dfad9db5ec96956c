"""Frames: a header of strict JSON and a body of raw bytes, both of a length that is told first.

The lower half of the wire, which knows nothing of values and arrays (`wire`
does). What arrives is taken to be hostile: whatever is wrong with it, the reader
gets `ProtocolError` and no other error, before more is allocated than the caps
allow. A frame is

    magic (4 bytes) | header length (4) | body length (4) | header | body

and its header is [data, [length of each blob]]; the body is the blobs, end to end.
"""

import json
import math
import re
import struct
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NoReturn

PREFIX = struct.Struct("!4sII")
MAGIC = b"BBH1"
# All but brackets and commas, and how much deeper each of these leads.
_FLESH = bytes(set(range(256)) - set(b"[]{},"))
_STEPS = {ord("["): 1, ord("{"): 1, ord("]"): -1, ord("}"): -1, ord(","): 0}
# Possessive, and content with a string that never ends: one pass, whatever comes.
_STRING = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+(?:"|\\?\Z)', re.DOTALL)


class ProtocolError(Exception):
    """The other side sent something that the protocol does not allow."""


@dataclass(frozen=True)
class Caps:
    """Sizes that no frame may pass, in bytes; how deep its data may nest, and of how many pieces.

    The pieces are limited because parsed JSON can take forty times the bytes of
    its text ("[],[],...").
    """

    message: int = 16 * 2**20
    header: int = 2**20
    depth: int = 40
    pieces: int = 50_000


DEFAULT_CAPS = Caps()


def close_frame(data: object, blobs: Sequence[bytes], caps: Caps) -> bytes:
    """One frame.

    data: what JSON can hold, numbers finite.
    Raises: ProtocolError if it passes the caps; ValueError if it is no JSON.
    """
    lengths = [len(blob) for blob in blobs]
    header = _ENCODER.encode([data, lengths]).encode()
    body = b"".join(blobs)
    _check_sizes(len(header), len(body), caps)
    _check_shape(header, caps)
    return PREFIX.pack(MAGIC, len(header), len(body)) + header + body


def read_prefix(prefix: bytes, caps: Caps) -> tuple[int, int]:
    """Lengths of header and body that a prefix announces.

    Raises: ProtocolError if it is no prefix or announces more than the caps.
    """
    if len(prefix) != PREFIX.size:
        raise ProtocolError("a frame without a whole prefix")
    magic, header_length, body_length = PREFIX.unpack(prefix)
    if magic != MAGIC:
        raise ProtocolError("not a frame")
    _check_sizes(header_length, body_length, caps)
    return header_length, body_length


def open_frame(payload: memoryview, header_length: int, caps: Caps) -> tuple[Any, "Blobs"]:
    """Data and blobs of a header and body that lie end to end in one buffer.

    Raises: ProtocolError.
    """
    header = bytes(payload[:header_length])
    _check_shape(header, caps)
    parsed = _parse(header)
    if type(parsed) is not list or len(parsed) != 2:
        raise ProtocolError("a header that is not data and its blobs")
    return parsed[0], Blobs(payload[header_length:], parsed[1])


class Blobs:
    """The blobs of one frame, each of which is taken exactly once."""

    def __init__(self, body: memoryview, lengths: object) -> None:
        if type(lengths) is not list or any(type(n) is not int or n < 0 for n in lengths):
            raise ProtocolError("blob lengths that are not lengths")
        if sum(lengths) != len(body):
            raise ProtocolError("blobs that do not fill the body")
        self._parts: list[memoryview | None] = []
        start = 0
        for length in lengths:
            self._parts.append(body[start : start + length])
            start += length

    def take(self, index: object) -> memoryview:
        if type(index) is not int or not 0 <= index < len(self._parts):
            raise ProtocolError("a blob that is not there")
        part = self._parts[index]
        if part is None:
            raise ProtocolError("one blob used twice")
        self._parts[index] = None
        return part

    def check_all_used(self) -> None:
        if any(part is not None for part in self._parts):
            raise ProtocolError("a blob that nothing refers to")


def _check_sizes(header_length: int, body_length: int, caps: Caps) -> None:
    if header_length > caps.header:
        raise ProtocolError(f"a header of {header_length} bytes; the most is {caps.header}")
    if header_length + body_length > caps.message:
        total = header_length + body_length
        raise ProtocolError(f"a message of {total} bytes; the most is {caps.message}")


def _check_shape(header: bytes, caps: Caps) -> None:
    """Count brackets and commas outside of strings, before the parser makes objects of them."""
    bones = _STRING.sub(b"", header).translate(None, delete=_FLESH)
    if len(bones) - bones.count(b"]") - bones.count(b"}") > caps.pieces:
        raise ProtocolError("data of too many pieces")
    depth = 0
    for step in map(_STEPS.__getitem__, bones):
        depth += step
        # The header's own list is one more, and so is the list in an array's tag.
        if depth > caps.depth + 3:
            raise ProtocolError("data nested too deeply")


def _parse(header: bytes) -> Any:
    try:
        return _DECODER.decode(header.decode("utf-8"))
    except (ValueError, RecursionError) as error:
        raise ProtocolError("a header that is not JSON") from error


def _refuse_constant(word: str) -> NoReturn:
    raise ProtocolError(f"{word} in JSON")


def _parse_int(digits: str) -> int:
    if len(digits) > 20:
        raise ProtocolError("a whole number of more than 64 bits")
    return small_int(int(digits))


def small_int(value: Any) -> int:
    """The number itself.

    Raises: ProtocolError if it has more than 64 bits.
    """
    if not -(2**63) <= value < 2**63:
        raise ProtocolError("a whole number of more than 64 bits")
    return int(value)


def _parse_float(digits: str) -> float:
    value = float(digits)
    if not math.isfinite(value):
        raise ProtocolError("a number that is not finite")
    return value


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    made = dict(pairs)
    if len(made) != len(pairs):
        raise ProtocolError("one key twice")
    return made


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"))
_DECODER = json.JSONDecoder(
    parse_constant=_refuse_constant,
    parse_int=_parse_int,
    parse_float=_parse_float,
    object_pairs_hook=_unique,
)
