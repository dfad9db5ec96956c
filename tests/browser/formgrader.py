"""The formgrader's pages: how the tests find their way through them."""

import re
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Locator, Page, Response

from tests.browser.notebook import LONG

# nbgrader's pages have their formulas from a server outside, and half of the formgrader's
# keys fail without it; this stands in for it, so that the tests need no network.
OUTSIDE = "https://cdnjs.cloudflare.com/**"
STAND_IN = """window.MathJax = { Hub: {
    Config() {}, Queue() {}, Startup: { signal: { Interest: tell => tell("End") } },
} };"""
_STILL = "() => document.getAnimations().length === 0"
_LOADED = "() => formgrader.loaded && formgrader.grades.loaded && formgrader.comments.loaded"


@dataclass
class Formgrader:
    """The formgrader of one course.

    folder: of the course. address: of the JupyterLab that has it. errors: what
        went wrong in its pages, as far as a browser can tell.
    """

    page: Page
    folder: Path
    address: str
    errors: list[str]

    def opens(self, path: str) -> Response:
        """Go to one of its pages."""
        response = self.page.goto(f"{self.address}/formgrader/{path}")
        if response is None:
            raise RuntimeError(f"no answer for {path}")
        return response

    def opens_submission(self, submission: str) -> None:
        """Go to the page on which one notebook is graded, and wait for its scores.

        submission: the id of the submitted notebook in the gradebook.
        """
        self.opens(f"submissions/{submission}")
        self.page.wait_for_function(_LOADED)

    def row(self, text: str) -> Locator:
        """The row of a table that has a cell with this text."""
        cell = self.page.locator("td", has_text=re.compile(rf"^\s*{re.escape(text)}\s*$"))
        return self.page.locator("tbody tr").filter(has=cell)

    def press(self, text: str, button: str) -> str:
        """Press a button of a row and wait for nbgrader's answer.

        button: its column, such as "autograde". Returns: what the answer says.
        Raises: RuntimeError with nbgrader's log if it does not say that it worked.
        """
        self.row(text).locator(f".{button} a").click()
        answer = self.page.locator(".modal-dialog:visible")
        answer.get_by_role("button", name="OK").wait_for(timeout=LONG)
        said = answer.inner_text()
        if "Success" not in said:
            raise RuntimeError(said)
        self.page.wait_for_function(_STILL)  # a dialog that slides in slips from under the mouse
        answer.get_by_role("button", name="OK").click()
        answer.wait_for(state="hidden")
        return said


def listen(page: Page) -> list[str]:
    """What goes wrong in a page from now on: exceptions, and requests that fail."""
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.on(
        "response",
        lambda answer: answer.status >= 400 and errors.append(f"{answer.status} {answer.url}"),
    )
    page.on(
        "requestfailed",
        lambda asked: errors.append(f"failed: {asked.url}"),
    )
    return errors
