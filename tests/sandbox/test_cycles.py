"""Fork, run, bury, again and again: nothing is left over and nothing grows.

200 times in every run of the tests; SANDBOX_CYCLES=2000 for the long one.
"""

import os
from pathlib import Path

import pytest

from autograder.sandbox.clock import ProcessTree
from autograder.sandbox.worker import Worker
from tests.sandbox.conftest import SHORT, Cells, alive

pytestmark = pytest.mark.needs_sandbox

CYCLES = int(os.environ.get("SANDBOX_CYCLES", "200"))
# A page table or two of noise; a leak of 4 KiB in each cycle shows in 200 of them.
SLACK = 512 * 1024


def leftovers(zygote: int) -> dict[str, object]:
    """What must be the same after a thousand notebooks as after ten."""
    temporary = {path.name for path in Path("/tmp").iterdir() if "backprop" in path.name}
    return {
        "processes": len(ProcessTree(zygote).processes()),
        "descriptors": sorted(os.listdir("/proc/self/fd")),
        "descriptors of the zygote": len(os.listdir(f"/proc/{zygote}/fd")),
        "mounts": len(Path("/proc/self/mountinfo").read_text().splitlines()),
        "mounts of the zygote": len(Path(f"/proc/{zygote}/mountinfo").read_text().splitlines()),
        "temporary files": temporary,
    }


def own_memory(zygote: int) -> int:
    """Bytes of the zygote that are no file's: the pages of files are shared, with whoever runs."""
    rows = Path(f"/proc/{zygote}/smaps_rollup").read_text().splitlines()
    (row,) = (row for row in rows if row.startswith("Anonymous:"))
    return 1024 * int(row.split()[1])


def one_notebook(worker: Worker, number: int) -> None:
    with worker.session(SHORT) as session:
        assert session.setup({"x.txt": b"x" * 10_000}) == ""
        cells = Cells(session)
        assert cells.value(f"import numpy as np; int(np.full(1000, {number}).sum())") == str(
            1000 * number
        )
        if number % 10 == 0:  # one in ten leaves by itself, with a process behind it
            session.execute("import os\nos.fork() or __import__('time').sleep(60)\nos._exit(0)")
            assert session.stopped


def test_nothing_is_left_over_and_the_zygote_does_not_grow() -> None:
    with Worker(forks=CYCLES + 100) as worker:
        for number in range(20):
            one_notebook(worker, number)
        zygote = worker.zygote_pid
        before, memory = leftovers(zygote), own_memory(zygote)
        for number in range(CYCLES):
            one_notebook(worker, number)
        assert worker.zygote_pid == zygote
        assert leftovers(zygote) == before
        assert own_memory(zygote) < memory + SLACK
        print(f"{CYCLES} cycles: {memory} bytes before, {own_memory(zygote)} after")
        everything = ProcessTree(worker.outer_pid).processes()
        assert zygote in everything
    assert alive(everything) == []
