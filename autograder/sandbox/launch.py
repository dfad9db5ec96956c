"""The parent's hold on one zygote: start bubblewrap, ask for forks, bury children, end it.

Used by `Worker` alone. What goes wrong here is never a student's fault: the
zygote runs none of their code and hears none of their messages.
"""

import contextlib
import os
import select
import socket
import subprocess
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from autograder.errors import UserError
from autograder.sandbox import bubble
from autograder.sandbox.cgroups import Cgroup
from autograder.sandbox.clock import ProcessTree
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.frame import ProtocolError
from autograder.sandbox.limits import Limits
from autograder.sandbox.seccomp import compile_filter
from autograder.sandbox.wire import decode, encode

_PACKET = 1 << 16
# Importing NumPy, IPython and perhaps matplotlib from a cold disk on a loaded machine.
_START_SECONDS = 120.0
_ANSWER_SECONDS = 30.0
_END_SECONDS = 5.0


@dataclass(frozen=True)
class Child:
    """A forked child. pid: as the zygote sees it. handle: a pidfd. stream: its channel's socket."""

    pid: int
    handle: int
    stream: socket.socket

    @property
    def outer_pid(self) -> int:
        """Its process id as this process sees it; 0 when it has been reaped."""
        for line in Path(f"/proc/self/fdinfo/{self.handle}").read_text().splitlines():
            if line.startswith("Pid:"):
                return max(0, int(line.split()[1]))
        raise SandboxError("the kernel does not tell the process of a pidfd")


class ZygoteProcess:
    """One running zygote inside its bubblewrap.

    figures: it has matplotlib warm.
    """

    def __init__(
        self, *, hide: Sequence[Path] = (), cgroup: Cgroup | None = None, figures: bool = False
    ) -> None:
        self.forks = 0
        self.figures = figures
        self._log = tempfile.TemporaryFile()  # noqa: SIM115 - closed with the sandbox
        self._control, inner = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        try:
            with inner:
                made = bubble.build(inner.fileno(), hide=hide)
                self._process = _start(made, inner, self._log, cgroup)
            below_tmp = [str(f) for f in made.bound if f.is_relative_to("/tmp")]
            start = {"program": compile_filter(), "below_tmp": below_tmp, "figures": figures}
            self._say(start)
            self.base: int = self._hear(_START_SECONDS)["base"]
        except UserError as error:
            self.close()
            raise SandboxError(f"no sandbox: {error}") from error

    def fork(self, limits: Limits) -> Child:
        """A new child, which is putting its walls around itself.

        Raises: SandboxError.
        """
        ours, theirs = socket.socketpair()
        with theirs:
            self._say({"do": "fork", "limits": limits.to_plain()}, theirs.fileno())
        reply, handles = self._hear_descriptors(_ANSWER_SECONDS)
        if "failed" in reply or len(handles) != 1:
            ours.close()
            raise SandboxError(f"the sandbox cannot fork: {reply.get('failed')}")
        self.forks += 1
        return Child(reply["pid"], handles[0], ours)

    def reap(self, child: Child) -> dict[str, Any]:
        """Wait for the end of a child that is dead or dying.

        Returns: status, cpu seconds, peak bytes of its largest process.
        """
        self._say({"do": "reap", "pid": child.pid})
        return self._hear(_ANSWER_SECONDS)

    @property
    def outer_pid(self) -> int:
        """The process of bubblewrap."""
        return self._process.pid

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def close(self) -> None:
        """End the zygote and everything in its bubble; does nothing the second time."""
        process = getattr(self, "_process", None)
        inside = _handles(process.pid) if process and process.poll() is None else []
        # The zygote ends when it hears nothing more, and takes along all that it forked.
        self._control.close()
        if process is not None:
            try:
                process.wait(timeout=_END_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
        _wait_for_end(inside)
        self._log.close()

    def _say(self, message: dict[str, Any], *descriptors: int) -> None:
        try:
            socket.send_fds(self._control, [encode(message)], descriptors)
        except OSError as error:
            raise SandboxError(f"the zygote ended; it said: {self._last_words()}") from error

    def _hear(self, seconds: float) -> dict[str, Any]:
        return self._hear_descriptors(seconds)[0]

    def _hear_descriptors(self, seconds: float) -> tuple[dict[str, Any], list[int]]:
        deadline = time.monotonic() + seconds
        poll = select.poll()
        poll.register(self._control, select.POLLIN)
        while not poll.poll(100):
            if time.monotonic() > deadline:
                raise SandboxError(f"the zygote does not answer; it said: {self._last_words()}")
        try:
            packet, handles, _, _ = socket.recv_fds(self._control, _PACKET, 4)
        except ConnectionError:
            packet, handles = b"", []
        if not packet:
            raise SandboxError(f"the zygote ended; it said: {self._last_words()}")
        try:
            message: dict[str, Any] = decode(packet)
        except ProtocolError as error:
            raise SandboxError(f"the zygote speaks in riddles: {error}") from error
        return message, list(handles)

    def _last_words(self) -> str:
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=1)  # what it has to say comes before its end
        size = os.fstat(self._log.fileno()).st_size
        said = os.pread(self._log.fileno(), 2000, max(0, size - 2000)).decode(errors="replace")
        return said.strip() or f"nothing (exit status {self._process.returncode})"


def _handles(pid: int) -> list[int]:
    """Handles on a process and its descendants."""
    found = []
    for process in ProcessTree(pid).processes():
        with contextlib.suppress(ProcessLookupError):
            found.append(os.pidfd_open(process))
    return found


def _wait_for_end(handles: list[int]) -> None:
    """Wait for processes that have been killed; the kernel needs a moment for each."""
    deadline = time.monotonic() + _END_SECONDS
    for handle in handles:
        poll = select.poll()
        poll.register(handle, select.POLLIN)
        poll.poll(max(0.0, deadline - time.monotonic()) * 1000)
        os.close(handle)


def _start(
    made: bubble.Bubble, inner: socket.socket, log: Any, cgroup: Cgroup | None
) -> "subprocess.Popen[bytes]":
    try:
        return subprocess.Popen(
            cgroup.command(made.arguments) if cgroup else made.arguments,
            stdin=subprocess.DEVNULL, stdout=log, stderr=log,
            pass_fds=[inner.fileno(), *made.descriptors], env={},
        )  # fmt: skip
    finally:
        made.close()
