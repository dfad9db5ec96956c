"""What a place to run jobs in offers, wherever its workers are."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

from autograder.grade.job import Failure, Graded, Job


@dataclass(frozen=True)
class Running:
    """A job under way, for the progress display. seconds: since it was handed over."""

    student: str
    seconds: float


class Pool(Protocol):
    """Workers that grade. workers: how many."""

    workers: int

    def has_room(self) -> bool:
        """Whether another job would be started, or be next to start."""

    def submit(self, job: Job) -> None:
        """Hand over a job."""

    def collect(self, seconds: float) -> list[Graded]:
        """What is finished, waited for as long as that at most."""

    def running(self) -> Sequence[Running]:
        """Jobs under way."""

    def close(self) -> None:
        """End everything at once; what is under way is lost and can be done again."""


def lost(student: str, why: str) -> Graded:
    """The outcome of a job whose worker died under it."""
    return Graded(student, failure=Failure(why, ours=True))
