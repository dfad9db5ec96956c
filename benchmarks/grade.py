"""`autograder grade` against `nbgrader autograde` with stock `Execute`, and how it grows.

    python -m benchmarks.grade compare --students 200 --stock 20
    python -m benchmarks.grade growth --students 200 1000 5000
    python -m benchmarks.grade recorder --students 500 [--db postgresql+psycopg://...]
    python -m benchmarks.grade steps

`compare`: the same class, command line against command line, cold start included.
nbgrader grades one after the other, so a sample of the class tells its rate.
`growth`: one short notebook each, so that thousands take minutes. `recorder`: the
only writer by itself, which is the most that a cluster can feed. `steps`: where the
milliseconds of a submission go. Quote the ratios.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.coursedir import CourseDirectory
from traitlets.config import Config

from autograder.course import put_commands_on_path, quiet_nbgrader
from autograder.demo.classroom import prepare_folder, simulate_class
from autograder.grade.course import GradedCourse
from autograder.grade.job import Graded
from autograder.grade.key import AssignmentKey, read_assignment_key
from autograder.grade.ledger import Ledger
from autograder.grade.opening import open_gradebook
from autograder.grade.pipeline import read_tidying
from autograder.grade.plan import Planner
from autograder.grade.record import Recorder
from autograder.grade.run import run_job
from autograder.safe_autograde import SafeAutograde
from autograder.sandbox.clock import ProcessTree
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.worker import Worker

ASSIGNMENT = "1-affine"
PROJECT = Path(__file__).resolve().parents[1]


def main() -> None:
    """Measure what is asked for."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("what", choices=("compare", "growth", "recorder", "steps"))
    parser.add_argument("--students", type=int, nargs="+", default=[200])
    parser.add_argument("--stock", type=int, default=20, help="how many nbgrader grades")
    parser.add_argument("--db", default="", help="URL of an empty database, for recorder")
    options = parser.parse_args()
    put_commands_on_path()
    with tempfile.TemporaryDirectory() as folder, quiet_nbgrader():
        root = Path(folder)
        if options.what == "compare":
            compare(root, options.students[0], options.stock)
        elif options.what == "growth":
            for students in options.students:
                growth(root / str(students), students)
        elif options.what == "recorder":
            recorder(root / "course", options.students[0], options.db)
        else:
            steps(root / "course", options.students[0])


def make(root: Path, students: int, settings: str = "") -> Path:
    """A course folder with a class that has handed in."""
    prepare_folder(PROJECT, root)
    config = root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\n{settings}\n")
    simulate_class(root, ASSIGNMENT, students=students, seed=1)
    return root


def compare(folder: Path, students: int, sample: int) -> None:
    """Seconds of both commands, and whether their scores agree."""
    ours = make(folder / "ours", students)
    stock = folder / "stock"
    shutil.copytree(ours, stock)
    config = stock / "nbgrader_config.py"
    config.write_text(config.read_text().split("# Grading:")[0])
    for student in sorted(path.name for path in (stock / "submitted").iterdir())[sample:]:
        shutil.rmtree(stock / "submitted" / student)
    theirs = seconds(["nbgrader", "autograde", ASSIGNMENT], stock)
    mine = seconds([sys.executable, "-m", "autograder", "grade", ASSIGNMENT], ours)
    print(f"nbgrader autograde, stock: {theirs:.1f} s for {sample}, {theirs / sample:.2f} s each")
    print(f"autograder grade: {mine:.1f} s for {students}, {mine / students:.3f} s each")
    print(f"ratio: {(theirs / sample) / (mine / students):.1f}")
    wanted, got = scores(stock), scores(ours)
    same = wanted == {who: got[who] for who in wanted}
    print(f"scores of the {sample}: {'the same' if same else 'DIFFERENT'}")


def growth(root: Path, students: int) -> None:
    """Submissions a second, and memory of the grader and of all its processes at the peak."""
    make(root, students)
    for path in (root / "submitted").glob(f"*/{ASSIGNMENT}/*.ipynb"):
        if path.stem != "scalar":
            path.unlink()
    line = [sys.executable, "-m", "autograder", "grade", ASSIGNMENT]
    started = time.perf_counter()
    process = subprocess.Popen(line, cwd=root, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    with peak(process) as most:
        process.wait()
    spent = time.perf_counter() - started
    print(
        f"{students} submissions: {spent:.1f} s, {students / spent:.1f} a second; at most "
        f"{most['grader'] / MIB:.0f} MiB in the grader, {most['all'] / MIB:.0f} MiB in all",
        flush=True,
    )
    shutil.rmtree(root)


def recorder(root: Path, students: int, db: str) -> None:
    """Submissions a second that the recorder takes, with a run's results ready."""
    settings = f"c.CourseDirectory.db_url = {db!r}" if db else ""
    make(root, 1, settings)
    course, gradebook, key = opened(root)
    with gradebook:
        planner, recording = stages(course, gradebook, key)
        (submission,) = course.submissions(key, planner.names())
        task = planner.prepare(submission)
        assert task is not None
        with Worker(hide=[root]) as worker:
            graded = run_job(planner.job(task), key, worker)
        started = time.perf_counter()
        for number in range(students):
            who = f"r{number:05d}"
            recording.record(
                replace(task, submission=replace(submission, student=who)),
                replace(graded, student=who),
            )
        spent = time.perf_counter() - started
        name = gradebook.engine.dialect.name
        each = spent / students
        print(f"{name}: {1 / each:.0f} submissions a second, {1000 * each:.1f} ms each")


def steps(root: Path, students: int) -> None:
    """Milliseconds of processor time of each stage, the mean of a class."""
    students = min(students, 30)
    make(root, students)
    spent = dict.fromkeys(("plan", "run, outside", "run, inside", "record"), 0.0)
    course, gradebook, key = opened(root)
    with gradebook, Worker(hide=[root]) as worker:
        planner, recording = stages(course, gradebook, key)
        for submission in course.submissions(key, planner.names()):
            with lap(spent, "plan"):
                task = planner.prepare(submission)
                assert task is not None
                job = planner.job(task)
            with lap(spent, "run, outside"):
                content = run_job(job, key, worker)
            spent["run, inside"] += inside(content)
            with lap(spent, "record"):
                recording.record(task, content)
    for step, total in spent.items():
        print(f"{step:<13} {1000 * total / students:6.1f} ms of processor time a submission")
    print(f"{'in all':<13} {1000 * sum(spent.values()) / students:6.1f} ms")


def inside(graded: Graded) -> float:
    """Processor seconds of a submission's own cells and functions."""
    return sum(usage["cpu"] for one in graded.notebooks for usage in one.record["usage"])


def opened(root: Path) -> tuple[GradedCourse, Gradebook, AssignmentKey]:
    """A course's parts, as the command opens them."""
    from traitlets.config.loader import PyFileConfigLoader

    config = Config(PyFileConfigLoader("nbgrader_config.py", path=str(root)).load_config())
    config.CourseDirectory.root = str(root)
    config.CourseDirectory.assignment_id = ASSIGNMENT
    converter = SafeAutograde(coursedir=CourseDirectory(config=config), config=config)
    gradebook = open_gradebook(converter.coursedir)
    tidying = read_tidying(converter, config)
    return (
        GradedCourse(converter),
        gradebook,
        read_assignment_key(gradebook, ASSIGNMENT, Limits(), tidying),
    )


def stages(
    course: GradedCourse, gradebook: Gradebook, key: AssignmentKey
) -> tuple[Planner, Recorder]:
    ledger = Ledger(gradebook, ASSIGNMENT, penalties=None)
    return Planner(course, key, ledger, ()), Recorder(course, key, ledger, ())


def seconds(line: list[str], root: Path) -> float:
    started = time.perf_counter()
    subprocess.run(line, cwd=root, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    return time.perf_counter() - started


def scores(root: Path) -> dict[str, float]:
    """Student -> points, without what is graded by hand."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        return {
            one.student_id: sum(
                grade.auto_score or 0.0 for notebook in one.notebooks for grade in notebook.grades
            )
            for one in gradebook.assignment_submissions(ASSIGNMENT)
        }


@contextmanager
def lap(spent: dict[str, float], step: str) -> Iterator[None]:
    started = time.process_time()
    yield
    spent[step] += time.process_time() - started


@contextmanager
def peak(process: "subprocess.Popen[bytes]") -> Iterator[dict[str, int]]:
    """The most memory seen: private and shared of the grader; of all, shared pages once."""
    most = {"grader": 0, "all": 0}
    over = threading.Event()

    def look() -> None:
        while not over.wait(0.25):
            tree = ProcessTree(process.pid)
            most["grader"] = max(most["grader"], resident(process.pid))
            most["all"] = max(most["all"], tree.memory(enough=0))

    watcher = threading.Thread(target=look)
    watcher.start()
    try:
        yield most
    finally:
        over.set()
        watcher.join()


def resident(pid: int) -> int:
    try:
        pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")


if __name__ == "__main__":
    main()
