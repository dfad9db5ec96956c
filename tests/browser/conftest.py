"""Servers, pages and people of the browser tests: started once for a worker, when first asked for.

Two servers, as in life: the student's, which has notebooks and no course, and
the instructor's, which stands in a course folder.
"""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from autograder.release import built_release
from tests.browser.lab import chromium, jupyterlab
from tests.browser.people import Desk, Student

VIEWPORT = {"width": 1280, "height": 900}
# Not how long a test may take, but when a machine that does much else has surely done it.
expect.set_options(timeout=30_000)
READY = "() => !!window.jupyterapp && !!document.querySelector('.jp-Launcher')"
# Otherwise JupyterLab opens again what an earlier page had open, and starts its kernels.
EMPTY = "lab?reset"


@pytest.fixture(scope="session")
def release(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The release notebooks: the committed ones, or what source/ gives where there are none."""
    if (root / "release").is_dir():
        return root / "release"
    folder = tmp_path_factory.mktemp("release") / "release"
    with built_release(root) as built:
        shutil.copytree(built, folder)
    return folder


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with chromium() as browser:
        yield browser


@pytest.fixture(scope="session")
def context(browser: Browser) -> BrowserContext:
    """What all pages share: the size of the window, and what was loaded before."""
    return browser.new_context(viewport=VIEWPORT)


@pytest.fixture(scope="session")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A student's JupyterLab."""
    folder, home = tmp_path_factory.mktemp("desk"), tmp_path_factory.mktemp("home")
    with jupyterlab(folder, home) as address:
        yield Desk(folder, address)


@pytest.fixture(scope="session")
def window(context: BrowserContext, desk: Desk) -> Iterator[Page]:
    """JupyterLab in a page, shared by all tests: to load it takes longer than most of them."""
    page = context.new_page()
    page.goto(f"{desk.address}/{EMPTY}")
    page.wait_for_function(READY)
    yield page
    page.close()


@pytest.fixture
def student(window: Page, desk: Desk) -> Iterator[Student]:
    """Somebody at the desk, who leaves nothing open behind."""
    student = Student(window, desk)
    yield student
    student.leaves()
