"""Every release notebook in JupyterLab, as a student has it: type, run, read, start again."""

from pathlib import Path
from typing import Any

import pytest
from nbformat import NotebookNode
from playwright.sync_api import expect

from autograder.demo.submission import exercises_of
from tests.browser.material import (
    NOTEBOOKS,
    cell_of,
    first_task,
    read,
    solved,
    telling_mistake,
    with_mistake,
)
from tests.browser.people import Student

pytestmark = pytest.mark.needs_chromium


@pytest.fixture(params=NOTEBOOKS)
def untouched(request: pytest.FixtureRequest, release: Path) -> NotebookNode:
    return read(release / request.param)


def code_cells(notebook: NotebookNode) -> list[str]:
    return [cell.id for cell in notebook.cells if cell.cell_type == "code"]


def said(outputs: list[dict[str, Any]]) -> str:
    """The text of a cell's outputs, tracebacks included."""
    pieces = [
        output.get("text", output.get("data", {}).get("text/plain", "")) for output in outputs
    ]
    stacks = [line for output in outputs for line in output.get("traceback", [])]
    return "\n".join([*("".join(piece) for piece in pieces), *stacks])


def warnings_in(outputs: list[dict[str, Any]]) -> list[str]:
    """What a cell says that nobody asked for."""
    streams = [output["text"] for output in outputs if output.get("name") == "stderr"]
    return [
        *map("".join, streams),
        *(line for line in said(outputs).split("\n") if "Warning" in line),
    ]


def test_a_wrong_answer_gets_a_cross_and_a_sentence_and_a_right_one_ticks(
    student: Student, untouched: NotebookNode
) -> None:
    task = first_task(untouched)
    mistake, sentence = telling_mistake(task)
    opened = student.opens(untouched, "typed")
    opened.run("setup")
    check = opened.shown(f"check-{task}")

    opened.write(task, cell_of(with_mistake(untouched, task, mistake), task))
    opened.run(task)
    opened.run(f"check-{task}")
    sentence = sentence.replace("`", "")
    expect(check).to_contain_text(sentence)
    assert check.inner_text().count(sentence) == 1  # the error does not repeat the report
    assert check.get_by_label("not passed").count() >= 1

    opened.write(task, cell_of(solved(untouched), task))
    opened.run(task)
    opened.run(f"check-{task}")
    expect(check).to_contain_text("visible checks passed")
    assert check.get_by_label("not passed").count() == 0
    assert check.get_by_label("passed").count() >= 2


def test_run_all_on_an_untouched_notebook_stops_at_the_first_stub_and_says_why(
    student: Student, untouched: NotebookNode
) -> None:
    opened = student.opens(untouched, "untouched")
    task = first_task(untouched)
    opened.restart_and_run_all(until=f"check-{task}")
    expect(opened.shown(f"check-{task}")).to_contain_text("not attempted yet")
    assert len(opened.shown(f"check-{task}").inner_text().split("\n\n")) <= 3
    cells = code_cells(untouched)
    stop = cells.index(f"check-{task}")
    assert not any(warnings_in(opened.outputs(cell)) for cell in cells[: stop + 1])
    assert not any(opened.outputs(cell) for cell in cells[stop + 1 :])


def test_a_solved_notebook_runs_to_its_end_without_a_warning_and_knows_that_it_is_done(
    student: Student, untouched: NotebookNode
) -> None:
    opened = student.opens(solved(untouched), "solved")
    cells = code_cells(untouched)
    opened.restart_and_run_all(until=cells[-1])
    assert [warnings_in(opened.outputs(cell)) for cell in cells] == [[] for _ in cells]
    count = len(exercises_of([untouched]))
    shown = opened.shown("progress")
    expect(shown).to_contain_text(f"{count} of {count} visible checks passed")
    expect(shown.get_by_role("progressbar")).to_have_attribute("value", str(count))


def test_a_name_in_the_progress_list_leads_to_its_task(student: Student, release: Path) -> None:
    opened = student.opens(read(release / "1-affine/batched.ipynb"), "linked")
    opened.run("progress")
    for task in ("matmul_vjp", "dU_dX", "matmul_vjp"):
        expect(opened.cell(task)).not_to_be_in_viewport()
        opened.shown("progress").get_by_role("link", name=task, exact=True).click()
        expect(opened.cell(task)).to_be_in_viewport()
        opened.cell("progress").scroll_into_view_if_needed()


def test_a_picture_of_an_unwritten_task_says_so_in_one_sentence(
    student: Student, release: Path
) -> None:
    opened = student.opens(read(release / "1-affine/scalar.ipynb"), "picture")
    for cell in ("setup", "affine_scalar_grads", "check-affine_scalar_grads", "picture"):
        opened.run(cell)
    lines = opened.shown("picture").inner_text().strip().splitlines()
    assert len(lines) == 1
    assert lines[0].startswith("NotImplementedError: affine_scalar_grads is not written yet.")
