"""nbgrader's own tests of its API and of feedback, with the sandboxed pipeline under them."""

from pathlib import Path

import pytest

from tests.nbgrader_suite.running import assert_the_same_pass

pytestmark = pytest.mark.needs_sandbox


@pytest.mark.parametrize("module", ["test_api", "test_nbgrader_generate_feedback"])
def test_the_same_tests_pass_as_with_stock_nbgrader(module: str, tmp_path: Path) -> None:
    assert_the_same_pass(module, "in_sandbox", "executing", folder=tmp_path)
