"""Which test cells are the judge's, read from their source in the gradebook."""

import pytest

from autograder.errors import UserError
from autograder.grading.judged_cells import JudgeCall, judge_calls

IMPORT = "from autograder.hidden import judge\n\n"


def test_the_plain_form_is_the_judges():
    calls = judge_calls(IMPORT + 'judge("affine_vjp", my_vjp, points=3)')
    assert calls == (JudgeCall("affine_vjp", "my_vjp", 3.0),)


def test_comments_and_several_calls_are_part_of_the_form():
    source = "# a test\n" + IMPORT + 'judge("a", a, points=1)\njudge("b", b, points=0.5)  # two\n'
    assert [(call.exercise, call.points) for call in judge_calls(source)] == [
        ("a", 1.0),
        ("b", 0.5),
    ]


@pytest.mark.parametrize("source", ["", "assert f(1) == 2", "1.0", "judge('a', a, points=1)"])
def test_a_cell_that_does_not_import_the_judge_is_none_of_its(source):
    assert judge_calls(source) == ()


@pytest.mark.parametrize(
    "body",
    [
        'score = judge("a", a, points=1)',
        'judge("a", a, points=1) + 1',
        'judge("a", a.b, points=1)',
        'judge("a", lambda x: x, points=1)',
        'judge("a", a, points=n)',
        'judge("a", a, points=-1)',
        'judge("a", a, points=True)',
        'judge("a", a)',
        'judge("a", a, 3)',
        'judge("a", a, points=1)\nprint("done")',
        "import os",
        "",
        'judge("a", a, points=1',
    ],
)
def test_anything_else_beside_the_judge_is_an_error_of_the_course(body):
    with pytest.raises(UserError, match="hidden test"):
        judge_calls(IMPORT + body)
