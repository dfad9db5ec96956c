"""A course of one small notebook, for tests that grade."""

import shutil
from pathlib import Path

import pytest

from autograder.course import open_course, quiet_nbgrader, succeed
from tests.grading.hostile import ASSIGNMENT, NOTEBOOK

# Small, so that a notebook which never ends is found out soon.
LIMITS = """
c.GradeInSandbox.timeout = 2
c.GradeInSandbox.notebook_seconds = 20
c.GradeInSandbox.memory_mib = 512
"""


def make_course(project: Path, root: Path) -> Path:
    """A course folder with the first notebook, generated."""
    folder = root / "source" / ASSIGNMENT
    folder.mkdir(parents=True)
    shutil.copy(project / "source" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", folder)
    config = (project / "nbgrader_config.py").read_text() + LIMITS
    (root / "nbgrader_config.py").write_text(config)
    with quiet_nbgrader():
        succeed(open_course(root).generate_assignment(ASSIGNMENT), "generating")
    return root


def assert_grading_is_sandboxed(course: Path) -> None:
    """Stop before a single hostile line could run outside of a sandbox."""
    config = open_course(course).config
    pipeline = config.Autograde.get("autograde_preprocessors", [])
    assert pipeline[:1] == ["autograder.preprocess.GradeInSandbox"]
    assert config.GradeInSandbox.get("sandbox", "bubblewrap") == "bubblewrap"


@pytest.fixture(scope="module")
def course(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A generated course, shared by the tests of a module."""
    return make_course(root, tmp_path_factory.mktemp("course"))
