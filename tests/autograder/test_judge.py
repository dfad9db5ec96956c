"""The judge pays for what is right, part by part, and says of everything else what it was."""

import re
from dataclasses import replace
from html import unescape

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder import judge as judge_module
from autograder.catalogue import PAGES
from autograder.demo.plan import lost_parts
from autograder.fixtures import draw_fixtures
from autograder.hidden import judge_in_process
from autograder.judge import RTOL, Judgement, PartVerdict, judge_answers
from autograder.sentences import OTHERWISE
from tests.support import (
    every_equivalent,
    every_exercise,
    every_mistake,
    gradients,
    in_style,
    returning,
    spoiled,
    with_mistake,
)
from utils import exercises, reference
from utils.answers import Answer, ask
from utils.exercises import EXERCISES
from utils.gradcheck import numerical_vjp, relative_difference
from utils.results import Misfit

SEED = b"a seed for the tests"
MANY_SEEDS = [f"seed {number}".encode() for number in range(10)]
CLAIMS = [name for name, e in EXERCISES.items() if e.claims]
SEVERAL = [name for name, e in EXERCISES.items() if len(gradients(e)) > 1]
GIVEN_ARRAYS = [
    name
    for name, e in EXERCISES.items()
    if any(
        isinstance(array, list) or np.ndim(array) for array in e.inputs(draw_fixtures(e, SEED)[0])
    )
]
every_claim = pytest.mark.parametrize("name", CLAIMS)


def judged(name, function, seed=SEED):
    return judge_in_process(name, function, seed=seed)


def earned(judgement):
    return {part.part for part in judgement.parts if part.earned}


# --- right ---------------------------------------------------------------------------


@every_exercise
def test_the_reference_earns_everything(name):
    judgement = judged(name, reference.get(name))
    assert judgement.share == 1.0
    assert judgement.points(3) == 3.0
    report = judgement.report(3)
    assert report.passed
    assert report.headline == "3 of 3 points"
    assert report.notes == ()


@every_equivalent
def test_an_equivalent_form_keeps_every_point_whatever_is_drawn(name, style):
    for seed in MANY_SEEDS:
        assert judged(name, in_style(name, style), seed).share == 1.0


@pytest.mark.parametrize("name", SEVERAL)
def test_results_may_come_in_a_list_or_a_tuple(name):
    assert judged(name, returning(name, list)).share == 1.0
    assert judged(name, returning(name, tuple)).share == 1.0


def in_fortran_order(g):
    return np.array(g, order="F")


def strided(g):
    return np.stack([g, g], axis=-1)[..., 0]


def read_only(g):
    g.flags.writeable = False
    return g


@every_exercise
def test_the_layout_in_memory_does_not_matter(name):
    for layout in (in_fortran_order, strided, read_only):
        assert judged(name, spoiled(name, lambda g, f=layout: np.asarray(f(g)))).share == 1.0


@every_exercise
def test_rounding_in_the_last_digits_costs_nothing(name):
    assert judged(name, spoiled(name, lambda g: g * (1 + 1e-13))).share == 1.0


# --- mistakes ------------------------------------------------------------------------


@every_mistake
def test_a_mistake_loses_what_it_spoils_and_is_named(name, mistake):
    page = PAGES[name]
    for seed in MANY_SEEDS:
        judgement = judged(name, with_mistake(name, mistake), seed)
        wrong = {part.part: part for part in judgement.parts if not part.right}
        assert set(wrong) == mistake.spoils(page)
        assert {part.reason for part in wrong.values()} == {mistake.name}
        assert all(part.mistake for part in wrong.values())
        assert set(page.right) - earned(judgement) == lost_parts(page, mistake)


@every_exercise
def test_the_students_report_says_of_each_mistake_where_to_look(name):
    for mistake in PAGES[name].mistakes:
        report = judged(name, with_mistake(name, mistake)).report(3)
        assert not report.passed
        assert mistake.hint in report.notes
        shown = unescape(re.sub(r"</?code>", "", report._repr_html_()))
        assert mistake.hint.replace("`", "") in shown


@every_exercise
def test_a_mistake_costs_its_share_of_the_points_and_no_more(name):
    page = PAGES[name]
    for mistake in page.mistakes:
        kept = len(page.right) - len(lost_parts(page, mistake))
        judgement = judged(name, with_mistake(name, mistake))
        assert judgement.points(6) == pytest.approx(6 * kept / len(page.right), abs=0.005)
        assert judgement.points(6) < 6.0


# --- other wrong results, for every exercise ------------------------------------------


SPOILS = {
    "zeros": np.zeros_like,
    "sign": np.negative,
    "nan": lambda g: g * np.nan,
    "inf": lambda g: g + np.inf,
    "float32": lambda g: g.astype(np.float32),
    "object": lambda g: g.astype(object),
    "complex": lambda g: g.astype(complex),
    "other byte order": lambda g: g.astype(">f8"),
    "long double": lambda g: g.astype(np.longdouble),
    "(1, H) for (H,)": lambda g: g[None],
    "(H, 1) for (H,)": lambda g: g[..., None],
    "(2, H) for (H,)": lambda g: np.broadcast_to(g, (2, *g.shape)),
    "twice": lambda g: g * 2,
    "a little shifted": lambda g: g + 1e-6 * np.abs(g).max(),
    "a little scaled": lambda g: g * (1 + 1e-7),
    "bool": lambda g: bool(g.all()),
    "text": lambda g: str(g.tolist()),
    "None": lambda g: None,
    "huge int": lambda g: 10**400,
}
WRAPPINGS = {
    "None": lambda values: None,
    "empty": lambda values: (),
    "one more": lambda values: [*values, values[0]],
    "generator": lambda values: (value for value in values),
    "iterator": iter,
    "dict": lambda values: dict(enumerate(values)),
    "object array": lambda values: np.array([*values, None], dtype=object)[:-1],
}


@every_exercise
def test_spoiled_results_earn_nothing_and_the_reason_is_said(name):
    for label, spoil in SPOILS.items():
        judgement = judged(name, spoiled(name, spoil))
        assert judgement.points(3) == 0.0, label
        for part in judgement.parts:
            assert part.reason, label
            assert part.message, label
            assert part.message != OTHERWISE.format(part=part.part), label


@every_exercise
def test_results_in_another_wrapping_earn_nothing(name):
    for label, change in WRAPPINGS.items():
        assert judged(name, returning(name, change)).points(3) == 0.0, label


@pytest.mark.parametrize("name", SEVERAL)
def test_results_in_a_rotated_order_earn_nothing(name):
    assert judged(name, returning(name, lambda values: [*values[1:], values[0]])).points(3) == 0.0


@pytest.mark.parametrize("name", SEVERAL)
def test_two_results_swapped_lose_both(name):
    first, second = gradients(exercises.get(name))[:2]
    one, other = (list(PAGES[name].right).index(part) for part in (first, second))

    def swap(values):
        values[one], values[other] = values[other], values[one]
        return values

    assert {first, second}.isdisjoint(earned(judged(name, returning(name, swap))))


@every_exercise
def test_a_function_that_raises_earns_nothing_for_any_part(name):
    for error in (NotImplementedError(), ValueError("no"), RecursionError(), SystemExit(0)):

        def raises(*arguments, error=error):
            raise error

        judgement = judged(name, raises)
        assert judgement.points(3) == 0.0
        expected = "not attempted" if type(error) is NotImplementedError else "raised an error"
        assert {part.reason for part in judgement.parts} == {expected}


def test_an_error_of_the_students_is_not_quoted_to_them_but_its_kind_is():
    def leaks(dL_dU, X, W, b):
        raise ValueError(f"X is {X.tolist()}")

    (message,) = judged("batched_affine_vjp", leaks).report(3).notes
    assert "ValueError" in message
    assert "[" not in message


@every_exercise
def test_one_wrong_drawing_of_four_is_enough(name):
    exercise = exercises.get(name)
    fixtures = draw_fixtures(exercise, SEED)
    right = [ask(exercise, reference.get(name), fixture) for fixture in fixtures]
    for bad, fixture in enumerate(fixtures):
        wrong = ask(exercise, spoiled(name, np.negative), fixture)
        answers = [*right[:bad], wrong, *right[bad + 1 :]]
        judgement = judge_answers(exercise, fixtures, answers)
        assert judgement.points(3) == 0.0
        for part in judgement.parts:
            if part.part in gradients(exercise):
                assert part.fixture == bad


@pytest.mark.parametrize("name", GIVEN_ARRAYS)
def test_changed_arguments_cost_every_part_although_the_results_are_right(name):
    def careless(*arguments):
        results = reference.get(name)(*arguments)
        for argument in arguments:
            for array in argument if isinstance(argument, list) else [argument]:
                if isinstance(array, np.ndarray):
                    array[...] = 0
        return results

    assert judged(name, careless).points(3) == 0.0


# --- verdicts on claims ----------------------------------------------------------------


def claimed(name, verdicts, mends):
    """The reference with its verdicts and its mends changed."""
    return returning(
        name, lambda values: [(verdicts if isinstance(v, bool) else mends)(v) for v in values]
    )


def unchanged(value):
    return value


@every_claim
def test_a_right_verdict_earns_only_beside_a_right_mend(name):
    judgement = judged(name, claimed(name, unchanged, np.negative))
    assert earned(judgement) == set()
    verdicts = [part for part in judgement.parts if part.part not in gradients(exercises.get(name))]
    assert all(part.right for part in verdicts)
    assert {part.reason for part in verdicts} == {"no mend"}


@every_claim
def test_a_wrong_verdict_beside_a_right_mend_costs_the_verdict_alone(name):
    judgement = judged(name, claimed(name, lambda verdict: not verdict, unchanged))
    assert earned(judgement) == set(gradients(exercises.get(name)))


@every_claim
@pytest.mark.parametrize("odd", [int, float, str, lambda v: np.array(v), lambda v: None])
def test_a_verdict_that_is_no_true_or_false_earns_nothing(name, odd):
    judgement = judged(name, claimed(name, odd, unchanged))
    assert earned(judgement) == set(gradients(exercises.get(name)))


@every_claim
@pytest.mark.parametrize("guess", [True, False])
def test_guessing_a_verdict_earns_nothing(name, guess):
    judgement = judged(name, claimed(name, lambda verdict: guess, lambda g: 0.0))
    assert judgement.points(4) == 0.0


# --- derivatives by differences ----------------------------------------------------------


# Where the forward function is the exercise, there is nothing to take differences of.
@pytest.mark.parametrize("name", [name for name, e in EXERCISES.items() if not e.examples])
def test_central_differences_lose_wherever_they_are_not_exact(name):
    exercise = exercises.get(name)
    fixtures = draw_fixtures(exercise, SEED)
    answers = [
        Answer(exercise.numerical_results(fixture), tuple(exercise.inputs(fixture)))
        for fixture in fixtures
    ]
    judgement = judge_answers(exercise, fixtures, answers)
    for part in judgement.parts:
        if part.part not in gradients(exercise):
            continue
        off = max(
            relative_difference(answer.results[part.part], right(exercise, fixture)[part.part])
            for fixture, answer in zip(fixtures, answers, strict=True)
        )
        # Nothing lies between "the same number" and "not an analytic gradient".
        assert off < 1e-13 or off > 10 * RTOL
        assert part.right == (off < 1e-13)
        if not part.right:
            assert part.reason == "numerical"


def right(exercise, fixture):
    return judge_module.expected_results(exercise, fixture)


def test_a_function_that_calls_the_gradient_check_is_called_numerical():
    def by_differences(dL_dU, X, W, b):
        return (
            numerical_vjp(lambda z: z @ W.T + b, X, dL_dU),
            numerical_vjp(lambda z: X @ z.T + b, W, dL_dU),
            numerical_vjp(lambda z: X @ W.T + z, b, dL_dU),
        )

    judgement = judged("batched_affine_vjp", by_differences)
    assert judgement.points(3) == 0.0
    assert {part.reason for part in judgement.parts} == {"numerical"}
    assert all("numerical derivative" in part.message for part in judgement.parts)


def test_single_precision_is_called_imprecise():
    def rounds(g):
        return g.astype(np.float32).astype(float)

    judgement = judged("batched_affine_vjp", spoiled("batched_affine_vjp", rounds))
    assert judgement.points(3) == 0.0
    assert {part.reason for part in judgement.parts} == {"imprecise"}


def test_a_right_formula_that_changes_its_arguments_is_not_called_numerical():
    def clears(dL_dU, X, W, b):
        results = reference.get("batched_affine_vjp")(dL_dU, X, W, b)
        X[...] = 0.0
        return results

    judgement = judged("batched_affine_vjp", clears)
    assert {part.reason for part in judgement.parts} == {"changed arguments"}


# --- points --------------------------------------------------------------------------------

VERDICT = PartVerdict("dW", True, True, "", "", 0.0, "", "", "", False, 0)


@given(
    earned=st.lists(st.booleans(), min_size=1, max_size=7),
    maximum=st.one_of(
        st.integers(0, 100),
        st.floats(0, 100, allow_nan=False),
        st.floats(0, 100).map(np.float64),
        st.integers(0, 100).map(np.int64),
    ),
)
def test_points_are_a_python_float_between_zero_and_the_maximum(earned, maximum):
    parts = tuple(replace(VERDICT, part=str(i), earned=e) for i, e in enumerate(earned))
    points = Judgement("g", parts).points(maximum)
    assert type(points) is float
    assert 0.0 <= points <= maximum
    assert float(repr(points)) == points
    assert points == pytest.approx(maximum * sum(earned) / len(earned), abs=0.005001)


@given(count=st.integers(1, 7), maximum=st.integers(1, 100))
def test_everything_right_is_worth_exactly_the_maximum(count, maximum):
    assert Judgement("g", (VERDICT,) * count).points(maximum) == float(maximum)


# --- the judge's own errors are no wrong answers ------------------------------------------------

EXERCISE = exercises.get("affine_vjp")
FIXTURES = draw_fixtures(EXERCISE, SEED)
ANSWERS = [ask(EXERCISE, reference.get("affine_vjp"), fixture) for fixture in FIXTURES]


@pytest.mark.parametrize(
    ("fixtures", "answers"),
    [(FIXTURES, ANSWERS[:-1]), (FIXTURES, []), (FIXTURES[:-1], ANSWERS), ((), ())],
)
def test_missing_answers_are_a_value_error(fixtures, answers):
    with pytest.raises(ValueError, match="answers to"):
        judge_answers(EXERCISE, fixtures, answers)


def test_a_part_that_did_not_come_back_earns_nothing_and_the_others_do():
    without = [
        replace(a, results={k: v for k, v in a.results.items() if k != "dL_dx"}) for a in ANSWERS
    ]
    judgement = judge_answers(EXERCISE, FIXTURES, without)
    assert earned(judgement) == {"dL_dW", "dL_db"}
    assert [part.reason for part in judgement.parts] == ["", "no answer", ""]


def test_an_empty_answer_earns_nothing():
    assert judge_answers(EXERCISE, FIXTURES, [Answer()] * len(FIXTURES)).points(3) == 0.0


def test_an_answer_without_the_arguments_is_an_error_of_the_run():
    without = [replace(answer, arguments_after=()) for answer in ANSWERS]
    with pytest.raises(ValueError, match="shorter"):
        judge_answers(EXERCISE, FIXTURES, without)


def test_a_misfit_in_an_answer_earns_nothing_and_gives_its_reason():
    misfit = Misfit("wrong dtype", "dL_db has dtype float32; every array here is float64.")
    odd = [replace(a, results={**a.results, "dL_db": misfit}) for a in ANSWERS]
    judgement = judge_answers(EXERCISE, FIXTURES, odd)
    assert earned(judgement) == {"dL_dW", "dL_dx"}
    assert judgement.parts[2].detail == misfit.message


@pytest.mark.parametrize(
    "broken",
    [
        lambda dL_du, W, x, b: None,
        lambda dL_du, W, x, b: (W * np.nan, x, b),
        lambda dL_du, W, x, b: (W, x),
        lambda dL_du, W, x, b: (W.astype(np.float32), x, b),
    ],
    ids=["None", "NaN", "too few", "float32"],
)
def test_a_broken_reference_is_an_error_that_names_it_and_never_a_zero(broken, monkeypatch):
    monkeypatch.setattr(reference, "get", lambda name: broken)
    with pytest.raises(RuntimeError, match="reference affine_vjp"):
        judge_answers(EXERCISE, FIXTURES, ANSWERS)


def test_whatever_the_reference_raises_is_raised(monkeypatch):
    def broken(*arguments):
        raise ZeroDivisionError

    monkeypatch.setattr(reference, "get", lambda name: broken)
    with pytest.raises(ZeroDivisionError):
        judge_answers(EXERCISE, FIXTURES, ANSWERS)


def test_the_report_of_a_judgement_holds_no_number_that_was_drawn_or_expected():
    fixtures = draw_fixtures(EXERCISES["batched_affine_vjp"], SEED)
    drawn = {f"{abs(x):.3g}" for f in fixtures for v in f.values.values() for x in np.ravel(v)}
    for spoil in (np.negative, lambda g: g[None], lambda g: g + 1, lambda g: 5 * g):
        report = judged("batched_affine_vjp", spoiled("batched_affine_vjp", spoil)).report(3)
        for text in (repr(report), report._repr_html_()):
            assert not any(number in text for number in drawn)
            assert not any(f"({n}," in text for f in fixtures for n in f.sizes.values())
