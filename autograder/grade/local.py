"""Workers on this machine: a process each, with its own warm sandbox.

The processes are forked from multiprocessing's fork server, which has imported
what they need once. Each grades in its main thread, because bubblewrap ends
with the thread that started it; and each dies with the fork server, and that
with us, so that nothing outlives a grader that is killed. Ctrl-C is for the
grader alone to hear.
"""

import contextlib
import ctypes
import multiprocessing
import os
import signal
import time
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkServerProcess
from pathlib import Path
from typing import Any

from autograder.errors import UserError
from autograder.grade.job import Graded, Job, read_graded
from autograder.grade.key import AssignmentKey
from autograder.grade.pool import Running, lost
from autograder.grade.run import run_job
from autograder.grade.start import PRELOADED
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.worker import Worker

_PR_SET_PDEATHSIG = 1
_READY = b"ready"
_END_SECONDS = 5.0
# How many of each worker's processes may end before they are ready.
_STILLBORN = 3
NO_SANDBOX = "`autograder doctor` says what is missing."


@dataclass
class _Hand:
    """One worker process, from our side. job: what it works on, since when."""

    process: ForkServerProcess
    connection: "Connection[Any, Any]"
    ready: bool = False
    job: Job | None = None
    since: float = 0.0


class LocalPool:
    """As many worker processes as asked for.

    hide: folders that no notebook may see; give the course folder.
    figures: notebooks that draw with matplotlib are to be expected.
    Raises: UserError, from `collect`, where no sandbox can be had.
    """

    def __init__(
        self, workers: int, key: AssignmentKey, *, hide: Sequence[Path], figures: bool = False
    ) -> None:
        self.workers = workers
        self._key, self._hide, self._figures = key, tuple(hide), figures
        self._context = multiprocessing.get_context("forkserver")
        self._context.set_forkserver_preload(PRELOADED)
        self._waiting: deque[Job] = deque()
        self._stillborn = 0
        self._hands = [self._hire() for _ in range(workers)]

    def has_room(self) -> bool:
        """Whether nothing waits yet: one job in reserve, and no more in memory."""
        return not self._waiting

    def submit(self, job: Job) -> None:
        """Hand over a job."""
        self._waiting.append(job)
        self._hand_out()

    def collect(self, seconds: float) -> list[Graded]:
        """What is finished.

        Raises: UserError where no sandbox can be had.
        """
        hands = {hand.connection: hand for hand in self._hands}
        heard = wait(list(hands), timeout=seconds)
        done = []
        for connection in heard:
            done += self._hear(hands[connection])  # type: ignore[index]
        self._hand_out()
        return done

    def running(self) -> list[Running]:
        """Jobs under way."""
        now = time.monotonic()
        return [Running(hand.job.student, now - hand.since) for hand in self._hands if hand.job]

    def close(self) -> None:
        """End the processes, and with them their sandboxes."""
        for hand in self._hands:
            hand.connection.close()  # an idle one ends by itself, and tidies up
        deadline = time.monotonic() + _END_SECONDS
        for hand in self._hands:
            if hand.job is None:
                hand.process.join(max(0.0, deadline - time.monotonic()))
            if hand.process.is_alive():
                hand.process.kill()
                hand.process.join()
        self._hands = []

    def _hire(self) -> _Hand:
        ours, theirs = self._context.Pipe()
        arguments = (theirs, self._key, self._hide, self._figures)
        process = self._context.Process(target=_work, args=arguments, daemon=True)
        process.start()
        theirs.close()
        return _Hand(process, ours)

    def _hand_out(self) -> None:
        for hand in self._hands:
            if self._waiting and hand.ready and hand.job is None:
                hand.job, hand.since = self._waiting.popleft(), time.monotonic()
                try:
                    hand.connection.send(hand.job)
                except OSError:  # it has just died, which its connection tells as well
                    continue

    def _hear(self, hand: _Hand) -> list[Graded]:
        try:
            content = hand.connection.recv_bytes()
        except (EOFError, OSError):
            return self._bury(hand)
        if not hand.ready:
            if content != _READY:
                raise UserError(content.decode())
            hand.ready = True
            return []
        hand.job = None
        return [read_graded(content)]

    def _bury(self, hand: _Hand) -> list[Graded]:
        """Replace a worker that died; its job is lost."""
        hand.connection.close()
        hand.process.join()
        status, job = hand.process.exitcode, hand.job
        self._stillborn += not hand.ready
        if self._stillborn > _STILLBORN * self.workers:
            raise UserError(
                f"grading processes end as they start (exit status {status}). {NO_SANDBOX}"
            )
        self._hands[self._hands.index(hand)] = self._hire()
        if job is None:
            return []
        return [lost(job.student, f"the grading process died (exit status {status})")]


def _work(
    connection: "Connection[Any, Any]", key: AssignmentKey, hide: Sequence[Path], figures: bool
) -> None:
    """A worker process: one job after the other, until nobody is there to ask."""
    die_with_parent()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        worker = Worker(hide=hide, figures=figures)
    except (SandboxError, UserError) as error:
        with contextlib.suppress(OSError):  # another has said so before
            connection.send_bytes(f"{error}. {NO_SANDBOX}".encode())
        return
    with worker, contextlib.suppress(EOFError, OSError):  # nobody is there any more
        connection.send_bytes(_READY)
        while True:
            job = connection.recv()
            connection.send_bytes(run_job(job, key, worker).to_bytes())


def die_with_parent() -> None:
    """Have the kernel kill this process when the one that forked it ends."""
    parent = os.getppid()
    ctypes.CDLL(None, use_errno=True).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)
    if os.getppid() != parent or parent == 1:  # it has ended already
        os._exit(1)
