"""The wire: plain data and arrays as bytes, and back.

Spoken between the grader and the process in which a student's code runs.
Decoding builds plain values of exact types and arrays of three dtypes, and
nothing else: never pickle, never an object that has code of its own. Whatever is
wrong with a frame, the reader gets `ProtocolError` and no other error.

In a frame's data, an array is {"!array": [dtype, shape, blob]}, bytes are
{"!bytes": blob}, a long text is {"!text": blob}; a key that begins with "!" in the
value itself gets a second one.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np

from autograder.sandbox.frame import (
    DEFAULT_CAPS,
    PREFIX,
    Blobs,
    Caps,
    ProtocolError,
    close_frame,
    open_frame,
    read_prefix,
    small_int,
)

DTYPES = {"float64": np.dtype("<f8"), "int64": np.dtype("<i8"), "bool": np.dtype("?")}
_NAMES = {dtype: name for name, dtype in DTYPES.items()}
MAX_AXES = 8
# Longer texts travel as blobs: JSON would have to escape and copy them.
LONG_TEXT = 512


class Unsendable(ProtocolError):
    """A value that no frame can hold; nothing was sent."""


# --- to bytes ---------------------------------------------------------------


def encode(value: object, caps: Caps = DEFAULT_CAPS) -> bytes:
    """One frame that holds the value.

    value: None, bool, int of 64 bits, finite float, str, bytes, float64, int64 or
        bool arrays, and lists and dicts of such; keys are str.
    Raises: Unsendable for anything else, or for a frame beyond the caps.
    """
    blobs: list[bytes] = []
    try:
        return close_frame(_to_plain(value, blobs, caps.depth), blobs, caps)
    except (ProtocolError, ValueError) as error:  # half a character is a ValueError
        raise Unsendable(f"it cannot be sent: {error}") from error


def _to_plain(value: object, blobs: list[bytes], depth: int) -> object:
    if depth < 0:
        raise ProtocolError("data nested too deeply")
    kind = type(value)
    if value is None or kind is bool or kind is float:
        return value
    if kind is int:
        return small_int(value)
    if kind is str:
        return _text(str(value), blobs)
    if kind is bytes:
        return {"!bytes": _append(blobs, value)}
    if kind is np.ndarray:
        return {"!array": _array_to_plain(value, blobs)}
    if kind in (list, tuple):
        return [_to_plain(item, blobs, depth - 1) for item in value]  # type: ignore[attr-defined]
    if kind is dict:
        pairs = value.items()  # type: ignore[attr-defined]
        return {_escape(key): _to_plain(item, blobs, depth - 1) for key, item in pairs}
    raise ProtocolError(f"cannot send a {kind.__name__}")


def _text(value: str, blobs: list[bytes]) -> object:
    return value if len(value) <= LONG_TEXT else {"!text": _append(blobs, value.encode())}


def _append(blobs: list[bytes], blob: object) -> int:
    blobs.append(blob)  # type: ignore[arg-type]
    return len(blobs) - 1


def _array_to_plain(array: Any, blobs: list[bytes]) -> list[object]:
    name = _NAMES.get(array.dtype) or array.dtype.name  # asked for last, for NumPy makes it anew
    if name not in DTYPES or array.ndim > MAX_AXES:
        raise ProtocolError(f"cannot send an array of dtype {array.dtype} with {array.ndim} axes")
    raw = np.ascontiguousarray(array, dtype=DTYPES[name]).tobytes()
    return [name, list(array.shape), _append(blobs, raw)]


def _escape(key: object) -> str:
    if type(key) is not str:
        raise ProtocolError(f"cannot send a key of type {type(key).__name__}")
    return "!" + key if key.startswith("!") else key


# --- from bytes -------------------------------------------------------------


def decode(frame: bytes, caps: Caps = DEFAULT_CAPS) -> Any:
    """The value that one whole frame holds.

    Raises: ProtocolError for every frame that `encode` could not have made.
    """
    header_length, body_length = read_prefix(frame[: PREFIX.size], caps)
    if len(frame) != PREFIX.size + header_length + body_length:
        raise ProtocolError("a frame of another length than it announces")
    return decode_payload(memoryview(frame)[PREFIX.size :], header_length, caps)


def decode_payload(payload: memoryview, header_length: int, caps: Caps) -> Any:
    """The value in a header and body that lie end to end in one buffer.

    Raises: ProtocolError.
    """
    plain, blobs = open_frame(payload, header_length, caps)
    value = _from_plain(plain, blobs)
    blobs.check_all_used()
    return value


def _from_plain(value: Any, blobs: Blobs) -> Any:
    kind = type(value)
    if kind is str:
        return _whole_text(value)
    if kind is list:
        return [_from_plain(item, blobs) for item in value]
    if kind is not dict:
        return value
    if len(value) == 1:
        ((key, content),) = value.items()
        if key in _TAGS:
            return _TAGS[key](content, blobs)
    return {_unescape(key): _from_plain(item, blobs) for key, item in value.items()}


def _whole_text(text: str) -> str:
    """Text that can be written as UTF-8: JSON escapes can spell half a character."""
    try:
        text.encode("utf-8")
    except UnicodeEncodeError as error:
        raise ProtocolError("text that is not Unicode") from error
    return text


def _unescape(key: str) -> str:
    if not key.startswith("!"):
        return _whole_text(key)
    if not key.startswith("!!"):
        raise ProtocolError("an unknown tag")
    return _whole_text(key[1:])


def _bytes_from(content: object, blobs: Blobs) -> bytes:
    return bytes(blobs.take(content))


def _text_from(content: object, blobs: Blobs) -> str:
    try:
        return str(blobs.take(content), "utf-8")
    except UnicodeDecodeError as error:
        raise ProtocolError("text that is not Unicode") from error


def _array_from(content: object, blobs: Blobs) -> Any:
    if type(content) is not list or len(content) != 3:
        raise ProtocolError("an array that is not dtype, shape, blob")
    name, shape, index = content
    if type(name) is not str or name not in DTYPES:
        raise ProtocolError("an array of a dtype that is not allowed")
    raw = blobs.take(index)
    if len(raw) != _checked_size(shape) * DTYPES[name].itemsize:
        raise ProtocolError("an array whose bytes do not fill its shape")
    array = np.frombuffer(raw, dtype=np.uint8).copy()
    if name == "bool" and array.size and array.max() > 1:
        raise ProtocolError("a truth value that is neither true nor false")
    return array.view(DTYPES[name]).reshape(shape)


def _checked_size(shape: object) -> int:
    """Number of entries; also refuses an empty array that is huge along its other axes."""
    if type(shape) is not list or len(shape) > MAX_AXES:
        raise ProtocolError("an array with too many axes")
    if any(type(length) is not int or not 0 <= length < 2**31 for length in shape):
        raise ProtocolError("an array with an axis of no sensible length")
    if math.prod(length for length in shape if length) >= 2**40:
        raise ProtocolError("an array with an axis of no sensible length")
    return math.prod(shape)


_TAGS: dict[str, Callable[[object, Blobs], Any]] = {
    "!bytes": _bytes_from,
    "!text": _text_from,
    "!array": _array_from,
}
