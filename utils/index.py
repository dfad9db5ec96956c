"""Index notation: the Kronecker delta that index derivations are written with."""


def delta(i: int, j: int) -> float:
    """Kronecker delta.

    i, j: two indices.
    Returns: 1.0 where i equals j, 0.0 elsewhere.
    """
    return 1.0 if i == j else 0.0
