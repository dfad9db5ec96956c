"""A course folder as nbgrader sees it, for commands that use nbgrader from within Python."""

import logging
import os
import sysconfig
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from nbgrader.apps import NbGraderAPI
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config
from traitlets.config.loader import PyFileConfigLoader

from autograder.errors import UserError

CONFIG_NAME = "nbgrader_config.py"


def open_course(root: Path) -> NbGraderAPI:
    """nbgrader's API for one course folder, with that folder's settings.

    Raises: UserError if there is no course there.
    """
    path = root / CONFIG_NAME
    if not path.is_file():
        raise UserError(
            f"{root} is no course folder: it has no {CONFIG_NAME}. Copy the project's there."
        )
    put_commands_on_path()
    config = Config(PyFileConfigLoader(CONFIG_NAME, path=str(root)).load_config())
    config.CourseDirectory.root = str(root.resolve())
    return NbGraderAPI(CourseDirectory(config=config), config=config)


def put_commands_on_path() -> None:
    """nbgrader calls `alembic` by its bare name; it stands beside the Python that runs us."""
    folder = sysconfig.get_path("scripts")
    path = os.environ.get("PATH", "")
    if folder not in path.split(os.pathsep):
        os.environ["PATH"] = os.pathsep.join([folder, path])


@contextmanager
def quiet_nbgrader() -> Iterator[None]:
    """Hold back what nbgrader and SQLAlchemy say on the way; failures come back as results."""
    logger = logging.getLogger("traitlets")
    handlers, propagate = logger.handlers, logger.propagate
    # Not by level: what nbgrader logs is what a failed result has to say.
    logger.handlers, logger.propagate = [logging.NullHandler()], False
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            yield
        finally:
            logger.handlers, logger.propagate = handlers, propagate


def succeed(result: dict[str, object], what: str) -> None:
    """Raise if one of nbgrader's steps failed.

    result: what the API returned. what: the step, for the message.
    Raises: UserError with the last lines of nbgrader's log.
    """
    if not result["success"]:
        log = str(result.get("log") or result.get("error", "")).strip().splitlines()
        raise UserError("\n".join([f"{what} failed; nbgrader said:", *log[-12:]]))
