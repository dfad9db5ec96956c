"""One warm sandbox worker for a grading process, started when it is first needed."""

import atexit
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from nbformat import NotebookNode

from autograder.sandbox.figures import may_draw
from autograder.sandbox.limits import Limits
from autograder.sandbox.worker import Session, Worker


@cache
def shared_worker(course: Path) -> Worker:
    """The worker of this process for one course folder; closed when the process ends.

    Raises: SandboxError, which says what is missing, where no sandbox can be had.
    """
    worker = Worker(hide=[course])
    atexit.register(worker.close)
    return worker


@contextmanager
def session_for(
    notebook: NotebookNode, worker: Worker, limits: Limits, files: Mapping[str, bytes]
) -> Iterator[Session]:
    """A fresh session for one notebook, with a submission's files in its folder."""
    sources = (cell.source for cell in notebook.cells)
    modules = (content for name, content in files.items() if name.endswith(".py"))
    with worker.session(limits, figures=may_draw([*sources, *modules])) as session:
        session.setup(files)
        yield session
