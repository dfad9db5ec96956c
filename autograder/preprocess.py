"""nbgrader's preprocessors that grade safely; set in `nbgrader_config.py`.

`RebuildCells` takes the place of `DeduplicateIds`, `OverwriteKernelspec` and
`OverwriteCells`; `GradeInSandbox` that of `Execute`. `nbgrader autograde` and
the Autograde button of the formgrader then run student code in the sandbox and
record the judge's scores, and everything else stays nbgrader's own.
"""

from pathlib import Path
from typing import Any

from nbconvert.exporters import NotebookExporter
from nbformat import NotebookNode
from nbgrader.api import Gradebook
from nbgrader.preprocessors import ClearHiddenTests, Execute, NbGraderPreprocessor
from nbgrader.utils import is_grade, is_locked
from traitlets import Enum, Float, Integer

from autograder.errors import UserError
from autograder.grading.intake import check_folder, read_notebook
from autograder.grading.kernel import check_kernel
from autograder.grading.key import read_key
from autograder.grading.rebuild import rebuild
from autograder.grading.record import record_of, write_record
from autograder.grading.runner import run_notebook
from autograder.grading.secret import course_secret, seed_for
from autograder.grading.workers import session_for, shared_worker
from autograder.sandbox.limits import MIB, Limits

Resources = dict[str, Any]
REMARKS = "autograder_remarks"
NO_EXECUTE = (
    "--no-execute would take the scores from outputs that students handed in; grading refuses it"
)


class CarefulExporter(NotebookExporter):
    """Reads a submitted notebook with caps, where nbconvert would read anything."""

    def from_filename(  # type: ignore[override]  # nbconvert says node where it means text
        self, filename: str, resources: Resources | None = None, **kwargs: Any
    ) -> tuple[str, Resources]:
        path = Path(filename)
        notebook = read_notebook(path)
        resources = self._init_resources(resources)
        resources["metadata"]["name"] = path.stem
        resources["metadata"]["path"] = str(path.parent)
        return self.from_notebook_node(notebook, resources, **kwargs)


class RebuildCells(NbGraderPreprocessor):
    """The student's answers in the gradebook's own notebook."""

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        about = resources["nbgrader"]
        with Gradebook(about["db_url"]) as gradebook:
            key = read_key(gradebook, about["notebook"], about["assignment"])
        check_kernel(key.kernelspec)
        rebuilt, remarks = rebuild(nb, key)
        for remark in remarks:
            self.log.warning("%s / %s: %s", about["student"], about["notebook"], remark)
        rebuilt.metadata[REMARKS] = remarks
        return rebuilt, resources


class GradeInSandbox(Execute):
    """Runs the notebook's cells in the sandbox and has the judge score its hidden tests.

    It takes `Execute`'s settings; of them `timeout`, seconds for one cell, is
    used here, and all with `sandbox` "none".
    """

    sandbox = Enum(
        ["bubblewrap", "none"],
        default_value="bubblewrap",
        help="Where student code runs. With 'none' it runs with your own rights, beside the "
        "gradebook and the solutions, and can give itself any score; this is recorded.",
    ).tag(config=True)
    notebook_seconds = Float(120, help="Time for a whole notebook, in seconds.").tag(config=True)
    cpu_seconds = Integer(150, help="Processor time for a notebook, in seconds.").tag(config=True)
    memory_mib = Integer(1024, help="Memory of a notebook's processes, in MiB.").tag(config=True)
    processes = Integer(64, help="Processes and threads of a notebook.").tag(config=True)
    files_mib = Integer(64, help="What a notebook may write, in MiB.").tag(config=True)
    output_mib = Float(1, help="Output of one cell, in MiB.").tag(config=True)

    def __call__(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        if not self.enabled:
            raise UserError(NO_EXECUTE)
        return self.preprocess(nb, resources)

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        about = resources["nbgrader"]
        remarks = nb.metadata.pop(REMARKS, [])
        root = Path.cwd()  # nbgrader's converters work in the course folder
        if self.sandbox == "none":
            record = {"sandbox": "none", "put_right": remarks}
            nb, resources = self._run_unprotected(nb, resources)
        else:
            record = self._run_in_sandbox(nb, resources, root, remarks)
        write_record(root, about["assignment"], about["student"], about["notebook"], record)
        return nb, resources

    def limits(self) -> Limits:
        """The limits as they are set."""
        return Limits(
            cell_seconds=self.timeout or self.notebook_seconds,
            notebook_seconds=self.notebook_seconds,
            cpu_seconds=self.cpu_seconds,
            memory=self.memory_mib * MIB,
            processes=self.processes,
            files=self.files_mib * MIB,
            output=int(self.output_mib * MIB),
        )

    def _run_in_sandbox(
        self, nb: NotebookNode, resources: Resources, root: Path, remarks: list[str]
    ) -> dict[str, Any]:
        about = resources["nbgrader"]
        labels = (about["assignment"], about["student"], about["notebook"])
        secret = course_secret(root)
        files = _files_beside(Path(resources["metadata"]["path"]))
        worker, limits = shared_worker(root), self.limits()
        run = run_notebook(
            nb,
            lambda: session_for(nb, worker, limits, files),
            lambda exercise: seed_for(secret, *labels, exercise),
        )
        for reason in run.stopped:
            self.log.warning("%s / %s: %s", about["student"], about["notebook"], reason)
        return record_of(run, sandbox="bubblewrap", remarks=remarks)

    def _run_unprotected(
        self, nb: NotebookNode, resources: Resources
    ) -> tuple[NotebookNode, Resources]:
        self.log.warning(
            "GradeInSandbox.sandbox is 'none': student code runs with your rights, and scores can "
            "be forged. This is recorded with the grades."
        )
        executed: tuple[NotebookNode, Resources] = super().preprocess(nb, resources)
        return executed


class HideTests(ClearHiddenTests):
    """Leaves hidden tests out of the pages of feedback; for `c.GenerateFeedback.preprocessors`.

    In cells of the instructor's only: what a student writes in theirs breaks nothing.
    """

    def preprocess(self, nb: NotebookNode, resources: Resources) -> tuple[NotebookNode, Resources]:
        for cell in nb.cells:
            if is_grade(cell) and is_locked(cell):
                self._remove_hidden_test_region(cell)
        return nb, resources


def _files_beside(folder: Path) -> dict[str, bytes]:
    """The assignment's other files, as the notebook's cells will find them."""
    paths = (path for path in check_folder(folder) if path.suffix != ".ipynb")
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}
