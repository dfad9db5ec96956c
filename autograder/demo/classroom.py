"""A course folder with a simulated class in it: release, due date, submissions."""

import shutil
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode
from nbgrader.apps import NbGraderAPI

from autograder.course import CONFIG_NAME, open_course, succeed
from autograder.demo.plan import StudentPlan, plan_class
from autograder.demo.submission import exercises_of, fill_in, points_of
from autograder.errors import UserError

MARKER = ".simulated-class"
DUE = "2026-03-01 12:00:00 UTC"
IN_TIME, TOO_LATE = "2026-02-27 18:00:00 UTC", "2026-03-03 09:30:00 UTC"


@dataclass(frozen=True)
class Classroom:
    """A simulated class of one assignment, in its course folder.

    points: exercise -> points, of the assignment's hidden tests.
    notebooks: notebook name -> the exercises in it.
    """

    root: Path
    assignment: str
    plans: tuple[StudentPlan, ...]
    points: dict[str, float]
    notebooks: dict[str, list[str]]

    def expected_score(self, plan: StudentPlan) -> float:
        """The points that a student should earn from the hidden tests."""
        handed_in = _handed_in(self.notebooks, plan)
        names = [name for notebook in handed_in for name in self.notebooks[notebook]]
        return sum(round(self.points[name] * plan.tasks[name].share(), 2) for name in names)


def prepare_folder(project: Path, root: Path) -> None:
    """A fresh course folder with the project's source notebooks and settings.

    Raises: UserError if the folder holds anything that is not a simulated class,
        so that nobody's course is ever lost; if the project has no source/.
    """
    if not (project / "source").is_dir():
        raise UserError(
            f"{project.resolve()} has no source/ folder; run this in the project's folder"
        )
    if root.exists() and any(root.iterdir()) and not (root / MARKER).exists():
        raise UserError(f"{root} is not empty and no simulated class; give another --course")
    if root.exists():
        shutil.rmtree(root)
    root.mkdir(parents=True)
    (root / MARKER).write_text("Made by `autograder demo`, and made anew by it each time.\n")
    ignore = shutil.ignore_patterns(".ipynb_checkpoints")
    shutil.copytree(project / "source", root / "source", ignore=ignore)
    shutil.copy(project / CONFIG_NAME, root / CONFIG_NAME)


def simulate_class(
    root: Path,
    assignment: str,
    *,
    students: int,
    seed: int,
    done: Callable[[str], object] = lambda student: None,
) -> Classroom:
    """Release an assignment in a prepared folder and hand in a simulated class.

    done: called with each student's id when the submission is written.
    Raises: UserError if there is no such assignment, or nbgrader fails.
    """
    if not (root / "source" / assignment).is_dir():
        there = ", ".join(sorted(path.name for path in (root / "source").iterdir()))
        raise UserError(f"there is no assignment {assignment!r} in source/; there are: {there}")
    api = open_course(root)
    succeed(api.generate_assignment(assignment), f"generating {assignment}")
    _set_due_date(api, assignment)
    releases = _read_releases(root / "release" / assignment)
    names = exercises_of(releases.values())
    plans = tuple(plan_class(names, students, seed))
    _enrol(api, plans)
    for plan in plans:
        hand_in(root, assignment, releases, plan)
        done(plan.student)
    notebooks = {name: exercises_of([notebook]) for name, notebook in releases.items()}
    return Classroom(root, assignment, plans, points_of(releases.values()), notebooks)


def hand_in(
    root: Path, assignment: str, releases: dict[str, NotebookNode], plan: StudentPlan
) -> None:
    """Write one student's submission into submitted/, as the exchange would lay it out."""
    folder = root / "submitted" / plan.student / assignment
    folder.mkdir(parents=True)
    for name in _handed_in(releases, plan):
        notebook = deepcopy(releases[name])
        fill_in(notebook, plan.tasks, writes_prose=plan.kind not in ("untouched", "first half"))
        nbformat.write(notebook, folder / f"{name}.ipynb")
    (folder / "timestamp.txt").write_text(TOO_LATE if plan.late else IN_TIME)


def _handed_in(notebooks: Iterable[str], plan: StudentPlan) -> list[str]:
    """The notebooks that a student hands in; one at least."""
    names = list(notebooks)
    return names[: max(len(names) - plan.leaves_out, 1)]


def _set_due_date(api: NbGraderAPI, assignment: str) -> None:
    with api.gradebook as gradebook:
        gradebook.update_or_create_assignment(assignment, duedate=DUE)


def _enrol(api: NbGraderAPI, plans: Iterable[StudentPlan]) -> None:
    """Give the students names in the gradebook, which the formgrader shows: what they are."""
    with api.gradebook as gradebook:
        for plan in plans:
            gradebook.update_or_create_student(
                plan.student, first_name=plan.kind, last_name="simulated"
            )


def _read_releases(folder: Path) -> dict[str, NotebookNode]:
    """The release notebooks by name, in the order of their titles (1.1, 1.2, ...)."""
    notebooks = [(path.stem, nbformat.read(path, as_version=4)) for path in folder.glob("*.ipynb")]
    return dict(sorted(notebooks, key=lambda pair: pair[1].cells[0].source))
