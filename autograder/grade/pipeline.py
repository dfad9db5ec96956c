"""What of nbgrader's configured pipeline is done where, and what cannot be.

A course lists its preprocessors in `c.Autograde`. Executing and rebuilding are
the run stage's, saving is the recorder's, and nbgrader's own tidying in between
is done by nbgrader's classes. Anything else was put there for a reason that we
do not know, and leaving it out in silence could change grades: it is refused.
"""

from typing import Any

from nbgrader.converters import Autograde
from traitlets.config import Config

from autograder.errors import UserError
from autograder.grade.key import Tidying

# Metadata is written anew from the gradebook, which is checked once (see `key`).
_REBUILDING = {
    "ClearOutput", "DeduplicateIds", "OverwriteKernelspec", "OverwriteCells", "RebuildCells",
    "CheckCellMetadata",
}  # fmt: skip
_RUNNING = {"Execute", "GradeInSandbox"}
_SAVING = {"SaveAutoGrades", "AssignLatePenalties"}
_TIDYING = {"IgnorePattern", "ClearMetadataPreprocessor", "LimitOutput"}


def read_tidying(autograde: Autograde, config: Config) -> tuple[Tidying, ...]:
    """The preprocessors that follow the run, with their settings.

    Raises: UserError if the course lists one that cannot be done here.
    """
    refuse_unknown(autograde.sanitize_preprocessors, "sanitize_preprocessors", _REBUILDING)
    known = _RUNNING | _SAVING | _TIDYING | {"CheckCellMetadata"}
    refuse_unknown(autograde.autograde_preprocessors, "autograde_preprocessors", known)
    paths = map(_path, autograde.autograde_preprocessors)
    return tuple(
        Tidying(path, dict(config.get(_name(path), {})))
        for path in paths
        if _name(path) in _TIDYING
    )


def refuse_unknown(pieces: list[Any], setting: str, known: set[str]) -> None:
    """Refuse a list that holds what is not known.

    Raises: UserError that names it.
    """
    unknown = [path for path in map(_path, pieces) if _name(path) not in known]
    if unknown:
        raise UserError(
            f"c.Autograde.{setting} lists {', '.join(unknown)}, which `autograder grade` does not "
            "run. `nbgrader autograde` does."
        )


def has_penalties(autograde: Autograde) -> bool:
    """Whether late penalties are assigned in this course."""
    return "AssignLatePenalties" in map(_name, map(_path, autograde.autograde_preprocessors))


def _path(piece: Any) -> str:
    return piece if isinstance(piece, str) else f"{piece.__module__}.{piece.__name__}"


def _name(path: str) -> str:
    return path.rpartition(".")[2]
