"""`check` and `hint`, as a student meets them."""

import numpy as np
import pytest

from autograder.catalogue import PAGES
from tests.support import (
    every_exercise,
    in_style,
    spoiled,
    with_mistake,
)
from utils import check, exercises, feedback, hint, reference
from utils.feedback import CheckFailed, examine
from utils.report import NOT_OK, OK


def stub(*arguments):
    """What a student finds: nothing written yet."""
    raise NotImplementedError


@pytest.fixture
def shown(monkeypatch):
    """The reports that a check displays."""
    reports = []
    monkeypatch.setattr(feedback, "display", reports.append)
    return reports


@pytest.fixture(autouse=True)
def hints_from_the_start(monkeypatch):
    monkeypatch.setattr(feedback, "_hints_given", {})


# --- check -----------------------------------------------------------------------


@every_exercise
def test_a_right_function_passes_and_hears_no_more_than_that(name, shown):
    check(name, reference.get(name))
    (report,) = shown
    assert report.passed
    assert report.headline == "visible checks passed"
    assert report.notes == ()
    for text in (repr(report), report._repr_html_()):
        assert "all tests" not in text
        assert NOT_OK not in text


@every_exercise
def test_an_equivalent_form_passes_and_a_mistake_does_not(name):
    for style in PAGES[name].equivalents:
        assert examine(name, in_style(name, style)).passed, style
    for mistake in PAGES[name].mistakes:
        report = examine(name, with_mistake(name, mistake))
        assert not report.passed, mistake.name
        assert report.headline != "visible checks passed"


@every_exercise
def test_an_untouched_stub_is_not_attempted_yet(name, shown):
    with pytest.raises(AssertionError) as raised:
        check(name, stub)
    assert str(raised.value) == f"{name}: not attempted yet"
    assert repr(shown[0]) == f"{NOT_OK} {name}: not attempted yet"


SPOILS = {
    "zeros": np.zeros_like,
    "sign": np.negative,
    "nan": lambda g: g * np.nan,
    "inf": lambda g: g + np.inf,
    "extra axis": lambda g: g[None],
    "float32": lambda g: g.astype(np.float32),
    "object": lambda g: g.astype(object),
    "None": lambda g: None,
    "a little off": lambda g: g * 1.001,
}


@every_exercise
def test_a_spoiled_result_is_refused_with_one_short_sentence(name, shown):
    for label, spoil in SPOILS.items():
        with pytest.raises(CheckFailed) as raised:
            check(name, spoiled(name, spoil))
        assert str(raised.value).startswith(f"{name}: "), label
        assert len(str(raised.value).splitlines()) == 1, label
        assert len(str(raised.value)) < 400, label
        assert not shown[-1].passed, label
        assert shown[-1].headline in str(raised.value), label


@every_exercise
def test_something_else_than_results_is_refused(name):
    for returned in (None, 1234.5, "gradient", {}, ()):
        assert not examine(name, lambda *arguments, r=returned: r).passed, returned


def test_the_table_marks_the_wrong_part_and_only_that():
    def slip(dL_dU, X, W, b):
        dL_dX, dL_dW, _ = reference.get("batched_affine_vjp")(dL_dU, X, W, b)
        return dL_dX, dL_dW, dL_dU

    report = examine("batched_affine_vjp", slip)
    assert [row.passed for row in report.rows] == [True, True, False]
    assert [row.marked[-1] for row in report.rows] == [OK, OK, NOT_OK]
    assert report.rows[2].cells[-1] == "-"
    assert "left over" in report.headline


def test_the_second_symptom_stands_below_the_table():
    report = examine("affine_vjp", spoiled("affine_vjp", np.negative))
    assert "dL_dW" in report.headline
    assert [note.split()[0] for note in report.notes] == ["dL_dx", "dL_db"]


def test_a_misfit_of_the_whole_return_value_is_said_once():
    report = examine("affine_vjp", lambda *arguments: np.ones(3))
    assert "3 results: dL_dW, dL_dx, dL_db" in report.headline
    assert report.notes == ()


def test_a_changed_argument_fails_a_right_function_and_is_named():
    def clears(dL_dU, X, W, b):
        results = reference.get("batched_affine_vjp")(dL_dU, X, W, b)
        X[...] = 0.0
        return results

    report = examine("batched_affine_vjp", clears)
    assert not report.passed
    assert all(row.passed for row in report.rows)
    assert "changed its argument X" in report.headline


def with_upstream():
    exercises_with = [e for e in exercises.EXERCISES.values() if e.upstream]
    return pytest.mark.parametrize("exercise", exercises_with, ids=lambda e: e.name)


def ignoring_upstream(exercise):
    def deaf(*arguments):
        position = exercise.given.index(exercise.upstream)
        ones = np.ones_like(arguments[position])
        return reference.get(exercise.name)(*arguments[:position], ones, *arguments[position + 1 :])

    return deaf


@with_upstream()
def test_a_function_that_is_deaf_to_the_upstream_gradient_is_told_so(exercise):
    report = examine(exercise.name, ignoring_upstream(exercise))
    assert f"does not change when {exercise.upstream} does" in report.headline


@with_upstream()
@pytest.mark.parametrize("spoil", [np.negative, lambda g: g**3 + 1, np.zeros_like])
def test_a_function_that_hears_it_or_returns_zeros_is_told_something_else(exercise, spoil):
    report = examine(exercise.name, spoiled(exercise.name, spoil))
    assert not report.passed
    assert not any("does not change" in text for text in (report.headline, *report.notes))


def test_a_function_without_an_upstream_gradient_is_never_called_deaf():
    report = examine("affine_jacobians", lambda W, x, b: (np.ones((2, 2)), W, np.eye(len(b))))
    assert not any("does not change" in text for text in (report.headline, *report.notes))


def test_a_function_that_is_right_once_is_not_right():
    calls = []

    def tires(dL_dU, X, W, b):
        calls.append(1)
        results = reference.get("batched_affine_vjp")(dL_dU, X, W, b)
        return results if len(calls) == 1 else [0 * value for value in results]

    assert not examine("batched_affine_vjp", tires).passed


@every_exercise
def test_a_check_asks_the_same_of_everyone_each_time(name):
    def recording(seen):
        def function(*arguments):
            if len(seen) < 4:
                seen.append(repr(arguments))
            return reference.get(name)(*arguments)

        return function

    first, second = [], []
    for seen in (first, second):
        examine(name, recording(seen))
    assert first == second
    assert first


@every_exercise
def test_a_report_never_shows_what_was_expected(name):
    exercise = exercises.get(name)
    seen = []

    def zeros(*arguments):
        right = reference.get(name)(*arguments)
        values = right if isinstance(right, tuple) else (right,)
        seen.extend(np.ravel(v) for v in values if not isinstance(v, bool | list))
        return spoiled(name, lambda g: g + 1)(*arguments)

    shown_text = repr(examine(exercise.name, zeros))
    digits = {f"{abs(number):.4f}" for array in seen for number in array if number % 1}
    assert not any(number in shown_text for number in digits)


@pytest.mark.parametrize("show", [check, examine, lambda name, function: hint(name)])
def test_an_unknown_name_is_a_key_error_that_names_the_nearest(show):
    with pytest.raises(KeyError, match="batched_affine_vjp"):
        show("batched_afine_vjp", stub)


def test_a_name_like_no_other_gets_the_whole_list():
    with pytest.raises(KeyError) as raised:
        check("zzzz", stub)
    assert all(name in str(raised.value) for name in exercises.EXERCISES)


# --- hint --------------------------------------------------------------------------


@every_exercise
def test_hints_come_one_after_the_other_and_start_again(name, capsys):
    ladder = exercises.get(name).hints
    for _ in range(2):
        for step, text in enumerate(ladder, start=1):
            hint(name)
            assert capsys.readouterr().out == f"Hint {step} of {len(ladder)}: {text}\n"


def test_each_exercise_has_a_ladder_of_its_own(capsys):
    hint("affine_vjp")
    hint("affine_vjp")
    hint("affine_jacobians")
    third = capsys.readouterr().out.splitlines()[2]
    assert third.startswith("Hint 1 of")
