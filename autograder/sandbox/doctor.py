"""`autograder doctor`: whether the sandbox works on this machine, found out by trying each part.

For whoever installs the grader. Every line says what was tried and, where it
failed, what is lost by it and how to mend it. The last line runs a notebook's
cell from one end to the other, and it alone decides the exit status.
"""

import argparse
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from autograder.errors import UserError
from autograder.sandbox import cgroups
from autograder.sandbox.bubble import INSTALL_HINT
from autograder.sandbox.seccomp import compile_filter
from autograder.sandbox.worker import Worker

_UNSHARE = """
from autograder.sandbox import system
if system.can_become_nobody():
    system.become_nobody()
system.unshare(system.CLONE_NEWUSER | system.CLONE_NEWPID | system.CLONE_NEWNS)
"""
# Kernel settings that switch user namespaces off, the value that does, and the mend.
_SWITCHES = (
    ("/proc/sys/user/max_user_namespaces", "0", "sysctl -w user.max_user_namespaces=15000"),
    (
        "/proc/sys/kernel/unprivileged_userns_clone",
        "0",
        "sysctl -w kernel.unprivileged_userns_clone=1",
    ),
    (
        "/proc/sys/kernel/apparmor_restrict_unprivileged_userns",
        "1",
        "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0, or an AppArmor profile that "
        "grants userns to bwrap and to this Python",
    ),
)


@dataclass(frozen=True)
class Finding:
    """What came of one trial. needed: grading refuses without it."""

    works: bool
    text: str
    needed: bool = True

    @property
    def mark(self) -> str:
        return "ok" if self.works else ("FAILS" if self.needed else "none")


def main(argv: list[str]) -> int:
    """`autograder doctor`: try each part of the sandbox; 0 if a cell runs in it, else 1."""
    argparse.ArgumentParser(prog="autograder doctor", description=main.__doc__).parse_args(argv)
    finding = Finding(False, "nothing was tried")
    for name, trial in TRIALS.items():
        finding = trial()
        print(f"{finding.mark:<6}{name:<20}{finding.text}")
    return 0 if finding.works else 1


def try_bubblewrap() -> Finding:
    """Is it there, and does it start?"""
    program = shutil.which("bwrap")
    if program is None:
        return Finding(False, f"bwrap is not on the PATH; {INSTALL_HINT}")
    command = [program, "--ro-bind", "/", "/", "--unshare-pid", "--proc", "/proc", "true"]
    run = subprocess.run(command, capture_output=True, text=True, check=False)
    if run.returncode != 0:
        return Finding(False, f"{program} fails: {run.stderr.strip()}")
    version = subprocess.run([program, "--version"], capture_output=True, text=True, check=True)
    return Finding(True, f"{version.stdout.strip()} at {program}")


def try_user_namespaces() -> Finding:
    """Can a process without privileges make user, PID and mount namespaces?"""
    run = _run_python(_UNSHARE)
    if run.returncode == 0:
        return Finding(True, "an ordinary process can make them")
    said = run.stderr.strip().splitlines()[-1:] or ["no reason given"]
    mends = [mend for file, off, mend in _SWITCHES if _content(file) == off]
    mend = "; or ".join(mends) or "ask who runs this machine or container to allow user namespaces"
    return Finding(False, f"{said[0]}; as root: {mend}")


def try_seccomp() -> Finding:
    """Can the filter be compiled, and does the kernel take filters?"""
    if _content("/proc/sys/kernel/seccomp/actions_avail") == "":
        return Finding(False, "this kernel has no seccomp filters; it needs CONFIG_SECCOMP_FILTER")
    try:
        program = compile_filter()
    except UserError as error:
        return Finding(False, str(error))
    return Finding(True, f"a filter of {len(program) // 8} instructions")


def try_process_handles() -> Finding:
    """Handles on processes, by which a child is killed and no other."""
    try:
        os.close(os.pidfd_open(os.getpid()))
    except (AttributeError, OSError):
        return Finding(False, "no pidfd_open; Linux 5.3 or newer is needed")
    return Finding(True, "pidfd_open works")


def try_cgroups() -> Finding:
    """A control group for memory and processes."""
    group = cgroups.make()
    if group is None:
        text = "the grader adds up /proc instead and kills what exceeds its memory or processes"
        return Finding(False, text, needed=False)
    group.remove()
    return Finding(True, f"memory and processes, version {group.version}")


def try_accounting() -> Finding:
    """The files of /proc from which time, memory and processes are added up."""
    own = Path("/proc/self")
    files = (own / "schedstat", own / f"task/{os.getpid()}/children", own / "smaps_rollup")
    missing = [str(file) for file in files if not file.exists()]
    if not missing:
        return Finding(True, "waiting time, children and shares of memory can be read")
    text = f"no {', '.join(missing)}: time limits are by the wall clock, and without control"
    return Finding(
        False, f"{text} groups the processes that a notebook starts are not seen", needed=False
    )


def try_a_cell() -> Finding:
    """One cell, from the grader into the sandbox and back."""
    try:
        start = time.perf_counter()
        with Worker() as worker:
            warm = time.perf_counter()
            with worker.session() as session:
                executed = session.execute("1 + 1")
            end = time.perf_counter()
    except UserError as error:
        return Finding(False, str(error))
    results = [output.get("data") for output in executed.outputs]
    if results != [{"text/plain": "2"}]:
        return Finding(False, f"1 + 1 gave {executed}")
    return Finding(
        True,
        f"1 + 1 is 2 ({1000 * (end - warm):.0f} ms, after {warm - start:.1f} s to start)",
    )


TRIALS: dict[str, Callable[[], Finding]] = {
    "bubblewrap": try_bubblewrap,
    "user namespaces": try_user_namespaces,
    "seccomp": try_seccomp,
    "process handles": try_process_handles,
    "control groups": try_cgroups,
    "process accounting": try_accounting,
    "a cell, end to end": try_a_cell,
}


def _run_python(code: str) -> "subprocess.CompletedProcess[str]":
    """Run code in a process of its own, which may import this package."""
    path = str(Path(__file__).parents[2])
    code = f"import sys; sys.path.insert(0, {path!r})\n{code}"
    return subprocess.run(
        [sys.executable, "-I", "-c", code], capture_output=True, text=True, check=False
    )


def _content(file: str) -> str:
    try:
        return Path(file).read_text().strip()
    except OSError:
        return ""
