"""Small data sets for the notebooks that train something. Drawn from a seed, never downloaded."""

import numpy as np

from utils.exercises.exercise import Array

ARMS = 3


def three_arm_spiral(seed: int, *, samples: int = 300, noise: float = 0.2) -> tuple[Array, Array]:
    """Points of three arms that wind around the origin, which no straight line can separate.

    seed: the same seed gives the same points.
    samples: N, divided among the arms as evenly as it goes.
    noise: standard deviation of the angle, in radians.
    Returns: X (N, 2), all within a circle of radius 1 and in random order; y (N,), the
        arm of each point as an integer from 0 to 2.
    """
    rng = np.random.default_rng(seed)
    y = rng.permutation(np.arange(samples) % ARMS)
    radius = rng.uniform(0.05, 1.0, samples)
    three_quarters_of_a_turn = 1.5 * np.pi * radius
    angle = three_quarters_of_a_turn + 2 * np.pi * y / ARMS + noise * rng.standard_normal(samples)
    return radius[:, None] * np.stack([np.cos(angle), np.sin(angle)], axis=1), y
