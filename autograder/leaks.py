"""What must never reach a student, looked for in what is about to be handed out.

Used by `autograder bundle`, which refuses to hand out anything that is found
here, and by the tests of release/ and of the bundle. It knows the solutions of
source/ line by line; it does not know a solution written in other words.
"""

import re
from collections.abc import Iterable, Mapping
from pathlib import Path

import nbformat
from nbformat import NotebookNode

MARKERS = (
    "BEGIN SOLUTION",
    "END SOLUTION",
    "HIDDEN TESTS",
    "MARK SCHEME",
    "autograder",
    "utils.reference",
    "utils/reference",
)
# Shorter lines, and those that return names alone, are written anywhere and give nothing away.
SHORTEST = 8
_TRIVIAL = re.compile(r"return \w+(, \w+)*")
_REGION = re.compile(
    r"^ *### BEGIN (SOLUTION|HIDDEN TESTS|MARK SCHEME)$.*?^ *### END \1$", re.MULTILINE | re.DOTALL
)


def find_leaks(files: Mapping[str, bytes], answers: Iterable[str]) -> list[str]:
    """Where something stands that gives an answer away, one line for each find.

    files: path -> content, as they would be handed out.
    answers: the lines of `answer_lines`.
    Returns: "path: what", in order; empty if there is nothing to find.
    """
    secret = frozenset(answers)
    found = []
    for name, content in sorted(files.items()):
        text = _readable(name, content)
        whole = f"{name}\n{text}"
        found += [f"{name}: {marker!r}" for marker in MARKERS if marker in whole]
        found += [f"{name}: solution line {line!r}" for line in _lines(text) if line in secret]
    return found


def answer_lines(source: Path) -> frozenset[str]:
    """The lines of the source notebooks that stand in solutions and hidden tests only.

    source: the folder source/. A line that is also written where a student can
        see it, such as a docstring's or a demonstration's, is no secret.
    """
    secret: set[str] = set()
    shown: set[str] = set()
    for path in sorted(source.rglob("*.ipynb")):
        for cell in nbformat.read(path, as_version=4).cells:
            hidden, visible = _split(cell)
            secret.update(_lines(hidden))
            shown.update(_lines(visible))
    return frozenset(line for line in secret - shown if _is_telling(line))


def _is_telling(line: str) -> bool:
    return len(line) >= SHORTEST and not _TRIVIAL.fullmatch(line)


def _split(cell: NotebookNode) -> tuple[str, str]:
    """The part of a source cell that the release leaves out, and the part that it keeps."""
    regions = "\n".join(match[0] for match in _REGION.finditer(cell.source))
    settings = cell.metadata.get("nbgrader", {})
    if settings.get("solution") and "BEGIN SOLUTION" not in regions:
        return cell.source, ""  # nbgrader puts its stub in place of the whole cell
    return regions, _REGION.sub("", cell.source)


def _readable(name: str, content: bytes) -> str:
    """The text of a file: a notebook's cells one after the other, anything else as it is."""
    text = content.decode("utf-8", errors="replace")
    if not name.endswith(".ipynb"):
        return text
    return "\n".join(cell.source for cell in nbformat.reads(text, as_version=4).cells)


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines()]
