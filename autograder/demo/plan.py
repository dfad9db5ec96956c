"""What each simulated student does with each task. Pure data, drawn from a seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from autograder.catalogue import PAGES, Mistake
from autograder.catalogue.mistake import Page
from utils import exercises

RAISES = "raise ValueError('the shapes did not fit')"
WARNS = "np.array([1.0]) / np.array([0.0])"


@dataclass(frozen=True)
class TaskPlan:
    """What one student writes for one exercise.

    body: the function's body, or None where the stub stays as it is.
    spoiled: the parts that this loses; all of them where nothing comes back.
    note: the style, the mistake's name, or what else was done.
    """

    exercise: str
    body: str | None
    spoiled: frozenset[str]
    note: str

    def share(self) -> float:
        """Share of the exercise's points that this should earn."""
        parts = PAGES[self.exercise].right
        return 1 - len(self.spoiled) / len(parts)


@dataclass(frozen=True)
class StudentPlan:
    """One simulated student.

    student: an id such as "s001". kind: one of KINDS.
    tasks: exercise -> what they write. late: submitted after the due date.
    leaves_out: how many of the assignment's notebooks, from the end, are not handed
        in; the first always is.
    """

    student: str
    kind: str
    tasks: dict[str, TaskPlan]
    late: bool = False
    leaves_out: int = 0


KINDS = (
    "right",
    "one slip",
    "mistakes",
    "untouched",
    "late",
    "first half",
    "warnings",
    "raises",
    "syntax error",
    "one notebook short",
)


def plan_class(names: Sequence[str], students: int, seed: int) -> Iterator[StudentPlan]:
    """One plan for each student; the first ten show every kind once.

    names: the exercises, in the order in which the notebooks have them.
    """
    for number in range(students):
        rng = np.random.default_rng([seed, number])
        kind = KINDS[number] if number < len(KINDS) else str(rng.choice(KINDS))
        yield plan_student(f"s{number + 1:03d}", kind, names, rng)


def plan_student(
    student: str, kind: str, names: Sequence[str], rng: np.random.Generator
) -> StudentPlan:
    """One student of a kind. Raises: ValueError if there is no such kind."""
    if kind not in KINDS:
        raise ValueError(f"there is no kind of student {kind!r}; there are: {', '.join(KINDS)}")
    chosen = str(rng.choice(list(names)))
    half = set(names[: (len(names) + 1) // 2])
    tasks = {name: _task(kind, name, name == chosen, name in half, rng) for name in names}
    return StudentPlan(student, kind, tasks, kind == "late", int(kind == "one notebook short"))


def _task(
    kind: str, name: str, chosen: bool, first_half: bool, rng: np.random.Generator
) -> TaskPlan:
    everything = frozenset(PAGES[name].right)
    right = _right(name, rng)
    if kind == "untouched" or (kind == "first half" and not first_half):
        return TaskPlan(name, None, everything, "not attempted")
    # Where silence is part of the task, a warning would be a mistake.
    if kind == "warnings" and not exercises.get(name).silent:
        return TaskPlan(name, f"{WARNS}\n{right.body}", frozenset(), "right, with a warning")
    if kind == "mistakes" and rng.random() < 0.5:
        return _mistaken(name, rng)
    if not chosen:
        return right
    if kind == "one slip":
        return _mistaken(name, rng)
    if kind == "raises":
        return TaskPlan(name, RAISES, everything, "raises")
    if kind == "syntax error":
        return TaskPlan(name, "return (", everything, "syntax error")
    return right


def _right(name: str, rng: np.random.Generator) -> TaskPlan:
    page = PAGES[name]
    styles = {"plain": page.body(), **page.equivalents}
    style = str(rng.choice(list(styles)))
    return TaskPlan(name, styles[style], frozenset(), style)


def _mistaken(name: str, rng: np.random.Generator) -> TaskPlan:
    page = PAGES[name]
    mistake = page.mistakes[int(rng.integers(len(page.mistakes)))]
    return TaskPlan(name, page.body(mistake), lost_parts(page, mistake), mistake.name)


def lost_parts(page: Page, mistake: Mistake) -> frozenset[str]:
    """The parts that earn nothing with this mistake: those it spoils, and verdicts on those."""
    spoiled = mistake.spoils(page)
    parts = exercises.get(page.exercise).parts
    return spoiled | {part.name for part in parts if part.verdict_on in spoiled}
