"""Drawing the inputs of the hidden tests.

The judge draws them from a seed that no student can know and an instructor can
repeat. Every drawing has other sizes, all distinct; the last is large in
magnitude, so that central differences lose too many digits to pass for an
analytic gradient.
"""

import hashlib
import hmac

import numpy as np

from utils.exercises import Exercise, Fixture

SCALES = (1.0, 1.0, 1e-3, 1e5)


def draw_fixtures(exercise: Exercise, seed: bytes) -> tuple[Fixture, ...]:
    """The hidden drawings of one exercise.

    seed: any bytes; the same seed gives the same drawings.
    """
    fixtures: list[Fixture] = []
    for position, scale in enumerate(SCALES):
        rng = _generator(seed, f"{exercise.name}/{position}")
        fixture = exercise.draw_fixture(rng, scale=scale)
        # Four drawings, and at least four lengths for an axis: there are sizes for each.
        while fixture.sizes and fixture.sizes in [earlier.sizes for earlier in fixtures]:
            fixture = exercise.draw_fixture(rng, scale=scale)
        fixtures.append(fixture)
    return tuple(fixtures)


def _generator(seed: bytes, label: str) -> np.random.Generator:
    digest = hmac.new(seed, label.encode(), hashlib.sha256).digest()
    return np.random.default_rng(int.from_bytes(digest, "big"))
