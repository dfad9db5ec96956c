"""The run stage: a submission's bytes in, executed notebooks and scores out.

It opens no database and no course folder, and it never learns the course's
secret, so that it is the same in a local process and on a cluster's machine.
"""

import socket
import time
import traceback
from typing import Any

from nbformat import NotebookNode
from nbgrader.utils import compute_checksum, determine_grade, is_grade, is_solution, is_task
from traitlets.config import Config
from traitlets.utils.importstring import import_item

from autograder.errors import UserError
from autograder.grade.job import Failure, Graded, GradedNotebook, Job
from autograder.grade.key import AssignmentKey, Tidying
from autograder.grade.text import notebook_text
from autograder.grading.intake import parse_notebook
from autograder.grading.rebuild import rebuild
from autograder.grading.record import record_of
from autograder.grading.runner import run_notebook
from autograder.grading.workers import session_for
from autograder.sandbox.worker import Worker

NO_RESPONSE = "No response."


def run_job(job: Job, key: AssignmentKey, worker: Worker) -> Graded:
    """Grade one submission, notebook after notebook, as far as it can be.

    Nothing raises: what a submission does is its own failure, and an error of the
    grader's is reported as one, so that the others go on.
    """
    started = time.perf_counter()
    done: list[GradedNotebook] = []
    failure = None
    for name in sorted(job.notebooks):
        try:
            done.append(_grade_notebook(job, name, key, worker))
        except UserError as error:
            failure = Failure(str(error), name)
        except Exception as error:  # noqa: BLE001 - reported whole, as the grader's own
            reason = f"{type(error).__name__}: {error}"
            failure = Failure(reason, name, ours=True, trace=traceback.format_exc())
        if failure is not None:
            break
    seconds = time.perf_counter() - started
    return Graded(job.student, tuple(done), failure, seconds, socket.gethostname())


def _grade_notebook(job: Job, name: str, key: AssignmentKey, worker: Worker) -> GradedNotebook:
    submitted = parse_notebook(job.notebooks[name], f"{job.folder}/{name}.ipynb")
    notebook, remarks = rebuild(submitted, key.notebooks[name])
    run = run_notebook(
        notebook,
        lambda: session_for(notebook, worker, key.limits, job.files),
        lambda exercise: job.seeds[name][exercise],
    )
    notebook = tidy(notebook, key.tidying)
    return GradedNotebook(
        name=name,
        scores={_id(cell): _score(cell) for cell in notebook.cells if is_grade(cell)},
        comments={
            _id(cell): _comment(cell)
            for cell in notebook.cells
            if is_solution(cell) or is_task(cell)
        },
        text=notebook_text(notebook),  # last, for it uses the notebook up
        record=record_of(run, sandbox="bubblewrap", remarks=remarks),
        put_right=tuple(remarks),
        stopped=tuple(run.stopped),
    )


def tidy(notebook: NotebookNode, tidying: tuple[Tidying, ...]) -> NotebookNode:
    """The notebook after nbgrader's own preprocessors."""
    resources: dict[str, Any] = {"metadata": {}}
    for one in tidying:
        made = import_item(one.path)
        settings = Config({made.__name__: dict(one.settings)})
        notebook, resources = made(config=settings)(notebook, resources)
    return notebook


def _id(cell: NotebookNode) -> str:
    return str(cell.metadata.nbgrader["grade_id"])


def _score(cell: NotebookNode) -> float | None:
    score, _ = determine_grade(cell)
    return None if score is None else float(score)


def _comment(cell: NotebookNode) -> str | None:
    untouched = cell.metadata.nbgrader.get("checksum") == compute_checksum(cell)
    return NO_RESPONSE if untouched and not is_task(cell) else None
