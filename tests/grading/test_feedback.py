"""Pages of feedback hold what the judge says, and no source of a hidden test."""

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from autograder.course import open_course, quiet_nbgrader, succeed
from tests.grade.classes import grade
from tests.grading.conftest import make_course
from tests.grading.hostile import ANSWER, ASSIGNMENT, NOTEBOOK

pytestmark = pytest.mark.needs_sandbox

UNCLOSED = "# what if I write\n### BEGIN HIDDEN TESTS"


@pytest.fixture(scope="module")
def page(root: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The page of a student who wrote nothing, but for a marker of hidden tests."""
    course = make_course(root, tmp_path_factory.mktemp("feedback"))
    notebook = nbformat.read(course / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
    notebook.cells.append(new_code_cell(UNCLOSED))
    folder = course / "submitted" / "s001" / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
    assert grade(course, ASSIGNMENT, "--workers=1").returncode == 0
    with quiet_nbgrader():
        succeed(open_course(course).generate_feedback(ASSIGNMENT, "s001"), "feedback")
    return (course / "feedback" / "s001" / ASSIGNMENT / f"{NOTEBOOK}.html").read_text()


def test_the_hidden_test_s_source_is_not_there(page: str) -> None:
    assert "autograder.hidden" not in page
    assert "END HIDDEN TESTS" not in page


def test_what_the_judge_says_is_there(page: str) -> None:
    assert f"Hidden test of {ANSWER}" in page
    assert "0 of 3 points" in page
    assert "not attempted" in page


def test_what_the_student_wrote_is_there(page: str) -> None:
    assert "what if I write" in page
    assert page.count("BEGIN HIDDEN TESTS") == 1
