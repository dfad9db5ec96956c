"""Writing what a simulated student planned into a release notebook."""

import re
import textwrap
from collections.abc import Iterable, Mapping

from nbformat import NotebookNode

from autograder.demo.plan import TaskPlan
from utils.exercises import EXERCISES

# The stub that nbgrader leaves in place of a solution, with its indentation.
STUB = re.compile(r"^( *)# YOUR CODE HERE\n\1raise NotImplementedError\(\)", re.MULTILINE)
DERIVATION = (
    "By the chain rule, sum over every path from the parameter to the loss; "
    "the Kronecker delta leaves one term of the inner sum."
)


def exercises_of(notebooks: Iterable[NotebookNode]) -> list[str]:
    """Names of the exercises whose stubs stand in these notebooks, in order."""
    cells = (cell for notebook in notebooks for cell in notebook.cells)
    ids = (cell.metadata.get("nbgrader", {}).get("grade_id") for cell in cells)
    return [grade_id for grade_id in ids if grade_id in EXERCISES]


def points_of(notebooks: Iterable[NotebookNode]) -> dict[str, float]:
    """Points of each exercise's hidden test."""
    points = {}
    for cell in (cell for notebook in notebooks for cell in notebook.cells):
        settings = cell.metadata.get("nbgrader", {})
        grade_id = settings.get("grade_id", "")
        if grade_id.startswith("test-"):
            points[grade_id.removeprefix("test-")] = float(settings["points"])
    return points


def fill_in(release: NotebookNode, tasks: Mapping[str, TaskPlan], *, writes_prose: bool) -> None:
    """Write a student's answers into a release notebook, in place.

    tasks: exercise -> what to write for it.
    writes_prose: answer the manually graded cells too.
    Raises: ValueError if a cell has no stub to fill in.
    """
    for cell in release.cells:
        settings = cell.metadata.get("nbgrader", {})
        name = settings.get("grade_id", "")
        if name in tasks and cell.cell_type == "code":
            cell.source = _filled(cell.source, tasks[name])
        elif settings.get("grade") and settings.get("solution") and writes_prose:
            cell.source = DERIVATION


def _filled(stub: str, task: TaskPlan) -> str:
    if task.body is None:
        return stub
    found = STUB.search(stub)
    if found is None:
        raise ValueError(f"the cell of {task.exercise} holds no stub to fill in")
    return stub[: found.start()] + textwrap.indent(task.body, found[1]) + stub[found.end() :]
