"""Outputs that a child sends are nbformat's, or they are refused."""

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_notebook

from autograder.sandbox.frame import ProtocolError
from autograder.sandbox.outputs import checked_outputs, read_executed
from tests.sandbox.test_wire import VALUES

TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=5)
MIMES = st.sampled_from(["text/plain", "text/html", "application/json", "application/x+json", "!"])
FIELDS = {
    "output_type": st.sampled_from(["stream", "error", "display_data", "execute_result", "x"]),
    "name": st.sampled_from(["stdout", "stderr", "x"]),
    "text": TEXT | st.lists(TEXT),
    "ename": TEXT,
    "evalue": TEXT,
    "traceback": st.lists(TEXT) | TEXT,
    "data": st.dictionaries(MIMES, TEXT | st.lists(TEXT) | st.dictionaries(TEXT, TEXT)),
    "metadata": st.dictionaries(TEXT, TEXT) | TEXT,
    "execution_count": st.integers() | st.none() | st.booleans(),
}


@given(st.lists(st.fixed_dictionaries({}, optional=FIELDS)) | VALUES)
def test_what_is_let_through_is_valid(value: object) -> None:
    try:
        outputs = checked_outputs(value)
    except ProtocolError:
        return
    cell = nbformat.from_dict({**new_code_cell(), "outputs": outputs})
    nbformat.validate(new_notebook(cells=[cell]))


GOOD = {
    "stream": {"name": "stdout", "text": "x"},
    "error": {"ename": "E", "evalue": "", "traceback": []},
    "display_data": {"data": {"image/png": "x", "application/json": [1]}, "metadata": {}},
    "execute_result": {"data": {"text/plain": ["x"]}, "metadata": {}, "execution_count": 1},
}


@pytest.mark.parametrize("kind", GOOD)
def test_an_output_of_each_kind_is_let_through(kind: str) -> None:
    output = {"output_type": kind, **GOOD[kind]}
    assert checked_outputs([output]) == [output]


@pytest.mark.parametrize("kind", GOOD)
def test_an_output_that_lacks_a_field_or_has_one_too_many_is_refused(kind: str) -> None:
    for spoiled in ({**GOOD[kind], "points": 3.0}, dict(list(GOOD[kind].items())[1:])):
        with pytest.raises(ProtocolError):
            checked_outputs([{"output_type": kind, **spoiled}])


def test_outputs_that_could_not_be_sent_are_an_error_of_the_cell() -> None:
    outputs, revised, cpu = read_executed({"unsendable": "too long"}, 1)
    assert [output["output_type"] for output in outputs] == ["error"]
    assert (revised, cpu) == ({}, 0.0)
