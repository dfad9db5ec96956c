"""What the sandbox costs a notebook: one cycle of fork, walls, one cell, kill and burial.

Prints the median and the best of each stage in milliseconds, and the median as a
multiple of what this machine takes to fork, and wait for, a process that has the
same libraries loaded and no walls at all; that ratio compares machines and days.

    python benchmarks/sandbox_cycle.py [cycles]
"""

import os
import statistics
import sys
import time
from collections import defaultdict
from contextlib import contextmanager

from autograder.sandbox import session as session_module
from autograder.sandbox.launch import ZygoteProcess
from autograder.sandbox.worker import Worker

STAGES = defaultdict(list)


@contextmanager
def stage(name):
    """Time a block."""
    start = time.perf_counter()
    yield
    STAGES[name].append(time.perf_counter() - start)


def timed(name, function):
    """The function, timed as a stage."""

    def wrapper(*args, **options):
        with stage(name):
            return function(*args, **options)

    return wrapper


def bare_fork():
    """Fork this process, which has loaded what the zygote has, and wait for its end."""
    child = os.fork()
    if child == 0:
        os._exit(0)
    os.waitpid(child, 0)


def cycle(worker):
    """One notebook of one cell."""
    with stage("whole cycle without the cell"):
        opening = worker.session()
        session = opening.__enter__()
    with stage("  one cell: 1 + 1"):
        executed = session.execute("1 + 1")
    assert executed.outputs[0]["data"]["text/plain"] == "2", executed
    start = time.perf_counter()
    opening.__exit__(None, None, None)
    STAGES["  kill and burial"].append(time.perf_counter() - start)
    STAGES["whole cycle without the cell"][-1] += STAGES["  kill and burial"][-1]


def main(cycles):
    """Run the cycles and print the table."""
    from autograder.sandbox.shell import make_shell

    make_shell()
    ZygoteProcess.fork = timed("  fork", ZygoteProcess.fork)
    session_module.Session._await_ready = timed(
        "  namespaces, mounts, limits, shell, filter", session_module.Session._await_ready
    )
    with stage("start of a zygote"):
        worker = Worker()
    with worker:
        for _ in range(3):
            cycle(worker)
        for name in list(STAGES):
            if name != "start of a zygote":
                STAGES[name].clear()
        for _ in range(cycles):
            with stage("bare fork and wait"):
                bare_fork()
            cycle(worker)
    base = statistics.median(STAGES["bare fork and wait"])
    print(f"{cycles} cycles{'':<36} median      best   median in bare forks")
    for name, seconds in STAGES.items():
        median, best = statistics.median(seconds), min(seconds)
        print(f"{name:<44} {1000 * median:8.2f} {1000 * best:8.2f} ms   {median / base:6.1f}")


if __name__ == "__main__":
    main(int(sys.argv[1]) if len(sys.argv) > 1 else 200)
