"""Pictures of the instructor's side: Validate, the formgrader, and a page of feedback.

Used by `docs/screenshots.py`. They are of a simulated class of four, graded in
a temporary folder.
"""

import tempfile
from pathlib import Path

import nbformat
from playwright.sync_api import Browser, Locator, Page

from autograder.course import open_course, quiet_nbgrader, succeed
from autograder.demo.classroom import Classroom, prepare_folder, simulate_class
from autograder.demo.submission import exercises_of
from tests.browser.formgrader import Formgrader, listen
from tests.browser.lab import PROJECT, jupyterlab
from tests.browser.material import read, solved
from tests.browser.notebook import LONG, open_notebook

ASSIGNMENT, NOTEBOOK, STUDENT = "1-affine", "batched", "s003"
# A task in which that student made a known mistake.
TASK = "uva_claims"
SIZE = {"width": 1100, "height": 640}


def photograph_course(browser: Browser, readme: Path, look_at: Path) -> None:
    """Take all of them."""
    with tempfile.TemporaryDirectory() as folder, tempfile.TemporaryDirectory() as home:
        room = graded_class(Path(folder) / "course")
        with jupyterlab(room.root, Path(home)) as address:
            photograph_validate(browser, room, address, look_at / "validate.png")
            photograph_formgrader(browser, room, address, look_at)
            photograph_feedback(browser, room, readme / "feedback.png", look_at / "feedback.png")


def graded_class(folder: Path) -> Classroom:
    """Four students, graded, with their feedback pages."""
    prepare_folder(PROJECT, folder)
    with quiet_nbgrader():
        room = simulate_class(folder, ASSIGNMENT, students=4, seed=0)
        api = open_course(folder)
        for plan in room.plans:
            succeed(api.autograde(ASSIGNMENT, plan.student), f"grading {plan.student}")
        succeed(api.generate_feedback(ASSIGNMENT, STUDENT), "writing feedback")
    return room


def photograph_validate(browser: Browser, room: Classroom, address: str, image: Path) -> None:
    """What the Validate button says to a notebook that is half done."""
    release = read(room.root / "release" / ASSIGNMENT / "vectorized.ipynb")
    half = solved(release, exercises_of([release])[:4])
    nbformat.write(half, room.root / "half.ipynb")
    page = browser.new_page(viewport=SIZE)
    notebook = open_notebook(page, address, "half.ipynb")
    notebook.panel.get_by_role("button", name="Validate").click()
    page.get_by_role("dialog").wait_for(timeout=LONG)
    save(page, image)
    notebook.close()
    page.close()


def photograph_formgrader(browser: Browser, room: Classroom, address: str, look_at: Path) -> None:
    """The list of submissions, and one task as it is graded."""
    page = browser.new_page(viewport=SIZE)
    formgrader = Formgrader(page, room.root, address, listen(page))
    for path in ("manage_assignments", "gradebook", f"gradebook/{ASSIGNMENT}/{NOTEBOOK}"):
        formgrader.opens(path)
        page.locator("tbody tr td").nth(1).wait_for()
        save(page, look_at / f"formgrader-{path.replace('/', '-')}.png")
    formgrader.opens(f"manage_submissions/{ASSIGNMENT}")
    formgrader.row(STUDENT).locator(".score").wait_for()
    save(page, look_at / "formgrader-submissions.png")
    with open_course(room.root).gradebook as gradebook:
        found = gradebook.find_submission_notebook(NOTEBOOK, ASSIGNMENT, STUDENT)
        formgrader.opens(f"submissions/{found.id}")
    page.locator(f"#test-{TASK}").scroll_into_view_if_needed()
    save(page, look_at / "formgrader-submission.png")
    page.close()


def photograph_feedback(browser: Browser, room: Classroom, image: Path, whole: Path) -> None:
    """What the student gets back: the page, and its part about one task."""
    page = browser.new_page(viewport=SIZE)
    page.goto((room.root / "feedback" / STUDENT / ASSIGNMENT / f"{NOTEBOOK}.html").as_uri())
    page.screenshot(path=whole, full_page=True)
    print(whole.relative_to(PROJECT))
    save(page.locator(f"[id='cell-id=test-{TASK}']"), image)
    page.close()


def save(what: Page | Locator, image: Path) -> None:
    what.screenshot(path=image)
    print(image.relative_to(PROJECT))
