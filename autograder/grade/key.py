"""What the run stage has to know of an assignment, and all that it gets to know.

Plain data, sent to each worker once. It holds the hidden tests: it goes to
machines that the instructor trusts, and never into a sandbox.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.metadata import version
from typing import Any

from nbformat.v4 import new_notebook
from nbgrader.api import Gradebook
from nbgrader.nbgraderformat import ValidationError
from nbgrader.preprocessors import CheckCellMetadata

from autograder.errors import UserError
from autograder.grading.judged_cells import judge_calls
from autograder.grading.kernel import check_kernel
from autograder.grading.key import NotebookKey, read_key
from autograder.grading.rebuild import rebuild
from autograder.sandbox.limits import Limits


@dataclass(frozen=True)
class Tidying:
    """One of nbgrader's preprocessors that follows the run.

    path: its class, importable. settings: its section of the configuration.
    """

    path: str
    settings: Mapping[str, Any]


@dataclass(frozen=True)
class AssignmentKey:
    """One assignment. notebooks: by name. tidying: in the order in which it is done."""

    assignment: str
    notebooks: Mapping[str, NotebookKey]
    limits: Limits
    tidying: tuple[Tidying, ...]

    def exercises(self, notebook: str) -> dict[str, list[str]]:
        """Exercise -> ids of the cells that judge it, of one notebook."""
        judged: dict[str, list[str]] = {}
        for cell in self.notebooks[notebook].cells:
            for call in judge_calls(cell.source) if cell.graded and not cell.solution else ():
                judged.setdefault(call.exercise, []).append(cell.grade_id)
        return judged

    def fingerprint(self, notebook: str) -> bytes:
        """Changes with everything here that could change the grading of a notebook."""
        parts = [
            version("backprop-by-hand"),
            repr(self.notebooks.get(notebook)),
            repr(sorted(asdict(self.limits).items())),
            repr([(one.path, sorted(one.settings.items(), key=str)) for one in self.tidying]),
        ]
        return hashlib.sha256("\0".join(parts).encode()).digest()


def read_assignment_key(
    gradebook: Gradebook, assignment: str, limits: Limits, tidying: tuple[Tidying, ...]
) -> AssignmentKey:
    """The key of an assignment, from the gradebook.

    Raises: nbgrader.api.MissingEntry if there is no such assignment; UserError for a
        notebook of another language or a malformed hidden test, before anything is graded.
    """
    names = [notebook.name for notebook in gradebook.find_assignment(assignment).notebooks]
    keys = {name: read_key(gradebook, name, assignment) for name in names}
    for one in keys.values():
        check_kernel(one.kernelspec)
        _check_metadata(one)
    key = AssignmentKey(assignment, keys, limits, tidying)
    for name in names:
        key.exercises(name)
    return key


def _check_metadata(key: NotebookKey) -> None:
    """What nbgrader would check of every notebook, which all get these cells."""
    rebuilt, _ = rebuild(new_notebook(), key)
    try:
        CheckCellMetadata().preprocess(rebuilt, {})
    except ValidationError as error:
        raise UserError(
            f"{key.notebook}: the gradebook's cells are not as nbgrader wants them: {error}"
        ) from error
