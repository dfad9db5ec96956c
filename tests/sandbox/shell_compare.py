"""What two recordings of a notebook must have in common: everything but times and names of places.

Each pattern here is a difference that is allowed, so there are few of them, and
`test_shell_compare` shows that nothing else gets through.
"""

import copy
import re
from pathlib import Path
from typing import Any

Output = dict[str, Any]

_UNIT = "[mnu\N{MICRO SIGN}\N{GREEK SMALL LETTER MU}]?s"
NEUTRAL = [
    # a cell's file: ipykernel names it by process id and hash, the shell by number
    (re.compile(r"(/tmp/ipykernel_\d+/)?\b\d+\.py\b|(/tmp/notebook/)?\bcell_\d+\.py\b"), "<cell>"),
    # an address in memory
    (re.compile(r"\b0x[0-9a-f]{6,}"), "<address>"),
    # %time and %timeit
    (re.compile(r"CPU times: .*"), "<times>"),
    (re.compile(r"Wall time: .*"), "<times>"),
    # the letter of "micro" is a sign of its own or the Greek letter, as IPython's release has it
    (re.compile(rf"[\d.]+ {_UNIT} ± [\d.]+ {_UNIT} per loop"), "<times>"),
]
_ANSI = re.compile(r"\x1b\[[0-9;]*m")
_FRAME = re.compile(r"File \S*/(ipykernel|autograder/sandbox)/\w+\.py:\d+")
_VIEW = "application/vnd.jupyter.widget-view+json"


def neutral(outputs: list[Output], folder: Path) -> list[Output]:
    """Outputs without what may differ.

    folder: where the notebook ran.
    """
    kept: list[Output] = []
    for output in copy.deepcopy(outputs):
        last = kept[-1] if kept else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            last["text"] += output["text"]
        elif not _is_stray(output):
            kept.append(_without_machinery(output))
    return [_neutral(output, str(folder)) for output in kept]


def _is_stray(output: Output) -> bool:
    """nbgrader adds an error of this name when all that failed was a formatter."""
    return output["output_type"] == "error" and output["ename"] == "NoneType"


def _without_machinery(output: Output) -> Output:
    """A traceback without the kernel's own frames, and with repeated frames once.

    How often a frame is repeated at the end of a recursion depends on how deep
    the kernel's own stack was.
    """
    if output["output_type"] == "error":
        lines = [line for line in output["traceback"] if not _FRAME.match(_ANSI.sub("", line))]
        output["traceback"] = [
            line for line, before in zip(lines, [None, *lines], strict=False) if line != before
        ]
    return output


def _neutral(value: Any, folder: str) -> Any:
    if isinstance(value, str):
        value = value.replace(folder, "<folder>")
        for pattern, replacement in NEUTRAL:
            value = pattern.sub(replacement, value)
        return value
    if isinstance(value, list):
        return [_neutral(item, folder) for item in value]
    if isinstance(value, dict):
        if _VIEW in value:
            value = {**value, _VIEW: {**value[_VIEW], "model_id": "<model>"}}
        return {key: _neutral(item, folder) for key, item in value.items()}
    return value
