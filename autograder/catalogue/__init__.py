"""The catalogue of mistakes: which named wrong formula a wrong result shows.

Instructor only. One page for each exercise; see `mistake.py` for what a page is.
"""

from collections.abc import Sequence

import numpy as np

from autograder.catalogue import (
    batched,
    chain_layers,
    chain_rule,
    claims,
    claims_deep_chain,
    claims_nonlinear,
    claims_two_layer,
    deep_chain,
    jacobians_of_chain,
    mse,
    net_layers,
    scalar,
    sigmoid,
    softmax,
    two_layer,
    vectorized,
    weight_scales,
    whole_net,
)
from autograder.catalogue.mistake import Mistake, Page, mistaken_answer
from utils.answers import Answer
from utils.exercises import Exercise, Fixture, Part
from utils.gradcheck import is_close
from utils.results import Misfit

# A student's mistaken formula is evaluated in another order of sums than ours.
SAME_RTOL = 1e-7

PAGES: dict[str, Page] = {
    page.exercise: page
    for module in (
        *(scalar, vectorized, batched, claims),
        *(mse, sigmoid, softmax, chain_rule, claims_nonlinear),
        *(two_layer, net_layers, whole_net, claims_two_layer),
        *(deep_chain, chain_layers, jacobians_of_chain, weight_scales, claims_deep_chain),
    )
    for page in module.PAGES
}


def name_mistake(
    exercise: Exercise, part: Part, fixtures: Sequence[Fixture], answers: Sequence[Answer]
) -> Mistake | None:
    """The mistake whose formula gives what the student gave, in every drawing.

    Returns: None if no mistake of the exercise's page does so. Where several do,
        the one that gives the student's other results as well, or else the first.
    """
    page = PAGES[exercise.name]
    spoiling = [mistake for mistake in page.mistakes if part.name in mistake.spoils(page)]
    near = [m for m in spoiling if _shows_always(exercise, m, part, fixtures, answers)]
    if len(near) > 1:
        parts = exercise.parts
        near.sort(
            key=lambda m: not all(_shows_always(exercise, m, p, fixtures, answers) for p in parts)
        )
    return near[0] if near else None


def _shows_always(
    exercise: Exercise,
    mistake: Mistake,
    part: Part,
    fixtures: Sequence[Fixture],
    answers: Sequence[Answer],
) -> bool:
    return all(
        _shows(exercise, mistake, part, fixture, answer)
        for fixture, answer in zip(fixtures, answers, strict=True)
    )


def _shows(
    exercise: Exercise, mistake: Mistake, part: Part, fixture: Fixture, answer: Answer
) -> bool:
    mistaken = mistaken_answer(exercise, PAGES[exercise.name], mistake, fixture)
    if answer.failure or mistaken.failure:
        return _same_failure(answer.failure, mistaken.failure)
    got, wrong = answer.results.get(part.name), mistaken.results[part.name]
    if isinstance(got, bool) or isinstance(wrong, bool):
        return got is wrong
    if isinstance(got, Misfit) or isinstance(wrong, Misfit):
        # NaN in the same entries, or infinite where the formula is.
        return type(got) is type(wrong) and got == wrong
    if not isinstance(got, np.ndarray | list) or not isinstance(wrong, np.ndarray | list):
        return False
    return is_close(got, wrong, rtol=SAME_RTOL)


def _same_failure(got: Misfit | None, wrong: Misfit | None) -> bool:
    """The same exception with the same text, which tells the shapes that did not fit."""
    return bool(got and wrong) and got.message.startswith(wrong.message)  # type: ignore[union-attr]


__all__ = ["PAGES", "Mistake", "Page", "name_mistake"]
