"""Ways out of the sandbox, and what lies behind each: nothing.

Each test runs a hostile cell in a session and nowhere else. What they look for
outside is bait that the test has laid, or is harmless to find.
"""

import os
import socket
from pathlib import Path

import pytest

import autograder
import utils
from autograder.sandbox import bubble, interpreter
from autograder.sandbox.clock import ProcessTree
from autograder.sandbox.worker import Session, Worker
from tests.sandbox.conftest import SHORT, SYSTEM_CALL, Cells, alive

pytestmark = pytest.mark.needs_sandbox

SECRET = "the-secret-of-the-course"


@pytest.fixture
def bait(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A course folder with a secret in it, readable by everybody."""
    folder = tmp_path_factory.mktemp("course")
    (folder / "gradebook.db").write_text(SECRET)
    for place in (folder, *folder.parents):
        if place.is_relative_to("/tmp") and place != Path("/tmp") and place.owner() == "root":
            place.chmod(0o755)
    return folder


@pytest.mark.parametrize(
    "path",
    [
        "/etc/shadow",
        "/etc/ssh",
        "/root/.bashrc",
        "/home/grader",
        "/var/log",
        "/proc/1/environ",
        "/proc/self/mem",
        "/proc/mounts",
        "/sys/class",
        "/dev/tty",
        "/dev/mem",
        "/dev/sda",
        "/dev/zero",
        "/run/systemd",
        str(Path(autograder.__path__[0], "judge.py")),
        str(Path(autograder.__path__[0], "catalogue")),
        str(Path(utils.__path__[0], "reference", "scalar.py")),
        str(Path(utils.__path__[0], "reference")),
        "/sandbox/utils/reference",
        "/sandbox/autograder/sandbox/session.py",
    ],
)
def test_a_path_is_not_there(cells: Cells, path: str) -> None:
    assert cells.value(f"import os; os.path.lexists({path!r})") == "False"


def test_the_course_folder_is_not_there(cells: Cells, bait: Path) -> None:
    assert (bait / "gradebook.db").read_text() == SECRET
    assert cells.error(f"open('{bait}/gradebook.db')").startswith("FileNotFoundError")


def test_a_folder_that_lies_among_the_libraries_is_covered(tmp_path: Path) -> None:
    library = Path(pytest.__path__[0])
    with Worker(hide=[library]) as worker, worker.session(SHORT) as session:
        found = Cells(session).value(f"import os; os.listdir({str(library)!r})")
    assert found == "[]"


@pytest.mark.parametrize(
    ("module", "error"),
    [
        ("autograder.judge", "ModuleNotFoundError"),
        ("autograder.catalogue", "ModuleNotFoundError"),
        ("autograder.grading", "ModuleNotFoundError"),
        ("autograder.sandbox.worker", "ModuleNotFoundError"),
        ("utils.reference", "ModuleNotFoundError"),
        ("autograder.hidden", "ImportError: autograder.hidden is not here"),
    ],
)
def test_a_module_of_the_graders_cannot_be_imported(cells: Cells, module: str, error: str) -> None:
    assert cells.error(f"import {module}").startswith(error)


def test_no_module_of_the_reference_is_in_memory_or_among_the_copied_files(cells: Cells) -> None:
    cells.session.execute("import os, sys")
    assert cells.value("[m for m in sys.modules if m.startswith('utils.ref')]") == "[]"
    names = {path.name for path in Path(utils.__path__[0]).rglob("*.py")}
    assert {"scalar.py", "answers.py"} <= names
    copied = cells.value("sorted(f for d, _, fs in os.walk('/sandbox/utils') for f in fs)")
    assert "answers.py" in copied
    assert cells.value("[d for d, _, _ in os.walk('/sandbox') if 'reference' in d]") == "[]"


def test_the_graders_environment_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COURSE_SECRET", SECRET)
    with Worker() as worker, worker.session(SHORT) as session:
        cells = Cells(session)
        shell = cells.value("import subprocess; subprocess.getoutput('env')")
        names = cells.value("import os; ' '.join(sorted(os.environ))")
    assert SECRET not in shell
    known = {*bubble.ENVIRONMENT, *interpreter.ENVIRONMENT, "PWD", "LD_LIBRARY_PATH"}
    assert set(names.strip("'").split()) <= known


def test_there_is_no_network(cells: Cells) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        connect = f"import socket; socket.create_connection({server.getsockname()!r}, timeout=5)"
        assert cells.error(connect).startswith("ConnectionRefusedError")
    outside = "socket.create_connection(('192.0.2.1', 80), timeout=5)"
    assert "Network is unreachable" in cells.error(outside)


@pytest.mark.parametrize("family", ["AF_NETLINK", "AF_PACKET", "AF_VSOCK", "AF_ALG"])
def test_a_socket_of_another_family_is_refused(cells: Cells, family: str) -> None:
    asked = f"import socket; socket.socket(socket.{family}, socket.SOCK_DGRAM)"
    assert cells.error(asked).startswith(("OSError", "PermissionError"))


def test_an_abstract_socket_of_the_graders_cannot_be_reached(cells: Cells) -> None:
    with socket.socket(socket.AF_UNIX) as server:
        server.bind("\0backprop-bait")
        server.listen()
        connect = "import socket; socket.socket(socket.AF_UNIX).connect('\\0backprop-bait')"
        assert cells.error(connect).startswith("ConnectionRefusedError")


def test_no_other_process_can_be_seen_or_signalled(worker: Worker, session: Session) -> None:
    everyone = "import os\ndef reach(pid):\n    try: os.kill(pid, 0)\n    except OSError: return False\n    return True\n"
    with Worker() as neighbour, neighbour.session(SHORT) as other:
        Cells(other).value("1")
        cells = Cells(session)
        cells.session.execute(everyone)
        assert cells.value("[pid for pid in range(1, 100_000) if reach(pid)]") == "[1]"
        assert cells.value("os.getpid(), os.getppid(), os.listdir('/proc')") == "(1, 0, [])"
        assert Cells(other).value("1 + 1") == "2"


def test_a_signal_to_everyone_reaches_nobody(worker: Worker, session: Session) -> None:
    with Worker() as neighbour, neighbour.session(SHORT) as other:
        session.execute("import os, signal\nfor pid in (-1, 0): os.kill(pid, signal.SIGKILL)")
        session.close()
        assert Cells(other).value("1 + 1") == "2"


DAEMON = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        import signal
        for number in range(1, 32):
            try: signal.signal(number, signal.SIG_IGN)
            except OSError: pass
        while True: time.sleep(1)
    os._exit(0)
os.wait()
"""


def test_a_daemon_does_not_outlive_its_notebook(worker: Worker) -> None:
    with worker.session(SHORT) as session:
        session.execute(DAEMON)
        processes = ProcessTree(session.outer_pid).processes()
        assert len(processes) == 2
    assert alive(processes) == []


@pytest.mark.parametrize(
    "place", ["/", "/usr", "/etc", "/sandbox", "/proc", "/dev", "/home", "/empty", "/usr/bin/env"]
)
def test_nothing_else_can_be_written(cells: Cells, place: str) -> None:
    write = f"open(os.path.join({place!r}, 'x') if os.path.isdir({place!r}) else {place!r}, 'a')"
    assert cells.error(f"import os; {write}").startswith(("OSError", "PermissionError"))


FORBIDDEN = {
    "ptrace": (101, 117, 0),
    "process_vm_readv": (310, 270, 1),
    "mount": (165, 40, 0),
    "umount2": (166, 39, 0),
    "pivot_root": (155, 41, 0),
    "chroot": (161, 51, 0),
    "unshare (user)": (272, 97, 0x10000000),
    "unshare (mounts)": (272, 97, 0x00020000),
    "setns": (308, 268, 0),
    "clone with a new user namespace": (56, 220, 0x10000011),
    "clone with a new network": (56, 220, 0x40000011),
    "clone3": (435, 435, 0),
    "io_uring_setup": (425, 425, 1),
    "bpf": (321, 280, 0),
    "userfaultfd": (323, 282, 0),
    "perf_event_open": (298, 241, 0),
    "add_key": (248, 217, 0),
    "request_key": (249, 218, 0),
    "keyctl": (250, 219, 0),
    "kexec_load": (246, 104, 0),
    "init_module": (175, 105, 0),
    "finit_module": (313, 273, 0),
    "delete_module": (176, 106, 0),
    "open_by_handle_at": (304, 265, 0),
    "fsopen": (430, 430, 0),
    "move_mount": (429, 429, 0),
    "open_tree": (428, 428, 0),
    "pidfd_getfd": (438, 438, 0),
    "memfd_secret": (447, 447, 0),
    "capset": (126, 91, 0),
    "setgroups": (116, 159, 0),
    "syslog": (103, 116, 10),
    "reboot": (169, 142, 0),
    "one that nobody has heard of": (1000, 1000, 0),
}


@pytest.mark.parametrize("name", FORBIDDEN)
def test_a_system_call_is_refused(cells: Cells, name: str) -> None:
    x86, arm, argument = FORBIDDEN[name]
    number = {"x86_64": x86, "aarch64": arm}[os.uname().machine]
    cells.session.execute(SYSTEM_CALL)
    refused = cells.value(f"call({number}, {argument}, 0, 0, 0, 0)")
    assert refused in ("'Operation not permitted'", "'Function not implemented'")


def test_the_filter_and_not_a_lack_of_rights_refuses_it() -> None:
    """Without the filter some of these calls are answered otherwise, so that the test above tests it."""
    from autograder.sandbox import seccomp

    allowed = {*seccomp.ALLOWED, "prlimit64", "clone", "mmap", "socket", "socketpair"}
    refused = {name for names in seccomp.REFUSED.values() for name in names.split()}
    assert allowed & refused == set()
    assert {"ptrace", "mount", "unshare", "setns", "bpf", "keyctl", "userfaultfd"} <= refused
    assert not any(name.startswith(("io_uring", "process_vm", "kexec")) for name in allowed)


def test_no_capability_is_left_and_none_can_be_gained(cells: Cells) -> None:
    cells.session.execute(SYSTEM_CALL)
    source = (
        "class Header(ctypes.Structure): _fields_ = [('v', ctypes.c_uint32), ('p', ctypes.c_int)]\n"
        "data = (ctypes.c_uint32 * 6)()\n"
        "libc.capget(ctypes.byref(Header(0x20080522, 0)), data), list(data)"
    )
    assert cells.value(source) == "(0, [0, 0, 0, 0, 0, 0])"
    assert cells.value("sum(libc.prctl(23, n, 0, 0, 0) for n in range(41))") == "0"
    assert cells.value("libc.prctl(39, 0, 0, 0, 0)") == "1"  # no new privileges
    assert cells.value("libc.prctl(21, 0, 0, 0, 0)") == "2"  # seccomp: a filter
    assert cells.value("os.getuid(), os.geteuid(), os.getgroups()") in (
        "(1000, 1000, [])",
        "(1000, 1000, [1000])",
        "(1000, 1000, [65534])",
    )


def test_no_descriptor_is_inherited_but_the_channel(cells: Cells) -> None:
    source = (
        "import os, stat\n"
        "def kind(fd):\n"
        "    try: return stat.S_IFMT(os.fstat(fd).st_mode)\n"
        "    except OSError: return None\n"
        "[fd for fd in range(256) if kind(fd) == stat.S_IFSOCK][:1]"
    )
    assert cells.value(source) == "[3]"
    files = "[fd for fd in range(256) if kind(fd) not in (None, stat.S_IFSOCK, stat.S_IFREG, stat.S_IFCHR)]"
    # The event loop of `await` has its epoll and its own pair of sockets; nothing else.
    assert len(cells.value(files).split(",")) <= 2


def test_a_path_outside_cannot_be_reached_through_a_descriptor(cells: Cells) -> None:
    source = (
        "import os\n"
        "def up(fd):\n"
        "    try: return os.listdir(os.open('../../../../../..', os.O_RDONLY, dir_fd=fd))\n"
        "    except OSError: return []\n"
        "sorted({name for fd in range(256) for name in up(fd)} - set(os.listdir('/')))"
    )
    assert cells.value(source) == "[]"


def test_a_crash_starts_no_program_outside(cells: Cells) -> None:
    """A limit of 1 keeps the kernel from piping a core dump; it cannot be lowered to 0."""
    assert cells.error("import resource; resource.setrlimit(4, (0, 0))").startswith("OSError")
    cells.session.execute(SYSTEM_CALL)
    number = {"x86_64": 302, "aarch64": 261}[os.uname().machine]
    for limit in (4, (1 << 32) + 4):
        assert cells.value(f"call({number}, 0, {limit}, 0, 0)") == "'Function not implemented'"
    assert cells.value(f"call({number}, 0, 7, 0, 0)") == "'allowed'"
    assert "the notebook's process ended" in cells.session.execute("ctypes.string_at(0)").stopped
