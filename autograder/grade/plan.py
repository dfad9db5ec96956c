"""The plan stage: whether a submission has to be graded, and the job that does it."""

from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from autograder.grade.course import TIMESTAMP, GradedCourse, read_timestamp
from autograder.grade.job import Job
from autograder.grade.key import AssignmentKey
from autograder.grade.ledger import Ledger
from autograder.grade.state import State, read_state, state_path
from autograder.grade.submission import Content, Submission, read_content
from autograder.grading.secret import course_secret, seed_for


@dataclass(frozen=True)
class Task:
    """A submission that has to be graded, with all that was read of it.

    hashes: notebook -> hash of what is graded now.
    """

    submission: Submission
    content: Content
    hashes: dict[str, str]


class Planner:
    """Decides submission by submission.

    exercises: those to grade again, whatever was graded before; all if there are none.
    """

    def __init__(
        self, course: GradedCourse, key: AssignmentKey, ledger: Ledger, exercises: Collection[str]
    ) -> None:
        self._course, self._key, self._ledger = course, key, ledger
        self._exercises = exercises
        self._due = ledger.due_dates()
        self._secret = course_secret(course.root)

    def names(self) -> set[str]:
        """The notebooks to look at."""
        judged = {name: self._key.exercises(name) for name in self._key.notebooks}
        if not self._exercises:
            return set(judged)
        return {name for name, there in judged.items() if set(there) & set(self._exercises)}

    def cells(self) -> set[str]:
        """The graded cells to record; none means all."""
        judged = [self._key.exercises(name) for name in self._key.notebooks]
        return {cell for there in judged for one in self._exercises for cell in there.get(one, ())}

    def prepare(self, submission: Submission) -> Task | None:
        """What has to be graded, or None if it is graded and unchanged.

        Raises: RefusedSubmission, which names the file and the reason.
        """
        task = self._read(submission)
        if not self._has_to_be_graded(task):
            return None
        if self._course.converter.pre_convert_hook:
            self._course.run_hook("pre", submission)
            task = self._read(submission)
        return task

    def job(self, task: Task) -> Job:
        """What goes to the run stage."""
        student = task.submission.student
        labels = self._course.assignment, student
        seeds = {
            name: {
                exercise: seed_for(self._secret, *labels, name, exercise)
                for exercise in self._key.exercises(name)
            }
            for name in task.content.notebooks
        }
        folder = str(task.submission.folder)
        return Job(student, folder, task.content.notebooks, task.content.files, seeds)

    def _read(self, submission: Submission) -> Task:
        content = read_content(submission, self._course.own_files, self._course.coursedir.ignore)
        return Task(submission, content, content.hashes(self._key, submission.missing))

    def _has_to_be_graded(self, task: Task) -> bool:
        if self._course.converter.force or self._exercises:
            return True
        student = task.submission.student
        there = self._course.destination(student)
        if not self._is_there(there, task) or student not in self._due:
            return True
        state = read_state(state_path(self._course.root, self._course.assignment, student))
        if state is None:  # nbgrader graded it, and by nbgrader's rule it is left alone
            return _is_newer(task.content.files.get(TIMESTAMP), there / TIMESTAMP)
        return not self._is_unchanged(task, state)

    def _is_there(self, folder: Path, task: Task) -> bool:
        """As nbgrader asks: the folder, or each of the notebooks that are asked for."""
        if self._course.all_notebooks:
            return folder.is_dir()
        return all((folder / f"{name}.ipynb").exists() for name in task.content.notebooks)

    def _is_unchanged(self, task: Task, state: State) -> bool:
        same = all(state.hashes.get(name) == found for name, found in task.hashes.items())
        return state.whole and same and state.due == self._due[task.submission.student]


def _is_newer(submitted: bytes | None, graded: Path) -> bool:
    new = read_timestamp(submitted, graded)
    old = read_timestamp(graded.read_bytes(), graded) if graded.exists() else None
    return new is not None and old is not None and new > old
