"""The course's secret and the seeds drawn from it."""

import stat
from pathlib import Path

import pytest

from autograder.errors import UserError
from autograder.grading.secret import FILE_NAME, course_secret, seed_for


def test_it_is_made_once_and_kept(tmp_path: Path):
    first = course_secret(tmp_path)
    assert len(first) == 32
    assert course_secret(tmp_path) == first
    assert [path.name for path in tmp_path.iterdir()] == [FILE_NAME]


def test_only_its_owner_can_read_it(tmp_path: Path):
    course_secret(tmp_path)
    assert stat.S_IMODE((tmp_path / FILE_NAME).stat().st_mode) == 0o600


def test_two_courses_have_two(tmp_path: Path):
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert course_secret(tmp_path / "a") != course_secret(tmp_path / "b")


@pytest.mark.parametrize("text", ["", "secret", "ab" * 31, "xy" * 32])
def test_a_damaged_one_is_never_replaced_in_silence(tmp_path: Path, text: str):
    (tmp_path / FILE_NAME).write_text(text)
    with pytest.raises(UserError, match="Put the saved one back"):
        course_secret(tmp_path)
    assert (tmp_path / FILE_NAME).read_text() == text


def test_every_label_counts_and_so_does_its_end():
    secret = b"s" * 32
    seeds = {
        seed_for(secret, *labels)
        for labels in (["a", "b"], ["ab"], ["a", "", "b"], ["b", "a"], ["a"], [])
    }
    assert len(seeds) == 6
    assert seed_for(secret, "a", "b") == seed_for(secret, "a", "b")
    assert seed_for(b"t" * 32, "a", "b") not in seeds
