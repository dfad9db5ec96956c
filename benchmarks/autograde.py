"""What grading costs: `nbgrader autograde` with stock `Execute` and in the sandbox, one class.

    python -m benchmarks.autograde --students 6

Two parts. First the same simulated class through the same nbgrader, once with
its own preprocessors and once with the course's, taken in turn so that a change
of the machine's speed hits both. Then one notebook step by step, with what the
student's own cells cost taken out. Figures are medians; quote the ratios.
"""

import argparse
import shutil
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import nbgrader.apps.api
from nbgrader.converters.autograde import Autograde as StockAutograde

from autograder import safe_autograde
from autograder.course import open_course, quiet_nbgrader, succeed
from autograder.demo.classroom import Classroom, prepare_folder, simulate_class
from autograder.demo.command import read_scores
from autograder.grading.intake import read_notebook
from autograder.grading.key import read_key
from autograder.grading.rebuild import rebuild
from autograder.grading.runner import run_notebook
from autograder.grading.workers import session_for, shared_worker
from autograder.sandbox.limits import Limits

ASSIGNMENT = "1-affine"
PROJECT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Make a class, grade it both ways, and print medians and ratios."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--students", type=int, default=6)
    parser.add_argument("--repeats", type=int, default=20, help="of the step-by-step part")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder, quiet_nbgrader():
        room = make_room(Path(folder), options.students)
        compare(room)
        steps(room, options.repeats)


def make_room(folder: Path, students: int) -> Classroom:
    """The simulated class, in a course folder with the project's settings."""
    prepare_folder(PROJECT, folder / "course")
    return simulate_class(folder / "course", ASSIGNMENT, students=students, seed=1)


def compare(room: Classroom) -> None:
    """Seconds for each submission, both ways in turn, and whether the scores agree."""
    stock_root = room.root.parent / "stock"
    shutil.copytree(room.root, stock_root)
    config = stock_root / "nbgrader_config.py"
    config.write_text(config.read_text().split("# Grading:")[0])
    stock_room = Classroom(stock_root, room.assignment, room.plans, room.points, room.notebooks)
    stock, safe = [], []
    for plan in room.plans:
        with stock_autograde():
            stock.append(seconds_to_grade(stock_root, plan.student))
        safe_autograde.install()
        safe.append(seconds_to_grade(room.root, plan.student))
    ratios = [a / b for a, b in zip(stock, safe, strict=True)]
    print(f"submissions: {len(stock)}, notebooks in each: {len(room.notebooks)}")
    print(f"stock Execute: median {statistics.median(stock):.2f} s a submission")
    print(f"sandbox:       median {statistics.median(safe):.2f} s a submission")
    print(f"ratio, pair by pair: median {statistics.median(ratios):.1f}")
    ours, theirs = read_scores(room), read_scores(stock_room)
    print(f"scores: {'the same' if ours == theirs else f'DIFFERENT, {ours} and {theirs}'}")


def seconds_to_grade(root: Path, student: str) -> float:
    started = time.perf_counter()
    succeed(open_course(root).autograde(ASSIGNMENT, student), f"grading {student}")
    return time.perf_counter() - started


@contextmanager
def stock_autograde() -> Iterator[None]:
    """nbgrader's own class under its API, for the time of the block."""
    ours = nbgrader.apps.api.Autograde
    nbgrader.apps.api.Autograde = StockAutograde
    try:
        yield
    finally:
        nbgrader.apps.api.Autograde = ours


def steps(room: Classroom, repeats: int) -> None:
    """Milliseconds of each step for the first student's notebooks, beyond their cells."""
    worker = shared_worker(room.root.resolve())
    for name in room.notebooks:
        path = room.root / "submitted" / room.plans[0].student / ASSIGNMENT / f"{name}.ipynb"
        with open_course(room.root).gradebook as gradebook:
            key = read_key(gradebook, name, ASSIGNMENT)
        spent: dict[str, list[float]] = {}
        for _ in range(repeats):
            started = time.perf_counter()
            notebook, _remarks = rebuild(read_notebook(path), key)
            lap(spent, "read, rebuild", started)
            run_once(worker, notebook, spent)
        medians = {step: statistics.median(values) for step, values in spent.items()}
        cells = medians.pop("the student's cells")
        parts = ", ".join(f"{step} {value:.1f}" for step, value in medians.items())
        print(f"{name}: {sum(medians.values()):.1f} ms of our own ({parts}); cells {cells:.0f} ms")


def run_once(worker, notebook, spent: dict[str, list[float]]) -> None:  # type: ignore[no-untyped-def]
    """One run, with the time in the student's cells and in the judge kept apart."""
    cells, asks = [0.0], [0.0]

    @contextmanager
    def timed_session() -> Iterator[object]:
        with session_for(notebook, worker, Limits(), {}) as session:
            yield Timed(session, cells, asks)

    started = time.perf_counter()
    run_notebook(notebook, timed_session, lambda exercise: exercise.encode())
    total = 1000 * (time.perf_counter() - started)
    spent.setdefault("the student's cells", []).append(1000 * cells[0])
    spent.setdefault("asking", []).append(1000 * asks[0])
    spent.setdefault("session, judge", []).append(total - 1000 * (cells[0] + asks[0]))


class Timed:
    """A session that adds up how long cells and asked functions take."""

    def __init__(self, session, cells: list[float], asks: list[float]) -> None:  # type: ignore[no-untyped-def]
        self._session, self._cells, self._asks = session, cells, asks

    @property
    def stopped(self) -> str:
        return str(self._session.stopped)

    @property
    def usage(self) -> object:
        return self._session.usage

    def execute(self, source: str) -> object:
        return self._timed(self._cells, lambda: self._session.execute(source))

    def ask(self, *request: object) -> object:
        return self._timed(self._asks, lambda: self._session.ask(*request))

    def _timed(self, total: list[float], call: Callable[[], object]) -> object:
        started = time.perf_counter()
        try:
            return call()
        finally:
            total[0] += time.perf_counter() - started


def lap(spent: dict[str, list[float]], step: str, started: float) -> None:
    spent.setdefault(step, []).append(1000 * (time.perf_counter() - started))


if __name__ == "__main__":
    main()
