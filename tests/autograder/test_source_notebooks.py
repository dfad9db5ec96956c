"""Every exercise stands once in source/: a stub with its solution, a check, a hidden test."""

import ast
import re
from collections import Counter
from pathlib import Path

import nbformat
import pytest

from autograder.hidden import judge_in_process
from utils import delta, exercises
from utils.exercises import EXERCISES
from utils.exercises.order import TASKS
from utils.feedback import examine

SOURCE = Path(__file__).resolve().parents[2] / "source"
PATHS = sorted(p for p in SOURCE.rglob("*.ipynb") if ".ipynb_checkpoints" not in p.parts)
NOTEBOOKS = {path.stem: nbformat.read(path, as_version=4).cells for path in PATHS}
SHOWN = [name for name, e in EXERCISES.items() if e.notebook in NOTEBOOKS]
every_shown = pytest.mark.parametrize("name", SHOWN)
every_notebook = pytest.mark.parametrize("stem", NOTEBOOKS)

HIDDEN = re.compile(r"### BEGIN HIDDEN TESTS\n(.*?)### END HIDDEN TESTS", re.DOTALL)
SOLUTION = re.compile(r"### BEGIN SOLUTION\n.*?### END SOLUTION", re.DOTALL)


def settings(cell):
    return cell.metadata.get("nbgrader", {})


def cell_of(name, prefix=""):
    """Position and cell of one exercise's stub, check or test; there must be one in all source/."""
    found = [
        (stem, position, cell)
        for stem, cells in NOTEBOOKS.items()
        for position, cell in enumerate(cells)
        if settings(cell).get("grade_id") == prefix + name
    ]
    assert len(found) == 1, f"{prefix}{name} stands {len(found)} times in source/"
    stem, position, cell = found[0]
    assert stem == exercises.get(name).notebook
    return position, cell


def roles(cell):
    return {key: settings(cell).get(key) for key in ("grade", "solution", "locked")}


def solved(stem):
    """What is defined when a notebook's setup and solutions have run, and nothing else has."""
    namespace = {"delta": delta}
    for cell in NOTEBOOKS[stem]:
        kind = settings(cell)
        if cell.cell_type == "code" and kind.get("grade_id") and not kind.get("grade"):
            exec(compile(cell.source, kind["grade_id"], "exec"), namespace)  # noqa: S102
    return namespace


@pytest.fixture(scope="module")
def solutions():
    return {stem: solved(stem) for stem in NOTEBOOKS}


def test_every_notebook_that_the_table_names_exists():
    assert {exercise.notebook for exercise in EXERCISES.values()} <= set(NOTEBOOKS)


def test_no_two_notebooks_have_one_name():
    assert len(NOTEBOOKS) == len(PATHS)


@every_notebook
def test_the_order_of_the_tasks_is_the_one_that_progress_lists(stem):
    ids = [settings(cell).get("grade_id") for cell in NOTEBOOKS[stem]]
    assert [name for name in ids if name in EXERCISES] == TASKS[stem]


@every_shown
def test_the_stub_defines_the_function_with_its_parameters_and_a_docstring(name):
    _, cell = cell_of(name)
    assert roles(cell) == {"grade": False, "solution": True, "locked": False}
    (function,) = (n for n in ast.parse(cell.source).body if isinstance(n, ast.FunctionDef))
    assert function.name == name
    assert tuple(a.arg for a in function.args.args) == exercises.get(name).parameters
    assert "Returns:" in (ast.get_docstring(function) or "")


@every_shown
def test_the_solution_is_all_that_is_taken_out_of_the_stub(name):
    _, cell = cell_of(name)
    assert len(SOLUTION.findall(cell.source)) == 1
    left = SOLUTION.sub("raise NotImplementedError()", cell.source)
    (function,) = (n for n in ast.parse(left).body if isinstance(n, ast.FunctionDef))
    docstring, body = function.body
    assert isinstance(docstring, ast.Expr)
    assert isinstance(body, ast.Raise)


@every_shown
def test_the_check_stands_below_the_stub_and_is_worth_nothing(name):
    stub, _ = cell_of(name)
    position, cell = cell_of(name, "check-")
    assert position > stub
    assert roles(cell) == {"grade": True, "solution": False, "locked": True}
    assert settings(cell)["points"] == 0
    assert cell.source == f'check("{name}", {name})'


@every_shown
def test_the_hidden_test_judges_the_function_for_as_many_points_as_nbgrader_gives(name):
    check, _ = cell_of(name, "check-")
    position, cell = cell_of(name, "test-")
    assert position > check
    assert roles(cell) == {"grade": True, "solution": False, "locked": True}
    points = settings(cell)["points"]
    assert points > 0
    (hidden,) = HIDDEN.findall(cell.source)
    assert hidden.split() == (
        f'from autograder.hidden import judge\njudge("{name}", {name}, points={points})'.split()
    )


@every_shown
def test_the_release_keeps_one_line_that_says_what_is_tested_and_for_how_many_points(name):
    _, cell = cell_of(name, "test-")
    (line,) = HIDDEN.sub("", cell.source).strip().splitlines()
    assert line.startswith("# ")
    assert name in line
    assert f"{settings(cell)['points']} point" in line


@every_shown
def test_a_task_says_how_difficult_it_is_and_how_long_it_takes(name):
    position, _ = cell_of(name)
    before = NOTEBOOKS[exercises.get(name).notebook][:position]
    tasks = [c.source for c in before if c.cell_type == "markdown" and "difficulty" in c.source]
    assert re.search(r"difficulty [1-5] of 5, about \d+ minutes", tasks[-1])


@every_shown
def test_the_solution_passes_its_check_and_earns_everything(name, solutions):
    function = solutions[exercises.get(name).notebook][name]
    assert examine(name, function).passed
    assert judge_in_process(name, function).points(3) == 3.0


@every_notebook
def test_whatever_is_graded_or_to_be_written_is_an_exercise_or_graded_by_hand(stem):
    named = {p + name for p in ("", "check-", "test-") for name in EXERCISES}
    for cell in NOTEBOOKS[stem]:
        kind = settings(cell)
        if kind.get("grade") and kind.get("solution"):
            assert cell.cell_type == "markdown"
            assert kind["points"] > 0
        elif kind.get("grade") or kind.get("solution"):
            assert kind["grade_id"] in named


@every_notebook
def test_each_grade_id_stands_once_and_is_the_id_of_its_cell(stem):
    cells = [cell for cell in NOTEBOOKS[stem] if settings(cell)]
    ids = Counter(settings(cell)["grade_id"] for cell in cells)
    assert ids.most_common(1)[0][1] == 1
    assert all(cell["id"] == settings(cell)["grade_id"] for cell in cells)
    assert all(settings(cell)["cell_type"] == cell.cell_type for cell in cells)
    assert all(settings(cell)["schema_version"] == 3 for cell in cells)


@every_notebook
def test_the_setup_is_locked_and_gives_what_the_tasks_need(stem):
    setups = [cell for cell in NOTEBOOKS[stem] if settings(cell).get("grade_id") == "setup"]
    assert [roles(cell) for cell in setups] == [{"grade": False, "solution": False, "locked": True}]
    assert "from utils import " in setups[0].source
    assert "check" in setups[0].source


@every_notebook
def test_nothing_but_a_hidden_test_imports_the_autograder_or_the_reference(stem):
    for cell in NOTEBOOKS[stem]:
        open_text = HIDDEN.sub("", cell.source)
        assert "autograder." not in open_text
        assert "import autograder" not in open_text
        assert "reference" not in open_text or cell.cell_type == "markdown"
