"""The notebook that is graded: the student's answers in the gradebook's own cells."""

import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from nbgrader.utils import compute_checksum, determine_grade, is_locked

from autograder.grading.key import KeyCell, NotebookKey
from autograder.grading.rebuild import rebuild


def known(grade_id: str, source: str, *, locked=False, solution=False, task=False, points=None):
    return KeyCell(grade_id, "code", source, "", locked, solution, task, points)


KEY = NotebookKey(
    "nb",
    (
        known("setup", "import math", locked=True),
        known("answer", "# stub", solution=True),
        known("test", "assert answer() == 1", locked=True, points=2.0),
        known("essay", "words", solution=True, points=4.0),
    ),
    '{"name": "python3", "display_name": "Python 3"}',
)


def submitted(*cells):
    return new_notebook(
        cells=list(cells),
        metadata={"widgets": {"x": 1}, "kernelspec": {"name": "sh", "display_name": "sh"}},
    )


def cell(grade_id: str | None, source: str, **metadata):
    made = new_code_cell(source)
    made.metadata.update(metadata)
    if grade_id is not None:
        made.metadata["nbgrader"] = {"grade_id": grade_id, "grade": True, "points": 99}
    return made


def whole(**changes):
    sources = {"setup": "import evil", "answer": "mine", "test": "2.0", "essay": "my words"}
    return [cell(name, changes.get(name, source)) for name, source in sources.items()]


def test_locked_cells_are_the_gradebooks_and_answers_the_students():
    notebook, remarks = rebuild(submitted(*whole()), KEY)
    assert [c.source for c in notebook.cells] == [
        "import math",
        "mine",
        "assert answer() == 1",
        "my words",
    ]
    assert remarks == []


def test_metadata_is_the_gradebooks_and_nothing_else():
    spoiled = [
        cell(c.metadata.nbgrader["grade_id"], c.source, tags=["skip-execution"], evil=1)
        for c in whole()
    ]
    notebook, _ = rebuild(submitted(*spoiled), KEY)
    for made, origin in zip(notebook.cells, KEY.cells, strict=True):
        assert made.metadata["nbgrader"] == origin.metadata()
        assert set(made.metadata) <= {"nbgrader", "deletable", "editable"}
    assert notebook.metadata == {
        "kernelspec": {"name": "python3", "display_name": "Python 3"},
        "language_info": {"name": "python"},
    }


@pytest.mark.parametrize("missing", ["test", "essay"])
def test_a_missing_graded_cell_is_added_back(missing):
    cells = [c for c in whole() if c.metadata.nbgrader["grade_id"] != missing]
    notebook, remarks = rebuild(submitted(*cells), KEY)
    ids = [c.metadata["nbgrader"]["grade_id"] for c in notebook.cells]
    assert ids == [origin.grade_id for origin in KEY.cells]
    assert remarks == [f"{missing}: missing, added back"]


def test_a_missing_stub_is_not_put_back_over_the_students_own_definition():
    cells = [c for c in whole() if c.metadata.nbgrader["grade_id"] != "answer"]
    cells.insert(1, cell(None, "def answer(): return 1"))
    notebook, remarks = rebuild(submitted(*cells), KEY)
    assert [c.source for c in notebook.cells][1] == "def answer(): return 1"
    assert remarks == ["answer: missing"]


def test_a_locked_cell_that_stands_twice_counts_once():
    notebook, remarks = rebuild(submitted(cell("test", "2.0"), *whole()), KEY)
    assert [c.source for c in notebook.cells].count("assert answer() == 1") == 1
    assert "2.0" not in [c.source for c in notebook.cells]
    assert remarks == ["test: more than once, the last one counts"]


def test_an_answer_that_stands_twice_keeps_both_sources_and_one_id():
    notebook, _ = rebuild(submitted(cell("answer", "helper = 1"), *whole()), KEY)
    assert "helper = 1" in [c.source for c in notebook.cells]
    ids = [c.metadata.get("nbgrader", {}).get("grade_id") for c in notebook.cells]
    assert ids.count("answer") == 1


def test_known_cells_stand_in_the_keys_order_with_the_students_own_after_them():
    test, answer, essay, setup = (whole()[i] for i in (2, 1, 3, 0))
    notebook, _ = rebuild(submitted(test, cell(None, "after test"), answer, essay, setup), KEY)
    assert [c.source for c in notebook.cells] == [
        "import math", "mine", "assert answer() == 1", "after test", "my words",
    ]  # fmt: skip


def test_a_cell_of_an_unknown_name_is_the_students_own():
    notebook, _ = rebuild(submitted(*whole(), cell("forged", "3.0")), KEY)
    assert "nbgrader" not in notebook.cells[-1].metadata


def test_outputs_that_were_handed_in_are_gone():
    cells = whole()
    cells[2].outputs = [new_output("execute_result", {"text/plain": "2.0"})]
    notebook, _ = rebuild(submitted(*cells), KEY)
    assert all(not c.outputs for c in notebook.cells)


def test_a_test_turned_into_text_is_code_again_and_scored():
    cells = whole()
    cells[2] = new_markdown_cell("nothing", metadata=cells[2].metadata)
    notebook, _ = rebuild(submitted(*cells), KEY)
    assert notebook.cells[2].cell_type == "code"
    assert determine_grade(notebook.cells[2])[1] == 2.0


def test_what_was_handed_in_is_left_unchanged():
    original = submitted(*whole())
    before = str(original)
    rebuild(original, KEY)
    assert str(original) == before


def test_locked_cells_match_the_checksum_that_nbgrader_computes():
    origin = KEY.cells[2]
    notebook, _ = rebuild(submitted(), KEY)
    made = next(c for c in notebook.cells if c.metadata["nbgrader"]["grade_id"] == "test")
    assert is_locked(made)
    assert compute_checksum(made) == compute_checksum_of(origin)


def compute_checksum_of(origin: KeyCell) -> str:
    original = new_code_cell(origin.source)
    original.metadata["nbgrader"] = {
        "grade": True, "solution": False, "locked": True, "grade_id": "test", "points": 2,
    }  # fmt: skip
    return compute_checksum(original)


def test_cells_are_called_as_in_the_release_and_added_ones_by_their_place():
    cells = whole()
    cells.insert(2, cell(None, "added"))
    cells[0]["id"], cells[2]["id"] = "test", "answer"  # two names that are not theirs
    notebook, _ = rebuild(submitted(*cells), KEY)
    assert [c["id"] for c in notebook.cells] == ["setup", "answer", "cell-2", "test", "essay"]


def test_two_cells_never_have_one_id():
    key = NotebookKey("nb", (known("cell-1", "", locked=True), known("two words", "")), "{}")
    notebook, _ = rebuild(submitted(cell("cell-1", ""), cell(None, "mine")), key)
    ids = [c["id"] for c in notebook.cells]
    assert ids[:2] == ["cell-1", "cell-1-"]
    assert len(set(ids)) == len(ids)
