"""nbgrader's `Autograde`, refusing what must not even be copied.

nbgrader copies a submission's files before any preprocessor sees them, and
follows links while it does: a link to the gradebook, or to /dev/zero, is
copied too. There is no setting for that, so `install`, called from
`nbgrader_config.py`, puts this subclass where nbgrader looks for its own.
"""

from pathlib import Path

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.converters
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException

from autograder.errors import UserError
from autograder.grading.intake import check_folder
from autograder.grading.workers import shared_worker
from autograder.preprocess import GradeInSandbox
from autograder.sandbox.errors import SandboxError


class SafeAutograde(Autograde):
    """Checks the whole folder of a submission before anything in it is opened."""

    def start(self) -> None:
        """Grade; where no sandbox can be had, refuse before the first submission is touched."""
        if self._needs_sandbox():
            try:
                shared_worker(Path(self.coursedir.root).resolve())
            except (SandboxError, UserError) as error:
                self.log.error(
                    "Nothing was graded: student code needs a sandbox, and none can be had (%s). "
                    "`autograder doctor` says what is missing. To grade without one, at your own "
                    "risk: --GradeInSandbox.sandbox=none",
                    error,
                )
                raise NbGraderException(str(error)) from error
        super().start()

    def _needs_sandbox(self) -> bool:
        used = any("GradeInSandbox" in str(piece) for piece in self.autograde_preprocessors)
        return used and GradeInSandbox(parent=self).sandbox == "bubblewrap"

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        check_folder(Path(self._format_source(assignment_id, student_id)))
        super().init_assignment(assignment_id, student_id)


def install() -> None:
    """Let `nbgrader autograde` and the formgrader use `SafeAutograde`."""
    for module in (nbgrader.converters, nbgrader.apps.autogradeapp, nbgrader.apps.api):
        module.Autograde = SafeAutograde
