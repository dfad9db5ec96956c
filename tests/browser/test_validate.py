"""nbgrader's Validate button on an untouched, a half-solved and a solved notebook."""

from pathlib import Path

import pytest
from nbformat import NotebookNode
from playwright.sync_api import Locator, expect

from autograder.demo.submission import exercises_of
from tests.browser.material import read, solved, telling_mistake, with_mistake
from tests.browser.notebook import LONG
from tests.browser.people import Student

pytestmark = pytest.mark.needs_chromium


@pytest.fixture(scope="module")
def untouched(release: Path) -> NotebookNode:
    return read(release / "1-affine/vectorized.ipynb")


def validate(student: Student, notebook: NotebookNode) -> Locator:
    """Open a notebook, press the button, and wait for the answer."""
    opened = student.opens(notebook, "validated")
    opened.panel.get_by_role("button", name="Validate").click()
    dialog = student.page.get_by_role("dialog")
    dialog.wait_for(timeout=LONG)
    return dialog


def expect_failed(dialog: Locator, names: list[str], rest: list[str]) -> None:
    for name in names:
        expect(dialog).to_contain_text(f"CheckFailed: {name}: ")
    for name in rest:
        expect(dialog).not_to_contain_text(f'check("{name}"')
    assert dialog.get_by_text("The following cell failed").count() == len(names)


def test_an_untouched_notebook_is_told_task_by_task_what_is_open(
    student: Student, untouched: NotebookNode
) -> None:
    names = exercises_of([untouched])
    dialog = validate(student, untouched)
    expect_failed(dialog, names, [])
    assert dialog.get_by_text("not attempted yet").count() == len(names)
    expect(dialog).not_to_contain_text("Traceback")


def test_a_half_solved_notebook_is_told_of_the_other_half_alone(
    student: Student, untouched: NotebookNode
) -> None:
    names = exercises_of([untouched])
    dialog = validate(student, solved(untouched, names[:3]))
    expect_failed(dialog, names[3:], names[:3])


def test_a_mistake_is_told_with_the_sentence_of_its_check(
    student: Student, untouched: NotebookNode
) -> None:
    mistake, sentence = telling_mistake("affine_vjp")
    dialog = validate(student, with_mistake(untouched, "affine_vjp", mistake))
    expect_failed(dialog, ["affine_vjp"], ["du_dW", "affine_jacobians"])
    expect(dialog).to_contain_text(sentence)


def test_a_solved_notebook_passes(student: Student, untouched: NotebookNode) -> None:
    dialog = validate(student, solved(untouched))
    expect(dialog).to_contain_text("Success!")
    expect_failed(dialog, [], exercises_of([untouched]))
