"""Courses with a class in them, and what is on record of it, for tests of `autograder grade`."""

import datetime
import os
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy import create_engine, text

from autograder.course import open_course, quiet_nbgrader, succeed
from autograder.demo.classroom import prepare_folder, simulate_class
from autograder.grading.secret import course_secret

ROOT = Path(__file__).resolve().parents[2]
# Of each table what does not change from run to run: names for ids, no times of the run.
_QUERIES = {
    "submission": """
        select s.student_id, s.timestamp, s.extension from submitted_assignment s
        join assignment a on a.id = s.assignment_id""",
    "notebook": """
        select s.student_id, n.name, sn.flagged, sn.late_submission_penalty
        from submitted_notebook sn join submitted_assignment s on s.id = sn.assignment_id
        join notebook n on n.id = sn.notebook_id""",
    "grade": """
        select s.student_id, n.name, c.name, g.auto_score, g.manual_score, g.extra_credit,
            g.needs_manual_grade
        from grade g join submitted_notebook sn on sn.id = g.notebook_id
        join submitted_assignment s on s.id = sn.assignment_id
        join notebook n on n.id = sn.notebook_id join base_cell c on c.id = g.cell_id""",
    "comment": """
        select s.student_id, n.name, c.name, m.auto_comment, m.manual_comment
        from comment m join submitted_notebook sn on sn.id = m.notebook_id
        join submitted_assignment s on s.id = sn.assignment_id
        join notebook n on n.id = sn.notebook_id join base_cell c on c.id = m.cell_id""",
    "student": "select id, first_name, last_name from student",
}  # fmt: skip


def make_class(
    root: Path, assignment: str, students: int, *, seed: int = 0, settings: str = ""
) -> Path:
    """A course folder with a simulated class that has handed in.

    settings: what to add to its nbgrader_config.py.
    """
    prepare_folder(ROOT, root)
    config = root / "nbgrader_config.py"
    config.write_text(f"{config.read_text()}\n{settings}\n")
    with quiet_nbgrader():
        simulate_class(root, assignment, students=students, seed=seed)
    course_secret(root)  # so that copies of the course draw the same inputs
    return root


def add_odd_ones(root: Path, assignment: str) -> None:
    """Submissions that are broken, or only strange."""
    submitted = root / "submitted"
    right = submitted / "s001" / assignment
    for name in ("clash", "garbled", "linked", "noclock", "strange", "unknown", "wrongclock"):
        shutil.copytree(right, submitted / name / assignment)
    first = sorted(path.name for path in right.glob("*.ipynb"))[0]
    (submitted / "garbled" / assignment / first).write_text('{"cells": [')
    (root / "source" / assignment / "given").mkdir()
    (root / "source" / assignment / "given" / "data.csv").write_text("3,4\n")
    (submitted / "clash" / assignment / "given").write_text("a file")
    (submitted / "linked" / assignment / "grades").symlink_to(root / "gradebook.db")
    (submitted / "noclock" / assignment / "timestamp.txt").unlink()
    (submitted / "strange" / assignment / "data").mkdir()
    (submitted / "strange" / assignment / "data" / "ünïcode.csv").write_text("1,2\n")
    (submitted / "strange" / assignment / "other.ipynb").write_text("{}")
    for path in (submitted / "unknown" / assignment).glob("*.ipynb"):
        path.rename(path.with_name(f"my-{path.name}"))
    (submitted / "wrongclock" / assignment / "timestamp.txt").write_text("yesterday, or so")


def twin(root: Path, name: str) -> Path:
    """A copy of a course beside it."""
    copied = root.with_name(name)
    shutil.copytree(root, copied, symlinks=True)
    return copied


def autograde(root: Path, assignment: str) -> None:
    """What `nbgrader autograde` does, with the course's sandbox; failures are part of it."""
    with quiet_nbgrader():
        open_course(root).autograde(assignment, "*")


# Root reads and writes everywhere; without these rights the bits of files count for it too.
WITHOUT_RIGHTS = (
    ["setpriv", "--bounding-set=-dac_override,-dac_read_search"] if os.geteuid() == 0 else []
)


def grade_without_rights(root: Path, *words: str) -> "subprocess.CompletedProcess[str]":
    """Run it as an ordinary user would, to whom permissions apply."""
    line = [*WITHOUT_RIGHTS, *command(*words)]
    return subprocess.run(
        line, cwd=root, env=environment(), capture_output=True, text=True, check=False
    )


def grade(root: Path, *words: str, **settings: str) -> "subprocess.CompletedProcess[str]":
    """Run `autograder grade` in a course folder. settings: of the environment."""
    return subprocess.run(
        command(*words), cwd=root, env={**environment(), **settings}, capture_output=True,
        text=True, check=False,
    )  # fmt: skip


def command(*words: str) -> list[str]:
    """The command line."""
    return [sys.executable, "-m", "autograder", "grade", *words]


def environment() -> dict[str, str]:
    """The environment in which it runs, with this checkout's packages."""
    scripts = Path(sys.executable).parent
    path = f"{scripts}{os.pathsep}{os.environ['PATH']}"
    return {**os.environ, "PATH": path, "PYTHONPATH": str(ROOT), "COLUMNS": "100"}


def on_record(root: Path, url: str = "") -> dict[str, list[tuple[object, ...]]]:
    """Everything in the gradebook that grading writes. url: of one that is not in the folder."""
    engine = create_engine(url or f"sqlite:///{root / 'gradebook.db'}")
    try:
        with engine.connect() as connection:
            return {
                name: sorted(
                    (tuple(map(_plain, row)) for row in connection.execute(text(query))), key=repr
                )
                for name, query in _QUERIES.items()
            }
    finally:
        engine.dispose()


def _plain(value: object) -> object:
    """As SQLite gives it."""
    if isinstance(value, datetime.datetime):
        return value.isoformat(sep=" ", timespec="microseconds")
    return int(value) if isinstance(value, bool) else value


def in_folders(root: Path) -> dict[str, bytes]:
    """Every file under autograded/, by path."""
    folder = root / "autograded"
    files = (path for path in sorted(folder.rglob("*")) if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in files}


def modes(root: Path) -> dict[str, int]:
    """Permissions of every file under autograded/."""
    folder = root / "autograded"
    return {
        str(path.relative_to(folder)): path.stat().st_mode
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def give_points_by_hand(root: Path, assignment: str, student: str) -> None:
    """What an instructor does in the formgrader: points and a comment for every answer."""
    with Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        for notebook in gradebook.find_submission(assignment, student).notebooks:
            for one in notebook.grades:
                one.manual_score, one.needs_manual_grade = 1.5, False
            for comment in notebook.comments:
                comment.manual_comment = "seen"
        gradebook.db.commit()


def regenerate(root: Path, assignment: str) -> None:
    """What an instructor does after a change in source/."""
    with quiet_nbgrader():
        succeed(open_course(root).generate_assignment(assignment), "generating")
