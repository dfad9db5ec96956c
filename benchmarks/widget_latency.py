"""From a key on a slider to the changed picture, in JupyterLab in Chromium, in milliseconds.

    python -m benchmarks.widget_latency [--paths] [--presses N]

Every widget is shown with the right answers, its slider is moved with the arrow
keys, and the page takes the time from each key to the next frame after the
picture changed. With --paths the deep chain is drawn in other ways as well
(`drawing_paths.py`; one of them needs ipympl). At the end a burst of keys,
faster than pictures can come: how many pictures were drawn for them, and
whether the last one belongs to the last key. What else the machine is doing
shows: look at the load before believing a figure.
"""

import argparse
import importlib.util
import os
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

import nbformat

from tests.browser.lab import chromium, jupyterlab

LIMITS = (100.0, 200.0)


@dataclass(frozen=True)
class Case:
    """One widget: its name in the table, the cell that shows it, the slider to move (from 0).

    field: a number that is written into the slider's field before the measuring.
    """

    name: str
    cell: str
    slider: int = 0
    field: str = ""


WIDGETS = (
    Case("affine", "widgets.affine(r.batched_affine_vjp)"),
    Case("sigmoid", "widgets.sigmoid(s.sigmoid, s.sigmoid_grad)"),
    Case("softmax", "widgets.softmax(m.softmax, m.softmax_jacobian, m.softmax_vjp)"),
    Case("two-layer net", "widgets.two_layer(t.forward, t.cross_entropy, t.mean_loss_grads)"),
    Case(
        "deep chain, depth 40",
        "widgets.deep_chain(d.chain_backward, d.jacobian_product, "
        "residual_layer_vjp=d.residual_layer_vjp, xavier_init=d.xavier_init, he_init=d.he_init)",
        field="40",
    ),
)
PATHS = (
    Case("  SVG in an HTML widget", "drawing_paths.svg()", field="40"),
    Case("  Agg in place, PNG in an Image widget", "drawing_paths.in_place_png()"),
    Case("  ipympl, in place", "drawing_paths.ipympl_canvas()"),
    Case("  new figure in an Output widget", "drawing_paths.whole_figure_in_output()"),
)
IMPORTS = """from utils import widgets
from utils.reference import batched as r, deep_chain as d, sigmoid as s, softmax as m
from utils.reference import two_layer as t"""

RUN_ALL = """async () => {
    await jupyterapp.shell.currentWidget.sessionContext.ready;
    await jupyterapp.commands.execute("notebook:run-all-cells");
}"""
# Every cell is kept in the page, where it can be measured.
SETTINGS = {"@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"}}

# Notes when a key goes down, and when what it changed has been painted. A canvas has no
# elements that change, so drawing on one is noted as well.
WATCH = """(cell) => {
    const seen = {key: [], picture: []};
    cell.seen = seen;
    // The picture as the page has it; other things in the cell change as well.
    const picture = () => cell.querySelector("svg[role=img]")?.ariaLabel
        ?? [...cell.querySelectorAll("img")].map(image => image.src).join();
    let last = picture();
    const painted = () => requestAnimationFrame(() => seen.picture.push(performance.now()));
    cell.addEventListener("keydown", event => seen.key.push(event.timeStamp), true);
    new MutationObserver(() => {
        if (last === (last = picture())) return;
        const late = [...cell.querySelectorAll("img")].filter(image => !image.complete);
        if (late.length) late.at(-1).addEventListener("load", painted, {once: true});
        else painted();
    }).observe(cell, {childList: true, subtree: true, attributeFilter: ["src"]});
    const draw = CanvasRenderingContext2D.prototype.drawImage;
    CanvasRenderingContext2D.prototype.drawImage = function (...given) {
        if (cell.contains(this.canvas)) painted();
        return draw.apply(this, given);
    };
}"""
ANSWERED = "cell => cell.seen.picture.at(-1) > cell.seen.key.at(-1)"
LATENCY = "cell => cell.seen.picture.find(t => t > cell.seen.key.at(-1)) - cell.seen.key.at(-1)"
BURST = """async ([handle, cell, events]) => {
    const before = cell.seen.picture.length;
    for (let i = 0; i < events; i++) {
        const key = i % 20 < 10 ? "ArrowRight" : "ArrowLeft";
        handle.dispatchEvent(new KeyboardEvent("keydown", {key, bubbles: true}));
        await new Promise(done => setTimeout(done, 5));
    }
    return before;
}"""


def notebook_of(cells):
    """A notebook with these cells and the kernel that belongs to this Python."""
    kernel = {"name": "python3", "display_name": "Python 3", "language": "python"}
    return nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells], metadata={"kernelspec": kernel}
    )


def measure(page, case, place, presses):
    """Latencies of one case in milliseconds, and its cell as the page has it."""
    cell = page.locator(".jp-Notebook-cell").nth(place)
    handle = cell.locator(".noUi-handle").nth(case.slider)
    handle.wait_for()
    handle.scroll_into_view_if_needed()
    if case.field:
        cell.locator("input[type=number]").nth(case.slider).fill(case.field)
        cell.locator("input[type=number]").nth(case.slider).press("Enter")
    handle.focus()
    page.keyboard.press("ArrowRight")
    page.wait_for_timeout(1500)
    element = cell.element_handle()
    page.evaluate(WATCH, element)
    latencies = []
    for press in range(presses):
        page.keyboard.press("ArrowLeft" if press % 4 < 2 else "ArrowRight")
        page.wait_for_function(ANSWERED, arg=element)
        latencies.append(page.evaluate(LATENCY, element))
        page.wait_for_timeout(30)  # a picture may come in two parts
    return latencies, (handle.element_handle(), element)


def burst(page, handle, cell, events):
    """What came of so many keys, 5 ms apart, in one line.

    Pictures that waited in line would come long after the last key.
    """
    before = page.evaluate(BURST, [handle, cell, events])
    page.wait_for_timeout(2000)
    after = page.evaluate("cell => cell.seen.picture.length", cell)
    late = page.evaluate("cell => cell.seen.picture.at(-1) - cell.seen.key.at(-1)", cell)
    depth = page.evaluate("cell => cell.querySelector('input[type=number]').value", cell)
    words = page.evaluate("cell => cell.querySelector('[role=status]').textContent", cell)
    last = "the last key's" if f"at layer {depth}," in words else "NOT the last key's"
    return f"{after - before} pictures, the last {late:.0f} ms after the last key, and {last}"


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--paths", action="store_true", help="other ways of drawing as well")
    parser.add_argument("--presses", type=int, default=60)
    parser.add_argument("--keys", type=int, default=200, help="keys of the burst")
    options = parser.parse_args()
    cases = WIDGETS + (PATHS if options.paths else ())
    if importlib.util.find_spec("ipympl") is None:
        cases = tuple(case for case in cases if "ipympl" not in case.cell)
    cells = [IMPORTS + ("\nfrom benchmarks import drawing_paths" if options.paths else "")]
    cells += [case.cell for case in cases]
    with tempfile.TemporaryDirectory() as folder, chromium() as browser:
        served, home = Path(folder) / "served", Path(folder) / "home"
        served.mkdir()
        home.mkdir()
        nbformat.write(notebook_of(cells), served / "widgets.ipynb")
        with jupyterlab(served, home, settings=SETTINGS) as address:
            page = browser.new_page(viewport={"width": 1300, "height": 900})
            page.goto(f"{address}/doc/tree/widgets.ipynb")
            page.locator(".jp-Notebook-cell").first.wait_for()
            page.evaluate(RUN_ALL)
            print(f"{'milliseconds, limits ' + str(LIMITS):44}{'median':>8}{'95 %':>8}{'max':>8}")
            for place, case in enumerate(cases, start=1):
                latencies, handles = measure(page, case, place, options.presses)
                percentile = statistics.quantiles(latencies, n=20)[-1]
                figures = (statistics.median(latencies), percentile, max(latencies))
                print(f"{case.name:44}" + "".join(f"{figure:8.0f}" for figure in figures))
                if case.name.startswith("deep"):
                    print(
                        f"  {options.keys} keys in a burst: {burst(page, *handles, options.keys)}"
                    )
    print(f"load of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors")


if __name__ == "__main__":
    main()
