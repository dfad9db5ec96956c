"""One notebook's time in the sandbox, from the parent's side.

Strict request and response: the parent sends one request with a fresh nonce and
waits for the one reply that carries it. Anything else, a second reply, a frame
that nobody asked for, a malformed one, silence, ends the child. From then on
every call returns a failure with the reason: nothing that a student does raises
here, and nothing they do reaches beyond this session.
"""

import contextlib
import os
import secrets
import signal
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Any

from autograder.sandbox.answers import answers_from_message, failed
from autograder.sandbox.cgroups import Cgroup
from autograder.sandbox.channel import Channel, ChannelClosed
from autograder.sandbox.clock import ProcessTree
from autograder.sandbox.errors import SandboxError
from autograder.sandbox.frame import Caps, ProtocolError
from autograder.sandbox.launch import ZygoteProcess
from autograder.sandbox.limits import MIB, Limits
from autograder.sandbox.meter import Meter, Spent, is_spent
from autograder.sandbox.outputs import Outputs, read_executed
from autograder.sandbox.wire import Unsendable
from utils.answers import Answer
from utils.exercises import Exercise, Fixture

# How often the parent looks at what a running cell uses.
_LOOK_SECONDS = 0.05
_READY_SECONDS = 30.0
# A file is sent in pieces, so that it may be larger than a message.
_CHUNK = 4 * MIB


@dataclass(frozen=True)
class Executed:
    """What came of one cell.

    outputs: nbformat outputs, plain data. revised: all outputs of each earlier cell
    that `update_display` changed, by its position among the executed cells, from 0.
    seconds: charged time. cpu: processor seconds, as the child says. interrupted:
    the cell was out of time and was interrupted. stopped: why the sandbox was
    ended, in this cell or before, or "".
    """

    outputs: Outputs = field(default_factory=list)
    revised: dict[int, Outputs] = field(default_factory=dict)
    seconds: float = 0.0
    cpu: float = 0.0
    interrupted: bool = False
    stopped: str = ""


@dataclass(frozen=True)
class Usage:
    """What a notebook used in all, known once its session is closed.

    cpu: processor seconds. memory: bytes at the peak, those of the interpreter with
    its libraries included, which all notebooks share.
    """

    cpu: float = 0.0
    memory: int = 0


class _Exceeded(Exception):
    """A limit was passed; the text says which."""


class Session:
    """One child. Made by `Worker.session`.

    stopped: why it was ended before its time, or "".
    usage: what it used in all, known once it is closed.
    outer_pid: its first process, as this process sees it.
    peak, most_processes: bytes of memory, and processes with threads, the most seen so far.
    """

    def __init__(self, zygote: ZygoteProcess, limits: Limits, cgroup: Cgroup | None = None) -> None:
        self.limits = limits
        self.stopped = ""
        self.usage = Usage()
        self.base = zygote.base
        self._zygote, self._cgroup = zygote, cgroup
        self._cells = 0
        self.peak = self.most_processes = 0
        self._spent = Spent()
        self._interrupted = False
        self._kills_before = cgroup.kills() if cgroup else 0
        self._child = zygote.fork(limits)
        self._open = True
        self._channel = Channel(self._child.stream, Caps(message=limits.message))
        self.outer_pid = self._child.outer_pid
        self._tree = ProcessTree(self.outer_pid)
        self._await_ready()

    def setup(self, files: Mapping[str, bytes]) -> str:
        """Write files into the notebook's folder, by relative path.

        Returns: why the sandbox was stopped, or "".
        Raises: ValueError for a path that leaves the folder.
        """
        for name in files:
            check_name(name)
        for name, content in files.items():
            for start in range(0, max(1, len(content)), _CHUNK):
                piece = content[start : start + _CHUNK]
                self._write(name, piece)
        return self.stopped

    def _write(self, name: str, piece: bytes) -> None:
        reply = self._request({"do": "write", "name": name, "content": piece}, "the setup")
        if reply is not None and reply.get("done") is not True:
            self._stop(f"the file {name!r} of the submission could not be written")

    def execute(self, source: str) -> Executed:
        """Run one cell."""
        if self.stopped:
            return Executed(stopped=self.stopped)
        self._cells += 1
        what, before = f"cell {self._cells}", self._spent.charged
        # A notebook's JSON can spell half a character, which no file can hold.
        source = source.encode("utf-8", "replace").decode("utf-8")
        reply = self._request({"do": "execute", "source": source}, what)
        outputs: Outputs = []
        revised: dict[int, Outputs] = {}
        cpu = 0.0
        if reply is not None:
            try:
                outputs, revised, cpu = read_executed(reply, self._cells)
            except ProtocolError as error:
                self._stop(f"the reply of {what} could not be read: {error}")
        seconds = self._spent.charged - before
        return Executed(outputs, revised, seconds, cpu, self._interrupted, self.stopped)

    def ask(self, exercise: Exercise, fixtures: Sequence[Fixture], function: str) -> list[Answer]:
        """Call a student's function on every drawing, in the time of one cell.

        function: the name under which it stands in the notebook.
        Returns: an answer for each drawing.
        """
        drawings = [{"sizes": one.sizes, "values": one.values} for one in fixtures]
        request = {
            "do": "ask",
            "exercise": exercise.name,
            "function": function,
            "drawings": drawings,
        }
        reply = self._request(request, f"a call of {exercise.name}")
        if reply is None:
            return [failed("sandbox stopped", self.stopped) for _ in fixtures]
        if "unsendable" in reply:
            text = f"what {exercise.name} returned could not be read"
            return [failed("unreadable answer", text) for _ in fixtures]
        return answers_from_message(exercise, fixtures, reply)

    def close(self) -> None:
        """End the child, whatever it does, and count what it used; does nothing a second time.

        Raises: SandboxError if the zygote has died, unless this child's hunger killed it.
        """
        if not self._open:
            return
        self._open = False
        self._signal(signal.SIGKILL)
        self._channel.close()
        os.close(self._child.handle)
        try:
            used = self._zygote.reap(self._child)
        except SandboxError:
            if not self._ran_out_of_memory():
                raise
            return
        self.usage = Usage(used["cpu"], max(used["peak"], self.peak))

    def _await_ready(self) -> None:
        """Wait until the child has all its walls; no student's code has run until then."""
        try:
            received = self._channel.receive(seconds=_READY_SECONDS)
        except ProtocolError as error:
            received = (str(error),)
        if received != ({"ready": True},):
            self.close()
            said = received[0] if received else "it says nothing"
            raise SandboxError(f"the sandbox could not close its walls: {said}")

    def _request(self, message: dict[str, Any], what: str) -> dict[str, Any] | None:
        """Send one request and return its reply; None if that ended the session."""
        if not self.stopped and is_spent(self._spent, self.limits):
            self._stop(f"the notebook's {self.limits.notebook_seconds:g} s of time are used up")
        if self.stopped:
            return None
        nonce = secrets.token_hex(16)
        self._interrupted = False
        try:
            self._check_silent()
            self._channel.send({**message, "nonce": nonce}, seconds=self.limits.cell_seconds)
            reply = self._await_reply()
            if type(reply) is not dict or reply.pop("nonce", None) != nonce:
                raise ProtocolError("it answered what it had not been asked")
        except Unsendable as error:
            self._stop(f"{what} is more than can be sent: {error}")
        except _Exceeded as error:
            self._stop(f"{error} in {what}")
        except ChannelClosed:
            self._stop(self._why_it_ended(what))
        except ProtocolError as error:
            self._stop(f"the notebook's process broke the protocol in {what}: {error}")
        else:
            return reply
        return None

    def _check_silent(self) -> None:
        """Nothing may have come that was not asked for."""
        if self._channel.has_more():
            self._channel.receive(seconds=0)  # raises ChannelClosed if it has only ended
            raise ProtocolError("it spoke without being asked")

    def _await_reply(self) -> Any:
        """Wait for a reply and look after what the child uses meanwhile."""
        meter = Meter(self._tree, self.limits, self._spent)
        while (received := self._channel.receive(seconds=_LOOK_SECONDS)) is None:
            meter.look()
            self._check_size()
            if meter.is_over() and not self._interrupted:
                self._interrupted = True
                self._signal(signal.SIGINT)
            if meter.is_over(self.limits.grace_seconds):
                self._spent = meter.spent()
                raise _Exceeded(meter.reason())
        self._spent = meter.spent()
        return received[0]

    def _signal(self, number: signal.Signals) -> None:
        """Signal the child; it is the child and no other, for it is buried only when we ask.

        It has gone before only if the zygote has died, and its children with it.
        """
        with contextlib.suppress(ProcessLookupError):
            signal.pidfd_send_signal(self._child.handle, number)

    def _check_size(self) -> None:
        limit = self.limits.memory + self.base
        memory, threads = self._tree.memory(enough=limit), self._tree.threads()
        self.peak, self.most_processes = max(self.peak, memory), max(self.most_processes, threads)
        if memory > limit:
            raise _Exceeded(f"more than {self.limits.memory // MIB} MiB of memory used")
        # The kernel refuses the next one by itself, but counts this way only from Linux 5.14 on.
        if threads > self.limits.processes:
            raise _Exceeded(f"more than {self.limits.processes} processes started")

    def _stop(self, reason: str) -> None:
        self.stopped = f"the sandbox was stopped: {reason}"
        self.close()

    def _why_it_ended(self, what: str) -> str:
        """Why the child is gone, found out by burying it."""
        self.close()
        if self._ran_out_of_memory():
            return f"more than {self.limits.memory // MIB} MiB of memory used in {what}"
        if self.usage.cpu >= self.limits.cpu_seconds:
            return f"{self.limits.cpu_seconds} s of processor time used up in {what}"
        return f"the notebook's process ended in {what}"

    def _ran_out_of_memory(self) -> bool:
        return self._cgroup is not None and self._cgroup.kills() > self._kills_before


def check_name(name: str) -> None:
    """Refuse a path that is not plainly below the notebook's folder.

    Raises: ValueError.
    """
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or "\0" in name or not path.parts:
        raise ValueError(f"{name!r} is no file of a submission")
