"""The inner walls: what a forked child puts around itself before it runs a student's code.

It is the first process of a new PID namespace, which the zygote made for it. It
leaves the other namespaces for new ones too, mounts file systems of its own in
memory, sets limits, drops its capabilities and installs a seccomp filter. Each
step works or raises; a child that is not wholly walled in never runs a cell.
"""

import os
import resource
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from autograder.sandbox import system
from autograder.sandbox.limits import Limits
from autograder.sandbox.places import CWD, EMPTY, HOME, INSIDE_ID

_NAMESPACES = system.CLONE_NEWUSER | system.CLONE_NEWNS | system.CLONE_NEWPID | system.CLONE_NEWIPC
_SAFE = system.MS_NOSUID | system.MS_NODEV
# The channel's number in the child; 0, 1 and 2 are the null device.
_CHANNEL = 3
_DESCRIPTORS = 256


@dataclass(frozen=True)
class Walls:
    """What a child is walled in with.

    base: bytes of writable memory that the zygote has already, which the child
        shares and is not charged for.
    below_tmp: visible folders that lie below /tmp (a virtual environment, say), to
        be seen again after /tmp has been covered.
    """

    limits: Limits
    base: int
    below_tmp: tuple[str, ...] = ()


def enter_user_namespace(others: int) -> None:
    """A new user namespace, in which this process is the only user, and other new ones.

    others: flags of the namespaces to enter besides.
    """
    uid, gid = os.getuid(), os.getgid()
    system.unshare(system.CLONE_NEWUSER | others)
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{INSIDE_ID} {uid} 1")
    Path("/proc/self/gid_map").write_text(f"{INSIDE_ID} {gid} 1")


def close_in(walls: Walls) -> None:
    """All walls but the last, around the first process of a new PID namespace."""
    os.setsid()
    # If memory runs out, it is this process that the kernel kills.
    Path("/proc/self/oom_score_adj").write_text("1000")
    # Before the user namespace, which remembers the limit under which it was made
    # and counts its own processes (Linux 5.14).
    _limit(resource.RLIMIT_NPROC, walls.limits.processes)
    enter_user_namespace(system.CLONE_NEWNS | system.CLONE_NEWIPC)
    _mount_private(walls.limits, walls.below_tmp)
    _set_limits(walls)
    # Python's own generator is seeded anew by the fork itself; NumPy's is not.
    np.random.seed(int.from_bytes(os.urandom(4)))  # noqa: NPY002 - the one that is shared


def seal(program: bytes) -> None:
    """The last wall: no capabilities, and the system-call filter. Students' code may follow."""
    system.drop_capabilities()
    system.install_filter(program)


def keep_only(channel: int) -> int:
    """Close every descriptor but the channel's; returns its new number."""
    null = os.open(os.devnull, os.O_RDWR)
    for number in (0, 1, 2):
        os.dup2(null, number)
    if channel != _CHANNEL:
        os.dup2(channel, _CHANNEL)
    os.set_inheritable(_CHANNEL, False)
    os.closerange(_CHANNEL + 1, resource.getrlimit(resource.RLIMIT_NOFILE)[0])
    return _CHANNEL


def _mount_private(limits: Limits, below_tmp: tuple[str, ...]) -> None:
    """One file system in memory, so that one size holds for all that is written anywhere."""
    folders = {name: os.open(name, os.O_PATH) for name in below_tmp}
    options = f"size={limits.files},nr_inodes={limits.files // 4096 + 64},mode=0755"
    system.mount("tmpfs", HOME, "tmpfs", _SAFE, options)
    for inside, outside in ((f"{HOME}/.tmp", "/tmp"), (f"{HOME}/.shm", "/dev/shm")):
        Path(inside).mkdir()
        system.mount(inside, outside, None, system.MS_BIND)
    # Terminals of its own: IPython runs `!command` in one.
    terminals = "newinstance,ptmxmode=0666,mode=0600"
    system.mount("devpts", "/dev/pts", "devpts", system.MS_NOSUID | system.MS_NOEXEC, terminals)
    for name, folder in folders.items():
        Path(name).mkdir(parents=True)
        # With what is mounted in it, so that covered folders stay covered.
        system.mount(f"/proc/self/fd/{folder}", name, None, system.MS_BIND | system.MS_REC)
        os.close(folder)
    # The kernel refuses a new /proc here, and the zygote's would show the zygote.
    system.mount(EMPTY, "/proc", None, system.MS_BIND)
    Path(CWD).mkdir()
    os.chdir(CWD)


def _set_limits(walls: Walls) -> None:
    limits = walls.limits
    # DATA counts private memory that can be written to, which is what costs; AS
    # would count every mapped library. Shared anonymous memory, which it does not
    # count, is refused by the filter.
    _limit(resource.RLIMIT_DATA, limits.memory + walls.base)
    # The parent stops it before; this is for one that it does not see.
    _limit(resource.RLIMIT_CPU, limits.cpu_seconds + 2)
    _limit(resource.RLIMIT_FSIZE, limits.files)
    _limit(resource.RLIMIT_NOFILE, _DESCRIPTORS)
    for unwanted in (resource.RLIMIT_MSGQUEUE, resource.RLIMIT_MEMLOCK):
        _limit(unwanted, 0)
    # Not 0: that would still start a program to which the system pipes core dumps.
    _limit(resource.RLIMIT_CORE, 1)


def _limit(which: int, most: int) -> None:
    hard = resource.getrlimit(which)[1]
    most = most if hard == resource.RLIM_INFINITY else min(most, hard)
    resource.setrlimit(which, (most, most))
