"""nbgrader's own tests of `nbgrader autograde`, unchanged, with `autograder grade` in its place."""

from pathlib import Path

import pytest

from tests.nbgrader_suite.running import assert_the_same_pass
from tests.nbgrader_suite.test_autograde import INTENDED

pytestmark = pytest.mark.needs_sandbox


def test_the_same_tests_pass_as_with_the_sandboxed_pipeline(tmp_path: Path) -> None:
    assert_the_same_pass(
        "test_nbgrader_autograde", "in_parallel", folder=tmp_path, intended=INTENDED
    )
