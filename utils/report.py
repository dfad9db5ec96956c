"""The small table under a task: one row for each gradient, a tick or a cross, a sentence.

Shown by the visible checks and by the judge. A report displays itself as HTML
in a notebook and as plain text everywhere else; it never holds an expected
value.
"""

from dataclasses import dataclass
from html import escape

import numpy as np

from utils.exercises.exercise import Part
from utils.gradcheck import relative_difference, same_shape
from utils.results import Result

OK, NOT_OK = "✓", "✗"


@dataclass(frozen=True)
class Row:
    """One gradient: its name, then what the headings say, and whether it is right."""

    cells: tuple[str, ...]
    passed: bool

    @property
    def marked(self) -> tuple[str, ...]:
        return (*self.cells, OK if self.passed else NOT_OK)


# JupyterLab puts space around a table and its cells; nbgrader's pages do not.
_TABLE = 'style="margin-bottom:12px"'
_CELL = 'style="text-align:left;padding:2px 16px 2px 0"'
HEADINGS = ("part", "your shape", "expected", "largest relative difference")


@dataclass(frozen=True)
class Report:
    """A table, its headline, and the sentences that say where to look."""

    exercise: str
    headline: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    passed: bool = False
    headings: tuple[str, ...] = HEADINGS

    def __repr__(self) -> str:
        lines = [f"{OK if self.passed else NOT_OK} {self.exercise}: {self.headline}"]
        table = [(*self.headings, ""), *(row.marked for row in self.rows)] if self.rows else []
        widths = [max(map(len, column)) for column in zip(*table, strict=True)]
        for line in table:
            padded = (cell.ljust(width) for cell, width in zip(line, widths, strict=True))
            lines.append("  " + "  ".join(padded).rstrip())
        return "\n".join([*lines, *(f"  {note}" for note in self.notes)])

    def _repr_html_(self) -> str:
        """HTML that takes its colours from the theme, so that it reads in light and dark."""
        mark = _mark(self.passed)
        head = f"<p>{mark} <code>{escape(self.exercise)}</code>: {_with_code(self.headline)}</p>"
        notes = "".join(f"<p>{_with_code(note)}</p>" for note in self.notes)
        return f'<div role="status">{head}{self._table()}{notes}</div>'

    def _table(self) -> str:
        if not self.rows:
            return ""
        names = (*self.headings, "")
        head = "".join(f'<th scope="col" {_CELL}>{name}</th>' for name in names)
        body = "".join(_html_row(row) for row in self.rows)
        return f"<table {_TABLE}><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>"


def shape_text(part: Part, result: Result | None) -> str:
    """The shape of a result in words: "(4, 3)", "a number", "5 arrays", "True", or "-"."""
    if isinstance(result, bool):
        return str(result)
    if isinstance(result, list):
        numbers = bool(result) and all(array.ndim == 0 for array in result)
        return f"{len(result)} {'number' if numbers else 'array'}{'s' * (len(result) != 1)}"
    shape = getattr(result, "shape", None)
    if shape is None:
        return "-"
    return "a number" if shape == () else str(shape)


def comparable_difference(got: Result | None, expected: Result) -> float | None:
    """The largest relative difference, without a unit; None where the shapes do not match."""
    for value in (got, expected):
        if not isinstance(value, np.ndarray | list):
            return None
    return relative_difference(got, expected) if same_shape(got, expected) else None  # type: ignore[arg-type]


def difference_text(difference: float | None) -> str:
    """A largest relative difference to two digits, or "-"."""
    return "-" if difference is None else f"{difference:.1e}"


def _html_row(row: Row) -> str:
    part, *middle = row.cells
    cells = [f"<code>{escape(part)}</code>", *map(escape, middle), _mark(row.passed)]
    return "<tr>" + "".join(f"<td {_CELL}>{cell}</td>" for cell in cells) + "</tr>"


def _mark(passed: bool) -> str:
    colour, text, label = (
        ("var(--jp-success-color1, #2e7d32)", OK, "passed")
        if passed
        else ("var(--jp-error-color1, #c62828)", NOT_OK, "not passed")
    )
    return f'<b style="color:{colour}" role="img" aria-label="{label}">{text}</b>'


def _with_code(note: str) -> str:
    """Text in backticks as code; all else escaped."""
    pieces = escape(note).split("`")
    return "".join(
        f"<code>{piece}</code>" if position % 2 else piece for position, piece in enumerate(pieces)
    )
