"""What it costs to run a notebook's cells: in a fork of a warm shell, and under nbclient.

Prints, for each notebook, the fastest of several runs in milliseconds, fork and
reaping included, against nbgrader's Execute (nbclient with a fresh ipykernel) in
the same run. The ratio compares machines and days; the fastest run is the one
that other work on the machine disturbed least. The milliseconds of the processor
in the child, the copying of pages included, hardly depend on such work.

    OPENBLAS_NUM_THREADS=1 python benchmarks/shell_cells.py [runs]
"""

import json
import os
import sys
import tempfile
import time
from itertools import pairwise

from autograder.sandbox.shell import make_shell

NOTEBOOKS = {
    "no cell at all": [],
    "one trivial cell": ["1 + 1"],
    "four trivial cells": ["x = 1", "print(x)", "x + 1", "def f(x):\n    return x"],
    "twenty trivial cells": ["x = 1", "print(x)", "x + 1", "def f(x):\n    return x"] * 5,
    "an error": ["1 / 0"],
    "an await": ["import asyncio\nawait asyncio.sleep(0)"],
    "an array": ["import numpy as np\nnp.arange(6.0).reshape(2, 3)"],
    "a widget": ["import ipywidgets\nipywidgets.IntSlider()"],
    "a figure": ["import matplotlib.pyplot as plt\nplt.plot([1, 2, 3]);"],
}


def in_a_fork(shell, cells, folder):
    """Seconds for all, on the processor, and for the fork, the set-up and each cell."""
    reading, writing = os.pipe()
    began = time.perf_counter()
    child = os.fork()
    if child == 0:
        moments = [time.perf_counter()]
        shell.after_fork(folder)
        moments.append(time.perf_counter())
        for source in cells:
            shell.run_cell(source)
            moments.append(time.perf_counter())
        os.write(writing, json.dumps([moments[0] - began, *_steps(moments)]).encode())
        os._exit(0)
    used = os.wait4(child, 0)[2]
    seconds = time.perf_counter() - began
    parts = json.loads(os.read(reading, 1 << 16))
    os.close(reading)
    os.close(writing)
    return seconds, used.ru_utime + used.ru_stime, parts


def under_nbclient(cells, folder):
    """Seconds for a fresh kernel that runs the cells."""
    from nbformat.v4 import new_code_cell, new_notebook
    from nbgrader.preprocessors import Execute

    notebook = new_notebook(cells=[new_code_cell(source) for source in cells])
    began = time.perf_counter()
    Execute(log_level="CRITICAL").preprocess(notebook, {"metadata": {"path": folder}})
    return time.perf_counter() - began


def _steps(moments):
    return [after - before for before, after in pairwise(moments)]


def main(runs):
    """Measure all; forks first, because nbclient starts threads."""
    began = time.perf_counter()
    shell = make_shell()
    print(f"make_shell: {1000 * (time.perf_counter() - began):.0f} ms, once\n")
    with tempfile.TemporaryFile() as words, tempfile.TemporaryDirectory() as folder:
        forked = {
            name: [in_a_fork(shell, cells, folder) for _ in range(5 * runs)]
            for name, cells in NOTEBOOKS.items()
        }
        os.dup2(words.fileno(), 2)  # what kernels say of themselves
        slow = {
            name: min(under_nbclient(cells, folder) for _ in range(runs))
            for name, cells in NOTEBOOKS.items()
        }
    print(f"{'':<22}{'fork':>8}{'nbclient':>10}{'ratio':>7}{'cpu':>7}   fork, set-up, cells")
    for name, measured in forked.items():
        seconds, _, parts = min(measured)
        processor = min(used for _, used, _ in measured)
        shown = " ".join(f"{1000 * part:.1f}" for part in parts[:6])
        print(
            f"{name:<22}{1000 * seconds:>8.1f}{1000 * slow[name]:>10.0f}"
            f"{slow[name] / seconds:>7.0f}{1000 * processor:>7.1f}   {shown}"
        )


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 5)
