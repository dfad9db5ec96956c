"""The record stage: what came of a job into gradebook, folders and records, in this order.

Each step can be done again, and the last alone says that all are done; see the package.
"""

from collections.abc import Collection
from pathlib import Path

from autograder.errors import UserError
from autograder.grade import filing
from autograder.grade.course import TIMESTAMP, GradedCourse, read_timestamp
from autograder.grade.job import Failure, Graded
from autograder.grade.key import AssignmentKey
from autograder.grade.ledger import Ledger, Recorded
from autograder.grade.outcome import Outcome, named_mistakes
from autograder.grade.plan import Task
from autograder.grade.state import State, read_state, state_path, write_state
from autograder.grading.record import write_record

NOTHING_KNOWN = "No notebooks found, did you forget to run 'nbgrader generate_assignment'?"


class Recorder:
    """Records one submission after the other. cells: those to record; none means all."""

    def __init__(
        self, course: GradedCourse, key: AssignmentKey, ledger: Ledger, cells: Collection[str]
    ) -> None:
        self._course, self._key, self._ledger = course, key, ledger
        self._cells = cells
        self._of = sum(
            cell.points or 0.0 for notebook in key.notebooks.values() for cell in notebook.cells
        )

    def refuse(self, student: str, reason: str) -> Outcome:
        """A submission that was not even opened: what was graded of an earlier one goes."""
        filing.clear(self._course.destination(student))
        self._state(student).unlink(missing_ok=True)
        return Outcome(student, "failed", reason=reason)

    def record(self, task: Task, graded: Graded) -> Outcome:
        """Record what came of a job.

        Raises: OSError, sqlalchemy's errors: then nothing of it counts, and the next run does it.
        """
        student = task.submission.student
        failure = graded.failure or _nothing_known(task)
        before = read_state(self._state(student))
        write_state(self._state(student), State())
        try:
            recorded = self._write(task, graded, keep=failure is None)
        except UserError as error:
            return self.refuse(student, str(error))
        if failure is not None:
            return self.refuse(student, _in_words(failure))
        self._write_records(student, graded)
        self._mark(student, task, recorded, before)
        self._course.run_hook("post", task.submission)
        return Outcome(
            student, "graded", recorded.points, self._of, graded.seconds, recorded.penalty,
            recorded.late, recorded.needs_person,
            stopped=tuple(why for one in graded.notebooks for why in one.stopped),
            mistakes=named_mistakes(graded),
        )  # fmt: skip

    def _mark(self, student: str, task: Task, recorded: Recorded, before: State | None) -> None:
        """Say that all is done. After one exercise the rest is as old as it was before."""
        path, earlier = self._state(student), before or State()
        if self._cells:
            write_state(path, earlier)
        else:
            kept = self._is_part() and earlier.due == recorded.due
            others = earlier.hashes if kept else {}
            write_state(path, State({**others, **task.hashes}, recorded.due, whole=True))

    def _write(self, task: Task, graded: Graded, *, keep: bool) -> Recorded:
        """Files and gradebook. keep: the files are wanted, because all went well."""
        student = task.submission.student
        destination = self._course.destination(student)
        timestamp = read_timestamp(
            task.content.files.get(TIMESTAMP), task.submission.folder / TIMESTAMP
        )
        files = dict(task.content.files)
        files.update({f"{one.name}.ipynb": one.text.encode() for one in graded.notebooks})
        staged = None
        if keep:
            mode = self._course.file_mode
            staged = filing.stage(destination, files, keep=self._is_part(), mode=mode)
        # As nbgrader: where nothing of the assignment is there, nothing is zeroed either.
        whole = task.content.notebooks and not self._cells
        missing = task.submission.missing if whole else ()
        try:
            recorded = self._ledger.record(
                student, timestamp, graded.notebooks, missing, self._cells
            )
        except BaseException:
            if staged is not None:
                filing.clear(staged)
            raise
        if staged is not None:
            if self._course.coursedir.groupshared:
                filing.share_with_group(staged)
            filing.put_in_place(staged, destination)
        return recorded

    def _write_records(self, student: str, graded: Graded) -> None:
        for one in graded.notebooks:
            write_record(self._course.root, self._course.assignment, student, one.name, one.record)

    def _is_part(self) -> bool:
        return bool(self._cells) or not self._course.all_notebooks

    def _state(self, student: str) -> Path:
        return state_path(self._course.root, self._course.assignment, student)


def _nothing_known(task: Task) -> Failure | None:
    """What is wrong with a submission that holds no notebook of the assignment."""
    return None if task.content.notebooks else Failure(NOTHING_KNOWN)


def _in_words(failure: Failure) -> str:
    """The reason; one that is the submission's own names the file already."""
    if not failure.ours:
        return failure.reason
    where = f"{failure.notebook}: " if failure.notebook else ""
    return f"{where}the grader failed, not the submission: {failure.reason}"
