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
STUDENTS = int(os.environ.get("EQUALITY_STUDENTS", "10"))
ASSIGNMENTS = ("1-affine", "2-nonlinearities", "3-two-layer-net", "4-vanishing-gradients")
LATE = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_gradebook_and_folders_are_the_same(assignment: str, tmp_path: Path) -> None:
    ours = make_class(tmp_path / "ours", assignment, STUDENTS, seed=3)
    add_odd_ones(ours, assignment)
    config = ours / "nbgrader_config.py"
    config.write_text(config.read_text() + LATE)
    theirs = twin(ours, "theirs")
    autograde(theirs, assignment)
    run = grade(ours, assignment, "--workers=1")
    assert run.returncode == 1, run.stderr  # the broken ones
    mine, expected = on_record(ours), on_record(theirs)
    for table in expected:
        assert mine[table] == expected[table], table
    assert any(row[3] for row in expected["notebook"])  # somebody was late
    assert in_folders(ours) == in_folders(theirs)
    assert modes(ours) == modes(theirs)
