"""Running one rebuilt notebook in the sandbox, and judging it.

All cells run in order. Where a hidden test of the judge's stands, nothing of it
enters the sandbox: the student's function as it is at that place is put aside
under another name. When every cell has run, the judge asks those functions for
its drawings and compares outside. No student code gets to print after that, so
nothing can carry an input out; and the score that nbgrader will read is written
here, by the judge, and by nothing that came out of the sandbox.
"""

from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import Any, Protocol

from nbformat import NotebookNode
from nbgrader.utils import is_grade, is_solution

from autograder.errors import UserError
from autograder.fixtures import draw_fixtures
from autograder.grading.judged_cells import JudgeCall, judge_calls
from autograder.grading.outputs import fail_the_rest, number, score_outputs, within_points
from autograder.judge import Judgement, judge_answers
from autograder.sandbox.session import Usage
from utils import exercises
from utils.answers import Answer
from utils.exercises import Exercise, Fixture
from utils.results import Misfit

# A function that ends its sandbox loses its own points; the others are asked in
# a new one. A notebook that does so again and again is left at that.
SESSIONS = 3


class ExecutedCell(Protocol):
    """What came of one cell, as nbformat outputs."""

    @property
    def outputs(self) -> list[dict[str, Any]]: ...


class Session(Protocol):
    """One student's process in the sandbox, from the runner's side.

    stopped: why it was ended before its time, or "".
    usage: processor seconds and bytes of memory, known once it is closed.
    """

    stopped: str
    usage: Usage

    def execute(self, source: str) -> ExecutedCell: ...
    def ask(
        self, exercise: Exercise, fixtures: Sequence[Fixture], function: str
    ) -> list[Answer]: ...


OpenSession = Callable[[], AbstractContextManager[Session]]
SeedOf = Callable[[str], bytes]


@dataclass
class JudgedCall:
    """One judge call of one hidden test, as the instructor should know it.

    place: number of its cell among the code cells. name: under which the
    student's function was put aside. judgement: None until it is judged.
    """

    grade_id: str
    call: JudgeCall
    place: int
    name: str
    seed: bytes
    judgement: Judgement | None = None

    @property
    def points(self) -> float:
        return self.judgement.points(self.call.points) if self.judgement else 0.0


@dataclass
class NotebookRun:
    """What was found of an executed notebook.

    judged: every judge call. plain: ids of graded cells whose score comes from
        the student's own process and is therefore not tamper-proof.
    stopped: why a sandbox was ended before its time, in the order in which it
        happened. usage: of each session.
    """

    judged: list[JudgedCall] = field(default_factory=list)
    plain: list[str] = field(default_factory=list)
    stopped: list[str] = field(default_factory=list)
    usage: list[Usage] = field(default_factory=list)


def run_notebook(notebook: NotebookNode, open_session: OpenSession, seed_of: SeedOf) -> NotebookRun:
    """Run a rebuilt notebook and write outputs and scores into it, in place.

    open_session: a new sandbox with the student's files in it, each time.
    seed_of: exercise -> seed of its drawings.
    Raises: UserError if a hidden test is malformed, and whatever the sandbox or
        the judge raise of their own; never for anything that a student did.
    """
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    run = NotebookRun()
    sources = _what_to_execute(cells, seed_of, run)
    with open_session() as session:
        done = _execute(cells, sources, session, run)
        waiting = [judged for judged in run.judged if judged.place < done]
        waiting = _ask_all(waiting, session)
    _note(session, run)
    for _ in range(SESSIONS - 1):
        if not waiting:
            break
        with open_session() as session:
            if _repeat(sources[:done], session):
                waiting = _ask_all(waiting, session)
        _note(session, run)
    _write_judgements(cells, run)
    number(cells)
    return run


def judge_in_session(judged: JudgedCall, session: Session) -> Judgement:
    """Ask a function in the sandbox for every drawing, and judge the answers here."""
    exercise = exercises.get(judged.call.exercise)
    fixtures = draw_fixtures(exercise, judged.seed)
    return judge_answers(exercise, fixtures, session.ask(exercise, fixtures, judged.name))


def _what_to_execute(cells: Sequence[NotebookNode], seed_of: SeedOf, run: NotebookRun) -> list[str]:
    """The source of each cell as it enters the sandbox, judged cells replaced."""
    sources = []
    for place, cell in enumerate(cells):
        calls = _calls(cell) if is_grade(cell) else ()
        judged = [
            JudgedCall(cell.metadata.nbgrader["grade_id"], call, place,
                       f"_judged_{place}_{number}", seed_of(call.exercise))
            for number, call in enumerate(calls)
        ]  # fmt: skip
        run.judged.extend(judged)
        put_aside = "\n".join(f"{one.name} = {one.call.function}" for one in judged)
        sources.append(put_aside or cell.source)
        if is_grade(cell) and not is_solution(cell) and not judged:
            run.plain.append(cell.metadata.nbgrader["grade_id"])
    return sources


def _calls(cell: NotebookNode) -> tuple[JudgeCall, ...]:
    grade_id = cell.metadata.nbgrader["grade_id"]
    try:
        calls = judge_calls(cell.source)
    except UserError as error:
        raise UserError(f"cell {grade_id}: {error}") from error
    total, points = sum(call.points for call in calls), float(cell.metadata.nbgrader["points"])
    if calls and total != points:
        raise UserError(
            f"cell {grade_id}: its hidden test gives {total:g} points and the cell is worth "
            f"{points:g}"
        )
    return calls


def _execute(
    cells: Sequence[NotebookNode], sources: Sequence[str], session: Session, run: NotebookRun
) -> int:
    """Run the cells; return how many were run before the one that ended the sandbox, if one did."""
    judged_places = {judged.place for judged in run.judged}
    for place, (cell, source) in enumerate(zip(cells, sources, strict=True)):
        outputs = [NotebookNode(output) for output in session.execute(source).outputs]
        if place not in judged_places:
            cell.outputs = within_points(cell, outputs)
        if session.stopped:
            fail_the_rest(cells[place:], session.stopped)
            return place
    return len(cells)


def _repeat(sources: Sequence[str], session: Session) -> bool:
    """Run cells again for what they define; return whether the sandbox lived through it."""
    for source in sources:
        session.execute(source)
        if session.stopped:
            return False
    return True


def _ask_all(waiting: Sequence[JudgedCall], session: Session) -> list[JudgedCall]:
    """Judge call after call; return those that were not reached."""
    for position, judged in enumerate(waiting):
        if session.stopped:
            return list(waiting[position:])
        judged.judgement = judge_in_session(judged, session)
    return []


def _note(session: Session, run: NotebookRun) -> None:
    run.usage.append(session.usage)
    if session.stopped:
        run.stopped.append(session.stopped)


def _write_judgements(cells: Sequence[NotebookNode], run: NotebookRun) -> None:
    """Report and score into each judged cell."""
    for place, cell in enumerate(cells):
        here = [judged for judged in run.judged if judged.place == place]
        if not here:
            continue
        for judged in here:
            judged.judgement = judged.judgement or _never_asked(judged, run)
        reports = [one.judgement.report(one.call.points) for one in here if one.judgement]
        earned = sum(judged.points for judged in here)
        cell.outputs = score_outputs(reports, earned, sum(one.call.points for one in here))


def _never_asked(judged: JudgedCall, run: NotebookRun) -> Judgement:
    """The judgement on a function that no sandbox lived long enough to be asked for."""
    exercise = exercises.get(judged.call.exercise)
    fixtures = draw_fixtures(exercise, judged.seed)
    reason = run.stopped[0] if run.stopped else "the function was never reached"
    answers = [Answer(failure=Misfit("sandbox stopped", reason)) for _ in fixtures]
    return judge_answers(exercise, fixtures, answers)
