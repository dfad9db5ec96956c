"""The table under a task says the same as HTML and as plain text, and cannot be written into."""

import re
from html import unescape
from html.parser import HTMLParser

import numpy as np
import pytest

from utils.exercises import Part
from utils.report import (
    HEADINGS,
    NOT_OK,
    OK,
    Report,
    Row,
    comparable_difference,
    difference_text,
    shape_text,
)
from utils.results import Misfit

PASSED = Report(
    "affine_vjp",
    "visible checks passed",
    (
        Row(("dL_dW", "(3, 4)", "(3, 4)", "2.5e-11"), True),
        Row(("dL_db", "(3,)", "(3,)", "0.0e+00"), True),
    ),
    passed=True,
)
FAILED = Report(
    "affine_vjp",
    "dL_db has shape (5, 3); expected (3,).",
    (
        Row(("dL_dW", "(3, 4)", "(3, 4)", "1.2e+00"), False),
        Row(("dL_db", "(5, 3)", "(3,)", "-"), False),
    ),
    ("dL_dW has the wrong sign.", "look at `dL_du` again"),
)
BARE = Report("affine_vjp", "not attempted yet")
REPORTS = pytest.mark.parametrize(
    "report", [PASSED, FAILED, BARE], ids=["passed", "failed", "bare"]
)
HOSTILE = "<script>alert('x')</script>\"><img src=x onerror=alert(1)>&amp;`</code><b>`"


class Reader(HTMLParser):
    """The tags and the text of a page, and whether every tag is closed in its turn."""

    def __init__(self, html):
        super().__init__()
        self.tags, self.words, self.attributes, self._open = [], [], [], []
        self.feed(html)
        assert self._open == []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes += attrs
        self._open.append(tag)

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.words += data.split()


def words_of_html(report):
    return Reader(report._repr_html_()).words


def words_of_text(report):
    return repr(report).replace("`", "").split()


@REPORTS
def test_html_and_plain_text_say_the_same_words_in_the_same_order(report):
    spaced = re.sub(r"(</?(?:td|th|p|code)\b[^>]*>)", r" \1 ", report._repr_html_())
    html = " ".join(Reader(spaced).words).replace(" :", ":")
    assert html == " ".join(words_of_text(report))


@REPORTS
def test_every_part_shape_difference_and_note_is_shown(report):
    for shown in (repr(report), unescape(report._repr_html_())):
        assert report.headline in shown
        for row in report.rows:
            assert all(cell in shown for cell in row.cells)
        assert all(
            note.replace("`", "") in re.sub(r"</?code>|`", "", shown) for note in report.notes
        )


def test_a_row_of_text_has_its_cells_and_a_mark():
    lines = repr(FAILED).splitlines()
    assert lines[0] == f"{NOT_OK} affine_vjp: dL_db has shape (5, 3); expected (3,)."
    assert lines[1].split("  ")[1] == HEADINGS[0]
    assert lines[2].split() == ["dL_dW", "(3,", "4)", "(3,", "4)", "1.2e+00", NOT_OK]
    assert lines[3].split() == ["dL_db", "(5,", "3)", "(3,)", "-", NOT_OK]


def test_the_columns_of_the_text_are_aligned():
    header, first, second = repr(FAILED).splitlines()[1:4]
    column = header.index("expected")
    assert first[column:].startswith("(3, 4)")
    assert second[column:].startswith("(3,)")


@pytest.mark.parametrize(("report", "marks"), [(PASSED, [OK] * 3), (FAILED, [NOT_OK] * 3)])
def test_each_row_and_the_headline_carry_a_mark(report, marks):
    assert [word for word in words_of_html(report) if word in (OK, NOT_OK)] == marks
    assert [word for word in words_of_text(report) if word in (OK, NOT_OK)] == marks


def test_a_mark_is_readable_without_its_colour():
    assert ("aria-label", "passed") in Reader(PASSED._repr_html_()).attributes
    assert ("aria-label", "not passed") in Reader(FAILED._repr_html_()).attributes


@pytest.mark.parametrize("where", ["exercise", "headline", "part", "shape", "note"])
def test_hostile_text_stays_text(where):
    cells = (HOSTILE if where == "part" else "g", HOSTILE if where == "shape" else "-", "-", "-")
    row = Row(cells, False)
    report = Report(
        HOSTILE if where == "exercise" else "name",
        HOSTILE if where == "headline" else "wrong",
        (row,),
        (HOSTILE if where == "note" else "look again",),
        headings=("part", "your shape"),
    )
    reader = Reader(report._repr_html_())
    assert {"script", "img"}.isdisjoint(reader.tags)
    assert "onerror" not in dict(reader.attributes)
    assert "<script>alert('x')</script>" in unescape(report._repr_html_())


def test_code_in_backticks_is_set_as_code():
    assert "look at <code>dL_du</code> again" in FAILED._repr_html_()


def test_code_in_the_headline_is_set_as_code_too():
    report = Report("g", "your function raised ValueError (line 3 of the cell: `x @ y`)")
    assert "<code>x @ y</code>" in report._repr_html_()


def test_a_report_without_rows_has_no_table():
    assert "table" not in Reader(BARE._repr_html_()).tags
    assert repr(BARE) == f"{NOT_OK} affine_vjp: not attempted yet"


@pytest.mark.parametrize(
    ("result", "text"),
    [
        (np.ones((3, 4)), "(3, 4)"),
        (np.ones(3), "(3,)"),
        (np.array(1.0), "a number"),
        ([np.ones(3), np.ones(2)], "2 arrays"),
        ([np.ones(3)], "1 array"),
        ([np.array(1.0)] * 2, "2 numbers"),
        ([np.array(1.0)], "1 number"),
        ([], "0 arrays"),
        (True, "True"),
        (False, "False"),
        (Misfit("NaN", "g has NaN"), "-"),
        (None, "-"),
    ],
    ids=str,
)
def test_the_shape_of_a_result_in_words(result, text):
    assert shape_text(Part("g"), result) == text


def test_there_is_a_difference_only_between_results_of_one_shape():
    right = np.array([1.0, 2.0])
    assert comparable_difference(right + 0.5, right) == 0.25
    assert comparable_difference([right], [right]) == 0.0
    for got in (right[None], [right], True, None, Misfit("NaN", "")):
        assert comparable_difference(got, right) is None


@pytest.mark.parametrize(
    ("difference", "text"),
    [(None, "-"), (0.0, "0.0e+00"), (1.24e-11, "1.2e-11"), (1e300, "1.0e+300"), (np.inf, "inf")],
)
def test_a_difference_is_shown_in_two_digits(difference, text):
    assert difference_text(difference) == text


def test_a_report_may_have_other_headings_and_as_many_columns():
    report = Report(
        "g", "2 of 3 points", (Row(("dW", "1 of 2"), True),), headings=("part", "points")
    )
    assert repr(report).splitlines()[1].split() == ["part", "points"]
    assert Reader(report._repr_html_()).tags.count("td") == 3
