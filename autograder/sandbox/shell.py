"""Cells of a notebook, run in this process, their outputs recorded.

The zygote builds a `Shell` once, forks, and in the child calls `after_fork` and
then `run_cell` for each cell. What comes back is what nbgrader's `Execute`
(nbclient with ipykernel 7) would have recorded, up to timings, file names and
the differences that `tests/sandbox/test_shell_faithful.py` names. Everything
here shares the process with student code, so nothing here is to be trusted,
only to be robust.
"""
# Half of IPython's shell has no annotations.
# mypy: allow-untyped-calls

import asyncio
import builtins
import contextlib
import contextvars
import gc
import getpass
import os
import signal
import sys
from collections.abc import Iterator
from os import getpid
from pathlib import Path
from typing import Any, cast

from autograder.sandbox import rehearsal
from autograder.sandbox.interpreter import ENVIRONMENT, ZMQInteractiveShell, become_kernel
from autograder.sandbox.recorder import Output, Recorder
from autograder.sandbox.streams import Streams
from autograder.sandbox.widgets import OutputListener

OUTPUT_LIMIT = 1 << 20

# What a cell has that broke even the recording of its own failure.
_BROKEN: Output = {
    "output_type": "error",
    "ename": "BrokenShell",
    "evalue": "this cell broke the notebook that it runs in",
    "traceback": ["BrokenShell: this cell broke the notebook that it runs in"],
}


def make_shell(*, figures: bool = True) -> "Shell":
    """Build a shell and warm what can be warmed; call it once, before the fork.

    figures: matplotlib is to be warm too.
    Must be called in the main thread, and starts no other.
    """
    main, stdout, stderr = sys.modules.get("__main__"), sys.stdout, sys.stderr
    rehearse(figures=figures)
    sys.stdout, sys.stderr = stdout, stderr
    rehearsal.tidy(main)
    shell = Shell()
    # A child that collects garbage would copy the pages of everything loaded so far.
    gc.collect()
    gc.freeze()
    return shell


def rehearse(*, figures: bool = True) -> list[list[Output]]:
    """Run the rehearsal in a shell that is discarded; returns what its cells recorded."""
    shell = Shell()
    shell.attach(Streams(shell._recorder))
    outputs = [shell.run_cell(source) for source in rehearsal.cells(figures=figures)]
    shell.discard()
    return outputs


class Shell:
    """The cells of one notebook, one after the other.

    execution_count: the number in front of the cell that ran last; 0 before the first.
    """

    def __init__(self) -> None:
        self.execution_count = 0
        self._recorder = Recorder()
        self._revised = self._recorder.revised
        self._listener = OutputListener(self._recorder)
        self._listener.install()
        os.environ.update(ENVIRONMENT)  # before matplotlib is imported
        self._ip = ZMQInteractiveShell.instance()
        self._ip.make_formatters()

    def after_fork(self, cwd: str | None = None) -> None:
        """Make this process a notebook's own: streams, working folder, module path, event loop.

        File descriptors 0, 1 and 2 are replaced; a temporary folder must be
        writable. cwd: the notebook's folder. It goes last on the module path, so
        that a `numpy.py` in it shadows nothing.
        """
        streams = Streams(self._recorder)
        streams.take_descriptors()
        sys.stdin = Path(os.devnull).open(encoding="utf-8")  # noqa: SIM115 - for the whole life
        become_kernel()
        self.attach(streams)
        if cwd is not None:
            os.chdir(cwd)
            sys.path[:] = [*(entry for entry in sys.path if entry not in ("", cwd)), cwd]
        self._ip.start_in(Path.cwd())

    def attach(self, streams: Streams) -> None:
        """Record what goes to these streams, which become the process's own."""
        self._streams = streams
        sys.stdout, sys.stderr = streams.stdout, streams.stderr
        self._ip.attach(streams)
        self._pid = getpid()
        self._loop = asyncio.new_event_loop()
        self._context = contextvars.copy_context()

    def discard(self) -> None:
        """Make room for another shell in this process."""
        self._loop.close()
        self._ip.restore_sys_module_state()
        ZMQInteractiveShell.clear_instance()

    @property
    def namespace(self) -> dict[str, Any]:
        """The student's variables."""
        return cast(dict[str, Any], self._ip.user_ns)

    def run_cell(self, source: str, *, output_limit: int = OUTPUT_LIMIT) -> list[Output]:
        """Run one cell and return its outputs, plain nbformat 4.

        source: the cell's text. output_limit: bytes after which outputs are cut,
        with one line on stdout that says so; the first error and the first result
        beyond it are kept, shortened.
        Never raises for what student code does. A cell that fails always has an
        error output, even if the student switched off tracebacks.
        """
        try:
            outputs = self._run_cell(source, output_limit)
        except BaseException:  # noqa: BLE001 - student code can break any part of this
            outputs = [{**_BROKEN}]
        if getpid() != self._pid:  # a fork that the student's code never ended
            os._exit(0)
        return outputs

    def revised(self) -> dict[int, list[Output]]:
        """Outputs of earlier cells that `update_display` has changed since the last call.

        Returns: all outputs of such a cell, by its position among the calls of
            `run_cell`, counted from 0.
        """
        revised = dict(self._revised)
        self._revised.clear()
        return revised

    def _run_cell(self, source: str, limit: int) -> list[Output]:
        self._context.run(self._recorder.begin, limit)
        self._outputs: list[Output] | None = None
        self._ip.last_stack = None
        try:
            with self._as_kernel():
                self._loop.run_until_complete(
                    self._loop.create_task(self._run(source), context=self._context)
                )
        except BaseException as error:  # noqa: BLE001 - such as an interrupt between two lines
            self._loop = asyncio.new_event_loop()  # in the old one the cell would go on
            self._record(error)
        outputs = self._finish()
        self.execution_count = self._ip.execution_count - 1
        with contextlib.suppress(BaseException):  # nobody listens between two cells
            self._between_cells()
        return outputs

    async def _run(self, source: str) -> None:
        result = await self._execute(source)
        if result is not None and not result.success:
            self._record(result.error_before_exec or result.error_in_exec)
        # Before tasks that the cell left behind have their turn.
        self._finish()

    def _finish(self) -> list[Output]:
        if self._outputs is None:
            self._streams.flush()
            self._outputs = self._recorder.finish()
        return self._outputs

    async def _execute(self, source: str) -> Any:
        """What ipykernel's `do_execute` does."""
        ip = self._ip
        failure = None
        try:
            transformed = ip.transform_cell(source)
        except Exception:  # noqa: BLE001 - IPython shows it as the cell's error
            transformed, failure = source, sys.exc_info()
        if not ip.should_run_async(
            source, transformed_cell=transformed, preprocessing_exc_tuple=failure
        ):
            if failure is None:
                ip.transformed = source, transformed
            return ip.run_cell(source, store_history=True)
        result = None
        coroutine = ip.run_cell_async(
            source,
            store_history=True,
            transformed_cell=transformed,
            preprocessing_exc_tuple=failure,
        )
        task = asyncio.ensure_future(coroutine)
        with self._cancelled_by_interrupt(task):
            try:
                result = await task
            finally:
                ip.events.trigger("post_execute")
                ip.events.trigger("post_run_cell", result)
        return result

    def _record(self, error: BaseException | None) -> None:
        """Record an error that the cell does not show yet, as nbgrader does."""
        ename = type(error).__name__
        self._streams.flush()
        if not self._recorder.holds_error(ename):
            stack = ["ERROR: An error occurred while showtraceback was disabled"]
            self._recorder.error(ename, _text(error), self._ip.last_stack or stack)

    @contextlib.contextmanager
    def _as_kernel(self) -> Iterator[None]:
        """What a kernel changes while a cell runs: it can be interrupted, and asks nobody."""
        asked = builtins.input, getpass.getpass
        builtins.input = cast(Any, self._ip.raw_input)
        getpass.getpass = cast(Any, self._ip.getpass)
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)
            builtins.input, getpass.getpass = asked

    @contextlib.contextmanager
    def _cancelled_by_interrupt(self, task: asyncio.Future[Any]) -> Iterator[None]:
        def cancel(*_: object) -> None:
            self._loop.call_soon_threadsafe(task.cancel)

        before = signal.signal(signal.SIGINT, cancel)
        try:
            yield
        finally:
            signal.signal(signal.SIGINT, before)

    def _between_cells(self) -> None:
        """Let widgets learn of their outputs, and tasks that were left behind go on a little."""
        self._listener.tell()
        if asyncio.all_tasks(self._loop):
            self._loop.run_until_complete(asyncio.sleep(0))


def _text(error: BaseException | None) -> str:
    try:
        return str(error)
    except BaseException as again:  # noqa: BLE001 - a __str__ of the student's
        return f"<{type(again).__name__} while it was shown>"
