"""Workers of a dask.distributed cluster, which only grade.

A cluster's worker needs this package and bubblewrap. It gets the assignment's
key once and one submission's bytes at a time; the course folder, the database
and the course's secret stay here. What it sends back is JSON. Who runs a worker
is trusted with the hidden tests, and with the scores that it reports.
"""

import queue
import secrets
import threading
import time
from importlib.metadata import version
from typing import Any

from autograder.errors import UserError
from autograder.grade.job import Graded, Job, read_graded
from autograder.grade.key import AssignmentKey
from autograder.grade.pool import Running, lost
from autograder.grade.run import run_job
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.figures import may_draw
from autograder.sandbox.worker import Worker

try:
    from distributed import Client, Future
    from distributed.diagnostics.plugin import WorkerPlugin
except ImportError as error:
    raise UserError("--scheduler needs dask.distributed: pip install '.[cluster]'") from error

_CONNECT_SECONDS = 30
# For each worker's thread: one job under way and one that waits beside it.
_IN_HAND = 2
_COUNT_SECONDS = 2.0
_mine = threading.local()
_keys: dict[str, AssignmentKey] = {}


class ClusterPool:
    """The workers of a scheduler, however many there are at a time.

    Raises: UserError if the scheduler cannot be reached, has no worker, or one of
        them cannot grade.
    """

    def __init__(self, scheduler: str, key: AssignmentKey) -> None:
        try:
            self._client: Any = Client(scheduler, timeout=_CONNECT_SECONDS)
            self._client.wait_for_workers(1, timeout=_CONNECT_SECONDS)
        except (OSError, ValueError) as error:
            raise UserError(
                f"{scheduler}: no scheduler with a worker was reached in {_CONNECT_SECONDS} s "
                f"({str(error) or type(error).__name__})"
            ) from error
        self._check_workers()
        self._plugin = _Key(secrets.token_hex(8), key)
        self._client.register_plugin(self._plugin)
        self._futures: dict[str, tuple[Any, float]] = {}
        self._finished: queue.SimpleQueue[tuple[str, Any]] = queue.SimpleQueue()
        self._counted = 0.0
        self.workers = 0
        self._count()

    def has_room(self) -> bool:
        """Whether each thread would still have no more than one job waiting."""
        return len(self._futures) < max(1, _IN_HAND * self.workers)

    def submit(self, job: Job) -> None:
        """Hand over a job. Dask itself repeats it elsewhere when a worker dies."""
        future = self._client.submit(_grade, job, self._plugin.name, pure=False)
        self._futures[job.student] = future, time.monotonic()
        future.add_done_callback(lambda done: self._finished.put((job.student, done)))

    def collect(self, seconds: float) -> list[Graded]:
        """What is finished."""
        self._count()
        try:
            heard = [self._finished.get(timeout=seconds)]
        except queue.Empty:
            return []
        while not self._finished.empty():
            heard.append(self._finished.get())
        return [self._graded(student, future) for student, future in heard]

    def running(self) -> list[Running]:
        """Jobs that were handed over."""
        now = time.monotonic()
        return [Running(name, now - since) for name, (_, since) in self._futures.items()]

    def close(self) -> None:
        """Take back what has not begun. What a worker has begun ends there, by its limits."""
        self._client.cancel([future for future, _ in self._futures.values()])
        self._client.unregister_worker_plugin(self._plugin.name)
        self._client.close()

    def _graded(self, student: str, future: "Future[Any]") -> Graded:
        self._futures.pop(student)
        if future.status != "finished":
            why = future.exception() if future.status == "error" else future.status
            return lost(student, f"the cluster lost it ({why})")
        try:
            return read_graded(future.result())
        except (ValueError, TypeError, LookupError) as error:
            return lost(student, f"what the cluster sent back could not be read ({error})")

    def _check_workers(self) -> None:
        """Every worker must have this very package, and a sandbox.

        Raises: UserError that names the worker.
        """
        try:
            found = self._client.run(_describe)
        except Exception as error:
            raise UserError(f"a worker of the cluster cannot grade: {error}") from error
        for address, said in found.items():
            if said != _described(""):
                raise UserError(
                    f"the worker {address} cannot grade: {said}; {_described('')} is wanted"
                )

    def _count(self) -> None:
        """How many threads there are; workers come and go."""
        now = time.monotonic()
        if now - self._counted > _COUNT_SECONDS:
            self._counted = now
            self.workers = sum(self._client.nthreads().values())


class _Key(WorkerPlugin):
    """The assignment's key on every worker, also on those that join later, under a run's name."""

    def __init__(self, name: str, key: AssignmentKey) -> None:
        self.name, self.key = name, key

    def setup(self, worker: object) -> None:
        """On a worker."""
        _keys[self.name] = self.key

    def teardown(self, worker: object) -> None:
        """On a worker."""
        _keys.pop(self.name, None)


def _grade(job: Job, run: str) -> bytes:
    """On a worker: grade in this thread's own sandbox, which lives as long as the thread."""
    return run_job(job, _keys[run], _own_worker(job)).to_bytes()


def _own_worker(first: Job) -> Worker:
    worker: Worker | None = getattr(_mine, "worker", None)
    if worker is None:
        worker = _mine.worker = Worker(figures=may_draw(first.notebooks.values()))
    return worker


def _describe() -> str:
    """On a worker: whether it can grade, in a word."""
    try:
        with Worker() as worker, worker.session() as session:
            session.execute("1 + 1")
            return _described(session.stopped)
    except (SandboxError, UserError) as error:
        return str(error)


def _described(trouble: str) -> str:
    return trouble or f"backprop-by-hand {version('backprop-by-hand')}"
