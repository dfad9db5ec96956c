"""Results that behave like the right ones without being them earn nothing.

What a student's process could do to the judge itself is another matter, and
why there is a sandbox; here the judge is sound and the answers are not.
"""

import numpy as np

from autograder.hidden import judge_in_process
from tests.support import every_exercise, returning, spoiled

SEED = b"a seed for the tests"


class Agreeable:
    """Equal to everything, close to everything, an array by its own account."""

    dtype, size = np.dtype(float), 1

    def __init__(self, values):
        self.shape, self.ndim, self._values = values.shape, values.ndim, values

    @property
    def __class__(self):
        return np.ndarray

    def __eq__(self, other):
        return True

    def __hash__(self):
        return 0

    def __le__(self, other):
        return True

    __lt__ = __ge__ = __gt__ = __le__

    def __float__(self):
        return 0.0

    def __array__(self, dtype=None, copy=None):
        return self._values

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.array(True)

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


class AgreeableArray(np.ndarray):
    """An array whose comparisons and differences come out as it likes."""

    def __eq__(self, other):
        return np.ones(self.shape, dtype=bool)

    __hash__ = None

    def __sub__(self, other):
        return np.zeros(self.shape)

    __rsub__ = __sub__

    def __array_function__(self, function, types, args, kwargs):
        return True

    def __array_ufunc__(self, ufunc, method, *inputs, **kwargs):
        return np.zeros(self.shape)


class AgreeableNumber(float):
    """A number that is near to every other."""

    def __eq__(self, other):
        return True

    __hash__ = None

    def __sub__(self, other):
        return 0.0

    __rsub__ = __sub__


class Pretender(AgreeableArray):
    """An array that says it is a plain one."""

    @property
    def __class__(self):
        return np.ndarray


KINDS = {
    "object": Agreeable,
    "subclass": lambda g: g.view(AgreeableArray),
    "pretender": lambda g: g.view(Pretender),
    "number": lambda g: AgreeableNumber(g.flat[0]),
    "masked": np.ma.masked_array,
    "wholly masked": lambda g: np.ma.masked_array(g, mask=True),
    "record": lambda g: g.view(np.recarray),
    "memory view": memoryview,
    "bytes": lambda g: g.tobytes(),
    "object array of it": lambda g: np.array([Agreeable(g)], dtype=object),
    "class": lambda g: Agreeable,
    "function": lambda g: lambda: g,
}


def points(name, function):
    return judge_in_process(name, function, seed=SEED).points(3)


@every_exercise
def test_a_wrong_result_that_agrees_with_everything_earns_nothing(name):
    for label, kind in KINDS.items():
        assert points(name, spoiled(name, lambda g, kind=kind: kind(-g))) == 0.0, label


@every_exercise
def test_right_values_in_such_a_thing_earn_nothing_either(name):
    for label, kind in KINDS.items():
        assert points(name, spoiled(name, kind)) == 0.0, label


@every_exercise
def test_right_values_in_a_matrix_earn_nothing(name):
    assert points(name, spoiled(name, lambda g: np.atleast_2d(g).view(np.matrix))) == 0.0


@every_exercise
def test_an_agreeable_thing_in_place_of_all_results_earns_nothing(name):
    assert points(name, lambda *arguments: Agreeable(np.ones(3))) == 0.0
    assert points(name, returning(name, lambda values: Agreeable(np.ones(len(values))))) == 0.0


@every_exercise
def test_lists_with_agreeable_things_in_them_earn_nothing(name):
    assert points(name, spoiled(name, lambda g: [Agreeable(-g)])) == 0.0


@every_exercise
def test_one_buffer_for_each_result_filled_again_and_again_is_read_each_time(name):
    kept = {}

    def fills(values):
        for position, value in enumerate(values):
            if isinstance(value, np.ndarray):
                buffer = kept.setdefault((position, value.shape), np.empty(value.shape))
                buffer[...] = value
                values[position] = buffer
        return values

    assert points(name, returning(name, fills)) == 3.0


@every_exercise
def test_a_buffer_that_is_made_right_only_at_the_next_call_earns_nothing(name):
    given_out = []

    def promises(*arguments):
        for buffer, value in given_out:
            buffer[...] = value
        given_out.clear()

        def later(g):
            buffer = np.zeros_like(g)
            given_out.append((buffer, g))
            return buffer

        return spoiled(name, later)(*arguments)

    assert points(name, promises) == 0.0


@every_exercise
def test_arguments_given_back_as_results_earn_less_than_everything(name):
    assert points(name, lambda *arguments: arguments) < 3.0


@every_exercise
def test_a_function_that_is_right_only_when_asked_first_earns_nothing(name):
    calls = []

    def tires(*arguments):
        calls.append(1)
        first = len(calls) == 1
        return spoiled(name, lambda g: g if first else -g)(*arguments)

    assert points(name, tires) == 0.0
