"""The exchange between two users of one machine: out, back, and the feedback to where it belongs.

As root the student is the system user `nobody`, so that owners and permissions are
those of two people. Anyone else is both of them, with two homes.
"""

import os
import pwd
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import nbformat
import pytest
from playwright.sync_api import BrowserContext, Locator, Page, expect

from autograder.course import open_course, quiet_nbgrader, succeed
from autograder.demo.classroom import prepare_folder
from tests.browser.formgrader import Formgrader, listen
from tests.browser.lab import jupyterlab
from tests.browser.material import read, solved

pytestmark = [pytest.mark.needs_chromium, pytest.mark.needs_sandbox]  # it is graded there

ASSIGNMENT, NOTEBOOK = "1-affine", "scalar"
COURSE = "backprop-by-hand"
STUDENT = "nobody" if os.geteuid() == 0 else ""
EXCHANGE = "\nc.Exchange.root = {root!r}\nc.CourseDirectory.course_id = {course!r}\n"


@dataclass(frozen=True)
class Places:
    """Folders: the exchange, the instructor's course, and where the student works."""

    exchange: Path
    course: Path
    work: Path

    @property
    def fetched(self) -> Path:
        return self.work / ASSIGNMENT / f"{NOTEBOOK}.ipynb"


@pytest.fixture(scope="module")
def student() -> str:
    """The student's name, as the system has it."""
    return pwd.getpwnam(STUDENT).pw_name if STUDENT else pwd.getpwuid(os.getuid()).pw_name


@pytest.fixture(scope="module")
def places(root: Path) -> Iterator[Places]:
    # Not in pytest's own folder, which no other user may enter.
    with TemporaryDirectory(prefix="exchange-") as base:
        Path(base).chmod(0o755)
        places = Places(*(Path(base) / name for name in ("exchange", "course", "work")))
        places.exchange.mkdir()
        places.exchange.chmod(0o777)
        _make_course(root, places)
        _make_home(places)
        yield places


def _make_home(places: Places) -> None:
    """What the student has before the course begins: a home that knows of the exchange."""
    config = places.work / "home" / "config" / "nbgrader_config.py"
    config.parent.mkdir(parents=True)
    config.write_text("c = get_config()" + _exchange_settings(places), encoding="utf-8")
    if STUDENT:
        for path in (places.work, *places.work.rglob("*")):
            shutil.chown(path, STUDENT)


def _make_course(root: Path, places: Places) -> None:
    """A course of one notebook, generated."""
    prepare_folder(root, places.course)
    for path in places.course.glob("source/*/*.ipynb"):
        if path.stem != NOTEBOOK:
            path.unlink()
    with (places.course / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write(_exchange_settings(places))
    with quiet_nbgrader():
        succeed(open_course(places.course).generate_assignment(ASSIGNMENT), "generating")


def _exchange_settings(places: Places) -> str:
    return EXCHANGE.format(root=str(places.exchange), course=COURSE)


@pytest.fixture(scope="module")
def instructor(
    context: BrowserContext, places: Places, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Formgrader]:
    with jupyterlab(places.course, tmp_path_factory.mktemp("home")) as address:
        page = context.new_page()
        yield Formgrader(page, places.course, address, listen(page))
        page.close()


@pytest.fixture(scope="module")
def assignments(context: BrowserContext, places: Places) -> Iterator[Page]:
    """The student's JupyterLab."""
    with jupyterlab(places.work, places.work / "home", user=STUDENT) as address:
        page = context.new_page()
        page.goto(f"{address}/lab")
        yield page
        page.close()


def open_assignment_list(page: Page) -> None:
    page.get_by_role("menuitem", name="Nbgrader").click()
    page.get_by_role("menuitem", name="Assignment List").click()


def in_list(page: Page, which: str) -> Locator:
    """One of the student's lists: "released", "fetched" or "submitted"."""
    return page.locator(f"#{which}_assignments_list")


def press(page: Page, which: str, button: str) -> None:
    in_list(page, which).get_by_role("button", name=button, exact=True).click()


def test_an_assignment_goes_out_and_back_and_the_feedback_comes_home(
    instructor: Formgrader, assignments: Page, places: Places, student: str
) -> None:
    instructor.opens("manage_assignments")
    instructor.press(ASSIGNMENT, "release")
    assert [path.name for path in places.exchange.rglob("*.ipynb")] == [f"{NOTEBOOK}.ipynb"]

    open_assignment_list(assignments)
    press(assignments, "released", "Fetch")
    expect(in_list(assignments, "fetched")).to_contain_text(ASSIGNMENT)
    assert places.fetched.owner() == student
    nbformat.write(solved(read(places.fetched)), places.fetched)
    press(assignments, "fetched", "Submit")
    expect(in_list(assignments, "submitted")).to_contain_text(ASSIGNMENT)
    inbound = places.exchange / COURSE / "inbound"
    assert [path.owner() for path in inbound.iterdir()] == [student]

    instructor.opens("manage_assignments")
    instructor.press(ASSIGNMENT, "collect")
    collected = places.course / "submitted" / student / ASSIGNMENT / f"{NOTEBOOK}.ipynb"
    assert collected.read_bytes() == places.fetched.read_bytes()

    instructor.opens(f"manage_submissions/{ASSIGNMENT}")
    instructor.press(student, "autograde")
    expect(instructor.row(student).locator(".score")).to_have_text("3 / 3")
    instructor.press(student, "generate-feedback")
    instructor.press(student, "release-feedback")
    assert instructor.errors == []

    assignments.reload()
    open_assignment_list(assignments)
    press(assignments, "submitted", "Fetch Feedback")
    expect(in_list(assignments, "submitted")).to_contain_text("(view feedback)")
    (page,) = places.work.glob(f"{ASSIGNMENT}/feedback/*/{NOTEBOOK}.html")
    assert page.owner() == student
    assert "3 of 3 points" in page.read_text(encoding="utf-8")
