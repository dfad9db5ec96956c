"""The graded submission's folder under `autograded/`: made aside, then put in place whole.

nbgrader's other commands and the formgrader read these folders at any time.
They find the old one or the new one, never half of one.
"""

import os
import shutil
from collections.abc import Mapping
from pathlib import Path

from nbgrader.utils import rmtree

_ASIDE, _OLD = ".grading-", ".replaced-"


def stage(destination: Path, files: Mapping[str, bytes], *, keep: bool, mode: int) -> Path:
    """Write files into a new folder beside the destination.

    keep: begin with what the destination holds. mode: of each file.
    Returns: the folder. Raises: OSError, leaving nothing behind.
    """
    folder = destination.with_name(_ASIDE + destination.name)
    clear(folder)
    folder.parent.mkdir(parents=True, exist_ok=True)
    try:
        if keep and destination.is_dir():
            shutil.copytree(destination, folder)
        else:
            folder.mkdir()
        for name, content in files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.unlink(missing_ok=True)
            path.write_bytes(content)
            path.chmod(mode)
    except BaseException:
        clear(folder)
        raise
    return folder


def put_in_place(staged: Path, destination: Path) -> None:
    """Let the staged folder be the destination."""
    old = destination.with_name(_OLD + destination.name)
    clear(old)
    if destination.exists():
        os.rename(destination, old)
    os.rename(staged, destination)
    clear(old)


def clear(folder: Path) -> None:
    """Remove a folder, however its files are protected; nothing if there is none."""
    if folder.is_dir():
        rmtree(str(folder))


def sweep(destination: Path) -> None:
    """Mend what a killed run left beside a destination."""
    old = destination.with_name(_OLD + destination.name)
    if old.is_dir() and not destination.exists():
        os.rename(old, destination)
    clear(old)
    clear(destination.with_name(_ASIDE + destination.name))


def share_with_group(folder: Path) -> None:
    """What nbgrader does to folders of a course that several instructors share."""
    for path in [folder, *(path for path in folder.rglob("*") if path.is_dir())]:
        path.chmod((path.stat().st_mode | 0o2770) & 0o2777)
