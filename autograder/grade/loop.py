"""The loop that drives the three stages, and that two Ctrl-C end."""

import contextlib
import signal
from collections.abc import Callable, Iterator, Sequence
from types import FrameType

from sqlalchemy.exc import SQLAlchemyError

from autograder.errors import UserError
from autograder.grade import filing
from autograder.grade.course import GradedCourse
from autograder.grade.job import Graded, Job
from autograder.grade.opening import trouble
from autograder.grade.outcome import Outcome
from autograder.grade.plan import Planner, Task
from autograder.grade.pool import Pool
from autograder.grade.progress import Watchers
from autograder.grade.record import Recorder
from autograder.grade.submission import Submission

# How long to wait before looking at the clock and at Ctrl-C again.
_LOOK_SECONDS = 0.2


class Interrupt:
    """Whether Ctrl-C was pressed: the first time it is noted, the second time it strikes."""

    def __init__(self) -> None:
        self.asked = False

    @contextlib.contextmanager
    def heard(self) -> Iterator["Interrupt"]:
        """Listen to SIGINT and SIGTERM within a block."""
        before = {one: signal.signal(one, self._note) for one in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield self
        finally:
            for one, handler in before.items():
                signal.signal(one, handler)

    def _note(self, number: int, frame: FrameType | None) -> None:
        if self.asked:
            raise KeyboardInterrupt
        self.asked = True


class ClassGrading:
    """Grades the submissions of a course. outcomes: one for each that came to its end."""

    def __init__(
        self,
        course: GradedCourse,
        planner: Planner,
        recorder: Recorder,
        watcher: Watchers,
        interrupt: Interrupt,
    ) -> None:
        self._course, self._planner, self._recorder = course, planner, recorder
        self._watcher, self._interrupt = watcher, interrupt
        self._tasks: dict[str, Task] = {}
        self._tried_again: set[str] = set()
        self.outcomes: list[Outcome] = []

    def run(self, submissions: Sequence[Submission], open_pool: Callable[[Job], Pool]) -> None:
        """Grade them all, or as many as there is time for until Ctrl-C.

        open_pool: called with the job of the first submission that turns out to need grading.
        Raises: UserError for trouble that would meet every submission alike.
        """
        pool: Pool | None = None
        try:
            for submission in submissions:
                if self._interrupt.asked:
                    return
                task = self._prepare(submission)
                if task is not None:
                    job = self._planner.job(task)
                    pool = pool or open_pool(job)
                    self._submit(task, job, pool)
            while pool is not None and self._tasks and not self._interrupt.asked:
                self._collect(pool)
        finally:
            if pool is not None:
                pool.close()

    def _prepare(self, submission: Submission) -> Task | None:
        student = submission.student
        try:
            filing.sweep(self._course.destination(student))
            task = self._planner.prepare(submission)
        except OSError as error:  # what was graded of it before stays
            self._done(Outcome(student, "failed", reason=str(error)))
            return None
        except UserError as error:
            self._done(self._recorder.refuse(student, str(error)))
            return None
        if task is None:
            self._done(Outcome(student, "unchanged"))
        return task

    def _submit(self, task: Task, job: Job, pool: Pool) -> None:
        self._tasks[task.submission.student] = task
        pool.submit(job)
        while not pool.has_room() and not self._interrupt.asked:
            self._collect(pool)

    def _collect(self, pool: Pool) -> None:
        for graded in pool.collect(_LOOK_SECONDS):
            if not self._try_again(graded, pool):
                self._record(graded)
        self._watcher.tick(pool.running())

    def _try_again(self, graded: Graded, pool: Pool) -> bool:
        """Once more where the grader failed: its worker may have been somebody's victim."""
        failure = graded.failure
        if failure is None or not failure.ours or graded.student in self._tried_again:
            return False
        self._tried_again.add(graded.student)
        pool.submit(self._planner.job(self._tasks[graded.student]))
        return True

    def _record(self, graded: Graded) -> None:
        task = self._tasks.pop(graded.student)
        try:
            outcome = self._recorder.record(task, graded)
        except SQLAlchemyError as error:
            raise UserError(trouble(self._course.coursedir.db_url, error)) from error
        except OSError as error:
            raise UserError(
                f"{error.filename or self._course.root}: {error.strerror}. What was recorded is "
                "kept; mend this, and the same command goes on where it stopped."
            ) from error
        self._done(outcome)

    def _done(self, outcome: Outcome) -> None:
        self.outcomes.append(outcome)
        self._watcher.done(outcome)
