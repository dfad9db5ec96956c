"""The catalogue of mistakes is complete, can be written down as code, and gives nothing away."""

import inspect
import re
from collections import Counter

import numpy as np
import pytest

from autograder.catalogue import PAGES, Mistake, Page, name_mistake
from autograder.catalogue.mistake import compile_function, write_function
from autograder.fixtures import draw_fixtures
from tests.support import every_exercise, with_mistake
from utils import exercises, reference
from utils.answers import ask
from utils.exercises import EXERCISES

SEED = b"a seed for the tests"


def test_there_is_a_page_for_every_exercise_and_none_besides():
    assert set(PAGES) == set(EXERCISES)


@every_exercise
def test_a_page_knows_the_right_answer_to_every_part_in_order(name):
    assert PAGES[name].exercise == name
    assert list(PAGES[name].right) == [part.name for part in exercises.get(name).parts]


@every_exercise
def test_a_page_has_two_mistakes_and_an_equivalent_at_least(name):
    assert len(PAGES[name].mistakes) >= 2
    assert len(PAGES[name].equivalents) >= 1


@every_exercise
def test_the_names_of_the_mistakes_are_unique(name):
    names = Counter(mistake.name for mistake in PAGES[name].mistakes)
    assert names.most_common(1)[0][1] == 1


@every_exercise
def test_a_mistake_spoils_parts_that_there_are_and_writes_no_right_answer(name):
    page = PAGES[name]
    for mistake in page.mistakes:
        assert set() < mistake.spoils(page) <= set(page.right)
        assert set(mistake.wrong) <= set(page.right)
        assert all(wrong != page.right[part] for part, wrong in mistake.wrong.items())


# --- hints -----------------------------------------------------------------------------


def squeezed(text):
    return re.sub(r"\s|`", "", text)


def gives_away(text, expression):
    """Whether a sentence holds an expression; a single word must stand as a value to count."""
    if re.fullmatch(r"[\w.]+", expression):
        return re.search(rf"(?:=|return|`)\s*{re.escape(expression)}(?![\w.\[])", text) is not None
    return squeezed(expression) in squeezed(text)


def test_a_sentence_that_gives_the_answer_away_is_seen():
    assert gives_away("Try dL_dU.T @ X here.", "dL_dU.T@X")
    assert gives_away("Return `x`.", "x")
    assert gives_away("so du_dw = x", "x")
    assert not gives_away("Take x = 2 and nudge it.", "x")
    assert not gives_away("Which axis of X counts samples?", "dL_dU.T @ X")


@every_exercise
def test_a_hint_asks_or_points_and_never_gives_the_answer(name):
    for mistake in PAGES[name].mistakes:
        assert mistake.hint[-1] in "?."
        assert len(mistake.hint.split()) >= 4
        for expression in PAGES[name].right.values():
            assert not gives_away(mistake.hint, expression)


@every_exercise
def test_no_hint_of_the_ladder_gives_the_answer(name):
    for hint in exercises.get(name).hints:
        for expression in PAGES[name].right.values():
            assert not gives_away(hint, expression)


# --- code ------------------------------------------------------------------------------


@every_exercise
def test_the_right_body_gives_what_the_reference_gives(name):
    exercise = exercises.get(name)
    written = compile_function(exercise, PAGES[name].body())
    for fixture in draw_fixtures(exercise, SEED):
        answer = ask(exercise, written, fixture)
        expected = ask(exercise, reference.get(name), fixture)
        assert set(answer.results) == set(expected.results)
        assert answer.failure is None


@every_exercise
def test_a_written_function_has_the_name_and_parameters_of_the_exercise(name):
    exercise = exercises.get(name)
    source = write_function(exercise, PAGES[name].body())
    assert source.startswith(f"def {name}({', '.join(exercise.parameters)}):\n    ")
    written = compile_function(exercise, PAGES[name].body())
    assert tuple(inspect.signature(written).parameters) == exercise.parameters


@every_exercise
def test_a_mistake_says_whether_anything_comes_back(name):
    exercise = exercises.get(name)
    for mistake in PAGES[name].mistakes:
        for fixture in draw_fixtures(exercise, SEED):
            failure = ask(exercise, with_mistake(name, mistake), fixture).failure
            raised = failure is not None and failure.symptom == "raised an error"
            assert raised == mistake.raises, mistake.name


@every_exercise
def test_a_mistake_is_named_by_itself_and_by_no_other(name):
    exercise = exercises.get(name)
    fixtures = draw_fixtures(exercise, SEED)
    for mistake in PAGES[name].mistakes:
        answers = [ask(exercise, with_mistake(name, mistake), fixture) for fixture in fixtures]
        for part in exercise.parts:
            found = name_mistake(exercise, part, fixtures, answers)
            assert found is (mistake if part.name in mistake.spoils(PAGES[name]) else None)


@every_exercise
def test_a_right_answer_is_named_no_mistake(name):
    exercise = exercises.get(name)
    fixtures = draw_fixtures(exercise, SEED)
    answers = [ask(exercise, reference.get(name), fixture) for fixture in fixtures]
    for part in exercise.parts:
        assert name_mistake(exercise, part, fixtures, answers) is None


@every_exercise
def test_every_equivalent_is_written_in_a_way_of_its_own(name):
    bodies = [PAGES[name].body(), *PAGES[name].equivalents.values()]
    assert len(set(bodies)) == len(bodies)


@every_exercise
def test_an_answer_that_is_no_mistake_of_the_page_is_not_named(name):
    exercise = exercises.get(name)
    fixtures = draw_fixtures(exercise, SEED)
    for value in (np.nan, np.inf, 0.125, 1e300):

        def odd(*arguments, value=value):
            results = reference.get(name)(*arguments)
            return [value] * len(results) if isinstance(results, tuple) else value

        answers = [ask(exercise, odd, fixture) for fixture in fixtures]
        for part in exercise.parts:
            assert name_mistake(exercise, part, fixtures, answers) is None


# --- what a page is -----------------------------------------------------------------------

PAGE = Page(
    exercise="affine_vjp",
    right={"dL_dW": "np.outer(g, x)", "dL_dx": "W.T @ g", "dL_db": "g"},
    mistakes=(),
    equivalents={},
    steps="g = dL_du",
)
SLIP = Mistake("slip", {"dL_db": "2 * g"}, "Twice?")
EARLY = Mistake("early", {}, "Where?", instead={"dL_du": "-dL_du"}, through=("dL_dW", "dL_dx"))
CRASH = Mistake("crash", {"dL_dx": "W @ g"}, "Which axis?", raises=True)


def test_the_body_of_a_page_has_its_steps_and_then_a_line_for_each_part():
    assert PAGE.body().splitlines() == [
        "g = dL_du",
        "dL_dW = np.outer(g, x)",
        "dL_dx = W.T @ g",
        "dL_db = g",
        "return dL_dW, dL_dx, dL_db",
    ]


def test_a_mistake_changes_its_own_lines_of_the_body_and_no_other():
    right, wrong = PAGE.body().splitlines(), PAGE.body(SLIP).splitlines()
    changed = [line for line, before in zip(wrong, right, strict=True) if line != before]
    assert changed == ["dL_db = 2 * g"]
    assert PAGE.body(EARLY).splitlines() == ["g = -dL_du", *right[1:]]


def test_a_step_that_is_not_there_once_cannot_be_changed():
    with pytest.raises(ValueError, match="exactly once"):
        PAGE.body(Mistake("lost", {}, "Where?", instead={"nowhere": "here"}))


def test_what_a_mistake_spoils_is_what_it_writes_what_follows_and_everything_if_it_raises():
    assert SLIP.spoils(PAGE) == {"dL_db"}
    assert EARLY.spoils(PAGE) == {"dL_dW", "dL_dx"}
    assert CRASH.spoils(PAGE) == {"dL_dW", "dL_dx", "dL_db"}


def test_a_body_that_is_no_python_is_a_syntax_error():
    with pytest.raises(SyntaxError):
        compile_function(exercises.get("affine_vjp"), "return (")


def test_a_body_of_several_lines_is_indented_as_one():
    source = write_function(exercises.get("du_db"), "if i == j:\n    return 1\n\nreturn 0")
    assert source == ("def du_db(j, i):\n    if i == j:\n        return 1\n\n    return 0\n")
