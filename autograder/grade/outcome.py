"""What became of one submission, for the people who watch and read."""

from dataclasses import dataclass
from typing import Literal

from autograder.grade.job import Graded


@dataclass(frozen=True)
class Outcome:
    """One submission's end.

    of: what the assignment is worth. seconds: of the run. penalty: points taken for
    being late. reason: why it failed. stopped: why sandboxes were ended before their
    time. mistakes: (exercise, named mistake), once each.
    """

    student: str
    verdict: Literal["graded", "unchanged", "failed"]
    points: float = 0.0
    of: float = 0.0
    seconds: float = 0.0
    penalty: float = 0.0
    late: float = 0.0
    needs_person: bool = False
    reason: str = ""
    stopped: tuple[str, ...] = ()
    mistakes: tuple[tuple[str, str], ...] = ()


def named_mistakes(graded: Graded) -> tuple[tuple[str, str], ...]:
    """The mistakes that the judge has named in a submission."""
    found = {
        (judged["exercise"], part["reason"]): None
        for notebook in graded.notebooks
        for judged in notebook.record.get("judged", ())
        for part in judged["parts"]
        if part["named_mistake"]
    }
    return tuple(found)
