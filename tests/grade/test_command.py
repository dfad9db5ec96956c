"""What an instructor types and reads: choices, progress, logs, summaries, and trouble."""

import json
import os
import shutil
import sqlite3
import subprocess
from pathlib import Path

import pytest

from autograder.grade.state import LOCK
from tests.grade.classes import (
    add_odd_ones,
    give_points_by_hand,
    grade,
    grade_without_rights,
    in_folders,
    make_class,
    on_record,
    twin,
)

pytestmark = pytest.mark.needs_sandbox

ASSIGNMENT = "1-affine"


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A class of five with the two short notebooks."""
    root = make_class(tmp_path_factory.mktemp("command") / "course", ASSIGNMENT, 5)
    for path in (root / "submitted").glob(f"*/{ASSIGNMENT}/batched.ipynb"):
        path.unlink()
    return root


@pytest.fixture(scope="module")
def done(handed_in: Path) -> Path:
    """The same class, graded."""
    root = twin(handed_in, "done")
    run = grade(root, ASSIGNMENT)
    assert run.returncode == 0, run.stderr
    return root


@pytest.fixture
def course(done: Path, tmp_path: Path) -> Path:
    """A graded class for one test alone."""
    shutil.copytree(done, tmp_path / "course")
    return tmp_path / "course"


def scores(root: Path) -> dict[tuple[object, ...], object]:
    return {tuple(row[:3]): row[3] for row in on_record(root)["grade"]}


def test_what_is_graded_and_unchanged_is_left_alone(course: Path) -> None:
    before = on_record(course), in_folders(course)
    run = grade(course, ASSIGNMENT)
    assert "0 graded, 5 unchanged, 0 not graded" in run.stdout
    assert (on_record(course), in_folders(course)) == before


@pytest.mark.parametrize("change", ["answer", "file", "timestamp", "deleted folder"])
def test_a_changed_submission_is_graded_again_and_no_other(course: Path, change: str) -> None:
    folder = course / "submitted" / "s002" / ASSIGNMENT
    if change == "answer":
        path = folder / "scalar.ipynb"
        path.write_text(path.read_text().replace("return", "return 0 *", 1))
    elif change == "file":
        (folder / "data.csv").write_text("1,2")
    elif change == "timestamp":
        (folder / "timestamp.txt").write_text("2026-02-01 12:00:00 UTC")
    else:
        shutil.rmtree(course / "autograded" / "s002")
    run = grade(course, ASSIGNMENT)
    assert "1 graded, 4 unchanged" in run.stdout
    assert "s002" in run.stdout


def test_a_changed_hidden_test_grades_everybody_again(course: Path) -> None:
    with sqlite3.connect(course / "gradebook.db") as connection:
        connection.execute(
            "update source_cell set source = source || ' ' where name = 'test-affine_scalar_grads'"
        )
    assert "5 graded, 0 unchanged" in grade(course, ASSIGNMENT).stdout


def test_another_due_date_reckons_the_penalties_anew(course: Path) -> None:
    with sqlite3.connect(course / "gradebook.db") as connection:
        connection.execute("update assignment set duedate = '2020-01-01 00:00:00.000000'")
    penalty = "--LateSubmissionPlugin.penalty_method=zero"
    run = grade(course, ASSIGNMENT, penalty)
    assert "5 graded" in run.stdout
    assert "5 were late" in run.stdout
    penalties = [row[3] for row in on_record(course)["notebook"] if row[1] == "scalar"]
    earned = [row for row in on_record(course)["grade"] if row[1] == "scalar"]
    assert sum(penalties) == pytest.approx(sum(row[3] or 0.0 for row in earned))
    assert sum(penalties) > 0


def test_grades_given_by_hand_stay(course: Path) -> None:
    give_points_by_hand(course, ASSIGNMENT, "s001")
    by_hand = {row[:3]: row[4] for row in on_record(course)["grade"] if row[4] is not None}
    comments = [row[4] for row in on_record(course)["comment"] if row[0] == "s001"]
    assert by_hand
    run = grade(course, ASSIGNMENT, "--student=s001", "--force")
    assert "1 graded" in run.stdout
    after = on_record(course)
    assert {row[:3]: row[4] for row in after["grade"] if row[4] is not None} == by_hand
    handed_in = [row for row in after["grade"] if row[1] != "batched"]
    assert any(row[6] for row in handed_in)  # to be looked at again
    assert all(row[6] for row in handed_in if row[:3] in by_hand and row[0] == "s001")
    assert [row[4] for row in after["comment"] if row[0] == "s001"] == comments


def test_one_exercise_is_graded_again_and_no_other_row_is_touched(course: Path) -> None:
    before = scores(course)
    with sqlite3.connect(course / "gradebook.db") as connection:
        connection.execute("update grade set auto_score = 0.125")
    run = grade(course, ASSIGNMENT, "--exercise=affine_scalar_grads")
    assert "5 graded" in run.stdout
    after = scores(course)
    again = {cell for cell, score in after.items() if score != 0.125}
    assert again == {cell for cell in after if cell[2] == "test-affine_scalar_grads"}
    assert all(after[cell] == before[cell] for cell in again)
    assert (course / "autograded" / "s001" / ASSIGNMENT / "vectorized.ipynb").exists()


def test_after_one_exercise_the_rest_is_still_found_to_be_ungraded(handed_in: Path) -> None:
    root = twin(handed_in, "exercise-first")
    assert "5 graded" in grade(root, ASSIGNMENT, "--exercise=affine_scalar_grads").stdout
    path = root / "submitted" / "s001" / ASSIGNMENT / "scalar.ipynb"
    path.write_text(path.read_text().replace("return", "return 0 *", 1))
    assert "5 graded" in grade(root, ASSIGNMENT).stdout
    assert "5 unchanged" in grade(root, ASSIGNMENT).stdout


def test_an_unknown_exercise_is_told_with_those_that_there_are(course: Path) -> None:
    run = grade(course, ASSIGNMENT, "--exercise=mse_vjp")
    assert run.returncode == 1
    assert "affine_scalar_grads" in run.stderr


def test_the_log_has_a_line_for_everything(handed_in: Path, tmp_path: Path) -> None:
    root = twin(handed_in, "logged")
    run = grade(root, ASSIGNMENT, f"--log-json={tmp_path / 'log.jsonl'}", "--workers=1")
    lines = [json.loads(line) for line in (tmp_path / "log.jsonl").read_text().splitlines()]
    assert [line["event"] for line in lines] == ["begin", *["done"] * 5, "end"]
    assert {line["student"] for line in lines[1:-1]} == {f"s00{n}" for n in range(1, 6)}
    assert str(tmp_path / "log.jsonl") in run.stdout


def test_the_summary_counts_scores_failures_and_mistakes(handed_in: Path) -> None:
    root = twin(handed_in, "summed-up")
    add_odd_ones(root, ASSIGNMENT)
    run = grade(root, ASSIGNMENT)
    assert run.returncode == 1
    assert "7 graded, 0 unchanged, 5 not graded" in run.stdout
    assert "links are not followed" in run.stdout
    assert "no readable notebook" in run.stdout
    assert "yesterday, or so" in run.stdout
    assert "the commonest mistakes" in run.stdout
    assert "judge_records" in run.stdout


def test_without_an_assignment_it_says_which_there_are(course: Path) -> None:
    run = grade(course)
    assert run.returncode == 1
    assert f"There are: {ASSIGNMENT}." in run.stderr


@pytest.mark.parametrize("words", [["2-afine"], ["--assignment=2-afine"]])
def test_an_unknown_assignment_is_told_with_those_that_there_are(
    course: Path, words: list[str]
) -> None:
    run = grade(course, *words)
    assert run.returncode == 1
    assert f"There are: {ASSIGNMENT}." in run.stderr
    assert "nbgrader generate_assignment 2-afine" in run.stderr


def test_no_submissions_is_an_error(course: Path) -> None:
    shutil.rmtree(course / "submitted")
    run = grade(course, ASSIGNMENT)
    assert run.returncode == 1
    assert "No notebooks were matched" in run.stderr
    assert "Traceback" not in run.stderr


def test_no_execute_is_refused(course: Path) -> None:
    run = grade(course, ASSIGNMENT, "--no-execute")
    assert run.returncode == 1
    assert "outputs that students handed in" in run.stderr


def test_without_a_sandbox_nothing_is_graded(course: Path) -> None:
    before = in_folders(course)
    run = grade(course, ASSIGNMENT, "--force", PATH="/nowhere")  # no command bwrap
    assert run.returncode == 1
    assert "autograder doctor" in run.stderr
    assert in_folders(course) == before


def test_without_a_sandbox_if_it_is_typed(course: Path) -> None:
    run = grade(course, ASSIGNMENT, "--student=s003", "--force", "--sandbox=none")
    assert run.returncode == 0, run.stderr
    assert "scores can be forged" in run.stderr
    record = course / "judge_records" / ASSIGNMENT / "s003" / "scalar.json"
    assert json.loads(record.read_text())["sandbox"] == "none"


class TestTrouble:
    """With the gradebook, the disk and permissions: a clear message, and nothing lost."""

    def test_a_locked_gradebook(self, course: Path) -> None:
        before = in_folders(course)
        holder = sqlite3.connect(course / "gradebook.db", isolation_level=None)
        holder.execute("begin exclusive")
        try:
            run = grade(course, ASSIGNMENT, "--force")
        finally:
            holder.close()
        assert run.returncode == 1
        assert "locked" in run.stderr
        assert "close the formgrader" in run.stderr
        assert "Traceback" not in run.stderr
        assert in_folders(course) == before

    def test_a_gradebook_of_another_version(self, course: Path) -> None:
        with sqlite3.connect(course / "gradebook.db") as connection:
            connection.execute("update alembic_version set version_num = '167914646830'")
        run = grade(course, ASSIGNMENT)
        assert run.returncode == 1
        assert "nbgrader db upgrade" in run.stderr

    def test_a_file_that_is_no_gradebook(self, course: Path) -> None:
        (course / "gradebook.db").write_text("something else")
        run = grade(course, ASSIGNMENT)
        assert run.returncode == 1
        assert "not a database" in run.stderr
        assert "Traceback" not in run.stderr

    @pytest.mark.skipif(os.geteuid() != 0, reason="only root can mount a small disk")
    def test_a_full_disk(self, course: Path, tmp_path: Path) -> None:
        small = tmp_path / "small"
        small.mkdir()
        mount = ["mount", "-t", "tmpfs", "-o", "size=200k", "small", small]
        if subprocess.run(mount, check=False).returncode != 0:
            pytest.skip("a small disk cannot be mounted here")
        try:
            shutil.rmtree(course / "autograded")
            (course / "autograded").symlink_to(small)
            before = on_record(course)
            run = grade(course, ASSIGNMENT)
            assert run.returncode == 1
            assert "No space left on device" in run.stderr
            assert "the same command goes on" in run.stderr
            assert on_record(course) == before
        finally:
            subprocess.run(["umount", small], check=True)
        assert "0 not graded" in grade(course, ASSIGNMENT).stdout

    def test_an_unreadable_submission(self, course: Path) -> None:
        (course / "submitted" / "s004" / ASSIGNMENT / "scalar.ipynb").chmod(0)
        run = grade_without_rights(course, ASSIGNMENT)
        assert run.returncode == 1
        assert "s004" in run.stdout
        assert "Permission denied" in run.stdout
        assert "4 unchanged, 1 not graded" in run.stdout

    def test_a_folder_that_may_not_be_written(self, course: Path) -> None:
        before = on_record(course)
        (course / "autograded" / "s001").chmod(0o555)
        run = grade_without_rights(course, ASSIGNMENT, "--force", "--student=s001")
        assert run.returncode == 1
        assert "Permission denied" in run.stderr
        assert "the same command goes on" in run.stderr
        assert on_record(course) == before

    def test_a_course_that_may_not_be_written(self, course: Path) -> None:
        (course / LOCK).unlink()
        course.chmod(0o555)
        run = grade_without_rights(course, ASSIGNMENT)
        assert run.returncode == 1
        assert "cannot be written" in run.stderr
