"""Entry of the command: the fork server imports what grading needs while the command does.

Both take a second, and a machine that grades has more than one core.
"""

import multiprocessing
from collections.abc import Sequence
from importlib import import_module
from multiprocessing import forkserver

PRELOADED = ["autograder.grade.quick", "autograder.grade.local"]


def main(argv: Sequence[str]) -> int:
    """Run `autograder.grade.command`, which see."""
    multiprocessing.get_context("forkserver").set_forkserver_preload(PRELOADED)
    forkserver.ensure_running()
    import_module("autograder.grade.quick")
    status: int = import_module("autograder.grade.command").main(argv)
    return status
