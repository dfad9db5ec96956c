"""The one writer: a graded submission into nbgrader's gradebook, in one transaction.

The rows are those that nbgrader's `SaveAutoGrades`, `AssignLatePenalties` and
`Autograde.init_assignment` would write, a commit for each cell; here a submission
is there whole or not at all. Manual grades and comments are never touched.

nbgrader's tables have no index for "all rows of this student", only one that
begins with the cell or the notebook; so each query here names those too. Without,
each submission would look at the rows of all that came before it.
"""

import contextlib
import datetime
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from types import SimpleNamespace
from typing import Any

from nbgrader.api import (
    Comment,
    Grade,
    Gradebook,
    Notebook,
    Student,
    SubmittedAssignment,
    SubmittedNotebook,
    new_uuid,
)  # fmt: skip
from nbgrader.preprocessors import AssignLatePenalties
from sqlalchemy import ColumnElement, Table, bindparam, func, insert, select, update

from autograder.errors import UserError
from autograder.grade.job import GradedNotebook

_ASSIGNMENTS: Table = SubmittedAssignment.__table__
_NOTEBOOKS: Table = SubmittedNotebook.__table__
_GRADES: Table = Grade.__table__
_COMMENTS: Table = Comment.__table__
Row = dict[str, Any]


@dataclass(frozen=True)
class _Cells:
    """A notebook of the assignment. graded, commented: cell name -> id of its row."""

    notebook: str
    graded: Mapping[str, str]
    commented: Mapping[str, str]


@dataclass(frozen=True)
class Recorded:
    """What a submission came to. late: seconds after the due date, which is due, in words."""

    points: float
    needs_person: bool
    late: float
    due: str
    penalty: float


class Ledger:
    """An open gradebook, of which one assignment is graded.

    penalties: nbgrader's preprocessor with the course's plugin, or None where the
    course assigns no penalties. create: whether unknown students are enrolled.
    """

    def __init__(
        self,
        gradebook: Gradebook,
        assignment: str,
        *,
        penalties: AssignLatePenalties | None,
        create: bool = True,
    ) -> None:
        self._gradebook, self._create = gradebook, create
        self._penalties = penalties
        if penalties is not None:
            penalties.init_plugin()
        self._db = gradebook.db
        entry = gradebook.find_assignment(assignment)
        self._assignment: str = entry.id
        self._due: datetime.datetime | None = entry.duedate
        self._cells = {notebook.name: _cells(notebook) for notebook in entry.notebooks}
        self._db.commit()

    def due_dates(self) -> dict[str, str]:
        """Student -> the date that counts for them, of every submission that is on record."""
        rows = self._db.execute(
            select(_ASSIGNMENTS.c.student_id, _ASSIGNMENTS.c.extension).where(
                _ASSIGNMENTS.c.assignment_id == self._assignment
            )
        ).all()
        self._db.rollback()
        return {student: str(self._due_with(extension)) for student, extension in rows}

    def record(
        self,
        student: str,
        timestamp: datetime.datetime | None,
        graded: Collection[GradedNotebook],
        missing: Collection[str],
        only: Collection[str] = (),
    ) -> Recorded:
        """Record a submission, all of it or nothing.

        missing: notebooks that were not handed in; they score 0. only: the graded cells
        to write, all of them if there are none.
        Raises: UserError if the gradebook knows no such student and none is to be made,
            or lacks a cell; sqlalchemy's errors.
        """
        with self._transaction():
            self._enrol(student)
            entry = self._submission(student, timestamp)
            rows = self._notebook_rows(entry["id"])
            for name in missing:
                self._zero(name, rows[name])
            for one in graded:
                self._save(one, rows[one.name], only)
            late = self._seconds_late(entry)
            if self._penalties is not None:
                for one in graded:
                    self._penalise(student, one.name, rows[one.name], late)
            return self._sum_up(entry, rows, late)

    @contextlib.contextmanager
    def _transaction(self) -> Iterator[None]:
        try:
            yield
            self._db.commit()
        except BaseException:
            self._db.rollback()
            raise

    def _enrol(self, student: str) -> None:
        known = select(Student.id).where(Student.id == student)
        if self._db.execute(known).first() is None:
            if not self._create:
                raise UserError(f"No student with ID '{student}' exists in the database")
            self._db.execute(insert(Student.__table__).values(id=student))

    def _submission(self, student: str, timestamp: datetime.datetime | None) -> Row:
        """The submission's row, made with all that belongs to it if there is none."""
        here = (_ASSIGNMENTS.c.assignment_id == self._assignment) & (
            _ASSIGNMENTS.c.student_id == student
        )
        found = self._db.execute(select(_ASSIGNMENTS).where(here)).mappings().first()
        if found is None:
            row: Row = {
                "id": new_uuid(), "assignment_id": self._assignment, "student_id": student,
                "timestamp": timestamp, "extension": None,
            }  # fmt: skip
            self._db.execute(insert(_ASSIGNMENTS).values(**row))
            self._make_notebooks(row["id"])
            return row
        row = dict(found)
        if timestamp is not None:
            row["timestamp"] = timestamp
            self._db.execute(update(_ASSIGNMENTS).where(here).values(timestamp=timestamp))
        return row

    def _make_notebooks(self, submission: str) -> None:
        notebooks, grades, comments = [], [], []
        for cells in self._cells.values():
            row = new_uuid()
            notebooks.append(
                {"id": row, "assignment_id": submission, "notebook_id": cells.notebook}
            )
            grades += [{"cell_id": cell, "notebook_id": row} for cell in cells.graded.values()]
            comments += [{"cell_id": cell, "notebook_id": row} for cell in cells.commented.values()]
        for table, rows in ((_NOTEBOOKS, notebooks), (_GRADES, grades), (_COMMENTS, comments)):
            if rows:
                self._db.execute(insert(table), rows)

    def _notebook_rows(self, submission: str) -> dict[str, str]:
        """Notebook -> id of the student's row."""
        names = {cells.notebook: name for name, cells in self._cells.items()}
        here = _NOTEBOOKS.c.notebook_id.in_(list(names)) & (
            _NOTEBOOKS.c.assignment_id == submission
        )
        rows = self._db.execute(select(_NOTEBOOKS.c.notebook_id, _NOTEBOOKS.c.id).where(here))
        return {names[notebook]: row for notebook, row in rows}

    def _zero(self, name: str, notebook: str) -> None:
        change = update(_GRADES).where(self._grades({name: notebook}))
        self._db.execute(change.values(auto_score=0, needs_manual_grade=False))

    def _grades(self, notebooks: Mapping[str, str]) -> ColumnElement[bool]:
        """Where a student's grades stand. notebooks: name -> id of the student's row."""
        cells = [cell for name in notebooks for cell in self._cells[name].graded.values()]
        return _GRADES.c.cell_id.in_(cells) & _GRADES.c.notebook_id.in_(list(notebooks.values()))

    def _save(self, graded: GradedNotebook, notebook: str, only: Collection[str]) -> None:
        chosen = {cell for cell in graded.scores if not only or cell in only}
        known = self._rows(_GRADES, self._cells[graded.name].graded, notebook)
        grades = []
        for cell in chosen:
            row, score = _known(known, cell, graded.name), graded.scores[cell]
            by_hand = row["manual_score"] is not None or score is None
            grades.append({"row": row["id"], "score": score, "by_hand": by_hand})
        if grades:
            change = update(_GRADES).where(_GRADES.c.id == bindparam("row"))
            values: Row = {
                "auto_score": bindparam("score"),
                "needs_manual_grade": bindparam("by_hand"),
            }
            self._db.execute(change.values(values), grades)
        known = self._rows(_COMMENTS, self._cells[graded.name].commented, notebook)
        comments = [
            {"row": _known(known, cell, graded.name)["id"], "comment": comment}
            for cell, comment in graded.comments.items()
            if not only
        ]
        if comments:
            change = update(_COMMENTS).where(_COMMENTS.c.id == bindparam("row"))
            self._db.execute(change.values(auto_comment=bindparam("comment")), comments)

    def _rows(self, table: Table, cells: Mapping[str, str], notebook: str) -> dict[str, Row]:
        """Cell name -> row, of one student's notebook. cells: name -> id."""
        names = {cell: name for name, cell in cells.items()}
        here = table.c.cell_id.in_(list(names)) & (table.c.notebook_id == notebook)
        rows = self._db.execute(select(table).where(here)).mappings()
        return {names[row["cell_id"]]: dict(row) for row in rows}

    def _seconds_late(self, entry: Row) -> float:
        due = self._due_with(entry["extension"])
        if due is None or entry["timestamp"] is None:
            return 0.0
        late: float = (entry["timestamp"] - due).total_seconds()
        return max(0.0, late)

    def _due_with(self, extension: datetime.timedelta | None) -> datetime.datetime | None:
        if self._due is None or extension is None:
            return self._due
        return self._due + extension

    def _penalise(self, student: str, name: str, notebook: str, late: float) -> None:
        penalty = None
        if late > 0 and self._penalties is not None:
            score = self._points(self._grades({name: notebook}))
            penalty = self._penalties.plugin_inst.late_submission_penalty(student, score, late)
            if penalty is not None:
                whose = SimpleNamespace(score=score)
                penalty = self._penalties._check_late_penalty(whose, penalty)
        change = update(_NOTEBOOKS).where(_NOTEBOOKS.c.id == notebook)
        self._db.execute(change.values(late_submission_penalty=penalty))

    def _points(self, where: ColumnElement[bool]) -> float:
        total = select(func.coalesce(func.sum(Grade.score), 0.0)).where(where)
        return float(self._db.execute(total).scalar())

    def _sum_up(self, entry: Row, notebooks: Mapping[str, str], late: float) -> Recorded:
        here = self._grades(notebooks)
        by_hand = select(func.count()).where(here & _GRADES.c.needs_manual_grade)
        penalty = select(func.coalesce(func.sum(_NOTEBOOKS.c.late_submission_penalty), 0.0))
        penalty = penalty.where(_NOTEBOOKS.c.id.in_(list(notebooks.values())))
        return Recorded(
            points=self._points(here),
            needs_person=bool(self._db.execute(by_hand).scalar()),
            late=late,
            due=str(self._due_with(entry["extension"])),
            penalty=float(self._db.execute(penalty).scalar() or 0.0),
        )


def _cells(notebook: Notebook) -> _Cells:
    by_hand = {cell.name: cell.id for cell in notebook.task_cells}
    return _Cells(
        notebook.id,
        {**{cell.name: cell.id for cell in notebook.grade_cells}, **by_hand},
        {**{cell.name: cell.id for cell in notebook.solution_cells}, **by_hand},
    )


def _known(rows: Mapping[str, Row], cell: str, notebook: str) -> Row:
    try:
        return rows[cell]
    except KeyError as error:
        raise UserError(
            f"the gradebook holds no {cell} of {notebook} for this student, who was graded before "
            "the assignment got that cell. Remove this student's submission from the gradebook "
            "(`nbgrader db` or the formgrader) and grade it again."
        ) from error
