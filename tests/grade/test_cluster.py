"""Workers of a Dask cluster grade as the local ones do, also when one dies and one is slow."""

import contextlib
import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.grade.classes import (
    command,
    environment,
    grade,
    in_folders,
    make_class,
    on_record,
    twin,
)
from tests.grade.test_stopped import graded, wait_for

pytestmark = pytest.mark.needs_sandbox

ASSIGNMENT = "1-affine"


@dataclass
class Cluster:
    """A scheduler and its workers, which stand in another folder than any course."""

    address: str
    workers: list["subprocess.Popen[bytes]"]


@pytest.fixture
def cluster(tmp_path: Path) -> Iterator[Cluster]:
    """Three workers of one thread each, on loopback."""
    with contextlib.ExitStack() as stack:
        contact = tmp_path / "scheduler.json"
        stack.enter_context(dask("scheduler", tmp_path, contact, "--host=127.0.0.1", "--port=0"))
        wait_for(contact.exists)
        once = ["--nthreads=1", "--nworkers=1", "--no-nanny", "--host=127.0.0.1"]
        workers = [stack.enter_context(dask("worker", tmp_path, contact, *once)) for _ in range(3)]
        yield Cluster(json.loads(contact.read_text())["address"], workers)


@contextlib.contextmanager
def dask(
    role: str, folder: Path, contact: Path, *words: str
) -> Iterator["subprocess.Popen[bytes]"]:
    """A process of the cluster, ended with the block."""
    line = [sys.executable, "-m", "dask", role, f"--scheduler-file={contact}", "--no-dashboard"]
    log = (folder / f"{role}.log").open("ab")
    with (
        log,
        subprocess.Popen(
            [*line, *words], cwd=folder, env=environment(), stdout=log, stderr=log
        ) as process,
    ):
        try:
            yield process
        finally:
            process.send_signal(signal.SIGCONT)
            process.kill()


@pytest.fixture
def handed_in(tmp_path: Path) -> Path:
    return make_class(tmp_path / "course", ASSIGNMENT, 8)


def test_the_result_is_the_same_with_one_killed_and_one_slow(
    handed_in: Path, cluster: Cluster
) -> None:
    here = twin(handed_in, "here")
    assert grade(here, ASSIGNMENT).returncode == 0
    line = command(ASSIGNMENT, f"--scheduler={cluster.address}")
    with subprocess.Popen(
        line, cwd=handed_in, env=environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
    ) as run:  # fmt: skip
        wait_for(lambda: graded(handed_in) >= 1 or run.poll() is not None)
        killed, slow, _ = cluster.workers
        killed.kill()
        os.kill(slow.pid, signal.SIGSTOP)
        wait_for(lambda: graded(handed_in) >= 3 or run.poll() is not None)
        os.kill(slow.pid, signal.SIGCONT)
        out, _ = run.communicate()
    assert run.returncode == 0, out
    assert on_record(handed_in) == on_record(here)
    assert in_folders(handed_in) == in_folders(here)


def test_a_scheduler_that_is_not_there_is_told(handed_in: Path) -> None:
    run = grade(handed_in, ASSIGNMENT, "--scheduler=tcp://127.0.0.1:9")
    assert run.returncode == 1
    assert "no scheduler with a worker was reached" in run.stderr
    assert not (handed_in / "autograded").exists()
