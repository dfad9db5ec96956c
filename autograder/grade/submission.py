"""One student's submission as it lies on disk, read once, with its content hash."""

import hashlib
import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath

from nbgrader.utils import find_all_files

from autograder.grade.key import AssignmentKey
from autograder.grading.intake import (
    DEFAULT_CAPS,
    RefusedSubmission,
    check_folder,
    read_bytes,
)

NOT_THERE = "missing"


@dataclass(frozen=True)
class Submission:
    """A submission's folder. notebooks: name -> path of those to grade, of the assignment's own.

    missing: notebooks of the assignment that were not handed in.
    unknown: paths of notebooks that the assignment does not have.
    """

    student: str
    folder: Path
    notebooks: Mapping[str, Path]
    missing: tuple[str, ...]
    unknown: tuple[Path, ...] = ()


@dataclass(frozen=True)
class Content:
    """Everything that was handed in. files: by path relative to the folder, the
    assignment's own in place of the student's where both have one."""

    notebooks: Mapping[str, bytes]
    files: Mapping[str, bytes]

    def hashes(self, key: AssignmentKey, missing: tuple[str, ...]) -> dict[str, str]:
        """Notebook -> hash of all that its grading depends on, the due date apart."""
        beside = hashlib.sha256()
        for name, content in sorted(self.files.items()):
            beside.update(hashlib.sha256(os.fsencode(name)).digest())
            beside.update(hashlib.sha256(content).digest())
        found = dict.fromkeys(missing, NOT_THERE)
        for name, content in self.notebooks.items():
            parts = key.fingerprint(name), beside.digest(), hashlib.sha256(content).digest()
            found[name] = hashlib.sha256(b"".join(parts)).hexdigest()
        return found


def read_content(
    submission: Submission, own_files: Mapping[str, bytes], ignore: list[str]
) -> Content:
    """Read a submission with caps, following no link.

    own_files: the assignment's files besides its notebooks.
    Raises: RefusedSubmission, which names the file and the reason.
    """
    check_folder(submission.folder)
    notebooks = {
        name: read_bytes(path, DEFAULT_CAPS.notebook_bytes)
        for name, path in submission.notebooks.items()
    }
    files = {**read_files(submission.folder, ignore), **own_files}
    _check_paths({*files, *(f"{name}.ipynb" for name in notebooks)}, submission.folder)
    return Content(notebooks, files)


def _check_paths(names: set[str], folder: Path) -> None:
    """Refuse a file that stands where the assignment has a folder, or the other way round."""
    for name in names:
        above = {str(parent) for parent in PurePath(name).parents}
        if clash := above & names:
            raise RefusedSubmission(
                f"{folder / min(clash)}: a file, where the assignment has a folder"
            )


def read_files(folder: Path, ignore: list[str]) -> dict[str, bytes]:
    """The files of a folder besides its notebooks, as nbgrader would copy them."""
    paths = sorted(map(Path, find_all_files(str(folder), [*ignore, "*.ipynb"])))
    return {
        str(path.relative_to(folder)): read_bytes(path, DEFAULT_CAPS.file_bytes) for path in paths
    }
