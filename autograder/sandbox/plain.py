"""Student-made values as plain JSON data: what is left of them on the way to a notebook file.

Used by everything that records an output. The values come from student code
(`_repr_mimebundle_`, `display(..., metadata=...)`), so nothing here calls a
method of theirs beyond those that a Jupyter kernel's own JSON encoder calls.
"""

import json
import math
import re
from base64 import b64encode
from collections.abc import Iterable, Mapping
from datetime import date
from numbers import Integral, Real
from typing import Any

from autograder.sandbox.budget import CONTAINER

# nbformat: any JSON under these types, text under all others.
_JSON_TYPE = re.compile(r"application/(.*\+)?json")
# The wire goes a little deeper, with the outputs around the value.
_DEPTH = 32
_LARGEST = 2**63


def text_of(value: str) -> str:
    """An exact `str` that can be written as UTF-8: for a lone surrogate stands U+FFFD."""
    text = str.__str__(value)
    if text.isascii():
        return text
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


def plain_bundle(data: Mapping[str, Any]) -> tuple[dict[str, Any], int]:
    """A mime bundle as nbformat allows it, and its size in bytes.

    data: mime type -> content, as a formatter or a student made it.
    Returns: text or any JSON for each mime type.
    Raises: TypeError or ValueError for what no JSON can hold, as a kernel does.
    """
    bundle, size = plain(dict(data))
    return {key: _content(key, value) for key, value in bundle.items()}, size


def plain(value: object) -> tuple[Any, int]:
    """Any JSON-able value, rebuilt from exact built-in types, and its size in bytes.

    Raises: TypeError for what no JSON can hold; ValueError if it is nested too deeply.
    """
    try:
        encoded = _encode(value)
    except RecursionError:
        raise ValueError("nested too deeply to be shown") from None
    except ValueError:  # NaN and infinity are no JSON; a kernel sends their repr
        encoded = _encode(_finite(value, 0))
    containers: list[int] = []
    decoded = _small(json.loads(encoded), 0, containers)
    return decoded, len(encoded) + CONTAINER * len(containers)


def _encode(value: object) -> bytes:
    text = json.dumps(value, default=_default, ensure_ascii=False, allow_nan=False)
    return text_of(text).encode()


def _default(value: object) -> object:
    """The types that a kernel's encoder knows besides JSON's own."""
    if isinstance(value, date):
        return value.isoformat().replace("+00:00", "Z")
    if isinstance(value, bytes):
        return b64encode(value).decode("ascii")
    if isinstance(value, Integral):
        return int(value)
    if isinstance(value, Real):
        return float(value)
    if isinstance(value, Iterable):
        return list(value)
    raise TypeError(f"{value!r} is not JSON serializable")


def _finite(value: object, depth: int) -> object:
    _check_depth(depth)
    if isinstance(value, dict):
        return {key: _finite(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [_finite(item, depth + 1) for item in value]
    if isinstance(value, float) and not math.isfinite(value):
        return float.__repr__(value)
    return value


def _small(value: Any, depth: int, containers: list[int]) -> Any:
    """Decoded JSON with its containers counted, and numbers beyond 64 bits as text."""
    if isinstance(value, dict | list):
        _check_depth(depth)
        containers.append(depth)
    if isinstance(value, dict):
        return {key: _small(item, depth + 1, containers) for key, item in value.items()}
    if isinstance(value, list):
        return [_small(item, depth + 1, containers) for item in value]
    if type(value) is int and not -_LARGEST <= value < _LARGEST:
        return str(value)
    return value


def _check_depth(depth: int) -> None:
    if depth > _DEPTH:
        raise ValueError("nested too deeply to be shown")


def _content(mime: str, value: Any) -> Any:
    lines = isinstance(value, list) and all(isinstance(line, str) for line in value)
    if isinstance(value, str) or lines or _JSON_TYPE.fullmatch(mime):
        return value
    return json.dumps(value, ensure_ascii=False)
