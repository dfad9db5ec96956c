"""The ledger's queries find their rows by an index, so that a class may be of any size."""

import datetime
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from nbgrader.api import Grade, Gradebook
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import event, select

from autograder.grade.job import GradedNotebook
from autograder.grade.ledger import Ledger
from tests.grade.classes import make_class

ASSIGNMENT = "1-affine"
# Tables with rows for each submission.
SCAN = re.compile(r"SCAN (grade|comment|submitted_notebook|submitted_assignment)\b")
LATE = datetime.datetime(2031, 1, 1)


@pytest.fixture(scope="module")
def gradebook(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Gradebook]:
    root = make_class(tmp_path_factory.mktemp("ledger") / "course", ASSIGNMENT, students=1)
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as opened:
        opened.update_or_create_assignment(ASSIGNMENT, duedate=datetime.datetime(2030, 1, 1))
        yield opened


class Plans:
    """What SQLite means to do for each statement that runs meanwhile."""

    def __init__(self, gradebook: Gradebook) -> None:
        self._engine = gradebook.engine
        self._asked: list[tuple[str, Any]] = []

    @contextmanager
    def listening(self) -> Iterator[None]:
        event.listen(self._engine, "before_cursor_execute", self._hear)
        try:
            yield
        finally:
            event.remove(self._engine, "before_cursor_execute", self._hear)

    def lines(self) -> list[str]:
        with self._engine.connect() as connection:
            return [
                f"{row[-1]}: {statement}"
                for statement, values in self._asked
                for row in connection.exec_driver_sql(f"EXPLAIN QUERY PLAN {statement}", values)
            ]

    def _hear(
        self, connection: Any, cursor: Any, statement: str, values: Any, context: Any, many: bool
    ) -> None:
        self._asked.append((statement, values[0] if many else values))


def graded(gradebook: Gradebook, name: str) -> GradedNotebook:
    """A notebook of which everything earned a point."""
    notebook = gradebook.find_notebook(name, ASSIGNMENT)
    scores = {cell.name: 1.0 for cell in notebook.grade_cells}
    comments = dict.fromkeys((cell.name for cell in notebook.solution_cells), "No response.")
    return GradedNotebook(name, "{}", scores, comments, {})


def test_no_query_looks_at_the_rows_of_the_whole_class(gradebook: Gradebook) -> None:
    ledger = Ledger(gradebook, ASSIGNMENT, penalties=AssignLatePenalties())
    notebooks = [graded(gradebook, name) for name in ("scalar", "vectorized")]
    points = sum(len(notebook.scores) for notebook in notebooks)
    plans = Plans(gradebook)
    with plans.listening():
        for _ in range(2):
            recorded = ledger.record("s901", LATE, notebooks, missing=["batched"])
    assert recorded.points == points
    lines = plans.lines()
    assert any(line.startswith("SEARCH grade") for line in lines)
    assert [line for line in lines if SCAN.match(line)] == []


def test_a_query_that_does_would_be_seen(gradebook: Gradebook) -> None:
    plans = Plans(gradebook)
    with plans.listening():
        gradebook.db.execute(select(Grade.id).where(Grade.notebook_id == "x")).all()
        gradebook.db.rollback()
    assert [line for line in plans.lines() if SCAN.match(line)]
