"""The grader's own failures: told apart from a student's, and told with what to do."""

import os
import signal
from pathlib import Path

import pytest

from autograder.errors import UserError
from autograder.sandbox import cgroups, doctor, launch, seccomp
from autograder.sandbox.figures import may_draw
from autograder.sandbox.worker import SandboxError, Worker
from tests.sandbox.conftest import SHORT, Cells, alive

SANDBOX = pytest.mark.needs_sandbox
IS_WARM = "import sys; 'matplotlib.backends.backend_agg' in sys.modules"


def parent_of(pid: int) -> int:
    return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])


def test_without_bubblewrap_there_is_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    with pytest.raises(SandboxError, match="apt install bubblewrap"):
        Worker()


def test_without_libseccomp_there_is_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise RuntimeError("Unable to find libseccomp")

    monkeypatch.setattr(seccomp, "import_module", missing)
    with pytest.raises(UserError, match="apt install libseccomp2"):
        seccomp.compile_filter()
    assert "libseccomp2" in doctor.try_seccomp().text


def test_without_its_binding_there_is_no_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    def missing(name: str) -> None:
        raise ModuleNotFoundError(name)

    monkeypatch.setattr(seccomp, "import_module", missing)
    with pytest.raises(UserError, match="pip install pyseccomp"):
        seccomp.compile_filter()


@SANDBOX
def test_a_start_that_fails_says_why_and_leaves_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("autograder.sandbox.bubble._BOOT", "raise SystemExit('no such luck')")
    before = sorted(os.listdir("/proc/self/fd"))
    with pytest.raises(SandboxError, match="no such luck"):
        Worker()
    assert sorted(os.listdir("/proc/self/fd")) == before


@SANDBOX
def test_a_filter_that_the_kernel_refuses_stops_the_grader(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(launch, "compile_filter", lambda: b"\xff" * 8)
    with (
        Worker() as worker,
        pytest.raises(SandboxError, match=r"could not close its walls.*seccomp"),
        worker.session(SHORT),
    ):
        pass


@SANDBOX
def test_a_zygote_that_dies_is_the_graders_failure_and_is_replaced() -> None:
    with Worker() as worker:
        with pytest.raises(SandboxError), worker.session(SHORT) as session:  # noqa: PT012
            os.kill(parent_of(session.outer_pid), signal.SIGKILL)
            session.execute("1 + 1")
        with worker.session(SHORT) as session:
            assert Cells(session).value("1 + 1") == "2"


@SANDBOX
def test_a_closed_worker_leaves_nothing_behind() -> None:
    before = sorted(os.listdir("/proc/self/fd"))
    worker = Worker()
    with worker.session(SHORT) as session:
        session.execute("import os; os.fork()")
        processes = [worker.outer_pid, session.outer_pid]
    group = worker.cgroup
    worker.close()
    worker.close()
    assert alive(processes) == []
    assert sorted(os.listdir("/proc/self/fd")) == before
    assert group is None or not group.memory.exists()


@SANDBOX
def test_a_session_is_closed_by_an_error_of_the_graders(worker: Worker) -> None:
    with pytest.raises(ZeroDivisionError), worker.session(SHORT) as session:  # noqa: PT012
        pid = session.outer_pid
        raise ZeroDivisionError
    assert alive([pid]) == []
    with worker.session(SHORT) as session:
        assert Cells(session).value("1 + 1") == "2"


@SANDBOX
def test_the_doctor_finds_the_sandbox_working(capsys: pytest.CaptureFixture[str]) -> None:
    assert doctor.main([]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(doctor.TRIALS)
    assert lines[-1].startswith("ok    a cell, end to end")


def test_the_doctor_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    assert doctor.main([]) == 1
    said = capsys.readouterr().out
    assert "FAILS bubblewrap          bwrap is not on the PATH; install bubblewrap: apt" in said
    assert said.splitlines()[-1].startswith("FAILS a cell, end to end")


def test_a_group_limits_what_is_in_it_and_can_be_removed() -> None:
    group = cgroups.make()
    if group is None:
        pytest.skip("this system grants no control group to this user")
    group.set_limits(memory=1 << 28, processes=10)
    limit = "memory.max" if group.version == 2 else "memory.limit_in_bytes"
    assert int((group.memory / limit).read_text()) == 1 << 28
    assert group.kills() == 0
    group.remove()
    assert not group.memory.exists()
    assert not group.pids.exists()


def test_groups_of_dead_graders_are_removed_and_those_of_living_ones_are_not(
    tmp_path: Path,
) -> None:
    dead, living = (tmp_path / f"{cgroups.PREFIX}{pid}-x" for pid in (2**22, os.getpid()))
    dead.mkdir()
    living.mkdir()
    cgroups.remove_orphans(tmp_path)
    assert not dead.exists()
    assert living.exists()


@SANDBOX
def test_matplotlib_is_warm_from_the_first_notebook_on_that_may_draw() -> None:
    with Worker() as worker:
        with worker.session(SHORT) as session:
            assert Cells(session).value(IS_WARM) == "False"
        for figures in (True, False):
            with worker.session(SHORT, figures=figures) as session:
                assert Cells(session).value(IS_WARM) == "True"
                drawn = session.execute("import matplotlib.pyplot as plt\nplt.plot([1, 2])")
                assert "image/png" in drawn.outputs[-1]["data"]


@SANDBOX
def test_a_worker_that_expects_figures_has_matplotlib_warm_at_once() -> None:
    with Worker(figures=True) as worker:
        before = worker.outer_pid
        with worker.session(SHORT, figures=True) as session:
            assert Cells(session).value(IS_WARM) == "True"
        assert worker.outer_pid == before


@pytest.mark.parametrize(
    ("text", "draws"),
    [
        ("import matplotlib.pyplot as plt", True),
        (b"%matplotlib inline", True),
        ("import pandas as pd", True),
        (b"from seaborn import *\xff", True),
        ("import numpy as np", False),
        (b"\xff\xfe", False),
        ("", False),
    ],
)
def test_who_may_draw_is_known_by_the_libraries_that_are_named(
    text: str | bytes, draws: bool
) -> None:
    assert may_draw(["x = 1", text]) is draws
