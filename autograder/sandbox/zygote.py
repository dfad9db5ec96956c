"""The zygote: a process inside bubblewrap that imports everything once, forked per notebook.

It hears the parent on a control socket (sequential packets, each one frame of
the wire) and is told to fork, with the descriptor of the child's channel, or to
reap. It never hears a child. It holds no secret, because every child inherits
its memory, and it has one thread, because a fork takes no other along.
"""

import gc
import os
import pkgutil
import socket
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from autograder.sandbox import system
from autograder.sandbox.channel import Channel
from autograder.sandbox.child import Walls, close_in, enter_user_namespace, keep_only, seal
from autograder.sandbox.frame import Caps
from autograder.sandbox.limits import Limits
from autograder.sandbox.places import CWD
from autograder.sandbox.wire import decode, encode

PACKET = 1 << 16


def main(control_fd: int, is_root: bool) -> None:
    """Run the zygote until the parent closes the control socket.

    is_root: bubblewrap was started by root, so that there is something to give up
        before anything of weight is imported.
    """
    if is_root:
        system.become_nobody()
    live_apart()
    with socket.socket(fileno=control_fd) as control:
        control.set_inheritable(False)
        zygote = Zygote(control, decode(control.recv(PACKET)))
        control.send(encode({"ready": True, "base": zygote.base}))
        while zygote.answer():
            pass


def live_apart() -> None:
    """Go on as the first process of PID and user namespaces of the zygote's own.

    There it may make a PID namespace for each child before the fork, so that one
    fork does for what takes two otherwise; and if it dies, its children die.
    """
    system.prctl(system.PR_SET_NO_NEW_PRIVS, 1)
    enter_user_namespace(system.CLONE_NEWPID)
    inner = os.fork()
    if inner != 0:
        os.closerange(3, 1 << 16)
        os._exit(os.waitstatus_to_exitcode(os.waitpid(inner, 0)[1]) & 0xFF)


class Zygote:
    """Warm once, then forks children and buries them."""

    def __init__(self, control: socket.socket, start: dict[str, Any]) -> None:
        from autograder.sandbox.service import serve
        from autograder.sandbox.shell import make_shell

        self._control, self._serve = control, serve
        self._shell = make_shell(figures=start["figures"])
        _import_shipped()
        _check_single_threaded()
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY)
        # A collection in a child would touch, and so copy, every object of the zygote.
        gc.collect()
        gc.freeze()
        self.base = _writable_bytes()
        self._program, self._below_tmp = start["program"], tuple(start["below_tmp"])

    def answer(self) -> bool:
        """Answer one request; False when the parent has gone."""
        packet, descriptors, _, _ = socket.recv_fds(self._control, PACKET, 1)
        if not packet:
            return False
        request = decode(packet)
        if request["do"] == "fork":
            self._answer_fork(Limits(**request["limits"]), descriptors[0])
        else:
            self._control.send(encode(_reap(request["pid"])))
        return True

    def _answer_fork(self, limits: Limits, channel: int) -> None:
        try:
            pid = self._fork(limits, channel)
        except OSError as error:
            self._control.send(encode({"failed": str(error)}))
            return
        finally:
            os.close(channel)
        handle = os.pidfd_open(pid)
        socket.send_fds(self._control, [encode({"pid": pid})], [handle])
        os.close(handle)

    def _fork(self, limits: Limits, channel: int) -> int:
        """A child that is the first of a new PID namespace; its process id as seen from here."""
        system.unshare(system.CLONE_NEWPID)
        try:
            child = os.fork()
            if child == 0:
                self._be_child(limits, channel)
        finally:
            system.enter_namespace(self._own_pids, system.CLONE_NEWPID)
        return child

    def _be_child(self, limits: Limits, channel: int) -> NoReturn:
        try:
            channel = keep_only(channel)
            close_in(Walls(limits, self.base, self._below_tmp))
            self._shell.after_fork(CWD)
            seal(self._program)
        except Exception as error:  # noqa: BLE001 - every reason is the parent's to read
            os.write(channel, encode({"failed": f"{type(error).__name__}: {error}"}))
            os._exit(1)
        try:
            stream = Channel(socket.socket(fileno=channel), Caps(message=limits.message))
            self._serve(stream, self._shell, limits)
        finally:
            os._exit(1)


def _import_shipped() -> None:
    """Everything in `utils`; the libraries came with the shell's rehearsal."""
    import utils

    for module in pkgutil.walk_packages(utils.__path__, "utils."):
        import_module(module.name)


def _reap(pid: int) -> dict[str, Any]:
    """Bury a child that is dead or dying, and say what it used with all its descendants."""
    _, status, used = os.wait4(pid, 0)
    return {"status": status, "cpu": used.ru_utime + used.ru_stime, "peak": used.ru_maxrss * 1024}


def _check_single_threaded() -> None:
    threads = len(os.listdir("/proc/self/task"))
    if threads != 1:
        raise RuntimeError(f"the zygote has {threads} threads and must have one")


def _writable_bytes() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmData:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("no VmData in /proc/self/status")
