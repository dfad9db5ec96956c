"""The course's secret, from which the inputs of the hidden tests are drawn.

It lies in the course folder beside the gradebook, outside git, readable by its
owner only. With it an instructor can repeat every drawing; without it nobody
can foresee one.
"""

import contextlib
import hashlib
import hmac
import os
import secrets
import tempfile
from pathlib import Path

from autograder.errors import UserError

FILE_NAME = "course_secret"
_BYTES = 32


def course_secret(root: Path) -> bytes:
    """The secret of the course in a folder; made when it is first asked for.

    Raises: UserError if the file is there but holds no secret.
    """
    path = root / FILE_NAME
    if not path.exists():
        _make(path)
    return _read(path)


def seed_for(secret: bytes, *labels: str) -> bytes:
    """The seed of one drawing, such as of (assignment, student, notebook, exercise)."""
    # Each label with its length, so that no two lists of labels give one message.
    message = b"".join(len(label.encode()).to_bytes(4, "big") + label.encode() for label in labels)
    return hmac.new(secret, message, hashlib.sha256).digest()


def _make(path: Path) -> None:
    """Written whole and then given its name, so that no other process reads half of it."""
    with tempfile.NamedTemporaryFile("w", dir=path.parent, prefix=".secret-") as file:
        file.write(secrets.token_hex(_BYTES) + "\n")
        file.flush()
        with contextlib.suppress(FileExistsError):  # another process was first: its secret counts
            os.link(file.name, path)


def _read(path: Path) -> bytes:
    text = path.read_text().strip()
    try:
        secret = bytes.fromhex(text)
    except ValueError:
        secret = b""
    if len(secret) != _BYTES:
        raise UserError(
            f"{path} holds no secret ({2 * _BYTES} hexadecimal digits). Put the saved one back; "
            "or, if "
            "no grades depend on it yet, delete it and a new one is made."
        )
    return secret
