"""`progress`: what the checks of this session found, and links to the tasks."""

import re

import pytest

from utils import check, progress, reference
from utils.exercises import EXERCISES
from utils.exercises.order import TASKS
from utils.feedback import CheckFailed, passed_by_task
from utils.progress import Progress, progress_of

NOTEBOOKS = sorted({exercise.notebook for exercise in EXERCISES.values()})


@pytest.fixture(autouse=True)
def _nothing_checked(monkeypatch):
    monkeypatch.setattr("utils.feedback._passed", {})


def html(shown):
    return shown._repr_html_()


@pytest.mark.parametrize("notebook", NOTEBOOKS)
def test_every_task_of_the_notebook_is_listed_once_with_a_link_to_its_stub(notebook):
    names = [name for name, e in EXERCISES.items() if e.notebook == notebook]
    links = re.findall(r'href="#cell-id=([^"]*)"', html(progress_of(notebook, {})))
    assert links == TASKS[notebook]
    assert sorted(links) == sorted(names)


def test_a_task_is_done_when_its_check_passed_and_not_when_it_failed_or_never_ran(capsys):
    check("du_dW", reference.get("du_dW"))
    with pytest.raises(CheckFailed):
        check("du_dx", lambda j, l, W: 0.0)  # noqa: E741
    shown = progress_of("vectorized", passed_by_task())
    lines = {line.split()[1]: line.split()[0] for line in repr(shown).splitlines()[1:]}
    assert (lines["du_dW"], lines["du_dx"], lines["du_db"]) == ("✓", "✗", "○")
    assert shown.done == 1


def test_the_last_run_of_a_check_counts(capsys):
    with pytest.raises(CheckFailed):
        check("du_db", lambda j, i: 5.0)
    check("du_db", reference.get("du_db"))
    assert progress_of("vectorized", passed_by_task()).done == 1
    with pytest.raises(CheckFailed):
        check("du_db", lambda j, i: 5.0)
    assert progress_of("vectorized", passed_by_task()).done == 0


def test_without_a_name_it_is_the_notebook_of_the_last_check(capsys):
    check("du_db", reference.get("du_db"))
    check("dU_db", reference.get("dU_db"))
    check("du_db", reference.get("du_db"))
    capsys.readouterr()
    progress()
    assert capsys.readouterr().out.startswith("vectorized: 1 of ")


def test_without_a_name_and_before_any_check_it_says_which_names_there_are():
    with pytest.raises(ValueError, match=r'progress\("scalar"\).*batched'):
        progress()


def test_an_unknown_notebook_is_refused_by_name():
    with pytest.raises(ValueError, match=r"'batch'.*batched"):
        progress("batch")


def test_the_bar_says_in_numbers_and_in_words_how_much_is_done():
    shown = html(Progress("two", {"first": True, "second": None}))
    assert '<progress max="2" value="1" aria-label="two: 1 of 2 visible checks passed">' in shown
    assert "check passed" in shown
    assert "check not run since the kernel started" in shown


def test_looking_at_the_results_does_not_open_them_to_change(capsys):
    passed_by_task()["du_db"] = True
    assert passed_by_task() == {}
