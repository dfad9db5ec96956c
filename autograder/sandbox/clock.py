"""What a notebook has used so far: time that is charged to it, processor time, memory, processes.

Read by the parent from the machine's own /proc, where a student's code cannot
write. The time charged to a cell is

    the larger of: processor seconds of all its processes,
                   seconds by the wall clock minus those it stood waiting for a processor.

On an idle machine that is the wall clock. On a loaded one, where the same code
takes twice as long because it gets a processor half of the time, the kernel
counts the waiting as run delay, and it is taken off. A cell that sleeps is
charged, a cell that computes on several processors is charged for each. What a
notebook could do to make itself wait (start 60 busy processes) it pays for in
processor time, and a multiple of the limit ends it by the wall clock anyway.
"""

import os
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

_TICKS = os.sysconf("SC_CLK_TCK")
_PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass(frozen=True)
class Reading:
    """One look: seconds since any moment; processor and waiting seconds since the start."""

    wall: float
    processor: float
    waiting: float

    def charged_since(self, start: "Reading") -> float:
        """Seconds charged between two readings."""
        lively = (self.wall - start.wall) - (self.waiting - start.waiting)
        return max(self.processor - start.processor, lively, 0.0)


class ProcessTree:
    """A notebook's first process and all its descendants, seen from outside its PID namespace."""

    def __init__(self, pid: int) -> None:
        self._pid = pid

    def read_clock(self) -> Reading:
        """Time used so far; a process that has gone counts as far as its parent waited for it."""
        processor = sum(map(_processor_seconds, self.processes()))
        return Reading(time.monotonic(), processor, self._waiting())

    def processes(self) -> list[int]:
        """Process ids, the first one first; empty when it is gone."""
        found: list[int] = []
        todo = [self._pid]
        while todo:
            pid = todo.pop()
            found.append(pid)
            todo.extend(_children(pid))
        return found

    def threads(self) -> int:
        """Number of processes and threads."""
        return sum(_thread_count(pid) for pid in self.processes())

    def memory(self, enough: int) -> int:
        """Bytes of memory of all processes, pages that several share counted once.

        enough: below this a cheap upper bound is returned instead.
        """
        processes = self.processes()
        bound = sum(map(_resident, processes))
        return bound if bound <= enough else sum(map(_proportional, processes))

    def _waiting(self) -> float:
        # On processor, waiting (both in nanoseconds), time slices; of the first thread.
        fields = _read(self._pid, "schedstat").split()
        return int(fields[1]) / 1e9 if len(fields) == 3 else 0.0


def _children(pid: int) -> Iterator[int]:
    try:
        threads = os.listdir(f"/proc/{pid}/task")
    except OSError:
        return
    for thread in threads:
        yield from map(int, _read(pid, f"task/{thread}/children").split())


def _processor_seconds(pid: int) -> float:
    """Of a process and of the children that it has waited for."""
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return sum(map(int, fields[11:15])) / _TICKS if len(fields) > 14 else 0.0


def _thread_count(pid: int) -> int:
    fields = _read(pid, "stat").rpartition(")")[2].split()
    return int(fields[17]) if len(fields) > 17 else 0


def _resident(pid: int) -> int:
    fields = _read(pid, "statm").split()
    return int(fields[1]) * _PAGE if len(fields) > 1 else 0


def _proportional(pid: int) -> int:
    for line in _read(pid, "smaps_rollup").splitlines():
        if line.startswith("Pss:"):
            return int(line.split()[1]) * 1024
    return 0


def _read(pid: int, name: str) -> str:
    """A file of /proc; empty if the process has gone, which it may at any moment."""
    try:
        return Path(f"/proc/{pid}/{name}").read_text()
    except OSError:
        return ""
