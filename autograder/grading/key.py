"""The answer key of a notebook: what the gradebook knows of its cells.

Plain data, so that grading needs no database and can happen anywhere. It holds
the hidden tests and is never given to a sandbox.
"""

from dataclasses import dataclass

from nbgrader.api import Gradebook


@dataclass(frozen=True)
class KeyCell:
    """One cell that nbgrader manages, as it was when the assignment was generated.

    points: what a graded cell is worth; None where it is not graded.
    """

    grade_id: str
    cell_type: str
    source: str
    checksum: str
    locked: bool
    solution: bool
    task: bool
    points: float | None

    @property
    def graded(self) -> bool:
        return self.points is not None and not self.task

    def metadata(self) -> dict[str, object]:
        """The cell's nbgrader metadata, whole."""
        settings: dict[str, object] = {
            "schema_version": 3,
            "cell_type": self.cell_type,
            "grade": self.graded,
            "grade_id": self.grade_id,
            "locked": self.locked,
            "solution": self.solution,
            "task": self.task,
            "checksum": self.checksum,
        }
        return settings if self.points is None else {**settings, "points": self.points}


@dataclass(frozen=True)
class NotebookKey:
    """One notebook of an assignment. cells: in the order of the notebook.

    kernelspec: JSON text of the released notebook's kernelspec.
    """

    notebook: str
    cells: tuple[KeyCell, ...]
    kernelspec: str

    def find(self, grade_id: str) -> KeyCell | None:
        """The cell of that id, or None."""
        return next((cell for cell in self.cells if cell.grade_id == grade_id), None)


def read_key(gradebook: Gradebook, notebook: str, assignment: str) -> NotebookKey:
    """The key of one notebook, from the gradebook.

    Raises: nbgrader.api.MissingEntry if the gradebook does not know the notebook.
    """
    entry = gradebook.find_notebook(notebook, assignment)
    points = {cell.name: float(cell.max_score) for cell in [*entry.grade_cells, *entry.task_cells]}
    solutions = {cell.name for cell in entry.solution_cells}
    tasks = {cell.name for cell in entry.task_cells}
    cells = tuple(
        KeyCell(
            grade_id=cell.name,
            cell_type=cell.cell_type,
            source=cell.source or "",
            checksum=cell.checksum or "",
            locked=bool(cell.locked),
            solution=cell.name in solutions,
            task=cell.name in tasks,
            points=points.get(cell.name),
        )
        for cell in entry.source_cells
    )
    return NotebookKey(notebook, cells, entry.kernelspec or "{}")
