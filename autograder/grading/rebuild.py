"""The notebook that is graded is ours: rebuilt from the key, with the student's answers in it.

Locked and graded cells are written anew from the key, whole: source, type,
metadata, no tags. Missing ones are added back, duplicates dropped, and known
cells stand in the key's order. Of the student's own the sources of answers and
of added cells are kept, and nothing else.
"""

import json
import re
from collections.abc import Iterable
from typing import Any

from nbformat import NotebookNode
from nbformat.v4 import nbformat, nbformat_minor

from autograder.grading.key import KeyCell, NotebookKey

_TYPES = ("code", "markdown", "raw")
_CELL_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")
MISSING = "This cell (id: {grade_id}) was missing from the submission and was added back."


def rebuild(submitted: NotebookNode, key: NotebookKey) -> tuple[NotebookNode, list[str]]:
    """The notebook to grade, and a line for each thing that was put right.

    submitted: what the student handed in, in nbformat 4; left unchanged.
    """
    answers, free, remarks = _sort_out(submitted.cells, key)
    cells = [*free.get("", ())]
    for known in key.cells:
        cell = _known_cell(known, answers.get(known.grade_id))
        if cell is None:
            remarks.append(f"{known.grade_id}: missing")
        else:
            if known.grade_id not in answers:
                remarks.append(f"{known.grade_id}: missing, added back")
            cells.append(cell)
        cells.extend(free.get(known.grade_id, ()))
    metadata = {"language_info": {"name": "python"}}
    if kernelspec := json.loads(key.kernelspec):
        metadata["kernelspec"] = kernelspec
    return _new_notebook(_with_unique_ids(cells), metadata), remarks


def _sort_out(
    cells: Iterable[NotebookNode], key: NotebookKey
) -> tuple[dict[str, NotebookNode], dict[str, list[NotebookNode]], list[str]]:
    """Known cells by id (the last of each counts), free cells by the known cell before them."""
    cells = list(cells)
    last = {_grade_id(cell): position for position, cell in enumerate(cells)}
    answers: dict[str, NotebookNode] = {}
    free: dict[str, list[NotebookNode]] = {}
    remarks: list[str] = []
    before = ""
    for position, cell in enumerate(cells):
        known = key.find(_grade_id(cell))
        if known is None:
            free.setdefault(before, []).append(_free_cell(cell))
        elif position == last[known.grade_id]:
            answers[known.grade_id] = cell
            before = known.grade_id
        else:
            remarks.append(f"{known.grade_id}: more than once, the last one counts")
            if known.solution:  # what it defines may still be needed
                free.setdefault(before, []).append(_free_cell(cell))
    return answers, free, remarks


def _known_cell(known: KeyCell, submitted: NotebookNode | None) -> NotebookNode | None:
    """A cell of the key, with the student's source where the student was to write.

    Returns: None for an answer that is missing and not graded itself: putting
        its stub back could undo a definition that the student moved elsewhere.
    """
    if known.locked:
        source = known.source
    elif submitted is not None:
        source = submitted.source
    elif known.graded or known.task:
        note = MISSING.format(grade_id=known.grade_id)
        source = (
            f"# {note}\n{known.source}"
            if known.cell_type == "code"
            else f"{note}\n\n{known.source}"
        )
    else:
        return None
    cell = _new_cell(known.cell_type, source)
    cell.metadata["nbgrader"] = known.metadata()
    cell.metadata["deletable"] = False
    if known.locked:
        cell.metadata["editable"] = False
    return cell


def _free_cell(cell: NotebookNode) -> NotebookNode:
    return _new_cell(cell.cell_type if cell.cell_type in _TYPES else "raw", cell.source)


def _new_notebook(cells: list[NotebookNode], metadata: dict[str, Any]) -> NotebookNode:
    """As nbformat's own maker makes it, without its check; it is checked when it is written."""
    return NotebookNode(
        nbformat=nbformat, nbformat_minor=nbformat_minor, metadata=metadata, cells=cells
    )


def _new_cell(kind: str, source: str) -> NotebookNode:
    """An empty cell. nbformat's own makers check each against the schema, a millisecond a cell."""
    cell = NotebookNode(cell_type=kind, metadata=NotebookNode(), source=source)
    if kind == "code":
        cell.update(execution_count=None, outputs=[])
    return cell


def _grade_id(cell: NotebookNode) -> str:
    settings = cell.metadata.get("nbgrader", {})
    grade_id = settings.get("grade_id", "") if isinstance(settings, dict) else ""
    return grade_id if isinstance(grade_id, str) else ""


def _with_unique_ids(cells: list[NotebookNode]) -> list[NotebookNode]:
    """Known cells by their names, so that links lead there; the others by their places.

    Nothing depends on the student's ids: the same submission gives the same file.
    """
    taken = {_grade_id(cell) for cell in cells}
    for position, cell in enumerate(cells):
        place = f"cell-{position}"
        while place in taken:
            place += "-"
        known = _grade_id(cell)
        cell["id"] = known if _CELL_ID.fullmatch(known) else place
    return cells
