"""From a child's message to an answer: no message raises, and none that was not computed scores."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.fixtures import draw_fixtures
from autograder.judge import judge_answers
from autograder.sandbox.answers import (
    LONGEST_TEXT,
    answer_from_message,
    answers_from_message,
)
from tests.sandbox.test_wire import ARRAYS, LEAVES, VALUES
from utils import exercises
from utils.answers import Answer, changed_arguments
from utils.exercises import EXERCISES, Exercise

SEED = b"a seed of the tests"


def fields_of(exercise: Exercise) -> st.SearchStrategy[dict[str, object]]:
    """Messages of the right outline, with anything in it."""
    part = LEAVES | ARRAYS | st.lists(ARRAYS, max_size=3) | misfits()
    results = st.fixed_dictionaries({part_.name: part for part_ in exercise.parts})
    arguments = st.lists(LEAVES, min_size=len(exercise.given), max_size=len(exercise.given))
    return st.fixed_dictionaries(
        {"failure": st.none(), "results": results, "arguments_after": arguments}
    )


def misfits() -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries({"symptom": st.text(), "message": st.text()})


@pytest.mark.parametrize("name", ["batched_affine_vjp", "dU_dX", "uva_index_claim"])
@given(data=st.data())
def test_a_message_gives_an_answer_that_can_be_judged_and_scores_nothing(
    name: str, data: st.DataObject
) -> None:
    exercise = exercises.get(name)
    message = data.draw(VALUES | fields_of(exercise))
    fixtures = draw_fixtures(exercise, SEED)
    answers = [answer_from_message(exercise, fixture, message) for fixture in fixtures]
    assert all(type(answer) is Answer for answer in answers)
    assert judge_answers(exercise, fixtures, answers).points(5.0) == 0.0


@pytest.mark.parametrize("name", EXERCISES)
def test_what_the_reference_answers_scores_in_full(name: str) -> None:
    """The messages above fail for what is in them, and not because no message could score."""
    from autograder.judge import expected_results

    exercise = exercises.get(name)
    fixtures = draw_fixtures(exercise, SEED)
    answers = [
        answer_from_message(
            exercise,
            fixture,
            {
                "failure": None,
                "results": dict(expected_results(exercise, fixture)),
                "arguments_after": exercise.inputs(fixture),
            },
        )
        for fixture in fixtures
    ]
    assert judge_answers(exercise, fixtures, answers).points(5.0) == 5.0


EXERCISE = exercises.get("batched_affine_vjp")
FIXTURE = draw_fixtures(EXERCISE, SEED)[0]


def message(**changes: object) -> dict[str, object]:
    """A well-formed message, spoiled."""
    results = {part.name: np.zeros(3) for part in EXERCISE.parts}
    after = EXERCISE.inputs(FIXTURE)
    return {"failure": None, "results": results, "arguments_after": after, **changes}


def test_a_message_of_the_right_form_is_an_answer() -> None:
    answer = answer_from_message(EXERCISE, FIXTURE, message())
    assert answer.failure is None
    assert changed_arguments(EXERCISE, FIXTURE, answer) == []


@pytest.mark.parametrize(
    "changes",
    [
        {"failure": "none"},
        {"failure": {"symptom": "x"}},
        {"failure": {"symptom": "x", "message": 1}},
        {"results": {}},
        {"results": None},
        {"results": {"dL_dX": np.zeros(3), "dL_dW": np.zeros(3), "points": 3.0}},
        {"results": dict.fromkeys(("dL_dX", "dL_dW", "dL_db"), True)},
        {"results": dict.fromkeys(("dL_dX", "dL_dW", "dL_db"), np.zeros(3, int))},
        {"results": dict.fromkeys(("dL_dX", "dL_dW", "dL_db"), np.array([np.nan]))},
        {"results": dict.fromkeys(("dL_dX", "dL_dW", "dL_db"), np.zeros(1_000_001))},
        {"arguments_after": []},
        {"arguments_after": None},
    ],
)
def test_a_spoiled_message_is_a_failed_answer(changes: dict[str, object]) -> None:
    answer = answer_from_message(EXERCISE, FIXTURE, message(**changes))
    assert answer.failure is not None
    assert answer.failure.symptom == "malformed answer"
    assert answer.results == {}


def test_arguments_of_another_kind_count_as_changed() -> None:
    answer = answer_from_message(EXERCISE, FIXTURE, message(arguments_after=[None, 1, True, "x"]))
    assert changed_arguments(EXERCISE, FIXTURE, answer) == list(EXERCISE.given)


def test_a_childs_words_are_shortened_and_printable() -> None:
    failure = {"symptom": "s" * 100_000, "message": "\x1b[31m\x00" + "m" * 100_000}
    answer = answer_from_message(EXERCISE, FIXTURE, {"failure": failure})
    assert answer.failure is not None
    assert len(answer.failure.symptom) + len(answer.failure.message) < 2 * LONGEST_TEXT
    assert answer.failure.message.startswith("\ufffd[31m\ufffdmmm")


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"answers": None},
        {"answers": []},
        {"answers": [message()]},
        {"answers": [message()] * 3},
        {"answers": {0: message(), 1: message()}},
        [message(), message()],
        message(),
    ],
)
def test_a_reply_without_an_answer_for_each_drawing_has_none(reply: object) -> None:
    answers = answers_from_message(EXERCISE, [FIXTURE, FIXTURE], reply)
    assert [one.failure and one.failure.symptom for one in answers] == ["malformed answer"] * 2


def test_one_spoiled_answer_spoils_no_other() -> None:
    reply = {"answers": [message(), message(results={}), message()]}
    answers = answers_from_message(EXERCISE, [FIXTURE] * 3, reply)
    assert [one.failure is None for one in answers] == [True, False, True]
