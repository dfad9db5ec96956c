"""The colours of every picture, which readers with any common colour blindness tell apart."""

import numpy as np

from utils.exercises.exercise import Array

# From Okabe and Ito's palette for colour-blind readers.
BLUE, ORANGE, GREEN = "#0072B2", "#D55E00", "#009E73"
PINK, SKY = "#CC79A7", "#56B4E9"

# ColorBrewer's RdBu from blue to red; white is zero, and the two stay apart for every reader.
_DIVERGING = np.array(
    [
        [5, 48, 97],
        [33, 102, 172],
        [67, 147, 195],
        [146, 197, 222],
        [209, 229, 240],
        [247, 247, 247],
        [253, 219, 199],
        [244, 165, 130],
        [214, 96, 77],
        [178, 24, 43],
        [103, 0, 31],
    ]
)


def shares_of(limit: float, array: Array) -> Array:
    """The array in shares of the limit, from -1 to 1; NaN counts as zero, any shape."""
    shares = np.nan_to_num(array / limit, nan=0.0, posinf=1.0, neginf=-1.0)
    return np.clip(shares, -1.0, 1.0)


def diverging(shares: Array) -> list[list[str]]:
    """A colour for each share (R, C) from -1, the darkest blue, to 1, the darkest red."""
    places = np.linspace(-1.0, 1.0, len(_DIVERGING))
    levels = [np.interp(shares, places, channel).round().astype(int) for channel in _DIVERGING.T]
    return [[f"rgb({r},{g},{b})" for r, g, b in row] for row in np.stack(levels, axis=-1).tolist()]


def readable_on(share: float) -> str:
    """Black or white, whichever is read better on the colour of this share."""
    return "#ffffff" if abs(share) > 0.6 else "#000000"
