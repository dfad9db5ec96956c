"""Release, autograde and feedback with nbgrader itself and nothing of ours in its place.

A course with only the settings that make a release: student code runs in
nbgrader's own kernel and the comparison in the same process. One class is
graded for each assignment, once, and looked at by all tests.
"""

import os
import shutil
import subprocess
import sys
from copy import deepcopy
from html import unescape
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
from nbgrader.api import Gradebook

from autograder.catalogue import PAGES
from autograder.demo.plan import WARNS, TaskPlan, lost_parts
from autograder.demo.submission import exercises_of, fill_in
from utils import exercises

ROOT = Path(__file__).resolve().parents[2]
ASSIGNMENTS = sorted(path.name for path in (ROOT / "source").iterdir())
CONFIG = """
c = get_config()
c.CourseDirectory.course_id = "plain"
c.ClearSolutions.code_stub = {"python": "# YOUR CODE HERE\\nraise NotImplementedError()"}
c.ClearSolutions.text_stub = "YOUR ANSWER HERE"
"""
# The broken ones come between the others in nbgrader's order, which is the alphabet's.
BROKEN = {
    "d_no_json": ("first", "this is no JSON"),
    "e_no_notebook": ("first", "{}"),
    "f_wrong_name": ("renamed", None),
}


def nbgrader(course: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run one nbgrader command in a course folder; everything it says is in stdout."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    return subprocess.run(
        [sys.executable, "-m", "nbgrader", *arguments],
        cwd=course,
        env={"USER": "instructor", **os.environ, "PYTHONPATH": str(ROOT), "PATH": path},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )


def read(path: Path) -> nbformat.NotebookNode:
    return nbformat.read(path, as_version=4)


def first_mistake(name: str) -> TaskPlan:
    mistake = PAGES[name].mistakes[0]
    return TaskPlan(name, PAGES[name].body(mistake), frozenset(), mistake.name)


def noisy(name: str) -> TaskPlan:
    heard = "import sys\nprint('heard', file=sys.stderr)"
    # Where silence is part of the task, a warning of NumPy's is a mistake.
    warns = "" if exercises.get(name).silent else f"{WARNS}\n"
    return TaskPlan(name, f"{heard}\n{warns}{PAGES[name].body()}", frozenset(), "right, noisily")


def hand_in(course: SimpleNamespace, student: str, notebooks: dict[str, object]) -> None:
    folder = course.root / "submitted" / student / course.assignment
    folder.mkdir(parents=True)
    for name, content in notebooks.items():
        text = content if isinstance(content, str) else nbformat.writes(content)
        (folder / f"{name}.ipynb").write_text(text, encoding="utf-8")


def answered(release: nbformat.NotebookNode, plan) -> nbformat.NotebookNode:
    notebook = deepcopy(release)
    tasks = {name: plan(name) for name in exercises_of([notebook])}
    fill_in(notebook, tasks, writes_prose=True)
    return notebook


def graded_course(root: Path, assignment: str, *, with_oddities: bool) -> SimpleNamespace:
    """A course with one assignment, released, handed in, autograded, with feedback.

    with_oddities: hand in the broken and the noisy ones as well.
    """
    made = SimpleNamespace(root=root, assignment=assignment)
    shutil.copytree(ROOT / "source" / assignment, root / "source" / assignment)
    (root / "nbgrader_config.py").write_text(CONFIG, encoding="utf-8")
    made.generated = nbgrader(root, "generate_assignment", assignment)
    made.source = {p.stem: read(p) for p in (root / "source").rglob("*.ipynb")}
    made.release = {p.stem: read(p) for p in (root / "release").rglob("*.ipynb")}
    made.first = min(made.release, key=lambda name: len(made.release[name].cells))
    hand_in(made, "a_solved", made.source)
    hand_in(made, "b_untouched", made.release)
    hand_in(made, "c_mistaken", {n: answered(nb, first_mistake) for n, nb in made.release.items()})
    if with_oddities:
        hand_in_oddities(made)
    made.autograded = nbgrader(root, "autograde", assignment)
    made.feedback = nbgrader(root, "generate_feedback", assignment)
    return made


def without_tests(notebook: nbformat.NotebookNode) -> nbformat.NotebookNode:
    left = deepcopy(notebook)
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id", "") for cell in left.cells]
    left.cells = [
        cell for cell, name in zip(left.cells, ids, strict=True) if not name.startswith("test-")
    ]
    return left


def hand_in_oddities(course: SimpleNamespace) -> None:
    for student, (name, content) in BROKEN.items():
        name = course.first if name == "first" else name
        hand_in(course, student, {name: content or course.source[course.first]})
    hand_in(course, "g_no_cells", {course.first: nbformat.v4.new_notebook()})
    hand_in(course, "g_no_tests", {course.first: without_tests(course.source[course.first])})
    hand_in(course, "h_noisy", {course.first: answered(course.release[course.first], noisy)})


@pytest.fixture(scope="module")
def course_of(tmp_path_factory):
    """Assignment -> its graded course; the oddities are in the first assignment's."""
    courses: dict[str, SimpleNamespace] = {}

    def course_of(assignment):
        if assignment not in courses:
            root = tmp_path_factory.mktemp("course")
            first = assignment == ASSIGNMENTS[0]
            courses[assignment] = graded_course(root, assignment, with_oddities=first)
        return courses[assignment]

    return course_of


@pytest.fixture(params=ASSIGNMENTS)
def course(request, course_of):
    return course_of(request.param)


@pytest.fixture
def odd_course(course_of):
    return course_of(ASSIGNMENTS[0])


def graded(course, student):
    """grade_id -> (points earned automatically, points possible), of hidden tests and checks."""
    with Gradebook(f"sqlite:///{course.root / 'gradebook.db'}") as gradebook:
        submission = gradebook.find_submission(course.assignment, student)
        grades = [grade for notebook in submission.notebooks for grade in notebook.grades]
        return {
            grade.name: (grade.auto_score or 0.0, grade.max_score)
            for grade in grades
            if grade.name.startswith(("test-", "check-"))
        }


def score(course, student):
    return sum(earned for earned, _ in graded(course, student).values())


def full_score(course):
    return sum(most for _, most in graded(course, "a_solved").values())


def outputs(course, student, notebook):
    """grade_id -> the outputs of that cell in the autograded notebook."""
    path = course.root / "autograded" / student / course.assignment / f"{notebook}.ipynb"
    return {
        cell.metadata.get("nbgrader", {}).get("grade_id", cell.id): cell.outputs
        for cell in read(path).cells
        if cell.cell_type == "code"
    }


def test_nbgrader_writes_a_feedback_page_for_every_graded_notebook(course):
    assert course.feedback.returncode == 0, course.feedback.stdout[-2000:]
    graded_pages = {
        p.relative_to(course.root / "autograded").with_suffix("")
        for p in (course.root / "autograded").rglob("*.ipynb")
    }
    pages = {
        p.relative_to(course.root / "feedback").with_suffix("")
        for p in (course.root / "feedback").rglob("*.html")
    }
    assert pages == graded_pages


def test_nbgrader_makes_the_release_without_a_complaint(course):
    assert course.generated.returncode == 0, course.generated.stdout
    assert set(course.release) == set(course.source)
    assert "ERROR" not in course.generated.stdout


def test_the_solved_notebooks_earn_everything(course):
    grades = graded(course, "a_solved")
    assert all(earned == most for earned, most in grades.values())
    assert full_score(course) > 0


def test_the_solved_notebooks_execute_clean(course):
    for notebook in course.source:
        for grade_id, cell in outputs(course, "a_solved", notebook).items():
            assert not [o for o in cell if o.output_type == "error"], grade_id
            # A demonstration may show on purpose what NumPy warns of; a test may not.
            if grade_id.startswith(("check-", "test-")):
                assert not [o for o in cell if o.get("name") == "stderr"], grade_id


def test_the_untouched_release_earns_nothing(course):
    assert score(course, "b_untouched") == 0.0


def test_an_untouched_check_says_not_attempted_yet_in_three_lines_at_most(course):
    for notebook in course.release:
        for grade_id, cell in outputs(course, "b_untouched", notebook).items():
            if grade_id.startswith("check-"):
                table, error = cell
                assert "not attempted yet" in table.data["text/plain"]
                assert error.output_type == "error"
                assert len("\n".join(error.traceback).splitlines()) <= 3


def test_each_mistake_loses_its_parts_and_no_more(course):
    grades = graded(course, "c_mistaken")
    for name in exercises_of(course.release.values()):
        page = PAGES[name]
        kept = len(page.right) - len(lost_parts(page, page.mistakes[0]))
        earned, most = grades[f"test-{name}"]
        assert earned == round(most * kept / len(page.right), 2), name
    assert 0.0 < score(course, "c_mistaken") < full_score(course)


def test_each_mistake_is_named_on_the_feedback_page(course):
    folder = course.root / "feedback" / "c_mistaken" / course.assignment
    for notebook, release in course.release.items():
        page = unescape((folder / f"{notebook}.html").read_text(encoding="utf-8"))
        page = page.replace("<code>", "`").replace("</code>", "`")
        for name in exercises_of([release]):
            assert PAGES[name].mistakes[0].hint in page, name


def test_the_feedback_of_a_right_solution_names_no_mistake(course):
    folder = course.root / "feedback" / "a_solved" / course.assignment
    for notebook, release in course.release.items():
        page = unescape((folder / f"{notebook}.html").read_text(encoding="utf-8"))
        for name in exercises_of([release]):
            assert not any(mistake.hint in page for mistake in PAGES[name].mistakes), name


def test_a_result_of_the_judge_is_read_by_nbgrader_as_a_float(course):
    for notebook in course.source:
        for grade_id, cell in outputs(course, "c_mistaken", notebook).items():
            if grade_id.startswith("test-"):
                (result,) = (o for o in cell if o.output_type == "execute_result")
                assert str(float(result.data["text/plain"])) == result.data["text/plain"]


# --- noise, and what is broken ------------------------------------------------------


def test_a_right_answer_that_makes_noise_keeps_its_points(odd_course):
    grades = graded(odd_course, "h_noisy")
    for name in exercises_of([odd_course.release[odd_course.first]]):
        assert grades[f"test-{name}"][0] == grades[f"test-{name}"][1] > 0


def test_a_noisy_answer_was_heard_in_its_check_and_not_in_its_test(odd_course):
    cells = outputs(odd_course, "h_noisy", odd_course.first)
    for name in exercises_of([odd_course.release[odd_course.first]]):
        assert [o for o in cells[f"check-{name}"] if o.get("name") == "stderr"]
        assert not [o for o in cells[f"test-{name}"] if o.get("name") == "stderr"]


@pytest.mark.parametrize("student", BROKEN)
def test_a_broken_submission_is_an_error_that_names_student_and_file(odd_course, student):
    assert odd_course.autograded.returncode == 1
    log = odd_course.autograded.stdout
    file = odd_course.first if BROKEN[student][0] == "first" else BROKEN[student][0]
    assert f"error processing assignment '{odd_course.assignment}' for student '{student}'" in log
    assert f"{student}/{odd_course.assignment}/{file}.ipynb" in log
    assert score(odd_course, student) == 0.0


def test_only_the_broken_ones_are_errors_and_those_after_them_are_graded(odd_course):
    failed = [line for line in odd_course.autograded.stdout.splitlines() if "for student" in line]
    assert len(failed) == len(BROKEN)
    there = {path.name for path in (odd_course.root / "autograded").iterdir()}
    others = {"a_solved", "b_untouched", "c_mistaken", "g_no_cells", "g_no_tests", "h_noisy"}
    assert there == others


@pytest.mark.parametrize("student", ["g_no_cells", "g_no_tests"])
def test_a_notebook_without_its_cells_earns_nothing_and_nbgrader_alone_says_no_word(
    odd_course, student
):
    # Telling the instructor is for our own preprocessor, which rebuilds such notebooks.
    assert score(odd_course, student) == 0.0
    assert f"for student '{student}'" not in odd_course.autograded.stdout
