"""Nothing that a cell does makes the shell raise, lose its place, or give back anything but outputs."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from tests.sandbox.shell_server import shell_server

# Cells after which the next one still runs as if nothing had been.
HARMLESS = {
    "base exception in a repr": (
        "class E(BaseException): pass\nclass A:\n    def __repr__(self): raise E\nA()"
    ),
    "exception without a text": (
        "class E(Exception):\n    def __str__(self): raise ValueError\nraise E"
    ),
    "exception whose text leaves": (
        "class E(Exception):\n    def __str__(self): raise SystemExit\nraise E"
    ),
    "traceback of no lines": (
        "class E(Exception):\n    def _render_traceback_(self): return None\nraise E"
    ),
    "traceback of numbers": (
        "class E(Exception):\n    def _render_traceback_(self): return [1, 2]\nraise E"
    ),
    "traceback that leaves": (
        "class E(Exception):\n    def _render_traceback_(self): raise SystemExit\nraise E"
    ),
    "nameless class of errors": (
        "class M(type):\n    __name__ = property(lambda self: 5)\n"
        "class E(Exception, metaclass=M): pass\nraise E"
    ),
    "broken html": "class A:\n    def _repr_html_(self): return 5\nA()",
    "broken bundle": "class A:\n    def _repr_mimebundle_(self, **k): return 5\nA()",
    "bundle with a broken key": "display({5: 'x', None: 1, 'a/b': object()}, raw=True)",
    "bundle that is not text": "display({'text/plain': 5, 'text/html': [1, {}]}, raw=True)",
    "deep bundle": (
        "x = []\nfor i in range(10**4): x = [x]\ndisplay({'application/json': x}, raw=True)"
    ),
    "bundle in a circle": "x = []\nx.append(x)\ndisplay({'application/json': x}, raw=True)",
    "numbers beyond all": (
        "display({'application/json': [10**40, float('nan'), -1e400]}, raw=True,"
        " metadata={'a': {'b': 2**63}})"
    ),
    "metadata of another kind": "display(1, metadata=[1])",
    "text of a strange class": (
        "class S(str):\n    def __str__(self): return 5\n    __len__ = __hash__ = __str__\n"
        "print(S('x'))\ndisplay({'text/plain': S('y')}, raw=True)\nraise ValueError(S('z'))"
    ),
    "surrogates": "print('\\ud800')\ndisplay('\\udfff')\nraise ValueError('\\ud800')",
    "zeros": "print('\\0')\n'\\0'",
    "no more input": "input()",
    "endless recursion": "def f(): return f()\nf()",
    "recursion in a repr": "class A:\n    def __repr__(self): return repr(self)\nA()",
    "system exit": "raise SystemExit",
    "exit": "exit()",
    "quit": "quit",
    "generator exit": "raise GeneratorExit",
    "stop async iteration": "raise StopAsyncIteration",
    "cancelled": "import asyncio\nraise asyncio.CancelledError",
    "interrupt": "raise KeyboardInterrupt",
    "null bytes": "x = 1\0",
    "not decodable": "'\\N{NOSUCHNAME}'",
    "nothing": "",
    "blank": " \n\t",
    "warning as error": "import warnings\nwarnings.simplefilter('error')\nwarnings.warn('x')",
    "del in the way": "class A:\n    def __del__(self): raise SystemExit\nA(); A()",
    "excepthook": "import sys\nsys.excepthook = None\n1/0",
    "displayhook": "import sys\nsys.displayhook = None\n1",
    "own exception handler": (
        "get_ipython().set_custom_exc((Exception,), lambda *a: 1/0)\nraise ValueError"
    ),
    "traceback machinery": "get_ipython().InteractiveTB = None\n1/0",
    "fork that goes on": "import os\nos.fork()\nprint(1)",
    "fork that fails": "import os\nos.fork() or 1/0",
    "threads left behind": (
        "import threading\nstop = threading.Event()\n"
        "threading.Thread(target=stop.wait, daemon=True).start()"
    ),
    "loop stopped": (
        "import asyncio\nasyncio.get_running_loop().stop()\nawait asyncio.sleep(0)\nprint(1)"
    ),
    "loop closed": "asyncio.get_running_loop().close()",
    "tasks left behind": "t = [asyncio.ensure_future(asyncio.sleep(99)) for _ in range(9)]",
    "failing task left behind": (
        "async def f(): raise SystemExit\nt = asyncio.ensure_future(f())\nawait asyncio.sleep(0)"
    ),
    "interrupt ignored": "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)",
    "working folder gone": (
        "import os, tempfile\nfolder = tempfile.mkdtemp()\nos.chdir(folder)\nos.rmdir(folder)"
    ),
    "environment gone": "os.environ.clear()",
    "negative count": "get_ipython().execution_count = -7\n1",
    "count of another kind": "get_ipython().__dict__['execution_count'] = None\n1",
    "history gone": "get_ipython().history_manager.reset()\n1",
    "output widget that stays open": (
        "import ipywidgets\nout = ipywidgets.Output()\nout.__enter__()\nprint(1)"
    ),
    "output widget closed": "with out:\n    out.close()",
    "widget that fails": (
        "out = ipywidgets.Output()\nout.observe(lambda change: 1/0, 'outputs')\n"
        "with out:\n    print(1)"
    ),
    "event that leaves": "get_ipython().events.callbacks['post_execute'][:] = [exit]",
}

# Cells that may break those after them, but never the grader that called them.
BREAKING = {
    "formatters gone": "get_ipython().display_formatter.formatters.clear()\n1",
    "namespace cleared": "get_ipython().user_ns.clear()",
    "event that fails": "get_ipython().events.register('post_execute', lambda: 1/0)",
    "run_cell gone": "get_ipython().run_cell = None",
    "run_cell_async gone": "get_ipython().run_cell_async = None",
    "transform_cell gone": "type(get_ipython()).transform_cell = None",
    "events gone": "get_ipython().events = None",
    "trigger that leaves": (
        "def leave(*a): raise SystemExit\nget_ipython().events.trigger = leave"
    ),
    "stdout gone": "import sys\nsys.stdout = None",
    "stdout closed": "import sys\nsys.stdout.close(); sys.stderr.close()",
    "streams deleted": "import sys\ndel sys.stdout, sys.stderr",
    "descriptors closed": "import os\nos.closerange(0, 3)",
    "temporary files closed": "import os\nfor fd in range(5, 20):\n    try: os.close(fd)\n    except OSError: pass",
    "print gone": "import builtins\nbuiltins.print = None",
    "isinstance fails": "import builtins\nbuiltins.isinstance = lambda *a: 1/0",
    "str replaced": "import builtins\nbuiltins.str = int; builtins.len = None",
    "exceptions replaced": "import builtins\nbuiltins.BaseException = builtins.Exception = int",
    "json gone": "import json\njson.dumps = json.loads = None",
    "json lies": "import json\njson.dumps = lambda *a, **k: 'null'",
    "asyncio gone": "import asyncio\nasyncio.new_event_loop = asyncio.all_tasks = None",
    "getpid lies": "import os\nos.getpid = lambda: 'x'",
    "signal fails": "import signal\nsignal.signal = lambda *a: 1/0",
    "low recursion limit": "import sys\nsys.setrecursionlimit(60)",
    "modules gone": "import sys\nsys.modules.clear()",
    "import fails": "import builtins\nbuiltins.__import__ = lambda *a, **k: 1/0",
    "trace function": "import sys\nsys.settrace(lambda *a: 1/0)",
    "profile function": "import sys\nsys.setprofile(lambda *a: 1/0)",
    "audit hook": "import sys\ndef hook(*a): raise SystemExit\nsys.addaudithook(hook)",
    "recorder broken": "get_ipython().streams.recorder.__dict__.clear()",
    "shell broken": (
        "import sys\nframe = sys._getframe()\nwhile frame:\n"
        "    own = frame.f_locals.get('self')\n"
        "    if type(own).__name__ == 'Shell':\n"
        "        own._ip = own._streams = own._loop = own._recorder = None\n"
        "    frame = frame.f_back"
    ),
    "singleton gone": "type(get_ipython()).clear_instance()",
    "loop run again": (
        "import asyncio\nasyncio.get_running_loop().run_until_complete = lambda c: 1/0"
    ),
}


@pytest.fixture(scope="module")
def server():
    with shell_server() as running:
        yield running


def valid(outputs) -> bool:
    """Whether these are outputs that a notebook may have."""
    notebook = new_notebook(cells=[new_code_cell("")])
    notebook.cells[0].outputs = nbformat.from_dict(outputs)
    nbformat.validate(notebook)
    return json.dumps(outputs, ensure_ascii=False).encode() != b""


@pytest.mark.parametrize("case", HARMLESS)
def test_the_next_cell_runs_as_if_nothing_had_been(server, tmp_path, case):
    setup = "import asyncio, ipywidgets, os\nout = ipywidgets.Output()"
    cells = [setup, HARMLESS[case], "print('alive')", "6 * 7"]
    outputs = server.outputs(cells, tmp_path)
    assert all(map(valid, outputs))
    # A child that the student forked and did not wait for may write among these lines.
    written = [o["text"] for o in outputs[2] if o.get("name") == "stdout"]
    assert "alive" in "".join(written).splitlines()
    assert [o["data"] for o in outputs[3] if "data" in o] == [{"text/plain": "42"}]


@pytest.mark.parametrize("case", BREAKING)
def test_no_cell_breaks_the_caller(server, tmp_path, case):
    setup = "import ipywidgets\nx = 1"
    recorded = server.run([setup, BREAKING[case], "x", "1/0"], tmp_path)
    assert len(recorded["outputs"]) == 4
    assert all(map(valid, recorded["outputs"]))


@pytest.mark.parametrize(
    "silence",
    [
        "get_ipython().showtraceback = lambda *a, **k: None",
        "get_ipython()._showtraceback = lambda *a, **k: None",
        "get_ipython().events.register('post_execute', __import__('IPython').display.clear_output)",
        "def hide(*a, **k):\n    pass\nget_ipython().InteractiveTB.structured_traceback = hide",
    ],
)
def test_a_failed_cell_always_shows_an_error(server, tmp_path, silence):
    outputs = server.outputs([silence, "assert False"], tmp_path)[1]
    assert [o["ename"] for o in outputs if o["output_type"] == "error"] == ["AssertionError"]


def test_a_fork_that_goes_on_is_over_with_its_cell(server, tmp_path):
    cells = ["import os\nchild = os.fork()", "os.waitpid(child, 0)[1], os.getpid() == os.getppid()"]
    assert server.outputs(cells, tmp_path)[1][0]["data"] == {"text/plain": "(0, False)"}
