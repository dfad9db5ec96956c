"""What is graded, and who is grading."""

from pathlib import Path

import pytest
from nbgrader.api import get_alembic_version

from autograder.errors import UserError
from autograder.grade.opening import schema_version
from autograder.grade.state import LOCK, State, lock_course, read_state, state_path, write_state


def test_what_is_written_is_read(tmp_path: Path) -> None:
    path = state_path(tmp_path, "1-affine", "s001")
    assert read_state(path) is None
    state = State({"scalar": "abc"}, "2026-03-01", whole=True)
    write_state(path, state)
    assert read_state(path) == state
    assert [one.name for one in path.parent.iterdir()] == [path.name]


@pytest.mark.parametrize("text", ["", "{", "[]", '{"other": 1}', '"text"'])
def test_a_state_that_is_none_has_the_submission_graded_again(tmp_path: Path, text: str) -> None:
    path = tmp_path / ".graded"
    path.write_text(text)
    read = read_state(path)
    assert read is not None
    assert not read.whole


def test_the_schema_s_version_is_the_one_that_nbgrader_says() -> None:
    assert schema_version() == get_alembic_version()


def test_two_runs_keep_apart(tmp_path: Path) -> None:
    with lock_course(tmp_path):
        with pytest.raises(UserError, match="is being graded by process"), lock_course(tmp_path):
            pass
        assert (tmp_path / LOCK).read_text().startswith("process ")
    with lock_course(tmp_path):
        pass


def test_a_course_that_is_not_there_is_told(tmp_path: Path) -> None:
    with (
        pytest.raises(UserError, match="nothing was graded"),
        lock_course(tmp_path / "nowhere"),
    ):
        pass
