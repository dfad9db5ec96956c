"""The grader's way into the sandbox: a warm zygote, and one session after the other.

    with Worker() as worker:
        with worker.session(limits) as session:
            session.setup({"data.csv": b"..."})
            session.execute("x = 1 + 1")
            session.ask(exercise, fixtures, "affine_vjp")

One worker runs one notebook at a time; a grader that wants more has more workers.
Start it from a thread that lives as long as it does: bubblewrap ends with the
thread that started it. `SandboxError` is the grader's own failure. Nothing that
a student does raises.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import TracebackType

from autograder.sandbox import cgroups
from autograder.sandbox.clock import ProcessTree
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.launch import ZygoteProcess
from autograder.sandbox.limits import Limits
from autograder.sandbox.session import Executed, Session, Usage

__all__ = ["Executed", "Limits", "SandboxError", "Session", "Usage", "Worker"]

# A zygote's memory does not grow from fork to fork; it is replaced all the same.
FORKS = 500
DEFAULT_LIMITS = Limits()


class Worker:
    """One zygote at a time, replaced after a number of forks or when it has died.

    hide: folders that no notebook may see even if the interpreter's lie around
        them; give the course folder.
    figures: notebooks that draw with matplotlib are to be expected. It is warm from
        the first session on that asks for it, which costs a new zygote in between.
    cgroup: the control group of its notebooks, or None where there is none.
    Raises: SandboxError where no sandbox can be had, which says what is missing.
    """

    def __init__(
        self, *, hide: Sequence[Path] = (), forks: int = FORKS, figures: bool = False
    ) -> None:
        self._hide, self._most_forks, self._figures = tuple(hide), forks, figures
        self.cgroup = cgroups.make()
        self._busy = False
        try:
            self._zygote = self._start()
        except BaseException:
            self._remove_cgroup()
            raise

    @contextmanager
    def session(
        self, limits: Limits = DEFAULT_LIMITS, *, figures: bool = False
    ) -> Iterator[Session]:
        """A fresh process for one notebook, gone when the block ends.

        figures: the notebook may draw with matplotlib.
        Raises: SandboxError; RuntimeError if another session of this worker is open.
        """
        if self._busy:
            raise RuntimeError("one worker runs one notebook at a time")
        self._busy = True
        self._figures = self._figures or figures
        try:
            session = self._open(limits)
            try:
                yield session
            finally:
                session.close()
        finally:
            self._busy = False

    @property
    def outer_pid(self) -> int:
        """The process of bubblewrap, of which everything in the sandbox descends."""
        return self._zygote.outer_pid

    @property
    def zygote_pid(self) -> int:
        """The process that is forked for each notebook, as this process sees it."""
        return ProcessTree(self.outer_pid).processes()[-1]

    def close(self) -> None:
        """End the zygote; does nothing the second time."""
        self._zygote.close()
        self._remove_cgroup()

    def __enter__(self) -> "Worker":
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()

    def _open(self, limits: Limits) -> Session:
        worn_out = self._zygote.forks >= self._most_forks or not self._zygote.is_alive()
        if worn_out or (self._figures and not self._zygote.figures):
            self._zygote.close()
            self._zygote = self._start()
        if self.cgroup is not None:
            room = limits.memory + limits.files + self._zygote.base
            self.cgroup.set_limits(memory=room, processes=limits.processes)
        return Session(self._zygote, limits, self.cgroup)

    def _start(self) -> ZygoteProcess:
        if self.cgroup is not None:
            self.cgroup.lift_limits()
        return ZygoteProcess(hide=self._hide, cgroup=self.cgroup, figures=self._figures)

    def _remove_cgroup(self) -> None:
        if self.cgroup is not None:
            group, self.cgroup = self.cgroup, None
            group.remove()
