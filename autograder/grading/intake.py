"""Reading what was handed in, without following, copying or believing it.

Everything that could hurt before any code runs is refused here with an error
that names the student's file and the reason: links, devices, too many files,
too large a file, JSON that is none or is nested without end.
"""

import json
import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.errors import UserError


class RefusedSubmission(UserError):
    """A submission that is not graded at all. The text says which file, and why."""


@dataclass(frozen=True)
class IntakeCaps:
    """What a submission may be. Bytes, and numbers of files."""

    notebook_bytes: int = 64 << 20
    file_bytes: int = 16 << 20
    total_bytes: int = 128 << 20
    files: int = 1000
    folders_deep: int = 20
    cells: int = 2000


DEFAULT_CAPS = IntakeCaps()


def check_folder(folder: Path, caps: IntakeCaps = DEFAULT_CAPS) -> list[Path]:
    """The regular files of a submission.

    Raises: RefusedSubmission for a link, a device, or more than the caps allow.
    """
    files: list[Path] = []
    total = 0
    for path, entry in _walk(folder, caps.folders_deep):
        files.append(path)
        total += entry.st_size
        limit = caps.notebook_bytes if path.suffix == ".ipynb" else caps.file_bytes
        if entry.st_size > limit:
            raise RefusedSubmission(f"{path}: {entry.st_size} bytes; at most {limit} are read")
        if len(files) > caps.files or total > caps.total_bytes:
            raise RefusedSubmission(
                f"{folder}: more than {caps.files} files or {caps.total_bytes} bytes"
            )
    return files


def read_notebook(path: Path, caps: IntakeCaps = DEFAULT_CAPS) -> NotebookNode:
    """A submitted notebook, in nbformat 4, whatever version it was saved in.

    Raises: RefusedSubmission if it cannot be read.
    """
    return parse_notebook(read_bytes(path, caps.notebook_bytes), str(path), caps)


def read_bytes(path: Path, limit: int) -> bytes:
    """A regular file's bytes, at most limit of them; a link is not followed.

    Raises: RefusedSubmission if it is a link, no regular file, or longer.
    """
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK)
    except OSError as error:
        raise RefusedSubmission(f"{path}: cannot be read ({error.strerror})") from error
    with open(descriptor, "rb") as file:
        if not stat.S_ISREG(os.fstat(descriptor).st_mode):
            raise RefusedSubmission(f"{path}: no regular file")
        content = file.read(limit + 1)
    if len(content) > limit:
        raise RefusedSubmission(f"{path}: more than {limit} bytes")
    return content


def parse_notebook(content: bytes, name: str, caps: IntakeCaps = DEFAULT_CAPS) -> NotebookNode:
    """A notebook in nbformat 4 from the bytes of a file.

    name: what to call it in an error.
    Raises: RefusedSubmission if it is no notebook.
    """
    try:
        notebook = nbformat.reads(_without_outputs(content), as_version=4)
    except RecursionError as error:
        raise RefusedSubmission(f"{name}: nested too deeply to be a notebook") from error
    except (nbformat.ValidationError, ValueError, LookupError, TypeError, AttributeError) as error:
        # Errors of form are the first two; a notebook of a strange shape shows as
        # the others when nbformat converts it.
        raise RefusedSubmission(f"{name}: no readable notebook ({_brief(error)})") from error
    if len(notebook.cells) > caps.cells:
        raise RefusedSubmission(f"{name}: {len(notebook.cells)} cells; at most {caps.cells}")
    for cell in notebook.cells:
        if not isinstance(cell.get("source"), str):
            raise RefusedSubmission(f"{name}: a cell has no source")
        if not isinstance(cell.get("cell_type"), str):
            raise RefusedSubmission(f"{name}: a cell has no type")
    return notebook


def _without_outputs(content: bytes) -> str:
    """The notebook's text with outputs dropped, which may be most of it and count for nothing."""
    tree = json.loads(content.decode("utf-8-sig"))
    if not isinstance(tree, dict):
        raise ValueError("the file holds no JSON object")
    sheets = tree.get("worksheets") or [tree]
    for cell in (cell for sheet in sheets for cell in sheet.get("cells", ())):
        if "outputs" in cell:
            cell["outputs"] = []
    return json.dumps(tree)


def _walk(folder: Path, depth: int) -> Iterator[tuple[Path, os.stat_result]]:
    if folder.is_symlink():
        raise RefusedSubmission(f"{folder}: a link; links are not followed")
    if depth == 0:
        raise RefusedSubmission(f"{folder}: folders nested too deeply")
    with os.scandir(folder) as entries:
        for entry in sorted(entries, key=lambda entry: entry.name):
            status = entry.stat(follow_symlinks=False)
            path = Path(entry.path)
            if stat.S_ISLNK(status.st_mode):
                raise RefusedSubmission(f"{path}: a link; links are not followed")
            if stat.S_ISDIR(status.st_mode):
                yield from _walk(path, depth - 1)
            elif stat.S_ISREG(status.st_mode):
                yield path, status
            else:
                raise RefusedSubmission(f"{path}: neither a file nor a folder")


def _brief(error: Exception) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text[:120]}"
