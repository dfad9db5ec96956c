"""The Kronecker delta."""

import numpy as np

from utils import delta


def test_delta_is_the_identity_matrix_entry_by_entry():
    assert np.array_equal([[delta(i, j) for j in range(4)] for i in range(4)], np.eye(4))


def test_delta_is_a_float_for_whatever_counts_as_an_index():
    assert type(delta(1, 1)) is float
    assert type(delta(np.int64(2), 3)) is float
    assert delta(np.int64(2), 2) == 1.0
