"""Checking that what a child calls outputs are outputs, as nbformat 4 defines them.

Runs in the parent, on decoded messages. A student can forge what a cell showed,
which gains nothing; but an output of a wrong form would break the tools that
later read the notebook.
"""

import re
from collections.abc import Callable
from typing import Any

from autograder.sandbox.frame import ProtocolError

_JSON_TYPE = re.compile(r"application/(.*\+)?json")


Outputs = list[dict[str, Any]]


def read_executed(reply: dict[str, Any], cells: int) -> tuple[Outputs, dict[int, Outputs], float]:
    """Outputs of a cell, of earlier cells that it changed, and processor seconds.

    cells: how many have been executed, this one included.
    Raises: ProtocolError for anything that is not of the form.
    """
    if "unsendable" in reply:
        text = "the outputs of this cell could not be read"
        error = {"output_type": "error", "ename": "OutputRefused", "evalue": text}
        return [{**error, "traceback": [f"OutputRefused: {text}"]}], {}, 0.0
    cpu, revised = reply.get("cpu"), reply.get("revised")
    if type(cpu) is not float or cpu < 0:
        raise ProtocolError("processor time that is none")
    if type(revised) is not list or any(type(r) is not list or len(r) != 2 for r in revised):
        raise ProtocolError("revised outputs that are none")
    if any(type(cell) is not int or not 0 <= cell < cells - 1 for cell, _ in revised):
        raise ProtocolError("revised outputs of a cell that is not an earlier one")
    changed = {cell: checked_outputs(outputs) for cell, outputs in revised}
    return checked_outputs(reply.get("outputs")), changed, cpu


def checked_outputs(value: Any) -> Outputs:
    """The outputs, unchanged.

    Raises: ProtocolError if any is not of nbformat's form.
    """
    if type(value) is not list or not all(map(_is_output, value)):
        raise ProtocolError("outputs that are no outputs")
    return value


def _is_output(value: Any) -> bool:
    if type(value) is not dict:
        return False
    kind = value.get("output_type")
    fields = _FIELDS.get(kind) if type(kind) is str else None
    if fields is None or value.keys() != fields.keys() | {"output_type"}:
        return False
    return all(is_valid(value[name]) for name, is_valid in fields.items())


def _is_text(value: Any) -> bool:
    return type(value) is str


def _is_texts(value: Any) -> bool:
    return type(value) is list and all(map(_is_text, value))


def _is_stream_name(value: Any) -> bool:
    return _is_text(value) and value in ("stdout", "stderr")


def _is_bundle(value: Any) -> bool:
    return type(value) is dict and all(
        _JSON_TYPE.fullmatch(kind) or _is_text(content) or _is_texts(content)
        for kind, content in value.items()
    )


def _is_count(value: Any) -> bool:
    return value is None or (type(value) is int and value >= 0)


def _is_mapping(value: Any) -> bool:
    return type(value) is dict


_RICH: dict[str, Callable[[Any], bool]] = {"data": _is_bundle, "metadata": _is_mapping}
_FIELDS: dict[str, dict[str, Callable[[Any], bool]]] = {
    "stream": {"name": _is_stream_name, "text": _is_text},
    "error": {"ename": _is_text, "evalue": _is_text, "traceback": _is_texts},
    "display_data": _RICH,
    "execute_result": {**_RICH, "execution_count": _is_count},
}
