"""`autograder grade` records what `nbgrader autograde` records, row by row and byte by byte.

A class of every kind of student and a few broken submissions, for each assignment.
EQUALITY_STUDENTS=60 for a large class.
"""

import os
from pathlib import Path

import pytest

from tests.grade.classes import (
    add_odd_ones,
    autograde,
    grade,
    in_folders,
    make_class,
    modes,
    on_record,
    twin,
)

pytestmark = pytest.mark.needs_sandbox

# The first ten are one of each kind.
FIRST = int(os.environ.get("EQUALITY_STUDENTS", "10"))
OTHERS = int(os.environ.get("EQUALITY_STUDENTS", "5"))
# Nothing of these is recorded, where nbgrader fails when it has made some of the rows:
# one says no readable time, one has a file where the assignment has a folder.
REFUSED = {"wrongclock", "clash"}
LATE = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"


def graded_both_ways(root: Path, assignment: str, students: int, *, odd: bool) -> tuple[Path, Path]:
    """A class graded by `autograder grade`, and the same by `nbgrader autograde`."""
    ours = make_class(root / "ours", assignment, students, seed=3)
    if odd:
        add_odd_ones(ours, assignment)
    config = ours / "nbgrader_config.py"
    config.write_text(config.read_text() + LATE)
    theirs = twin(ours, "theirs")
    autograde(theirs, assignment)
    run = grade(ours, assignment, "--workers=1")
    assert run.returncode == int(odd), run.stderr
    return ours, theirs


def assert_the_same(ours: Path, theirs: Path) -> None:
    mine, expected = on_record(ours), on_record(theirs)
    for table in expected:
        wanted = [row for row in expected[table] if row[0] not in REFUSED]
        assert mine[table] == wanted, table
    assert in_folders(ours) == in_folders(theirs)
    assert modes(ours) == modes(theirs)


def test_the_first_assignment_with_broken_submissions(tmp_path: Path) -> None:
    ours, theirs = graded_both_ways(tmp_path, "1-affine", FIRST, odd=True)
    assert any(row[3] for row in on_record(theirs)["notebook"])  # somebody was late
    assert_the_same(ours, theirs)


@pytest.mark.parametrize(
    "assignment", ["2-nonlinearities", "3-two-layer-net", "4-vanishing-gradients"]
)
def test_the_other_assignments(assignment: str, tmp_path: Path) -> None:
    assert_the_same(*graded_both_ways(tmp_path, assignment, OTHERS, odd=False))
