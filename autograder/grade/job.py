"""What goes to a worker for one submission, and what comes back.

A job is made here and trusted. What comes back is JSON text, read into exact
types: a worker may stand on another machine, and nothing of it is unpickled.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Job:
    """One submission.

    notebooks: name -> bytes of the file as it was handed in. files: the others, by
    path relative to the notebooks', as cells will find them. seeds: notebook ->
    exercise -> seed of its drawings; from these nobody can find the course's secret.
    folder: where it was read from, for messages.
    """

    student: str
    folder: str
    notebooks: Mapping[str, bytes]
    files: Mapping[str, bytes]
    seeds: Mapping[str, Mapping[str, bytes]]


@dataclass(frozen=True)
class GradedNotebook:
    """One executed notebook.

    text: the notebook as JSON. scores: graded cell -> points, or None where a person
    has to look. comments: answer's cell -> what nbgrader says of it, or None.
    record: for the instructor. put_right, stopped: remarks on the way.
    """

    name: str
    text: str
    scores: Mapping[str, float | None]
    comments: Mapping[str, str | None]
    record: Mapping[str, Any]
    put_right: tuple[str, ...] = ()
    stopped: tuple[str, ...] = ()


@dataclass(frozen=True)
class Failure:
    """Why a submission was not graded to its end.

    ours: it is the grader's own failure, not the submission's.
    """

    reason: str
    notebook: str = ""
    ours: bool = False
    trace: str = ""


@dataclass(frozen=True)
class Graded:
    """What came of a job: the notebooks that were graded, in order, and why no more were."""

    student: str
    notebooks: tuple[GradedNotebook, ...] = ()
    failure: Failure | None = None
    seconds: float = 0.0
    where: str = field(default="", compare=False)

    def to_bytes(self) -> bytes:
        """As JSON."""
        return json.dumps(vars(self), default=vars).encode()


def read_graded(content: bytes) -> Graded:
    """What `Graded.to_bytes` wrote.

    Raises: ValueError, TypeError or LookupError if it is something else.
    """
    tree = json.loads(content)
    failure = tree["failure"]
    return Graded(
        student=str(tree["student"]),
        notebooks=tuple(_notebook(one) for one in tree["notebooks"]),
        failure=None if failure is None else Failure(**failure),
        seconds=float(tree["seconds"]),
        where=str(tree["where"]),
    )


def _notebook(tree: dict[str, Any]) -> GradedNotebook:
    scores = {
        str(cell): None if score is None else float(score) for cell, score in tree["scores"].items()
    }
    return GradedNotebook(
        name=str(tree["name"]),
        text=str(tree["text"]),
        scores=scores,
        comments=dict(tree["comments"]),
        record=dict(tree["record"]),
        put_right=tuple(tree["put_right"]),
        stopped=tuple(tree["stopped"]),
    )
