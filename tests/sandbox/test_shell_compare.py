"""The comparison of recordings sees every difference but those that it names."""

import copy
from pathlib import Path

import pytest

from tests.sandbox.shell_compare import neutral

HERE = Path("/somewhere/notebook")
WARNING = "/tmp/ipykernel_7/123456789.py:1: UserWarning: careful\n  warn('careful')\n"
RECORDED = [
    {"output_type": "stream", "name": "stdout", "text": "in /somewhere/notebook\nthen 0.25\n"},
    {"output_type": "stream", "name": "stderr", "text": WARNING},
    {
        "output_type": "display_data",
        "metadata": {"image/png": {"width": 5}},
        "data": {
            "text/plain": "<A at 0x7f3a2c41d0a0>",
            "image/png": "iVBORw0KGgo=",
            "application/vnd.jupyter.widget-view+json": {"model_id": "ab12", "version_major": 2},
        },
    },
    {
        "output_type": "execute_result",
        "metadata": {},
        "data": {"text/plain": "1"},
        "execution_count": 3,
    },
    {
        "output_type": "error",
        "ename": "ValueError",
        "evalue": "no",
        "traceback": [
            "\x1b[31mValueError\x1b[39m",
            "\x1b[36mCell\x1b[39m line 1",
            "\x1b[36mFile \x1b[39m\x1b[32m/lib/ipykernel/kernelbase.py:1\x1b[39m, in raw_input",
            "ValueError: no",
        ],
    },
]


def changed(path, value):
    """The recording with one thing changed."""
    outputs = copy.deepcopy(RECORDED)
    place = outputs
    for step in path[:-1]:
        place = place[step]
    place[path[-1]] = value
    return outputs


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((0, "text"), "in /somewhere/notebook\nthen 0.26\n"),
        ((0, "text"), "in /somewhere/notebook\nthen 0.25"),
        ((0, "name"), "stderr"),
        ((1, "text"), WARNING.replace("careful", "other")),
        ((1, "text"), WARNING.replace(":1:", ":2:")),
        ((2, "output_type"), "execute_result"),
        ((2, "metadata", "image/png", "width"), 6),
        ((2, "data", "image/png"), "iVBORw0KGgoA"),
        ((2, "data", "text/plain"), "<B at 0x7f3a2c41d0a0>"),
        ((2, "data", "text/html"), "<b>more</b>"),
        ((2, "data", "application/vnd.jupyter.widget-view+json", "version_major"), 1),
        ((3, "execution_count"), 4),
        ((3, "data", "text/plain"), "2"),
        ((4, "ename"), "TypeError"),
        ((4, "evalue"), "yes"),
        ((4, "traceback", 1), "\x1b[36mCell\x1b[39m line 2"),
        ((4, "traceback", 1), "Cell line 1"),
        ((4, "traceback"), ["ValueError: no"]),
    ],
)
def test_a_difference_is_seen(path, value):
    assert neutral(changed(path, value), HERE) != neutral(RECORDED, HERE)


@pytest.mark.parametrize(
    "order", [[1, 0, 2, 3, 4], [0, 1, 3, 2, 4], [0, 1, 2, 3], [0, 1, 2, 3, 4, 4]]
)
def test_order_and_number_are_seen(order):
    assert neutral([RECORDED[i] for i in order], HERE) != neutral(RECORDED, HERE)


@pytest.mark.parametrize(
    ("path", "value"),
    [
        ((0, "text"), "in /elsewhere\nthen 0.25\n"),
        ((1, "text"), WARNING.replace("/tmp/ipykernel_7/123456789.py", "/tmp/notebook/cell_4.py")),
        ((2, "data", "text/plain"), "<A at 0x55d0a0b0c0d0>"),
        ((2, "data", "application/vnd.jupyter.widget-view+json", "model_id"), "cd34"),
        ((4, "traceback", 2), "File /else/autograder/sandbox/interpreter.py:9, in raw_input"),
    ],
)
def test_a_name_of_a_place_is_not(path, value):
    folder = Path("/elsewhere") if "/elsewhere" in str(value) else HERE
    outputs = changed(path, value)
    if folder != HERE:
        assert neutral(outputs, folder) == neutral(RECORDED, HERE)
    assert neutral(outputs[1:], HERE) == neutral(RECORDED[1:], HERE)


def test_pieces_of_one_stream_are_one():
    pieces = [{"output_type": "stream", "name": "stdout", "text": text} for text in ("a", "b\n")]
    assert neutral(pieces, HERE) == [{"output_type": "stream", "name": "stdout", "text": "ab\n"}]


@pytest.mark.parametrize(
    "time", ["50 ns", "1.04 \N{MICRO SIGN}s", "12.5 \N{GREEK SMALL LETTER MU}s", "2 s"]
)
def test_a_measured_time_is_one_whatever_its_unit(time):
    def printed(text):
        return [{"output_type": "stream", "name": "stdout", "text": text}]

    line = f"{time} ± 0 ns per loop (mean ± std. dev. of 1 run, 1 loop each)\n"
    other = "3 ms ± 1 ms per loop (mean ± std. dev. of 1 run, 1 loop each)\n"
    assert neutral(printed(line), HERE) == neutral(printed(other), HERE)
    assert neutral(printed(line + "more\n"), HERE) != neutral(printed(other), HERE)
