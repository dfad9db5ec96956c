"""The corpus of hostile and broken submissions, graded in one class with honest students.

No attack gains a point, no other student's score changes, nothing outside the
sandbox is touched, and each failure has its reason on record.
"""

import hashlib
import json
import os
import random
import re
from dataclasses import dataclass
from pathlib import Path

import nbformat
import psutil
import pytest
from nbgrader.api import MissingEntry

from autograder.course import open_course, quiet_nbgrader
from autograder.demo.plan import KINDS, plan_class
from autograder.demo.submission import fill_in
from autograder.fixtures import draw_fixtures
from autograder.grading.workers import shared_worker
from tests.grade.classes import grade
from tests.grading.conftest import assert_grading_is_sandboxed, make_course
from tests.grading.hostile import ANSWER, ASSIGNMENT, NOTEBOOK, Case, all_cases, hand_in
from utils import exercises

CASES = all_cases()
POINTS = 3.0
# Another order of grading for each seed; more of them with GRADING_ORDERS=5.
ORDERS = range(int(os.environ.get("GRADING_ORDERS", "1")))
CANARY = Path("/tmp/backprop-by-hand-was-here")

pytestmark = [pytest.mark.needs_sandbox, pytest.mark.xdist_group("hostile")]


@dataclass
class Graded:
    """What came of grading the class: per student, what nbgrader said and the score."""

    course: Path
    logs: dict[str, str]
    refused: set[str]
    scores: dict[str, float | None]
    expected: dict[str, float]
    outside: tuple[str, str]
    processes: tuple[set[int], set[int]]

    def record(self, student: str) -> str:
        path = self.course / "judge_records" / ASSIGNMENT / student / f"{NOTEBOOK}.json"
        return path.read_text() if path.exists() else ""

    def pages(self, student: str) -> str:
        """Everything that can come back to a student."""
        folder = self.course / "autograded" / student
        return "".join(path.read_text(errors="replace") for path in folder.rglob("*.ipynb"))


@pytest.fixture(
    scope="module",
    params=[*ORDERS, "all together"],
    ids=lambda way: way if isinstance(way, str) else f"order {way}",
)
def graded(
    request: pytest.FixtureRequest, root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Graded:
    course = make_course(root, tmp_path_factory.mktemp("hostile"))
    assert_grading_is_sandboxed(course)
    release = nbformat.read(course / "release" / ASSIGNMENT / f"{NOTEBOOK}.ipynb", as_version=4)
    expected = _hand_in_honest(course, release)
    for case in CASES:
        hand_in(case, release, course / "submitted")
    CANARY.unlink(missing_ok=True)
    students = sorted(path.name for path in (course / "submitted").iterdir())
    before, children = _fingerprint(course), _children()
    if request.param == "all together":
        logs, refused = _grade_together(course)
    else:
        random.Random(request.param).shuffle(students)
        logs, refused = _grade(course, students)
    shared_worker(course).close()
    shared_worker.cache_clear()
    return Graded(
        course, logs, refused, _scores(course, students), expected,
        (before, _fingerprint(course)), (children, _children()),
    )  # fmt: skip


def _hand_in_honest(course: Path, release: nbformat.NotebookNode) -> dict[str, float]:
    """Honest students of every kind; returns what each should earn."""
    expected = {}
    for plan in plan_class([ANSWER], 2 * len(KINDS), seed=5):
        notebook = nbformat.from_dict(release)
        fill_in(notebook, plan.tasks, writes_prose=True)
        folder = course / "submitted" / f"honest-{plan.student}" / ASSIGNMENT
        folder.mkdir(parents=True)
        nbformat.write(notebook, folder / f"{NOTEBOOK}.ipynb")
        expected[f"honest-{plan.student}"] = round(POINTS * plan.tasks[ANSWER].share(), 2)
    return expected


def _grade(course: Path, students: list[str]) -> tuple[dict[str, str], set[str]]:
    api = open_course(course)
    logs, refused = {}, set()
    with quiet_nbgrader():
        for student in students:
            result = api.autograde(ASSIGNMENT, student)
            logs[student] = f"{result.get('log', '')}{result.get('error', '')}"
            if not result["success"]:
                refused.add(student)
    return logs, refused


def _grade_together(course: Path) -> tuple[dict[str, str], set[str]]:
    """With `autograder grade`, in two processes."""
    log = course / "grading.jsonl"
    grade(course, ASSIGNMENT, "--workers=2", f"--log-json={log}")
    done = [json.loads(line) for line in log.read_text().splitlines()]
    done = [entry for entry in done if entry["event"] == "done"]
    logs = {entry["student"]: " ".join([entry["reason"], *entry["stopped"]]) for entry in done}
    return logs, {entry["student"] for entry in done if entry["verdict"] == "failed"}


def _scores(course: Path, students: list[str]) -> dict[str, float | None]:
    scores: dict[str, float | None] = {}
    with open_course(course).gradebook as gradebook:
        for student in students:
            try:
                submission = gradebook.find_submission(ASSIGNMENT, student)
            except MissingEntry:  # refused before nbgrader made an entry
                scores[student] = None
                continue
            grades = [g for n in submission.notebooks for g in n.grades if g.auto_score is not None]
            scores[student] = sum(grade.auto_score for grade in grades) if grades else None
    return scores


def _fingerprint(course: Path) -> str:
    """Everything of the course that grading must leave as it is."""
    digest = hashlib.sha256()
    for folder in ("source", "release", "submitted"):
        for path in sorted((course / folder).rglob("*")):
            digest.update(str(path).encode())
            if path.is_file() and not path.is_symlink():
                digest.update(path.read_bytes())
    return digest.hexdigest()


def _children() -> set[int]:
    return {process.pid for process in psutil.Process().children(recursive=True)}


def cases(*kinds: str, refused: bool | None = None) -> pytest.MarkDecorator:
    chosen = [
        case
        for case in CASES
        if (not kinds or case.about["kind"] in kinds) and refused in (None, case.refused)
    ]
    return pytest.mark.parametrize("case", chosen, ids=lambda case: case.name)


def test_there_are_sixty_cases_and_more():
    assert len(CASES) >= 60
    assert {case.about["kind"] for case in CASES} == {"cheating", "destructive", "broken"}


@cases(refused=False)
def test_each_case_earns_what_its_folder_says(graded: Graded, case: Case):
    assert case.name not in graded.refused, graded.logs[case.name]
    assert graded.scores[case.name] == case.about["score"]


@cases("cheating", "destructive", refused=False)
def test_no_attack_gains_a_point(graded: Graded, case: Case):
    assert case.about["score"] == 0.0
    assert graded.scores[case.name] == 0.0


@cases(refused=False)
def test_the_reason_is_on_record(graded: Graded, case: Case):
    record = graded.record(case.name)
    assert json.loads(record)["sandbox"] == "bubblewrap"
    assert re.search(case.reason, record)
    if case.about["score"] < POINTS:
        judged = json.loads(record)["judged"][0]
        assert any(part["reason"] for part in judged["parts"])


@cases(refused=True)
def test_what_cannot_be_read_is_refused_by_name(graded: Graded, case: Case):
    assert case.name in graded.refused
    assert graded.scores[case.name] is None
    assert re.search(f"submitted/{case.name}/.*{case.reason}", graded.logs[case.name])
    assert not (graded.course / "autograded" / case.name / ASSIGNMENT).exists()


def test_honest_students_earn_what_they_should(graded: Graded):
    assert {name: graded.scores[name] for name in graded.expected} == graded.expected


def test_only_what_should_be_refused_is(graded: Graded):
    assert graded.refused == {case.name for case in CASES if case.refused}


def test_nothing_outside_the_sandbox_is_touched(graded: Graded):
    before, after = graded.outside
    assert before == after
    assert not CANARY.exists()


def test_no_process_is_left(graded: Graded):
    before, after = graded.processes
    assert after <= before


@pytest.mark.parametrize("student", ["inputs_leaked_zero", "inputs_in_shapes_zero"])
def test_no_hidden_input_comes_back(graded: Graded, student: str):
    seed = bytes.fromhex(json.loads(graded.record(student))["judged"][0]["seed"])
    fixtures = draw_fixtures(exercises.get(ANSWER), seed)
    hidden = [str(float(value)) for fixture in fixtures for value in fixture.values.values()]
    page = graded.pages(student)
    assert len(set(hidden)) == 3 * len(fixtures)
    assert not [number for number in hidden if number[:6] in page]


def test_the_leaking_student_was_asked_and_tried(graded: Graded):
    """The inputs of the visible check do come back, so the attack itself works."""
    assert "LEAK" in graded.pages("inputs_leaked_zero")
    assert "LEAK" not in graded.pages("untouched_zero")


def test_nothing_was_reached_from_inside(graded: Graded):
    assert "CONNECTED ('" not in graded.pages("network_zero")
    assert "OVERWROTE /" not in graded.pages("packages_overwritten_zero")
    shadow = Path("/etc/shadow").read_bytes()[:24] if os.geteuid() == 0 else b"root:"
    assert shadow.decode() not in graded.pages("parent_memory_read_zero")
