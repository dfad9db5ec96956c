"""IPython's shell in a plain process: ipykernel's subclass of it, without the kernel.

It differs from ipykernel's in where things go: to a recorder, not to sockets;
and it keeps no history file, profile or directory of its own.
"""
# Half of IPython's shell has no annotations.
# mypy: allow-untyped-calls

import contextlib
import os
import pdb  # noqa: T100 - to replace its debugger, as a kernel does
import sys
from collections.abc import Iterator
from fnmatch import fnmatchcase
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

from IPython.core import debugger, page
from IPython.core.autocall import ZMQExitAutocall
from IPython.core.compilerop import CachingCompiler
from IPython.core.error import StdinNotImplementedError, UsageError
from IPython.core.extensions import ExtensionManager
from IPython.core.formatters import DisplayFormatter
from IPython.core.history import HistoryManager
from IPython.core.interactiveshell import InteractiveShell, InteractiveShellABC
from traitlets import CBool, Instance, Type, default
from traitlets.config import Config

from autograder.sandbox.display import RecordingHook, RecordingPublisher
from autograder.sandbox.magics import KernelMagics
from autograder.sandbox.streams import Streams

# What ipykernel sets, so that programs colour their output and do not page it.
ENVIRONMENT = {
    "TERM": "xterm-color",
    "CLICOLOR": "1",
    "FORCE_COLOR": "1",
    "CLICOLOR_FORCE": "1",
    "PAGER": "cat",
    "GIT_PAGER": "cat",
    "MPLBACKEND": "module://matplotlib_inline.backend_inline",
}

# Where the cells' code is said to be; nothing is there.
CELL_FOLDER = "/tmp/notebook"


class Drawer(dict[str, Any]):
    """IPython's store of what outlives a session, here for one session only."""

    def keys(self, pattern: str = "*") -> list[str]:  # type: ignore[override]
        """The keys that match a pattern."""
        return [key for key in super().__iter__() if fnmatchcase(key, pattern)]


class CellCompiler(CachingCompiler):
    """Names the code of a cell by its number; ipykernel's names hold a process id."""

    def get_code_name(self, raw_code: str, code: str, number: int) -> str:
        """The file name that a warning shows."""
        return f"{CELL_FOLDER}/cell_{number}.py"


class ZMQInteractiveShell(InteractiveShell):
    """A shell whose outputs are recorded.

    Named like ipykernel's because libraries such as rich, tqdm and pandas tell
    by this name that they are in a notebook.
    """

    streams: Streams
    displayhook_class = Type(RecordingHook)
    display_pub_class = Type(RecordingPublisher)
    exiter = Instance(ZMQExitAutocall)
    autoindent = CBool(False)
    keepkernel_on_exit = None
    last_stack: list[str] | None = None
    # A cell's text and what became of it, for the one who asks next.
    transformed: tuple[str, str] | None = None

    def transform_cell(self, raw_cell: str) -> str:
        """IPython's own, which is asked twice for each cell; the second time it is known."""
        known, self.transformed = self.transformed, None
        if known is not None and known[0] is raw_cell:
            return known[1]
        text: str = super().transform_cell(raw_cell)
        return text

    @default("exiter")
    def _default_exiter(self) -> ZMQExitAutocall:
        return ZMQExitAutocall(self)

    def __init__(self, **traits: Any) -> None:
        config = Config()
        config.HistoryManager.hist_file = ":memory:"
        # tqdm knows a notebook by this section.
        config.IPKernelApp.name = "notebook"
        super().__init__(config=config, compiler_class=CellCompiler, **traits)
        # ipywidgets asks the kernel for the message that is being answered.
        self.kernel = SimpleNamespace(get_parent=self.get_parent)
        cast(ExtensionManager, self.extension_manager).load_extension("storemagic")

    def attach(self, streams: Streams) -> None:
        """Record what is shown to these streams' recorder."""
        self.streams = streams
        cast(RecordingHook, self.displayhook).streams = streams
        cast(RecordingPublisher, self.display_pub).streams = streams

    def make_formatters(self) -> None:
        """Make what is otherwise made when the first value is shown."""
        cast(DisplayFormatter, self.display_formatter).format(0)

    def start_in(self, folder: Path) -> None:
        """Begin the history of working folders."""
        cast(HistoryManager, self.history_manager).dir_hist[:] = [folder]

    def get_parent(self) -> dict[str, Any]:
        """The message that a kernel would be answering."""
        return {"header": {"msg_id": f"cell {self.execution_count}"}}

    def set_parent(self, parent: dict[str, Any]) -> None:
        """A kernel's outputs would follow another message; here there is one only."""

    def init_ipython_dir(self, ipython_dir: str | None) -> None:
        """No directory is made."""

    def init_profile_dir(self, profile_dir: object) -> None:
        """No profile is made; what magics keep in it lives as long as the notebook."""
        self.db = Drawer()

    def init_virtualenv(self) -> None:
        """Not wanted in a kernel either."""

    def init_hooks(self) -> None:
        """Help pages go to a pager of the front end, which a notebook file does not have."""
        super().init_hooks()
        self.set_hook("show_in_pager", page.as_hook(_do_nothing), 99)

    def init_magics(self) -> None:
        """IPython's magics, with a kernel's in place of those that open a program."""
        super().init_magics()
        self.register_magics(KernelMagics)
        self.magics_manager.register_alias("ed", "edit")

    @contextlib.contextmanager
    def _tee(self, channel: str) -> Iterator[None]:
        """IPython keeps a second copy of all output in memory; one copy is enough."""
        yield

    def _format_exception_for_storage(self, exception: BaseException, *_: Any) -> dict[str, Any]:
        """IPython formats every traceback a second time for its history; once is slow enough."""
        return {}

    def _showtraceback(self, etype: type[BaseException], evalue: Any, stb: Any) -> None:
        self.last_stack = stb
        self.streams.flush()
        self.streams.recorder.error(etype.__name__, str(evalue), stb)

    def enable_gui(self, gui: str | None = None) -> None:
        """There is no window system."""
        if gui not in (None, "inline", "asyncio"):
            raise UsageError(f"there is no window system for {gui!r} here")

    def ask_exit(self) -> None:
        """`exit` ends nothing: the cells that follow are still to be graded."""

    def raw_input(self, prompt: str = "") -> str:
        """`input()` while a cell runs."""
        raise StdinNotImplementedError(
            "raw_input was called, but this frontend does not support input requests."
        )

    def getpass(self, prompt: str = "", stream: Any = None, **options: Any) -> str:
        """`getpass.getpass()` while a cell runs."""
        raise StdinNotImplementedError(
            "getpass was called, but this frontend does not support input requests."
        )

    def system_piped(self, cmd: str) -> None:
        """Run a command in a shell (`!cmd`), its output on stdout."""
        if cmd.rstrip().endswith("&"):
            raise OSError("Background processes not supported.")
        super().system_piped(cmd)

    system = system_piped


InteractiveShellABC.register(ZMQInteractiveShell)


def become_kernel() -> None:
    """Change in this process what a kernel changes in its own.

    A `breakpoint()` that was forgotten stops nothing, because no debugger is attached.
    """
    os.environ.update(ENVIRONMENT)
    sys.argv = ["ipykernel_launcher.py"]
    sys.breakpointhook = _do_nothing
    debugger.Pdb = pdb.Pdb = debugger.InterruptiblePdb  # type: ignore[misc,assignment]
    pdb.set_trace = debugger.set_trace


def _do_nothing(*args: Any, **kwargs: Any) -> None:
    """In the place of a pager, and of a debugger."""
