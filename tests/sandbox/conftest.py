"""Workers to run hostile cells in, and how to read what they show."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.worker import Executed, Session, Worker

# Short, so that what never ends is over soon; nothing here asserts how soon.
SHORT = Limits(cell_seconds=1.0, grace_seconds=0.5, memory=256 * MIB, files=16 * MIB)

# Makes a system call by its number: call(number, ...) gives "allowed" or the error.
SYSTEM_CALL = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
def call(number, *arguments):
    result = libc.syscall(number, *map(ctypes.c_long, arguments))
    return "allowed" if result >= 0 else os.strerror(ctypes.get_errno())
"""


@pytest.fixture(scope="module")
def worker() -> Iterator[Worker]:
    """A warm worker for the tests of one file."""
    with Worker() as made:
        yield made


@pytest.fixture
def session(worker: Worker) -> Iterator[Session]:
    """A fresh notebook with short limits."""
    with worker.session(SHORT) as made:
        yield made


class Cells:
    """Runs cells and gives their last value."""

    def __init__(self, session: Session) -> None:
        self.session = session

    def value(self, source: str) -> str:
        """What the cell's last expression shows as; the test fails if there is none."""
        executed = self.session.execute(source)
        results = [o for o in executed.outputs if o["output_type"] == "execute_result"]
        assert results, executed
        return str(results[0]["data"]["text/plain"])

    def error(self, source: str) -> str:
        """Name and text of the cell's error; the test fails if there is none."""
        executed = self.session.execute(source)
        errors = [o for o in executed.outputs if o["output_type"] == "error"]
        assert errors, executed
        return f"{errors[0]['ename']}: {errors[0]['evalue']}"


@pytest.fixture
def cells(session: Session) -> Cells:
    """Cells of a fresh notebook."""
    return Cells(session)


def text_of(executed: Executed) -> str:
    """All text that a cell wrote to its streams."""
    streams: list[dict[str, Any]] = [o for o in executed.outputs if o["output_type"] == "stream"]
    return "".join(stream["text"] for stream in streams)


def alive(pids: list[int]) -> list[int]:
    """Those of the processes that still run; one that is dead and waits for its burial does not."""
    return [pid for pid in pids if state_of(pid) not in "ZX"]


def state_of(pid: int) -> str:
    """The letter of a process's state; X when it has gone."""
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return "X"
