"""What several tests need: the table to run over, and functions that answer wrongly on purpose.

Everything here is driven by the exercise table, so that an exercise which is
added to the table is tested without a new line in this folder.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest

from autograder.catalogue import PAGES, Mistake
from autograder.catalogue.mistake import compile_function
from utils import exercises, reference
from utils.exercises import EXERCISES, Exercise

Function = Callable[..., Any]
Change = Callable[[Any], Any]

every_exercise = pytest.mark.parametrize("name", EXERCISES)
every_mistake = pytest.mark.parametrize(
    ("name", "mistake"),
    [
        pytest.param(name, mistake, id=f"{name}: {mistake.name}")
        for name, page in PAGES.items()
        for mistake in page.mistakes
    ],
)
every_equivalent = pytest.mark.parametrize(
    ("name", "style"),
    [
        pytest.param(name, style, id=f"{name}: {style}")
        for name, page in PAGES.items()
        for style in page.equivalents
    ],
)


def with_mistake(name: str, mistake: Mistake) -> Function:
    """The function of a student who made this mistake."""
    return compile_function(exercises.get(name), PAGES[name].body(mistake))


def in_style(name: str, style: str) -> Function:
    """A right answer, written in one of the catalogue's other ways."""
    return compile_function(exercises.get(name), PAGES[name].equivalents[style])


def spoiled(name: str, change: Change) -> Function:
    """The reference with each of its arrays changed; verdicts stay as they are."""
    return returning(name, lambda values: [_each_array(change, value) for value in values])


def returning(name: str, change: Change) -> Function:
    """The reference with the list of its results changed; a single result is a list of one."""
    single = len(exercises.get(name).parts) == 1

    def answer(*arguments: Any) -> Any:
        right = reference.get(name)(*arguments)
        changed = change([right] if single else list(right))
        return changed[0] if single and type(changed) is list and len(changed) == 1 else changed

    return answer


def _each_array(change: Change, value: Any) -> Any:
    if isinstance(value, bool):
        return value
    if isinstance(value, list):
        return [change(np.array(array, dtype=np.float64)) for array in value]
    return change(np.array(value, dtype=np.float64))


def gradients(exercise: Exercise) -> list[str]:
    """The parts that are numbers, not verdicts on a claim."""
    return [part.name for part in exercise.parts if not part.is_verdict]
