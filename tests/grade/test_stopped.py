"""A run that is killed or interrupted loses nothing: the same command finishes it.

KILLS=50 for the long run of the first test.
"""

import contextlib
import os
import random
import signal
import subprocess
import time
from pathlib import Path

import pytest

from autograder.grade.filing import _ASIDE, _OLD
from autograder.grade.loop import Interrupt
from autograder.grade.state import lock_course
from autograder.sandbox import cgroups
from autograder.sandbox.clock import ProcessTree
from tests.grade.classes import (
    command,
    environment,
    grade,
    in_folders,
    make_class,
    on_record,
    twin,
)
from tests.sandbox.conftest import alive

pytestmark = pytest.mark.needs_sandbox

KILLS = int(os.environ.get("KILLS", "2"))
ASSIGNMENT = "1-affine"
STUDENTS = 24
SECONDS = 60.0


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A small class with one notebook each, so that a run takes seconds."""
    root = make_class(tmp_path_factory.mktemp("killed") / "course", ASSIGNMENT, STUDENTS)
    for path in (root / "submitted").glob(f"*/{ASSIGNMENT}/*.ipynb"):
        if path.stem != "scalar":
            path.unlink()
    return root


@pytest.fixture(scope="module")
def undisturbed(handed_in: Path) -> Path:
    root = twin(handed_in, "undisturbed")
    assert grade(root, ASSIGNMENT).returncode == 0
    return root


def start(root: Path) -> "subprocess.Popen[str]":
    return subprocess.Popen(
        command(ASSIGNMENT, "--workers=2"), cwd=root, env=environment(), text=True,
        stdout=subprocess.PIPE, stderr=subprocess.STDOUT, start_new_session=True,
    )  # fmt: skip


def wait_for(condition) -> None:  # type: ignore[no-untyped-def]
    """Until it holds; a test that waits for ever fails by pytest's own limit."""
    while not condition():
        time.sleep(0.01)


def graded(root: Path) -> int:
    return len(list((root / "judge_records").glob("*/*/.graded")))


def left_over(root: Path, family: list[int]) -> list[str]:
    """Half-made things in the course's folders, and control groups of a run's processes."""
    course = [str(path) for path in root.rglob("*") if path.name.startswith((_ASIDE, _OLD))]
    parts = [str(path) for path in root.rglob("*.part")]
    groups = list(Path("/sys/fs/cgroup").glob(f"**/{cgroups.PREFIX}*"))
    owners = {path: int(path.name.removeprefix(cgroups.PREFIX).split("-")[0]) for path in groups}
    return course + parts + [str(path) for path, pid in owners.items() if pid in family]


def assert_the_same(root: Path, undisturbed: Path) -> None:
    mine, expected = on_record(root), on_record(undisturbed)
    for table in expected:
        assert set(mine[table]) ^ set(expected[table]) == set(), table
        assert len(mine[table]) == len(expected[table])
    assert in_folders(root) == in_folders(undisturbed)


def without_students(family: list[int]) -> list[int]:
    """The grader, its workers, their bubblewraps and zygotes.

    A zygote's children are the notebooks' own processes. One that ends by a signal is, from
    outside, a student who ended it, and scores 0 with that reason.
    """
    called = {pid: words_of(pid) for pid in family}
    return [
        pid for pid in family if (called[pid] and called.get(parent(pid)) != called[pid])
        or "forkserver" in called[pid] or "bwrap" in called[pid]
    ]  # fmt: skip


def words_of(pid: int) -> str:
    """A process's command line, the same for what is forked from it; "" if it has gone."""
    with contextlib.suppress(OSError):
        return Path(f"/proc/{pid}/cmdline").read_text()
    return ""


def parent(pid: int) -> int:
    with contextlib.suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


@pytest.mark.parametrize("number", range(KILLS))
def test_killed_at_any_moment_it_goes_on_where_it_was(
    number: int, handed_in: Path, undisturbed: Path, tmp_path: Path
) -> None:
    rng = random.Random(number)
    root = twin(handed_in, f"killed-{number}")
    run = start(root)
    wanted = rng.randrange(STUDENTS)
    wait_for(lambda: graded(root) >= wanted or run.poll() is not None)
    time.sleep(rng.random() * 0.3)
    family = ProcessTree(run.pid).processes()
    # The grader itself every second time; else any process of its own.
    victim = run.pid if number % 2 == 0 else rng.choice(without_students(family))
    with contextlib.suppress(ProcessLookupError):
        os.kill(victim, signal.SIGKILL)
    run.communicate()
    wait_for(lambda: alive(family) == [])
    again = grade(root, ASSIGNMENT)
    assert again.returncode == 0, again.stdout + again.stderr
    assert_the_same(root, undisturbed)
    assert left_over(root, family) == []


def test_ctrl_c_stops_and_what_is_done_stays(handed_in: Path, undisturbed: Path) -> None:
    root = twin(handed_in, "interrupted")
    run = start(root)
    wait_for(lambda: graded(root) >= 3)
    os.killpg(run.pid, signal.SIGINT)
    out, _ = run.communicate(timeout=SECONDS)
    assert run.returncode == 130
    assert "the same command goes on" in out
    assert "Traceback" not in out
    done = graded(root)
    assert 3 <= done < STUDENTS
    again = grade(root, ASSIGNMENT)
    assert again.returncode == 0
    assert f"{done} unchanged" in again.stdout or f"{done - 1} unchanged" in again.stdout
    assert_the_same(root, undisturbed)


def test_a_second_ctrl_c_strikes_at_once() -> None:
    interrupt = Interrupt()
    with interrupt.heard():
        os.kill(os.getpid(), signal.SIGINT)
        assert interrupt.asked
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_a_second_run_waits_for_nobody_and_says_who_is_there(handed_in: Path) -> None:
    with lock_course(handed_in):
        run = grade(handed_in, ASSIGNMENT)
    assert run.returncode == 1
    assert f"process {os.getpid()}" in run.stderr
    assert graded(handed_in) == 0
