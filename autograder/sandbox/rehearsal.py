"""Cells that run once before any fork, so that no student's cell pays for a first time.

The first traceback, the first `await`, the first array and the first figure of
a process cost up to half a second each. They are run here in a shell of their
own, which is thrown away; the modules, caches and fonts that they loaded stay.
Nothing in a rehearsal may leave a trace that a student's cell could see, except
that modules are there already.
"""

import gc
import linecache
import sys
from types import ModuleType

from autograder.sandbox.interpreter import CELL_FOLDER

CELLS = (
    "1 + 1",
    "print('to stdout')\nimport sys\nprint('to stderr', file=sys.stderr)",
    "def broken(:",
    "import asyncio\nawait asyncio.sleep(0)",
    "async def fail():\n    raise ValueError('in a coroutine')\nawait fail()",
    "%time 1 + 1",
    "!true",
    "%nosuchmagic",
    "import numpy as np\nimport numpy.testing\nnp.arange(6.0).reshape(2, 3) / 7",
    "np.testing.assert_allclose(np.zeros(2), np.ones(2))",
    "import warnings\nwarnings.warn('a warning')",
    "from IPython.display import HTML, Markdown, clear_output, display\n"
    "display(HTML('<b>b</b>'), Markdown('m'), {'a': 1})\nclear_output()",
    "import ipywidgets\ndisplay(ipywidgets.interactive(lambda x: x, x=(0, 3)))",
    "ipywidgets.Widget.close_all()",
)

# Not through pyplot: the first plot of a notebook is what connects its backend.
DRAWING = (
    "import matplotlib.pyplot\nfrom matplotlib.figure import Figure\n"
    "from IPython.core.pylabtools import print_figure\n"
    "figure = Figure()\naxes = figure.subplots()\n"
    "axes.plot([1, 2], label=r'$x^2_i$')\naxes.set(title='t', xlabel='x', ylabel='y')\n"
    "axes.legend()\naxes.imshow([[1.0, 2.0], [3.0, 4.0]])\n"
    "len(print_figure(figure, bbox_inches='tight'))"
)

# Last, because the first traceback looks at every module that was loaded before it.
LAST = "def divide(x):\n    y = [x, 0]\n    return 1 / y[1]\n\ndivide(2)"


def cells(*, figures: bool) -> list[str]:
    """What to run. figures: matplotlib too."""
    return [*CELLS, *([DRAWING] if figures else []), LAST]


# What an exception that was shown leaves behind.
LEFT_BEHIND = ("last_type", "last_value", "last_traceback", "last_exc")


def tidy(main: ModuleType | None) -> None:
    """Take back what a rehearsal changed in the interpreter.

    main: the module that was `__main__` before it.
    """
    # Widgets that die later would look for their comms in the next shell.
    gc.collect()
    for name in LEFT_BEHIND:
        if hasattr(sys, name):
            delattr(sys, name)
    for name in [name for name in linecache.cache if name.startswith(CELL_FOLDER)]:
        del linecache.cache[name]
    if main is not None:
        sys.modules["__main__"] = main
