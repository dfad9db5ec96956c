"""Opening nbgrader's gradebook so that trouble with it is told before anything is graded."""

from pathlib import Path

import nbgrader
from alembic.config import Config
from alembic.script import ScriptDirectory
from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from sqlalchemy import event, text
from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError

from autograder.errors import UserError

# The formgrader writes a grade in milliseconds; who is in the way for longer is stuck.
_WAIT_SECONDS = 20


def open_gradebook(coursedir: CourseDirectory) -> Gradebook:
    """The course's gradebook.

    Raises: UserError if it cannot be opened, or is of another version of nbgrader.
    """
    try:
        gradebook = Gradebook(coursedir.db_url, coursedir.course_id)
        _wait_for_others(gradebook)
        found = gradebook.db.execute(text("SELECT version_num FROM alembic_version")).scalar()
        gradebook.db.rollback()
    except (SQLAlchemyError, ArgumentError, NoSuchModuleError, ImportError) as error:
        raise UserError(trouble(coursedir.db_url, error)) from error
    if found != (wanted := schema_version()):
        gradebook.close()
        raise UserError(
            f"the gradebook {coursedir.db_url} was made by another version of nbgrader (schema "
            f"{found}; this one has {wanted}). Back it up, then run "
            "`nbgrader db upgrade`."
        )
    return gradebook


def schema_version() -> str | None:
    """The version that this nbgrader's gradebooks have; its own way starts a process to know."""
    config = Config()
    config.set_main_option("script_location", str(Path(nbgrader.__file__).parent / "alembic"))
    return ScriptDirectory.from_config(config).get_current_head()


def trouble(url: str, error: Exception) -> str:
    """What to say of a database that does not do what it should."""
    said = str(getattr(error, "orig", None) or error).strip().splitlines()[0]
    remedy = "See c.CourseDirectory.db_url, or --db."
    if "locked" in said:
        remedy = "Another program holds it: close the formgrader, or wait; then run this again."
    elif "no such column" in said or "no such table" in said:
        remedy = "Back it up, then run `nbgrader db upgrade`."
    elif "full" in said:
        remedy = "Make room on the disk; then run this again."
    elif "readonly" in said or "unable to open" in said:
        remedy = "It, and the folder that it lies in, must be writable for you."
    elif "No module named" in said:
        remedy = "pip install 'backprop-by-hand[postgres]'"
    return f"the gradebook {url}: {said}. {remedy}"


def _wait_for_others(gradebook: Gradebook) -> None:
    """Have SQLite wait for whoever is writing, longer than its own five seconds."""
    if gradebook.engine.dialect.name != "sqlite":
        return

    def be_patient(connection, record):  # type: ignore[no-untyped-def]  # an event of sqlalchemy's
        connection.execute(f"PRAGMA busy_timeout = {_WAIT_SECONDS * 1000}")

    event.listen(gradebook.engine, "connect", be_patient)
    gradebook.db.remove()
    gradebook.engine.dispose()
