"""What a hidden test cell runs: a float for nbgrader, a report for the student, no noise."""

import logging
import sys
import warnings
from dataclasses import replace

import numpy as np
import pytest

from autograder import hidden
from autograder.catalogue import PAGES, Mistake
from autograder.hidden import judge, judge_in_process
from tests.support import every_exercise, spoiled, with_mistake
from utils import exercises, reference
from utils.exercises import EXERCISES

TOLERANT = [name for name, e in EXERCISES.items() if not e.silent]
SILENT = [name for name, e in EXERCISES.items() if e.silent]


@pytest.fixture
def shown(monkeypatch):
    """The reports that the judge displays."""
    reports = []
    monkeypatch.setattr(hidden, "display", reports.append)
    return reports


@every_exercise
def test_a_right_function_earns_all_points_as_a_python_float(name, shown):
    for points in (3, 1.5, 0):
        earned = judge(name, reference.get(name), points=points)
        assert type(earned) is float
        assert earned == points
    assert all(report.passed for report in shown)


@every_exercise
def test_a_mistake_earns_less_and_its_hint_is_shown_and_nothing_else_is_heard(
    name, shown, capfd, recwarn
):
    for mistake in PAGES[name].mistakes:
        earned = judge(name, with_mistake(name, mistake), points=6)
        assert type(earned) is float
        assert 0.0 <= earned < 6.0
        assert mistake.hint in shown[-1].notes
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


@every_exercise
def test_an_untouched_stub_earns_nothing_and_raises_nothing(name, shown):
    def stub(*arguments):
        raise NotImplementedError

    assert judge(name, stub, points=3) == 0.0
    assert "attempted" in " ".join(shown[0].notes)


def test_an_unknown_exercise_is_an_error_and_no_score():
    with pytest.raises(KeyError, match="affine_vjp"):
        judge("afine_vjp", reference.get("affine_vjp"), points=3)


# --- noise -----------------------------------------------------------------------------


def divides():
    np.array([1.0]) / np.array([0.0])


def warns():
    warnings.warn("look out", stacklevel=1)


def warns_loudly():
    warnings.simplefilter("always")
    np.seterr(all="warn")
    np.log(np.array([-1.0]))


def prints():
    print("here")
    print("and here", file=sys.stderr)


def logs():
    logging.getLogger("a.student").warning("here")


def is_deprecated():
    np.array([1.0]).reshape(1).astype(float)
    warnings.warn("gone soon", DeprecationWarning, stacklevel=2)


NOISES = [divides, warns, warns_loudly, prints, logs, is_deprecated]


@pytest.mark.parametrize("name", TOLERANT)
def test_a_right_answer_that_makes_noise_keeps_its_points_and_is_not_heard(
    name, shown, capfd, recwarn
):
    for noise in NOISES:

        def noisy(*arguments, noise=noise):
            noise()
            return reference.get(name)(*arguments)

        assert judge(name, noisy, points=3) == 3.0, noise.__name__
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


@pytest.mark.parametrize("name", SILENT)
def test_where_silence_is_the_task_a_warning_of_numpys_costs_the_points(name, shown):
    def noisy(*arguments):
        divides()
        return reference.get(name)(*arguments)

    assert judge(name, noisy, points=3) == 0.0
    assert judge(name, reference.get(name), points=3) == 3.0


def test_a_mistake_of_the_catalogue_that_makes_noise_is_tried_out_in_silence(
    shown, capfd, recwarn, monkeypatch
):
    page = PAGES["affine_vjp"]
    noisy = Mistake("log of a negative", {"dL_db": "np.log(-np.abs(dL_du))"}, "Negative?")
    monkeypatch.setitem(PAGES, "affine_vjp", replace(page, mistakes=(noisy,)))
    assert judge("affine_vjp", spoiled("affine_vjp", np.negative), points=3) == 0.0
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


@every_exercise
def test_numbers_at_the_ends_of_the_float_range_are_judged_in_silence(name, shown, capfd, recwarn):
    for extreme in (1.7e308, 5e-324, -1.7e308):
        judge(name, spoiled(name, lambda g, x=extreme: np.full_like(g, x)), points=3)
    assert capfd.readouterr() == ("", "")
    assert not recwarn.list


@pytest.mark.filterwarnings("ignore")
def test_a_students_error_state_and_warning_filters_are_put_back(shown):
    before = np.geterr(), list(warnings.filters)

    def meddles(*arguments):
        np.seterr(all="raise")
        warnings.simplefilter("error")
        return reference.get("affine_vjp")(*arguments)

    judge("affine_vjp", meddles, points=3)
    assert (np.geterr(), list(warnings.filters)) == before


# --- drawings ---------------------------------------------------------------------------


@every_exercise
def test_the_drawings_depend_on_the_seed(name):
    def remembered(seed):
        seen = []

        def remembers(*arguments):
            if len(seen) < 4:
                seen.append(repr(arguments))
            return reference.get(name)(*arguments)

        judge_in_process(name, remembers, seed=seed)
        return seen

    assert remembered(b"one") == remembered(b"one")
    if exercises.get(name).given:
        assert remembered(b"one") != remembered(b"another")
