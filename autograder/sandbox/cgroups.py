"""A control group for one zygote and its children, where one can be had.

A resource limit holds for each process; a group holds for all of them together.
Root has groups nearly everywhere, an ordinary user where systemd delegated some.
Where there are none the parent adds up /proc instead and kills (see `session`):
later by a twentieth of a second, but not less surely. The zygote is put into the
group once, at its start, so that forking a child costs nothing more.
"""

import os
import secrets
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

PREFIX = "backprop-grader-"
# Room for the zygote's own processes and bubblewrap's.
_OWN_PROCESSES = 8
_MOVE_AND_RUN = (
    'n=$1; shift; while [ $n -gt 0 ]; do echo $$ > "$1" || exit 126; shift; n=$((n-1)); done; '
    'exec "$@"'
)


@dataclass(frozen=True)
class Cgroup:
    """A group of our own: a folder, or with version 1 a folder for each controller."""

    version: int
    memory: Path
    pids: Path

    def command(self, arguments: Sequence[str]) -> list[str]:
        """The command that joins the group and becomes the given one."""
        lists = [str(folder / "cgroup.procs") for folder in self._folders()]
        return ["/bin/sh", "-c", _MOVE_AND_RUN, "sh", str(len(lists)), *lists, *arguments]

    def set_limits(self, *, memory: int, processes: int) -> None:
        """Limits of the next child, the zygote included. memory: bytes."""
        if self.version == 2:
            _write_if_there(self.memory / "memory.swap.max", 0)
            _write(self.memory / "memory.max", memory)
        else:
            _write(self.memory / "memory.limit_in_bytes", memory)
        _write(self.pids / "pids.max", processes + _OWN_PROCESSES)

    def lift_limits(self) -> None:
        """Limits that a starting zygote does not meet."""
        self.set_limits(memory=1 << 40, processes=1000)

    def kills(self) -> int:
        """How often the kernel has killed in this group because memory ran out."""
        name = "memory.events" if self.version == 2 else "memory.oom_control"
        for line in (self.memory / name).read_text().splitlines():
            word, _, count = line.partition(" ")
            if word == "oom_kill":
                return int(count)
        return 0

    def remove(self) -> None:
        """Remove the group once its last process has gone.

        Raises: OSError if one has not after five seconds.
        """
        deadline = time.monotonic() + 5
        for folder in self._folders():
            # A killed process stays in its group until the kernel is done with it.
            while (folder / "cgroup.procs").read_text() and time.monotonic() < deadline:
                time.sleep(0.005)
            folder.rmdir()

    def _folders(self) -> list[Path]:
        return list(dict.fromkeys([self.memory, self.pids]))


def make() -> Cgroup | None:
    """A new group, or None where the system grants none."""
    sweep()
    name = f"{PREFIX}{os.getpid()}-{secrets.token_hex(4)}"
    for version, memory, pids in _places():
        made: list[Path] = []
        try:
            for folder in dict.fromkeys([memory / name, pids / name]):
                folder.mkdir()
                made.append(folder)
            group = Cgroup(version, memory / name, pids / name)
            group.lift_limits()
        except OSError:
            for folder in made:
                folder.rmdir()
            continue
        return group
    return None


def _places() -> Iterator[tuple[int, Path, Path]]:
    """Folders in which a group might be made, the nearest first: version, memory's, pids'."""
    mounts = _mounts()
    if "cgroup2" in mounts:
        for folder in _upwards(mounts["cgroup2"], _own_path("")):
            if {"memory", "pids"} <= set(_words(folder / "cgroup.subtree_control")):
                yield 2, folder, folder
    if {"memory", "pids"} <= mounts.keys():
        for memory in _upwards(mounts["memory"], _own_path("memory")):
            yield 1, memory, next(_upwards(mounts["pids"], _own_path("pids")))


def _mounts() -> dict[str, Path]:
    """Where the hierarchies are mounted: "cgroup2", and each controller of version 1."""
    found = {}
    for line in Path("/proc/self/mountinfo").read_text().splitlines():
        before, _, after = line.partition(" - ")
        kind, _, options = after.split(" ", 2)
        place = Path(before.split(" ")[4])
        if kind == "cgroup2":
            found["cgroup2"] = place
        elif kind == "cgroup":
            found.update(dict.fromkeys(options.split(","), place))
    return found


def _own_path(controller: str) -> str:
    """This process's place in a hierarchy; "" names that of version 2."""
    for line in Path("/proc/self/cgroup").read_text().splitlines():
        _, controllers, path = line.split(":", 2)
        if controller in controllers.split(","):
            return path
    return "/"


def _upwards(mount: Path, path: str) -> Iterator[Path]:
    folder = mount / path.lstrip("/")
    for place in (folder, *folder.parents):
        if place.is_relative_to(mount) and os.access(place, os.W_OK):
            yield place
    yield mount


def sweep() -> None:
    """Remove what graders that were killed have left behind."""
    for _, memory, pids in _places():
        remove_orphans(memory)
        remove_orphans(pids)


def remove_orphans(folder: Path) -> None:
    """Groups of graders that were killed; a group with processes in it cannot be removed."""
    for orphan in folder.glob(f"{PREFIX}*"):
        owner = orphan.name.removeprefix(PREFIX).partition("-")[0]
        if not Path("/proc", owner).exists():
            try:
                orphan.rmdir()
            except OSError:
                continue  # in use, or removed by another grader a moment ago


def _words(file: Path) -> list[str]:
    try:
        return file.read_text().split()
    except OSError:
        return []


def _write(file: Path, value: int) -> None:
    file.write_text(str(value))


def _write_if_there(file: Path, value: int) -> None:
    if file.exists():
        _write(file, value)
