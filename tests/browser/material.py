"""Notebooks as they are handed out and as students leave them: untouched, half done, solved."""

from collections.abc import Iterable
from copy import deepcopy
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.catalogue import PAGES
from autograder.catalogue.mistake import Mistake, compile_function
from autograder.demo.plan import TaskPlan
from autograder.demo.submission import exercises_of, fill_in
from tests.browser.lab import PROJECT
from utils import exercises
from utils.feedback import examine

SHELF = next(PROJECT / name for name in ("release", "source") if (PROJECT / name).is_dir())
# "1-affine/scalar.ipynb" and so on.
NOTEBOOKS = sorted(path.relative_to(SHELF).as_posix() for path in SHELF.glob("*/*.ipynb"))


def read(path: Path) -> NotebookNode:
    return nbformat.read(path, as_version=4)


def solved(release: NotebookNode, names: Iterable[str] | None = None) -> NotebookNode:
    """The notebook with right answers to these tasks; default: to all."""
    chosen = exercises_of([release]) if names is None else names
    return _answered(release, {name: _right(name) for name in chosen})


def with_mistake(release: NotebookNode, name: str, mistake: Mistake) -> NotebookNode:
    """The notebook with all tasks right but one."""
    plan = TaskPlan(name, PAGES[name].body(mistake), frozenset(mistake.wrong), mistake.name)
    rest = {other: _right(other) for other in exercises_of([release])}
    return _answered(release, {**rest, name: plan})


def _right(name: str) -> TaskPlan:
    return TaskPlan(name, PAGES[name].body(), frozenset(), "right")


def _answered(release: NotebookNode, plans: dict[str, TaskPlan]) -> NotebookNode:
    notebook = deepcopy(release)
    fill_in(notebook, plans, writes_prose=True)
    return notebook


def first_task(release: NotebookNode) -> str:
    """The first task of a notebook."""
    return exercises_of([release])[0]


def cell_of(notebook: NotebookNode, name: str) -> str:
    """The text of a cell."""
    return str(next(cell.source for cell in notebook.cells if cell.id == name))


def mistake_called(name: str, mistake: str) -> Mistake:
    """One of the known mistakes in a task."""
    return next(known for known in PAGES[name].mistakes if known.name == mistake)


def telling_mistake(name: str) -> tuple[Mistake, str]:
    """A known mistake in a task, and what its visible check says of it."""
    for mistake in PAGES[name].mistakes:
        body = PAGES[name].body(mistake)
        report = examine(name, compile_function(exercises.get(name), body))
        if not report.passed:
            return mistake, report.headline
    raise LookupError(f"no known mistake of {name} fails its visible check")
