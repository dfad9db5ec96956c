"""What is graded already, and who is grading now.

For each submission a small file beside the instructor's records says how far it
got and what was graded, by content hash. It is written first and last of all
that the recorder writes (see the package), whole or not at all.
"""

import contextlib
import fcntl
import json
import os
import tempfile
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from autograder.errors import UserError
from autograder.grading.record import FOLDER

LOCK = ".autograder-grade.lock"


@dataclass(frozen=True)
class State:
    """How far a submission got. hashes: notebook -> hash of what was graded.

    due: the due date that penalties were reckoned from, extensions included.
    whole: False from the first step of recording until the last.
    """

    hashes: Mapping[str, str] = field(default_factory=dict)
    due: str = ""
    whole: bool = False


def state_path(root: Path, assignment: str, student: str) -> Path:
    """Where the state of a submission lies."""
    return root / FOLDER / assignment / student / ".graded"


def read_state(path: Path) -> State | None:
    """The state, or None if no run of ours has begun to record this submission."""
    try:
        return State(**json.loads(path.read_text()))
    except FileNotFoundError:
        return None
    except (ValueError, TypeError):  # not ours, or of another version: grade again
        return State()


def write_state(path: Path, state: State) -> None:
    """Write it whole, and have it on disk before what follows."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(
        "w", dir=path.parent, prefix=path.name, suffix=".part", delete=False
    ) as file:
        try:
            json.dump(asdict(state), file)
            file.flush()
            os.replace(file.name, path)
        except BaseException:
            os.unlink(file.name)
            raise


@contextlib.contextmanager
def lock_course(root: Path) -> Iterator[None]:
    """Keep a second run out of a course; the kernel lets go when this process ends.

    Raises: UserError if there is one, or the folder cannot be written to.
    """
    path = root / LOCK
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o644)
    except OSError as error:
        raise UserError(
            f"{path} cannot be written ({error.strerror}); nothing was graded"
        ) from error
    with open(descriptor, "r+") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            other = file.read().strip() or "another process"
            raise UserError(
                f"this course is being graded by {other}; wait for it, or stop it. {path}"
            ) from error
        file.seek(0)
        file.truncate()
        file.write(f"process {os.getpid()}\n")
        file.flush()
        yield
