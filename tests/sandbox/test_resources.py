"""A notebook that takes all it can: memory, processes, files; the machine stays as it was."""

from collections.abc import Iterator

import pytest

from autograder.sandbox import cgroups
from autograder.sandbox.clock import ProcessTree
from autograder.sandbox.limits import MIB
from autograder.sandbox.worker import Worker
from tests.sandbox.conftest import SHORT, SYSTEM_CALL, Cells

pytestmark = pytest.mark.needs_sandbox


@pytest.fixture(params=["with a control group", "without"])
def any_worker(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[Worker]:
    """A worker with a control group, and one that has to do without."""
    if request.param == "without":
        monkeypatch.setattr(cgroups, "make", lambda: None)
    with Worker() as worker:
        if request.param != "without" and worker.cgroup is None:
            pytest.skip("this system grants no control group")
        yield worker


def test_one_process_cannot_take_more_than_its_memory(any_worker: Worker) -> None:
    with any_worker.session(SHORT) as session:
        assert Cells(session).error("x = b'x' * (4 << 30)").startswith("MemoryError")
        assert Cells(session).value("1 + 1") == "2"


def test_many_processes_cannot_take_more_than_the_memory_of_one(any_worker: Worker) -> None:
    hungry = (
        "import os, time\n"
        "for _ in range(8):\n"
        "    if os.fork() == 0:\n"
        "        try: x = bytearray(os.urandom(1)) * (100 << 20)\n"
        "        finally: time.sleep(60)\n"
        "time.sleep(60)"
    )
    with any_worker.session(SHORT) as session:
        executed = session.execute(hungry)
        if any_worker.cgroup is None:
            assert "256 MiB of memory used" in executed.stopped
        else:
            assert executed.stopped or executed.interrupted
            assert session.peak < SHORT.memory + SHORT.files + session.base + MIB
    with any_worker.session(SHORT) as session:
        assert Cells(session).value("1 + 1") == "2"


@pytest.mark.parametrize(
    "asked",
    [
        "import mmap; mmap.mmap(-1, 1 << 20)",
        "import os; os.memfd_create('x')",
        "import multiprocessing.shared_memory as m; m.SharedMemory(create=True, size=200 << 20).buf[:] = bytes(200 << 20)",
    ],
)
def test_memory_that_counts_as_nobodys_is_refused(cells: Cells, asked: str) -> None:
    executed = cells.session.execute(asked)
    errors = [output for output in executed.outputs if output["output_type"] == "error"]
    assert errors or executed.stopped


def test_system_v_memory_is_refused(cells: Cells) -> None:
    cells.session.execute(SYSTEM_CALL)
    assert cells.value("libc.shmget(0, 1 << 20, 0o1600)") == "-1"


def test_a_fork_bomb_stays_in_its_notebook(any_worker: Worker) -> None:
    with any_worker.session(SHORT) as session:
        session.execute("import os\nwhile True:\n    try: os.fork()\n    except OSError: pass")
        assert 10 < session.most_processes <= SHORT.processes
        pid = session.outer_pid
    assert ProcessTree(pid).processes() in ([], [pid])
    with any_worker.session(SHORT) as session:
        assert Cells(session).value("1 + 1") == "2"


def test_threads_are_counted_too(cells: Cells) -> None:
    source = (
        "import threading, time\n"
        "for _ in range(1000): threading.Thread(target=time.sleep, args=(60,), daemon=True).start()"
    )
    assert cells.error(source).startswith("RuntimeError: can't start new thread")
    assert cells.value("threading.active_count() < 65") == "True"


@pytest.mark.parametrize("place", ["x", "/tmp/x", "/dev/shm/x", "/home/student/x"])
def test_no_more_than_the_limit_is_written_to_any_place(cells: Cells, place: str) -> None:
    source = f"with open({place!r}, 'wb') as f:\n    while True: f.write(bytes(1 << 20))"
    assert cells.error(source).startswith("OSError")
    size = int(cells.value(f"import os; os.path.getsize({place!r})"))
    assert size <= SHORT.files


def test_no_more_than_the_limit_is_written_to_many_files(cells: Cells) -> None:
    source = (
        "import os\nfor i in range(10_000_000):\n    open(f'/tmp/{i}', 'wb').write(bytes(100_000))"
    )
    assert cells.error(source).startswith("OSError: [Errno 28]")
    total = "sum(os.path.getsize(f'/tmp/{n}') for n in os.listdir('/tmp'))"
    assert int(cells.value(total)) <= SHORT.files


def test_files_without_content_are_limited_too(cells: Cells) -> None:
    source = "for i in range(10_000_000): open(f'/tmp/{i}', 'wb').close()"
    executed = cells.session.execute(source)
    assert executed.interrupted or executed.outputs[-1]["evalue"].startswith("[Errno 28]")


def test_limits_cannot_be_raised(cells: Cells) -> None:
    source = (
        "import resource\n"
        "def raised(which):\n"
        "    hard = resource.getrlimit(which)[1]\n"
        "    try: resource.setrlimit(which, (hard + 1, hard + 1))\n"
        "    except (ValueError, OSError): return False\n"
        "    return True\n"
        "[raised(w) for w in (resource.RLIMIT_DATA, resource.RLIMIT_NPROC, resource.RLIMIT_FSIZE,"
        " resource.RLIMIT_NOFILE, resource.RLIMIT_CPU)]"
    )
    assert cells.value(source) == str([False] * 5)
