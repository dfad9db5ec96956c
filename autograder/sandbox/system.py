"""The system calls that Python's standard library does not wrap: unshare, mount, prctl, capset.

Used by the zygote and the child, inside bubblewrap, and tried out by the doctor.
Every one raises OSError with the name of what failed; none is ever ignored.
"""

import ctypes
import os
from pathlib import Path

_libc = ctypes.CDLL(None, use_errno=True)

NOBODY = 65534

CLONE_NEWNS = 0x00020000
CLONE_NEWIPC = 0x08000000
CLONE_NEWUSER = 0x10000000
CLONE_NEWPID = 0x20000000

MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_BIND, MS_REC = 2, 4, 8, 4096, 16384

PR_SET_DUMPABLE, PR_SET_SECCOMP, PR_CAPBSET_DROP = 4, 22, 24
PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 38, 47
_SECCOMP_MODE_FILTER = 2
_PR_CAP_AMBIENT_CLEAR_ALL = 4
_CAPABILITY_VERSION_3 = 0x20080522


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_void_p)]


def unshare(flags: int) -> None:
    """Leave the namespaces that the flags name for new ones."""
    _check("unshare", _libc.unshare(flags))


def enter_namespace(descriptor: int, kind: int) -> None:
    """Enter a namespace that a descriptor refers to; a PID namespace takes in the next fork."""
    _check("setns", _libc.setns(descriptor, kind))


def mount(source: str, target: str, kind: str | None, flags: int, options: str = "") -> None:
    """mount(2)."""
    result = _libc.mount(
        source.encode(),
        target.encode(),
        kind.encode() if kind else None,
        ctypes.c_ulong(flags),
        options.encode() or None,
    )
    _check(f"mount {target}", result)


def prctl(option: int, argument: int) -> None:
    """prctl(2) with one argument."""
    zero = ctypes.c_ulong(0)
    _check(f"prctl {option}", _libc.prctl(option, ctypes.c_ulong(argument), zero, zero, zero))


def drop_capabilities() -> None:
    """Give up every capability, for this process and all that it may start."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)
    for capability in range(64):
        if _libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0):
            break  # EINVAL: the kernel knows no more of them
    prctl(PR_CAP_AMBIENT, _PR_CAP_AMBIENT_CLEAR_ALL)
    header = (ctypes.c_uint32 * 2)(_CAPABILITY_VERSION_3, 0)
    none = (ctypes.c_uint32 * 6)()
    _check("capset", _libc.capset(header, none))


def can_become_nobody() -> bool:
    """Whether this is root with other ids to change to; in a rootless container it may not be."""
    if os.getuid() != 0 or Path("/proc/self/setgroups").read_text().strip() != "allow":
        return False
    return all(_is_mapped(f"/proc/self/{kind}_map", NOBODY) for kind in ("uid", "gid"))


def become_nobody() -> None:
    """Give up being root, for good."""
    os.setgroups([])
    os.setresgid(NOBODY, NOBODY, NOBODY)
    os.setresuid(NOBODY, NOBODY, NOBODY)
    # Otherwise the files in /proc/self belong to root, and no process could map its ids.
    prctl(PR_SET_DUMPABLE, 1)


def _is_mapped(file: str, number: int) -> bool:
    rows = [list(map(int, line.split())) for line in Path(file).read_text().splitlines()]
    return any(inside <= number < inside + count for inside, _, count in rows)


def install_filter(program: bytes) -> None:
    """Install a seccomp filter, for good; needs no new privileges to be set.

    program: what libseccomp exports: instructions of 8 bytes.
    """
    buffer = ctypes.create_string_buffer(program, len(program))
    header = _Program(len(program) // 8, ctypes.addressof(buffer))
    zero = ctypes.c_ulong(0)
    mode = ctypes.c_ulong(_SECCOMP_MODE_FILTER)
    _check("seccomp", _libc.prctl(PR_SET_SECCOMP, mode, ctypes.byref(header), zero, zero))


def _check(what: str, result: int) -> None:
    if result != 0:
        number = ctypes.get_errno()
        raise OSError(number, f"{what}: {os.strerror(number)}")
