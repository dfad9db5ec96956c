"""A notebook's file, byte for byte as nbformat writes it, in a third of the time.

nbformat first copies the whole notebook, and Python's quick encoder of JSON writes
no indented text. The rest is nbformat's own: the check against the schema, what is
split into lines, what is left out.
"""

import json
from collections.abc import Iterable
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient


def notebook_text(notebook: NotebookNode) -> str:
    """What nbconvert's exporter would put into the file.

    notebook: nbformat 4; used up, for its texts are lists of lines afterwards.
    Raises: nbformat.ValidationError if it is none, which is an error of the grader's
        own, because what came out of the sandbox was checked there.
    """
    nbformat.validate(notebook)
    return indented(strip_transient(split_lines(notebook))) + "\n"


def indented(value: Any, level: int = 0) -> str:
    """As `json.dumps` with indent=1, sorted keys and every character as it is.

    value: plain data; keys are texts.
    """
    if isinstance(value, dict) and value:
        items = (f"{_scalar(key)}: {indented(value[key], level + 1)}" for key in sorted(value))
        return _block("{", items, level, "}")
    if isinstance(value, (list, tuple)) and value:
        return _block("[", (indented(item, level + 1) for item in value), level, "]")
    return _scalar(value)


def _block(start: str, items: Iterable[str], level: int, end: str) -> str:
    line = "\n" + " " * (level + 1)
    return f"{start}{line}{f',{line}'.join(items)}\n{' ' * level}{end}"


# Also for what is empty.
_scalar = json.JSONEncoder(ensure_ascii=False).encode
