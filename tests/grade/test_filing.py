"""A graded folder is the old one or the new one, never half of one."""

import os
from pathlib import Path

import pytest

from autograder.grade import filing


def contents(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): path.read_text()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.fixture
def destination(tmp_path: Path) -> Path:
    """A folder that was graded before, its files protected as nbgrader protects them."""
    folder = tmp_path / "s001" / "1-affine"
    staged = filing.stage(folder, {"a.ipynb": b"old", "b.ipynb": b"old"}, keep=False, mode=0o444)
    filing.put_in_place(staged, folder)
    return folder


def test_a_staged_folder_takes_the_place_of_the_old_one(destination: Path) -> None:
    staged = filing.stage(destination, {"a.ipynb": b"new"}, keep=False, mode=0o444)
    assert contents(destination) == {"a.ipynb": "old", "b.ipynb": "old"}
    filing.put_in_place(staged, destination)
    assert contents(destination) == {"a.ipynb": "new"}
    assert (destination / "a.ipynb").stat().st_mode & 0o777 == 0o444
    assert os.listdir(destination.parent) == ["1-affine"]


def test_what_is_not_graded_again_is_kept_if_asked(destination: Path) -> None:
    staged = filing.stage(destination, {"a.ipynb": b"new"}, keep=True, mode=0o444)
    filing.put_in_place(staged, destination)
    assert contents(destination) == {"a.ipynb": "new", "b.ipynb": "old"}


def test_files_may_lie_in_folders(destination: Path) -> None:
    staged = filing.stage(destination, {"data/x/y.csv": b"1"}, keep=False, mode=0o444)
    assert contents(staged) == {"data/x/y.csv": "1"}


def test_a_stage_that_fails_leaves_nothing(destination: Path) -> None:
    with pytest.raises(OSError, match="File exists"):
        filing.stage(destination, {"a": b"", "a/b": b""}, keep=False, mode=0o444)
    assert os.listdir(destination.parent) == ["1-affine"]
    assert contents(destination) == {"a.ipynb": "old", "b.ipynb": "old"}


def test_killed_between_the_two_renames_the_old_one_comes_back(destination: Path) -> None:
    filing.stage(destination, {"a.ipynb": b"new"}, keep=False, mode=0o444)
    os.rename(destination, destination.with_name(".replaced-1-affine"))
    filing.sweep(destination)
    assert contents(destination) == {"a.ipynb": "old", "b.ipynb": "old"}
    assert os.listdir(destination.parent) == ["1-affine"]


def test_killed_after_both_the_new_one_stays(destination: Path) -> None:
    staged = filing.stage(destination, {"a.ipynb": b"new"}, keep=False, mode=0o444)
    os.rename(destination, destination.with_name(".replaced-1-affine"))
    os.rename(staged, destination)
    filing.sweep(destination)
    assert contents(destination) == {"a.ipynb": "new"}
    assert os.listdir(destination.parent) == ["1-affine"]


def test_nothing_to_sweep_is_nothing_done(tmp_path: Path) -> None:
    filing.sweep(tmp_path / "nobody" / "1-affine")
    assert os.listdir(tmp_path) == []
