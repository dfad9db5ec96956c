"""What is written below Python, in which order it is shown, and how much of all output is kept."""

import json

import pytest

from tests.sandbox.shell_server import shell_server

LIMIT = 10_000
CUT = f"[output cut: a cell may show {LIMIT:,} bytes]"
MEASURE = """
import os, resource
block = b'x' * 2**20
def peak():
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
"""


@pytest.fixture(scope="module")
def server():
    with shell_server() as running:
        yield running


@pytest.fixture
def show(server, tmp_path):
    """Runs one cell and gives its outputs."""
    return lambda source, limit=LIMIT: server.outputs([source], tmp_path, limit)[0]


def stream(outputs, name="stdout"):
    return "".join(output["text"] for output in outputs if output.get("name") == name)


def size(outputs):
    """Bytes, a line break for one."""
    return len(json.dumps(outputs, ensure_ascii=False).replace("\\n", "n").encode())


@pytest.mark.parametrize(
    "write",
    [
        "import os\nos.write(1, b'below\\n')",
        "import os\nos.system('echo below')",
        "import subprocess\nsubprocess.run(['echo', 'below'])",
        "import os\nif os.fork() == 0:\n    print('below')\n    os._exit(0)\nos.wait()",
        "import ctypes\nctypes.CDLL(None).write(1, b'below\\n', 6)",
    ],
)
def test_what_is_written_below_python_keeps_its_place(show, write):
    assert stream(show(f"print('before')\n{write}\nprint('after')")) == "before\nbelow\nafter\n"


def test_it_is_shown_before_a_later_display(show):
    outputs = show("import os\nos.write(2, b'below\\n')\ndisplay(1)\nos.write(1, b'end')")
    assert [output["output_type"] for output in outputs[:3]] == ["stream", "display_data", "stream"]
    assert (outputs[0]["name"], outputs[0]["text"]) == ("stderr", "below\n")


def test_a_character_in_two_writes_is_one_character(show):
    source = "import os\nos.write(1, b'\\xc3')\nprint(end='')\nos.write(1, b'\\xa9'); None"
    assert stream(show(source)) == "é"


def test_a_background_process_shows_in_the_cell_that_runs(server, tmp_path):
    cells = [
        "import subprocess\n"
        "late = subprocess.Popen(['sh', '-c', 'read x; echo late'], stdin=subprocess.PIPE)",
        "late.communicate(b'now\\n')\nprint('end')",
    ]
    first, second = server.outputs(cells, tmp_path)
    assert first == []
    assert stream(second) == "late\nend\n"


def test_input_is_at_its_end(show):
    assert stream(show("import os, sys\nprint(repr(os.read(0, 9)), repr(sys.stdin.read()))")) == (
        "b'' ''\n"
    )


@pytest.mark.parametrize(
    "flood",
    [
        "print('x' * 10**6)",
        "for i in range(10**5):\n    print(i)",
        "for i in range(10**5):\n    print('y', flush=True)",
        "import sys\nfor i in range(10**5):\n    print('e', file=sys.stderr)",
        "import os\nfor i in range(10**5):\n    os.write(1, b'raw\\n')",
        "import os\nos.system('yes | head -c 1000000')",
        "for i in range(10**4):\n    display(i)",
        "for i in range(10**4):\n    display({}, raw=True)",
        "display('x' * 10**6)",
        "for i in range(10**4):\n    display({'application/json': [[]] * 9}, raw=True)",
        "for i in range(10**4):\n    display('', metadata={'k': 'v' * 99})",
        "print('\\N{SNOWMAN}' * 10**6)",
    ],
)
def test_a_flood_is_cut_with_one_note(show, flood):
    outputs = show(flood)
    assert stream(outputs).count(CUT) == 1
    assert size(outputs) < LIMIT + 2_000


def test_a_cell_at_its_limit_is_not_cut(show):
    text = "x" * LIMIT
    assert stream(show(f"print('x' * {LIMIT}, end='')")) == text
    assert stream(show(f"print('x' * {LIMIT + 1}, end='')")) == f"{text}\n{CUT}\n"


def test_what_was_cleared_does_not_count(show):
    source = (
        "from IPython.display import clear_output\n"
        "for i in range(50):\n    print('x' * 1000)\n    clear_output(wait=True)\nprint('end')"
    )
    assert show(source) == [{"output_type": "stream", "name": "stdout", "text": "end\n"}]


def test_a_failed_test_is_seen_behind_a_flood(show):
    outputs = show("print('x' * 10**6)\nassert False, 'y' * 10**6")
    (error,) = [output for output in outputs if output["output_type"] == "error"]
    assert error["ename"] == "AssertionError"
    assert len(json.dumps(outputs)) < LIMIT + 3 * 16 * 1024


def test_a_score_is_seen_behind_a_flood(show):
    (result,) = [o for o in show("print('x' * 10**6)\n2.5") if o["output_type"] == "execute_result"]
    assert result["data"] == {"text/plain": "2.5"}


def test_only_the_first_of_each_is_let_through(show):
    outputs = show(
        "print('x' * 10**6)\nimport sys\n"
        "for i in range(100):\n    sys.displayhook(i)\n    get_ipython().run_cell('1/0')"
    )
    kinds = [output["output_type"] for output in outputs]
    assert kinds.count("execute_result") == kinds.count("error") == 1


def test_the_next_cell_has_its_own_limit(server, tmp_path):
    _, second = server.outputs(["print('x' * 10**6)", "print('here')"], tmp_path, LIMIT)
    assert stream(second) == "here\n"


@pytest.mark.parametrize(
    ("times", "flood"),
    [
        (300, "print(block)"),
        (3 * 10**5, "print(i)"),
        (10**5, "print('y', flush=True)"),
        (10**4, "display(i)"),
        (300, "os.write(1, block)\n    print()"),
    ],
)
def test_what_is_dropped_takes_no_memory(server, tmp_path, times, flood):
    cells = [
        MEASURE,
        f"for i in range(2):\n    {flood}",
        f"before = peak()\nfor i in range({times}):\n    {flood}",
        "print(peak() - before)",
    ]
    grown = int(stream(server.outputs(cells, tmp_path)[3]))
    assert grown < 24 * 1024, f"{grown} KiB"


def test_an_output_widget_keeps_to_the_limit_too(show):
    source = (
        "import ipywidgets\nout = ipywidgets.Output()\nwith out:\n"
        "    for i in range(10**5):\n        print(i)\nprint('after')"
    )
    assert size(show(source)) < LIMIT
