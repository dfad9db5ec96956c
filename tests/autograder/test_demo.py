"""The simulated class: the same for the same seed, of every kind, and scored as planned."""

import re
from collections import Counter

import numpy as np
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from autograder.catalogue import PAGES
from autograder.catalogue.mistake import compile_function
from autograder.cli import main
from autograder.demo.classroom import MARKER, prepare_folder
from autograder.demo.plan import KINDS, TaskPlan, lost_parts, plan_class, plan_student
from autograder.demo.submission import exercises_of, fill_in, points_of
from autograder.errors import UserError
from autograder.hidden import judge_in_process
from tests.support import every_exercise
from utils import exercises
from utils.exercises import EXERCISES

NAMES = list(EXERCISES)
every_kind = pytest.mark.parametrize("kind", KINDS)


def test_the_same_seed_makes_the_same_class_and_another_another():
    assert list(plan_class(NAMES, 30, 1)) == list(plan_class(NAMES, 30, 1))
    assert list(plan_class(NAMES, 30, 1)) != list(plan_class(NAMES, 30, 2))


def test_a_larger_class_begins_with_the_smaller_one():
    assert list(plan_class(NAMES, 30, 1))[:12] == list(plan_class(NAMES, 12, 1))


def test_the_first_students_show_every_kind_once():
    plans = list(plan_class(NAMES, len(KINDS), 1))
    assert Counter(plan.kind for plan in plans) == dict.fromkeys(KINDS, 1)
    assert len({plan.student for plan in plans}) == len(KINDS)


def test_a_large_class_shows_every_style_and_every_mistake_of_an_exercise():
    plans = list(plan_class(["batched_affine_vjp"], 400, 1))
    page = PAGES["batched_affine_vjp"]
    notes = {plan.tasks["batched_affine_vjp"].note for plan in plans}
    assert set(page.equivalents) <= notes
    assert {mistake.name for mistake in page.mistakes} <= notes


def test_an_unknown_kind_is_an_error_that_names_the_kinds():
    with pytest.raises(ValueError, match="untouched"):
        plan_student("s001", "lazy", NAMES, np.random.default_rng(1))


@every_kind
def test_the_judge_pays_what_was_planned(kind):
    for seed in range(2):
        plan = plan_student("s001", kind, NAMES, np.random.default_rng(seed))
        for name, task in plan.tasks.items():
            earned = judged_share(name, task)
            assert earned == pytest.approx(task.share()), (name, task.note)


def judged_share(name, task):
    body = "raise NotImplementedError()" if task.body is None else task.body
    try:
        function = compile_function(exercises.get(name), body)
    except SyntaxError:
        return 0.0
    return judge_in_process(name, function).share


@every_exercise
def test_a_lost_mend_takes_its_verdict_along(name):
    for mistake in PAGES[name].mistakes:
        lost = lost_parts(PAGES[name], mistake)
        assert mistake.spoils(PAGES[name]) <= lost
        for part in exercises.get(name).parts:
            if part.verdict_on in lost:
                assert part.name in lost


# --- notebooks ---------------------------------------------------------------------


def cell(grade_id, source, **roles):
    made = new_code_cell(source)
    made.metadata["nbgrader"] = {"grade_id": grade_id, "grade": False, "solution": False, **roles}
    return made


def release():
    stub = 'def du_db(j, i):\n    """Doc."""\n    # YOUR CODE HERE\n    raise NotImplementedError()'
    prose = new_markdown_cell("YOUR ANSWER HERE")
    prose.metadata["nbgrader"] = {"grade_id": "derivation", "grade": True, "solution": True}
    return new_notebook(
        cells=[
            cell("setup", "import numpy as np"),
            cell("du_db", stub, solution=True),
            cell("test-du_db", "# hidden", grade=True, points=2),
            prose,
        ]
    )


def test_the_exercises_and_their_points_are_read_from_the_notebook():
    assert exercises_of([release()]) == ["du_db"]
    assert points_of([release()]) == {"du_db": 2.0}


def test_an_answer_of_several_lines_is_written_in_place_of_the_stub():
    notebook = release()
    task = TaskPlan("du_db", "if i == j:\n    return 1\nreturn 0", frozenset(), "")
    fill_in(notebook, {"du_db": task}, writes_prose=False)
    assert notebook.cells[1].source == (
        'def du_db(j, i):\n    """Doc."""\n    if i == j:\n        return 1\n    return 0'
    )
    assert [c.source for c in notebook.cells if c is not notebook.cells[1]] == [
        c.source for c in release().cells if c.metadata["nbgrader"]["grade_id"] != "du_db"
    ]


def test_an_untouched_task_stays_as_it_was_and_prose_is_written_where_it_is_asked_for():
    notebook = release()
    fill_in(
        notebook, {"du_db": TaskPlan("du_db", None, frozenset({"du_db"}), "")}, writes_prose=True
    )
    assert notebook.cells[1].source == release().cells[1].source
    assert re.search("chain rule", notebook.cells[3].source)


def test_a_task_without_a_stub_is_an_error_that_names_it():
    notebook = release()
    notebook.cells[1].source = "def du_db(j, i):\n    return 1"
    with pytest.raises(ValueError, match="du_db"):
        fill_in(
            notebook, {"du_db": TaskPlan("du_db", "return 1", frozenset(), "")}, writes_prose=False
        )


# --- folders -----------------------------------------------------------------------


def test_a_folder_that_is_no_simulated_class_is_never_written_into(root, tmp_path):
    (tmp_path / "gradebook.db").write_text("years of work")
    with pytest.raises(UserError, match="not empty"):
        prepare_folder(root, tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["gradebook.db"]


def test_a_simulated_class_is_made_anew(root, tmp_path):
    course = tmp_path / "demo"
    prepare_folder(root, course)
    (course / "gradebook.db").write_text("of the last time")
    prepare_folder(root, course)
    assert (course / MARKER).exists()
    assert not (course / "gradebook.db").exists()
    assert (course / "source").is_dir()


def test_a_project_without_source_is_an_error(tmp_path, capsys):
    project = tmp_path / "elsewhere"
    project.mkdir()
    words = ["demo", "--project", str(project), "--course", str(tmp_path / "demo")]
    assert main(words) == 1
    assert "source/" in capsys.readouterr().err
    assert not (tmp_path / "demo").exists()


@pytest.mark.parametrize("count", ["0", "-3", "many"])
def test_a_class_of_nobody_is_a_wrong_call(count, tmp_path, capsys):
    with pytest.raises(SystemExit) as stop:
        main(["demo", "--students", count, "--course", str(tmp_path / "demo")])
    assert stop.value.code == 2
    assert "--students" in capsys.readouterr().err
