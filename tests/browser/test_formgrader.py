"""The formgrader after a simulated class was graded: pages, scores, manual grading, feedback."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, expect

from autograder.catalogue import PAGES
from autograder.course import open_course, quiet_nbgrader, succeed
from autograder.demo.classroom import Classroom, prepare_folder, simulate_class
from autograder.demo.plan import StudentPlan
from tests.browser.formgrader import OUTSIDE, STAND_IN, Formgrader, listen
from tests.browser.lab import jupyterlab

pytestmark = [pytest.mark.needs_chromium, pytest.mark.needs_sandbox]  # it is graded there

ASSIGNMENT = "1-affine"
WRITTEN = "derivation"  # the cell of `batched` that a person grades, for 4 points
PATHS = {
    "": "Manage Assignments",
    "manage_assignments": "Manage Assignments",
    f"manage_submissions/{ASSIGNMENT}": "Manage Submissions",
    "gradebook": "Manual Grading",
    f"gradebook/{ASSIGNMENT}": "Manual Grading",
    f"gradebook/{ASSIGNMENT}/batched": "Manual Grading",
    "manage_students": "Manage Students",
    "manage_students/s003": "Manage Students",
    f"manage_students/s003/{ASSIGNMENT}": "Manage Students",
}


@pytest.fixture(scope="module")
def room(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Classroom:
    """Four students, handed in and graded: one right, one slip, mistakes, untouched."""
    folder = tmp_path_factory.mktemp("course") / "course"
    prepare_folder(root, folder)
    with quiet_nbgrader():
        room = simulate_class(folder, ASSIGNMENT, students=4, seed=0)
        for plan in room.plans:
            graded = open_course(folder).autograde(ASSIGNMENT, plan.student)
            succeed(graded, f"grading {plan.student}")
    return room


@pytest.fixture(scope="module")
def office(room: Classroom, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """The instructor's JupyterLab."""
    with jupyterlab(room.root, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def page(context: BrowserContext) -> Iterator[Page]:
    page = context.new_page()
    page.route(OUTSIDE, lambda asked: asked.fulfill(body=STAND_IN, content_type="text/javascript"))
    yield page
    page.close()


@pytest.fixture
def formgrader(page: Page, room: Classroom, office: str) -> Formgrader:
    return Formgrader(page, room.root, office, listen(page))


def plan_of(room: Classroom, kind: str) -> StudentPlan:
    return next(plan for plan in room.plans if plan.kind == kind)


def submission(room: Classroom, student: str, notebook: str) -> str:
    """The id of a student's notebook in the gradebook."""
    with open_course(room.root).gradebook as gradebook:
        found = gradebook.find_submission_notebook(notebook, ASSIGNMENT, student)
        return str(found.id)


def most(room: Classroom) -> float:
    """Points of the whole assignment, the written answer included."""
    return sum(room.points.values()) + 4


def test_jupyterlab_opens_it_from_its_menu(page: Page, office: str) -> None:
    page.goto(f"{office}/lab")
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Formgrader", exact=True).click()
    row = page.frame_locator("iframe").locator("tbody tr").filter(has_text=ASSIGNMENT)
    expect(row.locator(".num-submissions")).to_have_text("4")


@pytest.mark.parametrize("path", PATHS)
def test_its_pages_load(formgrader: Formgrader, path: str) -> None:
    assert formgrader.opens(path).status == 200
    heading = formgrader.page.get_by_role("heading", name=PATHS[path]).first
    expect(heading).to_be_visible()
    expect(formgrader.page.locator("tbody tr").first).not_to_have_text("Loading, please wait...")
    assert formgrader.errors == []


def test_every_student_has_the_score_that_they_earned(
    formgrader: Formgrader, room: Classroom
) -> None:
    formgrader.opens(f"manage_submissions/{ASSIGNMENT}")
    for plan in room.plans:
        due = f"{room.expected_score(plan):g} / {most(room):g}"
        expect(formgrader.row(plan.student).locator(".score")).to_have_text(due)
    scores = {room.expected_score(plan) for plan in room.plans}
    assert {0, sum(room.points.values())} < scores


def test_the_judges_messages_stand_under_the_hidden_tests(
    formgrader: Formgrader, room: Classroom
) -> None:
    plan = plan_of(room, "mistakes")
    formgrader.opens_submission(submission(room, plan.student, "batched"))
    slips = [task for task in plan.tasks.values() if task.spoiled]
    slips = [task for task in slips if task.exercise in room.notebooks["batched"]]
    assert len(slips) >= 3
    for task in slips:
        score = formgrader.page.locator(f"#test-{task.exercise}")
        earned = room.points[task.exercise] * task.share()
        expect(score).to_have_attribute("placeholder", f"{round(earned, 2):g}")
        mistake = next(m for m in PAGES[task.exercise].mistakes if m.name == task.note)
        test = formgrader.page.locator(".code_cell").filter(has=score)
        expect(test).to_contain_text(f"{task.exercise}: {earned:g} of ")
        expect(test).to_contain_text(mistake.hint)
    assert formgrader.errors == []


def test_a_derivation_is_graded_by_hand_and_the_feedback_page_says_so(
    formgrader: Formgrader, room: Classroom
) -> None:
    student, page = plan_of(room, "right").student, formgrader.page
    formgrader.opens_submission(submission(room, student, "batched"))
    comment = "The sum over n is missing in the last line."
    with page.expect_response(lambda answer: "/api/grade/" in answer.url):
        page.locator(f"#{WRITTEN}").fill("3")
        page.locator(f"#{WRITTEN}").press("Tab")
    with page.expect_response(lambda answer: "/api/comment/" in answer.url):
        page.locator(f"#{WRITTEN}-comment").fill(comment)
        page.locator(f"#{WRITTEN}-comment").press("Tab")
    page.reload()
    expect(page.locator(f"#{WRITTEN}")).to_have_value("3")
    expect(page.locator(f"#{WRITTEN}-comment")).to_have_value(comment)

    formgrader.opens(f"manage_submissions/{ASSIGNMENT}")
    row = formgrader.row(student)
    expect(row.locator(".status")).to_have_text("graded")
    expect(row.locator(".score")).to_have_text(f"{most(room) - 1:g} / {most(room):g}")
    formgrader.press(student, "generate-feedback")
    feedback = room.root / "feedback" / student / ASSIGNMENT / "batched.html"
    page.goto(feedback.as_uri())
    expect(page.locator("body")).to_contain_text(comment)
    expect(page.locator("#toc")).to_contain_text("3.0 / 4.0")
    expect(page.locator("body")).to_contain_text("batched_affine_vjp: 6 of 6 points")


def test_the_autograde_button_grades_again_and_comes_to_the_same_score(
    formgrader: Formgrader, room: Classroom
) -> None:
    plan = plan_of(room, "one slip")
    formgrader.opens(f"manage_submissions/{ASSIGNMENT}")
    before = (room.root / "autograded" / plan.student / ASSIGNMENT / "scalar.ipynb").stat().st_ino
    formgrader.press(plan.student, "autograde")
    due = f"{room.expected_score(plan):g} / {most(room):g}"
    expect(formgrader.row(plan.student).locator(".score")).to_have_text(due)
    after = (room.root / "autograded" / plan.student / ASSIGNMENT / "scalar.ipynb").stat().st_ino
    assert before != after
