"""The course that is graded: nbgrader's settings, read through nbgrader's own converter."""

import datetime
import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.errors import UserError
from autograder.grade.key import AssignmentKey
from autograder.grade.submission import Submission, read_files
from autograder.safe_autograde import SafeAutograde

TIMESTAMP = "timestamp.txt"


class GradedCourse:
    """One assignment of a course folder, and where its parts lie.

    converter: nbgrader's, with the course's settings and the command line's.
    """

    def __init__(self, converter: SafeAutograde) -> None:
        self.converter, self.coursedir = converter, converter.coursedir
        self.root = Path(self.coursedir.root)
        self.assignment: str = self.coursedir.assignment_id

    def submissions(self, key: AssignmentKey, names: set[str]) -> Iterator[Submission]:
        """The submissions that the command line asks for, in the order of their folders.

        names: the notebooks to grade, of the assignment's own.
        Raises: NbGraderException if there is none.
        """
        self.converter.init_notebooks()
        excluded = self.coursedir.student_id_exclude.split(",")
        for folder, paths in sorted(self.converter.assignments.items()):
            student = self._student(folder)
            if student not in excluded:
                yield self._submission(student, Path(folder), map(Path, sorted(paths)), key, names)

    @cached_property
    def own_files(self) -> dict[str, bytes]:
        """The assignment's files besides its notebooks, which replace the student's."""
        source = self.coursedir.format_path(self.coursedir.source_directory, ".", self.assignment)
        kept = self.converter.exclude_overwriting.get(self.assignment, [])
        files = read_files(Path(source), self.coursedir.ignore)
        return {name: content for name, content in files.items() if name not in kept}

    def destination(self, student: str) -> Path:
        """The folder of a graded submission."""
        step = self.coursedir.autograded_directory
        return Path(self.coursedir.format_path(step, student, self.assignment))

    @property
    def all_notebooks(self) -> bool:
        """Whether every notebook of a submission is graded, as is usual."""
        return bool(self.coursedir.notebook_id == "*")

    @property
    def file_mode(self) -> int:
        """Permissions of the files of a graded submission."""
        return int(str(self.converter.permissions), 8)

    def run_hook(self, when: str, submission: Submission) -> None:
        """Run the course's own hook, "pre" or "post", as nbgrader does."""
        self.converter.notebooks = [str(path) for path in submission.notebooks.values()]
        getattr(self.converter, f"run_{when}_convert_hook")()

    def _student(self, folder: str) -> str:
        pattern = self.converter._format_source(
            "(?P<assignment>.*)", "(?P<student>.*)", escape=True
        )
        found = re.match(pattern, folder)
        if found is None:
            raise UserError(
                f"{folder} does not lie where c.CourseDirectory.directory_structure says"
            )
        return found["student"]

    def _submission(
        self, student: str, folder: Path, paths: Iterator[Path], key: AssignmentKey, names: set[str]
    ) -> Submission:
        found = {path.stem: path for path in paths}
        return Submission(
            student=student,
            folder=folder,
            notebooks={name: path for name, path in found.items() if name in names},
            missing=tuple(name for name in key.notebooks if not _is_there(folder, name)),
            unknown=tuple(path for name, path in found.items() if name not in key.notebooks),
        )


def read_timestamp(content: bytes | None, path: Path) -> datetime.datetime | None:
    """When a submission was handed in, as `timestamp.txt` says; None if it does not say.

    Raises: UserError if it says something else.
    """
    text = (content or b"").decode("utf-8", "replace").strip()
    if not text:
        return None
    try:
        parsed: datetime.datetime = parse_utc(text)
    except (ValueError, OverflowError) as error:
        raise UserError(
            f"{path}: {text[:60]!r} is no time; write it as 2026-03-01 12:00 UTC"
        ) from error
    return parsed


def _is_there(folder: Path, name: str) -> bool:
    return (folder / f"{name}.ipynb").exists()
