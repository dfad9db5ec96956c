"""The command itself: nbgrader's flags and settings in, an exit code out."""

import logging
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

from nbgrader.api import Gradebook
from nbgrader.apps.autogradeapp import AutogradeApp
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters.base import NbGraderException
from nbgrader.preprocessors import AssignLatePenalties
from rich.console import Console
from traitlets import Integer, Unicode, default

from autograder import safe_autograde
from autograder.course import put_commands_on_path
from autograder.errors import UserError
from autograder.grade.course import GradedCourse
from autograder.grade.job import Job
from autograder.grade.key import AssignmentKey, read_assignment_key
from autograder.grade.ledger import Ledger
from autograder.grade.local import LocalPool
from autograder.grade.loop import ClassGrading, Interrupt
from autograder.grade.opening import open_gradebook
from autograder.grade.pipeline import has_penalties, read_tidying
from autograder.grade.plan import Planner
from autograder.grade.pool import Pool
from autograder.grade.progress import JsonLines, LiveBar, PlainLines, Watcher, Watchers
from autograder.grade.record import Recorder
from autograder.grade.state import lock_course
from autograder.grade.summary import print_summary
from autograder.grading.record import FOLDER
from autograder.preprocess import NO_EXECUTE, GradeInSandbox
from autograder.safe_autograde import SafeAutograde
from autograder.sandbox import cgroups
from autograder.sandbox.figures import may_draw

INTERRUPTED = 130


class GradeApp(AutogradeApp):
    """`autograder grade`, an application of nbgrader's."""

    name = "autograder-grade"
    description = (
        "autograder grade: a whole class in parallel, in sandboxes, into nbgrader's gradebook. "
        "What is graded and unchanged is left alone, so the same command goes on after a stop."
    )
    examples = """
        autograder grade 1-affine                       what is new or changed
        autograder grade 1-affine --student s017        one student
        autograder grade 1-affine --exercise mse_vjp    one exercise of everybody, again
        autograder grade 1-affine --force               everything, again
        autograder grade 1-affine --scheduler tcp://host:8786
        """

    workers = Integer(0, help="Worker processes on this machine; 0 for one a core.").tag(
        config=True
    )
    scheduler = Unicode(
        "", help="Address of a dask.distributed scheduler, whose workers grade instead."
    ).tag(config=True)
    exercise = Unicode(
        "", help="Grade these exercises again, of everybody, and record no other (a,b,c)."
    ).tag(config=True)
    log_json = Unicode("", help="File to append one JSON object a line to.").tag(config=True)

    flags: ClassVar[dict[str, Any]] = {
        **AutogradeApp.flags,
        "no-execute": (AutogradeApp.flags["no-execute"][0], "Refused: see docs/grading.md."),
    }
    aliases: ClassVar[dict[str, str]] = {
        **AutogradeApp.aliases,
        "workers": "GradeApp.workers",
        "scheduler": "GradeApp.scheduler",
        "exercise": "GradeApp.exercise",
        "log-json": "GradeApp.log_json",
        "sandbox": "GradeInSandbox.sandbox",
    }

    @default("log_level")
    def _log_level_default(self) -> int:
        """nbgrader tells each step of each submission; here the bar and the summary do."""
        return logging.WARNING

    @default("classes")
    def _classes_default(self) -> list[Any]:
        classes: list[Any] = super()._classes_default()
        return [*classes, GradeApp, GradeInSandbox]

    def start(self) -> None:
        """Grade; the exit code is 0 if everything was graded, 1 if something was not."""
        NbGrader.start(self)
        put_commands_on_path()
        try:
            sys.exit(self._grade())
        except UserError as error:
            self.fail("%s", error)
        except NbGraderException:  # which has been logged
            sys.exit(1)

    def _grade(self) -> int:
        self._choose_assignment()
        running = GradeInSandbox(parent=self)
        if not running.enabled:
            raise UserError(NO_EXECUTE)
        if running.sandbox == "none":
            return self._grade_unprotected()
        converter = SafeAutograde(coursedir=self.coursedir, parent=self)
        course = GradedCourse(converter)
        interrupt = Interrupt()
        with (
            interrupt.heard(),
            lock_course(course.root),
            open_gradebook(self.coursedir) as gradebook,
        ):
            grading = self._grade_course(course, gradebook, running, interrupt)
        cgroups.sweep()
        if interrupt.asked:
            self.log.warning("Stopped. What is recorded stays; the same command goes on from here.")
            return INTERRUPTED
        return 1 if any(one.verdict == "failed" for one in grading.outcomes) else 0

    def _grade_course(
        self,
        course: GradedCourse,
        gradebook: Gradebook,
        running: GradeInSandbox,
        interrupt: Interrupt,
    ) -> ClassGrading:
        self._check_assignment(gradebook)
        tidying = read_tidying(course.converter, self.config)
        key = read_assignment_key(gradebook, course.assignment, running.limits(), tidying)
        exercises = self._exercises(key)
        penalties = AssignLatePenalties(parent=self) if has_penalties(course.converter) else None
        create = course.converter.create_student
        ledger = Ledger(gradebook, course.assignment, penalties=penalties, create=create)
        planner = Planner(course, key, ledger, exercises)
        recorder = Recorder(course, key, ledger, planner.cells())
        submissions = list(course.submissions(key, planner.names()))
        for path in (path for one in submissions for path in one.unknown):
            self.log.warning("Skipping unknown notebook: %s", path)
        console = Console()
        with Watchers(self._watchers(console)) as watchers:
            grading = ClassGrading(course, planner, recorder, watchers, interrupt)
            watchers.begin(course.assignment, len(submissions), self._where())
            grading.run(submissions, lambda job: self._open_pool(job, key, course.root))
        print_summary(console, grading.outcomes, self._places(course))
        return grading

    def _choose_assignment(self) -> None:
        """The assignment of the command line, as nbgrader takes it.

        Raises: UserError that says which there are.
        """
        if len(self.extra_args) > 1:
            raise UserError("Only one argument (the assignment id) may be specified")
        if self.extra_args and self.coursedir.assignment_id:
            raise UserError("The assignment cannot both be specified in config and as an argument")
        if self.extra_args:
            self.coursedir.assignment_id = self.extra_args[0]
        if not self.coursedir.assignment_id:
            with open_gradebook(self.coursedir) as gradebook:
                raise UserError(f"which assignment? {_those_of(gradebook)}")

    def _check_assignment(self, gradebook: Gradebook) -> None:
        wanted = self.coursedir.assignment_id
        if wanted not in {one.name for one in gradebook.assignments}:
            raise UserError(
                f"the gradebook knows no assignment {wanted!r}. {_those_of(gradebook)} "
                f"A new one gets in by `nbgrader generate_assignment {wanted}`."
            )

    def _exercises(self, key: AssignmentKey) -> tuple[str, ...]:
        wanted = tuple(name.strip() for name in self.exercise.split(",") if name.strip())
        known = {name for notebook in key.notebooks for name in key.exercises(notebook)}
        unknown = [name for name in wanted if name not in known]
        if unknown:
            raise UserError(
                f"{key.assignment} judges no exercise {', '.join(unknown)}; it judges "
                f"{', '.join(sorted(known)) or 'none'}"
            )
        return wanted

    def _watchers(self, console: Console) -> list[Watcher]:
        shown: Watcher = LiveBar(console) if console.is_terminal else PlainLines(console)
        return [shown, JsonLines(Path(self.log_json))] if self.log_json else [shown]

    def _open_pool(self, first: Job, key: AssignmentKey, root: Path) -> Pool:
        if self.scheduler:
            from autograder.grade.cluster import ClusterPool

            return ClusterPool(self.scheduler, key)
        figures = may_draw(first.notebooks.values())
        return LocalPool(self._processes(), key, hide=[root], figures=figures)

    def _processes(self) -> int:
        return self.workers or len(os.sched_getaffinity(0))

    def _where(self) -> str:
        return f"graded by {self.scheduler}" if self.scheduler else f"{self._processes()} workers"

    def _places(self, course: GradedCourse) -> list[str]:
        records = course.root / FOLDER / course.assignment
        places = [f"Records for you alone: {records}"]
        return [*places, f"Log: {Path(self.log_json).resolve()}"] if self.log_json else places

    def _grade_unprotected(self) -> int:
        """Without a sandbox: nbgrader's own loop, one after the other, with our records."""
        self.log.warning("Without a sandbox submissions are graded one after the other.")
        pipeline = self.config.Autograde
        pipeline.exporter_class = "autograder.preprocess.CarefulExporter"
        pipeline.sanitize_preprocessors = [
            "nbgrader.preprocessors.ClearOutput",
            "autograder.preprocess.RebuildCells",
            "nbgrader.preprocessors.CheckCellMetadata",
        ]
        stock = [str(piece) for piece in SafeAutograde(parent=self).autograde_preprocessors]
        pipeline.autograde_preprocessors = ["autograder.preprocess.GradeInSandbox", *stock[1:]]
        safe_autograde.install()
        SafeAutograde(coursedir=self.coursedir, parent=self).start()
        return 0


def main(argv: Sequence[str]) -> int:
    """Grade a class; 0 if everything was graded, 1 if something was not, 130 after Ctrl-C."""
    try:
        GradeApp.launch_instance(argv=list(argv))
    except KeyboardInterrupt:  # the second one
        return INTERRUPTED
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    finally:
        GradeApp.clear_instance()
    return 0


def _those_of(gradebook: Gradebook) -> str:
    names = sorted(one.name for one in gradebook.assignments)
    return f"There are: {', '.join(names)}." if names else "There is none yet."
