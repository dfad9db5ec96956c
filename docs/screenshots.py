"""`make screenshots`: pictures of the course, taken in a real JupyterLab by Chromium.

The README's go to docs/images/. Those that are only for looking at, such as one
of every notebook and of every widget in both themes, go to build/screenshots/.
For whoever edits the README or a notebook; look at them before committing.
"""

import argparse
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat
from playwright.sync_api import Browser

from autograder.demo.submission import exercises_of
from docs.course_screenshots import photograph_course
from tests.browser.lab import chromium, find_chromium, jupyterlab
from tests.browser.material import (
    NOTEBOOKS,
    mistake_called,
    read,
    solved,
    telling_mistake,
    with_mistake,
)
from tests.browser.notebook import NUMBER, Notebook, open_notebook

PROJECT = Path(__file__).resolve().parents[1]
RELEASE = PROJECT / "release"
README, LOOK_AT = PROJECT / "docs" / "images", PROJECT / "build" / "screenshots"
# Every cell is kept in the page, so that all of them can be measured.
SETTINGS = {"@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}}
RUN_ALL = "() => jupyterapp.commands.execute('notebook:run-all-cells')"
THEME = "theme => jupyterapp.commands.execute('apputils:change-theme', { theme })"
# Only the cells of the picture, because a whole notebook is longer than a window may be.
ONLY = """async ([first, last]) => {
    const notebook = jupyterapp.shell.currentWidget.content;
    const cells = notebook.widgets;
    const ids = cells.map(cell => cell.model.id);
    const [low, high] = [ids.indexOf(first), ids.indexOf(last)];
    cells.forEach((cell, i) => { cell.node.style.display = i < low || i > high ? "none" : "" });
    notebook.deselectAll();
    notebook.activeCellIndex = low;
    const frame = () => new Promise(requestAnimationFrame);
    await frame();
    notebook.outerNode.scrollTop = 0;
    await frame();
    await frame();
}"""
LIGHT, DARK = "JupyterLab Light", "JupyterLab Dark"
# Images are there, formulas are set in letters that are there, and nothing lies over the page:
# while JupyterLab changes its theme it fades in behind a curtain.
LOADED = """() => document.fonts.status === "loaded"
    && !document.querySelector("#jupyterlab-splash")
    && [...document.images].every(image => image.complete)
    && ![...document.querySelectorAll(".jp-RenderedMarkdown")].some(e => e.innerText.includes("$$"))
"""
WIDTH, HEIGHT, MARGIN = 1000, 8000, 3


@dataclass(frozen=True)
class Shot:
    """One picture: which notebook, with which mistake in it, and from which cell to which.

    wrong: exercise and name of the mistake, whose check must be the last cell, because
        nothing runs after it; None if every task is answered right.
    themes: with more than one, the name of the theme is added to the picture's name.
    """

    image: Path
    notebook: str
    wrong: tuple[str, str] | None
    first: str
    last: str
    themes: tuple[str, ...] = (LIGHT,)


def readme_shots() -> list[Shot]:
    slip = ("batched_affine_vjp", "not summed over the batch")
    check, task = "check-batched_affine_vjp", "batched_affine_vjp"
    batched, chain = "1-affine/batched.ipynb", "4-vanishing-gradients/vanishing-gradients.ipynb"
    return [
        Shot(README / "check-failed.png", batched, slip, task, check),
        Shot(README / "check-passed.png", batched, None, check, "picture-vjp"),
        Shot(README / "widget.png", chain, None, "widget-chain", "widget-chain"),
    ]


def shots_to_look_at() -> list[Shot]:
    """Of every notebook a task that passed and one that failed, its widgets, its progress."""
    shots = []
    for name in NOTEBOOKS:
        release = read(RELEASE / name)
        stem, tasks = Path(name).stem, exercises_of([release])
        failed = tasks[min(1, len(tasks) - 1)]
        wrong = (failed, telling_mistake(failed)[0].name)
        image = LOOK_AT / f"{stem}.png"
        shots.append(Shot(image, name, wrong, tasks[0], f"check-{failed}"))
        for cell in (cell.id for cell in release.cells if cell.id.startswith("widget-")):
            image = LOOK_AT / f"{cell}.png"
            shots.append(Shot(image, name, None, cell, cell, (LIGHT, DARK)))
        image = LOOK_AT / f"progress-{stem}.png"
        shots.append(Shot(image, name, None, "progress", "progress", (LIGHT, DARK)))
    return shots


def answer(shot: Shot, path: Path) -> None:
    """Write the answered notebook."""
    release = read(RELEASE / shot.notebook)
    if shot.wrong:
        name, mistake = shot.wrong
        nbformat.write(with_mistake(release, name, mistake_called(name, mistake)), path)
    else:
        nbformat.write(solved(release), path)


def photograph(notebook: Notebook, shot: Shot) -> None:
    """Save the picture of a notebook that has been run, in each of its themes."""
    page = notebook.page
    page.evaluate(ONLY, [shot.first, shot.last])
    if not NUMBER.match(notebook.cell(shot.last).locator(".jp-InputPrompt").inner_text()):
        raise RuntimeError(f"{shot.notebook}: {shot.last} was not reached; an earlier cell failed")
    for theme in shot.themes:
        page.evaluate(THEME, theme)
        page.mouse.move(0, 0)
        page.wait_for_function(LOADED)
        top = notebook.cell(shot.first).bounding_box()
        bottom = notebook.cell(shot.last).bounding_box()
        if top is None or bottom is None:
            raise RuntimeError(f"{shot.notebook}: a cell of the picture cannot be seen")
        name = f"{shot.image.stem}-{theme.split()[-1].lower()}{shot.image.suffix}"
        image = shot.image.with_name(name) if len(shot.themes) > 1 else shot.image
        page.screenshot(
            path=image,
            clip={
                "x": top["x"] - MARGIN,
                "y": top["y"] - MARGIN,
                "width": top["width"] + 2 * MARGIN,
                "height": bottom["y"] + bottom["height"] - top["y"] + 2 * MARGIN,
            },
        )
        print(image.relative_to(PROJECT))
    page.evaluate(THEME, LIGHT)


def photograph_notebooks(browser: Browser, shots: list[Shot]) -> None:
    """Run each answered notebook once, and take all of its pictures."""
    runs = dict.fromkeys((shot.notebook, shot.wrong) for shot in shots)
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as home,
        jupyterlab(Path(folder), Path(home), settings=SETTINGS) as address,
    ):
        for number, run in enumerate(runs):
            mine = [shot for shot in shots if (shot.notebook, shot.wrong) == run]
            answer(mine[0], Path(folder) / f"{number}.ipynb")
            page = browser.new_page(viewport={"width": WIDTH, "height": HEIGHT})
            notebook = open_notebook(page, address, f"{number}.ipynb", alone=True)
            page.evaluate(RUN_ALL)
            for shot in mine:
                photograph(notebook, shot)
            notebook.close()
            page.close()


def main() -> int:
    parser = argparse.ArgumentParser(prog="make screenshots", description=__doc__)
    parser.add_argument("--readme", action="store_true", help="only the README's pictures")
    options = parser.parse_args()
    if find_chromium() is None:
        print("There is no Chromium here; `make system` installs it.", file=sys.stderr)
        return 1
    LOOK_AT.mkdir(parents=True, exist_ok=True)
    with chromium() as browser:
        photograph_notebooks(
            browser, readme_shots() + ([] if options.readme else shots_to_look_at())
        )
        photograph_course(browser, README, LOOK_AT)
    return 0


if __name__ == "__main__":
    sys.exit(main())
