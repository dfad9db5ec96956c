"""What a hidden test cell imports: `judge`.

With stock nbgrader the comparison runs here, in the student's own kernel, and
a student who sets out to cheat can: it is the form for a course without a
sandbox. Inside the sandbox another module stands in this one's place, which
sends the answers to a judge outside.
"""

import contextlib
import io
import warnings
from collections.abc import Callable, Iterator

import numpy as np
from IPython.display import display

from autograder.fixtures import draw_fixtures
from autograder.judge import Judgement, judge_answers
from utils import exercises
from utils.answers import ask

# Drawn at random for each course by the judge outside; here it can be no secret.
IN_PROCESS_SEED = b"in the student's process"


def judge(name: str, function: Callable[..., object], *, points: float) -> float:
    """Judge a student's function against the reference, and show the student the result.

    name: the exercise. function: what the student wrote. points: the cell's maximum.
    Returns: the points earned, a Python float, which nbgrader reads as the score.
    Raises: KeyError if there is no such exercise.
    """
    judgement = judge_in_process(name, function)
    display(judgement.report(points))
    return judgement.points(points)


def judge_in_process(
    name: str, function: Callable[..., object], *, seed: bytes = IN_PROCESS_SEED
) -> Judgement:
    """Judge a function in this process, with what it prints or warns about held back.

    seed: where the drawings come from.
    """
    exercise = exercises.get(name)
    fixtures = draw_fixtures(exercise, seed)
    with _quietly():
        answers = [ask(exercise, function, fixture) for fixture in fixtures]
        # The catalogue's mistakes are tried out here, and some of them divide by zero.
        return judge_answers(exercise, fixtures, answers)


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """No word on stderr: nbgrader scores a test cell 0 for a NumPy warning."""
    sink = io.StringIO()
    with (
        contextlib.redirect_stdout(sink),
        contextlib.redirect_stderr(sink),
        # Recorded, so that not even a student's simplefilter("always") shows one.
        warnings.catch_warnings(record=True),
        np.errstate(all="ignore"),
    ):
        warnings.simplefilter("ignore")
        yield
