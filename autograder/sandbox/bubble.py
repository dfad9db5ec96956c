"""The outer wall: the command line of bubblewrap, and what can be seen behind it.

Built in the parent, once per zygote. Everything inside is either read-only from
the system (the interpreter and its libraries) or copied in here (shipped
`utils`, the inside half of this package, a few files of /etc): nothing of the
course, of the home folder, of other users, no network, no environment. What
lies under a visible folder and must not be seen is covered.
"""

import json
import os
import shutil
import site
import sys
import sysconfig
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import autograder
import utils
from autograder.errors import UserError
from autograder.sandbox.places import EMPTY, HOME, INSIDE_ID, LIBRARY
from autograder.sandbox.system import can_become_nobody

INSTALL_HINT = (
    "install bubblewrap: apt install bubblewrap, dnf install bubblewrap, "
    "or conda install -c conda-forge bubblewrap"
)
# The half of this package that stays outside; the rest lives inside.
OUTSIDE = (
    "__init__", "answers", "bubble", "cgroups", "clock", "doctor", "errors", "hidden_stub",
    "launch", "meter", "outputs", "seccomp", "session", "worker",
)  # fmt: skip
ENVIRONMENT = {
    "HOME": HOME,
    "USER": "student",
    "LOGNAME": "student",
    "PATH": "/usr/local/bin:/usr/bin:/bin",
    "LANG": "C.UTF-8",
    "TMPDIR": "/tmp",
    "MPLCONFIGDIR": "/tmp/matplotlib",
    "XDG_CACHE_HOME": "/tmp/cache",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
    # As nbgrader tells a notebook that it is being graded.
    "NBGRADER_EXECUTION": "autograde",
    # Before NumPy is imported: its threads would not survive a fork.
    "OPENBLAS_NUM_THREADS": "1",
    "OMP_NUM_THREADS": "1",
    "MKL_NUM_THREADS": "1",
    "NUMEXPR_NUM_THREADS": "1",
}
_ETC = {
    "passwd": f"student:x:{INSIDE_ID}:{INSIDE_ID}:student:{HOME}:/bin/sh\n",
    "group": f"student:x:{INSIDE_ID}:\n",
    "hosts": "127.0.0.1 localhost\n::1 localhost\n",
    "nsswitch.conf": "passwd: files\ngroup: files\nhosts: files\n",
}
_BOOT = (
    "import json, sys; path, *options = json.loads(sys.argv[1]); sys.path[:] = path; "
    "from autograder.sandbox.zygote import main; main(*options)"
)


@dataclass
class Bubble:
    """A command line under construction, with the descriptors that it refers to."""

    arguments: list[str] = field(default_factory=list)
    descriptors: list[int] = field(default_factory=list)
    bound: list[Path] = field(default_factory=list)

    def add(self, *words: str | Path) -> None:
        self.arguments += map(str, words)

    def bind(self, folder: Path) -> None:
        """A folder, read-only, at the path at which it lies outside."""
        # bubblewrap would make the folders around it readable for root alone.
        for around in reversed(folder.parents):
            self.add("--dir", around)
        self.add("--ro-bind", folder, folder)
        self.bound.append(folder)

    def file(self, content: bytes, destination: str | Path) -> None:
        """A read-only copy inside, which leaves no file outside."""
        descriptor = os.memfd_create("inside")
        self.descriptors.append(descriptor)
        with open(descriptor, "wb", closefd=False) as file:
            file.write(content)
        os.lseek(descriptor, 0, os.SEEK_SET)
        self.add("--perms", "0444", "--file", str(descriptor), destination)

    def close(self) -> None:
        for descriptor in self.descriptors:
            os.close(descriptor)
        self.descriptors.clear()


def build(control_fd: int, *, hide: Sequence[Path] = ()) -> Bubble:
    """The whole command that starts a zygote.

    control_fd: a descriptor that the zygote inherits.
    hide: folders that must not be seen even where the interpreter's folders hold
        them; the course folder, say.
    Raises: UserError if bubblewrap is not installed.
    """
    program = shutil.which("bwrap")
    if program is None:
        raise UserError(f"bubblewrap (bwrap) is not installed; {INSTALL_HINT}")
    bubble = Bubble([program])
    bubble.add(*_isolation())
    _add_system(bubble)
    _add_interpreter(bubble, hide)
    _add_library(bubble)
    bubble.add("--remount-ro", "/", "--chdir", "/", "--")
    bubble.add(*_zygote_command(control_fd))
    return bubble


def _isolation() -> Iterator[str]:
    """Namespaces, session, capabilities, environment."""
    yield from ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts")
    yield from ("--unshare-cgroup-try", "--hostname", "sandbox")
    yield from ("--new-session", "--die-with-parent", "--cap-drop", "ALL")
    if can_become_nobody():
        # Root's zygote becomes nobody as its first act, and has no capabilities after it.
        yield from ("--cap-add", "CAP_SETUID", "--cap-add", "CAP_SETGID")
    else:
        # Not as 0, which a process without privileges could not map once more.
        yield from ("--unshare-user", "--uid", str(INSIDE_ID), "--gid", str(INSIDE_ID))
    yield "--clearenv"
    for name, value in ENVIRONMENT.items():
        yield from ("--setenv", name, value)


def _add_system(bubble: Bubble) -> None:
    """System libraries and programs, /etc in part, a /dev of few devices, folders to mount on."""
    bubble.add("--dir", "/etc", "--dir", "/dev", "--ro-bind", "/usr", "/usr")
    for name in ("bin", "sbin", "lib", "lib32", "lib64", "libx32"):
        _add_usr_folder(bubble, Path("/", name))
    for name in ("ld.so.cache", "ld.so.conf", "alternatives", "fonts", "localtime"):
        bubble.add("--ro-bind-try", f"/etc/{name}", f"/etc/{name}")
    if Path("/nix/store").is_dir():
        bubble.bind(Path("/nix/store"))
    for name, content in _ETC.items():
        bubble.file(content.encode(), f"/etc/{name}")
    bubble.add("--proc", "/proc")
    # No /dev/zero: mapped and shared, it is memory that counts as nobody's.
    for device in ("null", "full", "random", "urandom"):
        bubble.add("--dev-bind", f"/dev/{device}", f"/dev/{device}")
    bubble.add("--dir", "/dev/pts", "--symlink", "pts/ptmx", "/dev/ptmx")
    bubble.add("--dir", "/dev/shm", "--dir", HOME, "--dir", EMPTY)
    bubble.add("--size", str(16 << 20), "--perms", "1777", "--tmpfs", "/tmp")


def _add_usr_folder(bubble: Bubble, folder: Path) -> None:
    """/lib and its like: links into /usr on most systems, folders on some."""
    if folder.is_symlink():
        bubble.add("--symlink", os.readlink(folder), folder)
    else:
        bubble.add("--ro-bind-try", folder, folder)


def _add_interpreter(bubble: Bubble, hide: Sequence[Path]) -> None:
    for folder in _interpreter_folders():
        bubble.bind(folder)
    seen = [Path("/usr"), *bubble.bound]
    for folder in _covered(seen, hide):
        bubble.add("--tmpfs", folder, "--remount-ro", folder)
    # Interpreters of module systems find their libraries this way.
    searched = os.environ.get("LD_LIBRARY_PATH", "").split(":")
    useful = [place for place in searched if any(Path(place).is_relative_to(s) for s in seen)]
    if useful:
        bubble.add("--setenv", "LD_LIBRARY_PATH", ":".join(useful))


def _interpreter_folders() -> Iterator[Path]:
    """Where this interpreter, its standard library and its packages lie, outside of /usr.

    Not the whole of its prefix: people keep courses and sources there.
    """
    names = ("bin", "lib", "lib64", "share/zoneinfo", "share/fonts")
    prefixes = (sys.prefix, sys.exec_prefix, sys.base_prefix, sys.base_exec_prefix)
    found = [Path(prefix, name) for prefix in prefixes for name in names]
    found += [Path(os.path.realpath(sys.executable)).parent, *_package_folders()]
    if sysconfig.get_config_var("Py_ENABLE_SHARED"):
        found.append(Path(sysconfig.get_config_var("LIBDIR")))
    kept: list[Path] = [Path("/usr")]
    for path in found:
        # False too where a folder on the way may not be entered.
        if os.path.exists(path) and not any(path.is_relative_to(other) for other in kept):
            kept.append(path)
            yield path


def _package_folders() -> list[Path]:
    """The site-packages of this interpreter; folders that .pth files add are not among them."""
    folders = {*site.getsitepackages(), site.getusersitepackages()}
    folders |= {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    return [Path(folder) for folder in sys.path if folder in folders and Path(folder).is_dir()]


def _covered(seen: Iterable[Path], hide: Sequence[Path]) -> Iterator[Path]:
    """Folders below a visible one that hold the instructor's side."""
    private = [Path(part) for package in (autograder, utils) for part in package.__path__]
    private += [folder / name for folder in _package_folders() for name in ("autograder", "utils")]
    for folder in dict.fromkeys([*private, *hide]):
        places = {folder.absolute(), folder.resolve()}
        for place in sorted(places):
            if place.is_dir() and any(place.is_relative_to(root) for root in seen):
                yield place


def _add_library(bubble: Bubble) -> None:
    """Shipped `utils` without the reference, and this package's inside half, as copies."""
    for path in shipped_files(Path(utils.__path__[0])):
        relative = path.relative_to(Path(utils.__path__[0]))
        bubble.file(path.read_bytes(), Path(LIBRARY, "utils", relative))
    here = Path(__file__).parent
    package = Path(LIBRARY, "autograder")
    bubble.file(b"", package / "__init__.py")
    bubble.file((here / "hidden_stub.py").read_bytes(), package / "hidden.py")
    bubble.file(b"", package / "sandbox" / "__init__.py")
    for path in sorted(here.glob("*.py")):
        if path.stem not in OUTSIDE:
            bubble.file(path.read_bytes(), package / "sandbox" / path.name)


def shipped_files(root: Path) -> list[Path]:
    """The files of `utils` that a student may see: all but the reference and what Python caches."""
    return [
        path
        for path in sorted(root.rglob("*"))
        if path.is_file()
        and path.suffix != ".pyc"
        and path.relative_to(root).parts[0] != "reference"
    ]


def _zygote_command(control_fd: int) -> list[str]:
    """Python without its site module: no .pth file runs, and no PYTHON* variable counts."""
    # Where they are, not where they were when Python was built.
    standard = [str(Path(os.__file__).parent), *(p for p in sys.path if p.endswith("lib-dynload"))]
    path = [LIBRARY, *standard, *map(str, _package_folders())]
    executable = os.path.realpath(sys.executable)
    options = ["-I", "-S", "-B", "-X", "utf8"]
    return [executable, *options, "-c", _BOOT, json.dumps([path, control_fd, can_become_nobody()])]
