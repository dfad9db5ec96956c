"""nbgrader's own tests of `nbgrader autograde`, unchanged, with the sandboxed pipeline under them."""

from pathlib import Path

import pytest

from tests.nbgrader_suite.running import assert_the_same_pass

pytestmark = pytest.mark.needs_sandbox

# What is meant to differ, and why.
INTENDED = {
    "test_side_effects": "a file that a notebook writes stays in the sandbox",
    "test_no_execute": "scores are never taken from outputs that a student handed in",
    "test_handle_failure": "a test cell of an unknown name is the student's own, not a failure",
    "test_handle_failure_single_notebook": "the same",
    "test_missing_source_kernelspec": "the kernel that a student names counts for nothing",
}


def test_the_same_tests_pass_as_with_stock_nbgrader(tmp_path: Path) -> None:
    assert_the_same_pass(
        "test_nbgrader_autograde", "in_sandbox", folder=tmp_path, intended=INTENDED
    )
