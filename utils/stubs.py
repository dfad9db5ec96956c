"""One sentence in place of a traceback where a cell runs into a task that is not written yet.

Installed by `check` in the student's own IPython. Nothing is hidden: the
sentence names the function and says what stands in it, and every other error,
a NotImplementedError of somebody else's code included, is shown in full.
"""

import linecache
from collections.abc import Mapping
from traceback import walk_tb
from types import FrameType, TracebackType
from typing import Any

from IPython import get_ipython
from IPython.core.interactiveshell import InteractiveShell

STUB = "raise NotImplementedError()"


def explain_stubs() -> None:
    """Let IPython, if this is one, explain stubs from now on."""
    shell = get_ipython()
    # Handlers of somebody else's are left alone: IPython keeps only one.
    if shell is not None and not shell.custom_exceptions:
        shell.set_custom_exc((NotImplementedError,), _show)


def stub_sentence(traceback: TracebackType | None, namespace: Mapping[str, Any]) -> str:
    """What to say of an error that a stub of the notebook raised; "" of any other.

    traceback: of the error. namespace: the notebook's variables.
    """
    frames = list(walk_tb(traceback))
    if not frames or not _is_stub(*frames[-1], namespace):
        return ""
    return (
        f"{frames[-1][0].f_code.co_name} is not written yet. Its cell still ends with `{STUB}`: "
        "write your lines in place of that one, run that cell, then run this one again."
    )


def _is_stub(frame: FrameType, line: int, namespace: Mapping[str, Any]) -> bool:
    code = frame.f_code
    if frame.f_globals is not namespace or code.co_name == "<module>":
        return False
    return linecache.getline(code.co_filename, line).strip() == STUB


def _show(
    shell: InteractiveShell,
    kind: type[BaseException],
    error: BaseException,
    traceback: TracebackType | None,
    tb_offset: int | None = None,
) -> list[str]:
    sentence = stub_sentence(traceback, shell.user_ns)
    if sentence:
        # IPython asks an exception for its own traceback before it makes one.
        error._render_traceback_ = lambda: [f"{kind.__name__}: {sentence}"]  # type: ignore[attr-defined]
    shell.showtraceback((kind, error, traceback), tb_offset=tb_offset)
    return []
