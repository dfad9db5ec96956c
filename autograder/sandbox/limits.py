"""What one notebook may use, and how much of it.

Read by the parent, which enforces time, memory and the sizes of messages, and
by the child, which sets its own resource limits before any student code runs.
"""

from dataclasses import asdict, dataclass

KIB = 1024
MIB = 1024 * KIB
GIB = 1024 * MIB


@dataclass(frozen=True)
class Limits:
    """Limits of one notebook; sizes in bytes, times in seconds.

    cell_seconds, notebook_seconds: charged time (see `autograder.sandbox.clock`),
        in which waiting for a busy processor does not count.
    cpu_seconds: processor time of the notebook with all its processes.
    wall_factor: the longest that a cell may last by the wall clock, as a multiple
        of cell_seconds: a loaded machine delays by a small factor, while a cell
        that makes itself wait must not hold a worker for ever.
    grace_seconds: from the interrupt of a cell that is out of time to the kill.
    memory: of all processes together, beyond what the interpreter starts with.
    processes: processes and threads together.
    files: everything written, in the working folder, /tmp and /dev/shm together.
    output: of one cell.
    submission: the notebook and the files beside it, when they are sent in.
    message: one message of the child.
    """

    cell_seconds: float = 30.0
    notebook_seconds: float = 120.0
    cpu_seconds: int = 150
    wall_factor: float = 4.0
    grace_seconds: float = 2.0
    memory: int = GIB
    processes: int = 64
    files: int = 64 * MIB
    output: int = MIB
    submission: int = 32 * MIB
    message: int = 16 * MIB

    def __post_init__(self) -> None:
        for name, value in asdict(self).items():
            if value <= 0:
                raise ValueError(f"limit {name} is {value}; a limit is a positive number")

    def to_plain(self) -> dict[str, float | int]:
        """As plain data, for the wire."""
        return asdict(self)
