"""sys.stdout and sys.stderr of a notebook, and what is written below them.

File descriptors 1 and 2 lead to temporary files without a name. Whoever writes
there, a subprocess or a C library, is read when Python itself writes, displays
or ends the cell; so the order is kept as far as Python takes part in it, no
thread is needed, and nothing can block on a full pipe. Input is at its end.
"""

import codecs
import os
import tempfile
from fcntl import F_GETFL, F_SETFL, fcntl
from io import TextIOBase
from os import getpid

from autograder.sandbox.recorder import Recorder

NUMBERS = {"stdout": 1, "stderr": 2}
# A file that was read up to here starts again at zero, so that the cap on the
# size of files is not reached by a notebook that has many short outputs.
_REWIND = 1 << 20


class Descriptor:
    """What is written to one file descriptor, read back as text."""

    def __init__(self, number: int) -> None:
        # Named outright: asking tempfile for its folder would fix it for the student's code.
        with tempfile.TemporaryFile(dir=os.environ.get("TMPDIR") or "/tmp") as file:
            self._fd = os.dup(file.fileno())
        fcntl(self._fd, F_SETFL, fcntl(self._fd, F_GETFL) | os.O_APPEND)
        os.dup2(self._fd, number)
        self._offset = 0
        self._decoder = codecs.getincrementaldecoder("utf-8")(errors="replace")

    def read(self, most: int) -> str:
        """What is new, at most so many bytes of it; the rest is skipped.

        A descriptor that the student closed has nothing new.
        """
        try:
            size = os.fstat(self._fd).st_size
            if size == self._offset:
                return ""
            data = os.pread(self._fd, min(size - self._offset, most + 1), self._offset)
            self._offset = size
            if size > _REWIND:
                os.ftruncate(self._fd, 0)
                self._offset = 0
        except OSError:
            return ""
        return self._decoder.decode(data)


class Streams:
    """Both streams of one notebook, with their descriptors."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self._pid = getpid()
        self._below: dict[str, Descriptor] = {}
        self.stdout = OutStream("stdout", self)
        self.stderr = OutStream("stderr", self)

    def take_descriptors(self) -> None:
        """Make file descriptors 1 and 2 lead here, and 0 to nothing."""
        null = os.open(os.devnull, os.O_RDWR)
        os.dup2(null, 0)
        os.close(null)
        self._below = {name: Descriptor(number) for name, number in NUMBERS.items()}

    def write(self, name: str, text: str) -> None:
        """Record text, behind what came through the descriptor before it."""
        if getpid() != self._pid:  # a process that the student forked
            os.write(NUMBERS[name], text.encode("utf-8", "replace"))
            return
        self._absorb(name)
        self.recorder.write(name, text)

    def flush(self, *names: str) -> None:
        """Show what was written so far to these streams; to both if none is named."""
        if getpid() == self._pid:
            for name in names or NUMBERS:
                self._absorb(name)
            self.recorder.flush(*names)

    def _absorb(self, name: str) -> None:
        if name in self._below and self.recorder.listening:
            self.recorder.write(name, self._below[name].read(self.recorder.room))


class OutStream(TextIOBase):
    """A notebook's stream: text only, without a buffer, never a terminal."""

    encoding = "UTF-8"

    def __init__(self, name: str, streams: Streams) -> None:
        self.name = name
        self._streams = streams
        self._nowhere: int | None = None

    def write(self, string: str) -> int:
        """Record a piece of text; returns its length."""
        if not isinstance(string, str):
            raise TypeError(f"write() argument must be str, not {type(string)}")
        if self.closed:
            raise ValueError("I/O operation on closed file")
        self._streams.write(self.name, str.__str__(string))
        return len(string)

    def flush(self) -> None:
        """Show what was written so far, before anything that comes later on the other stream."""
        if not self.closed:
            self._streams.flush(self.name)

    def fileno(self) -> int:
        """A descriptor that leads nowhere; ipykernel's leads to the terminal of its start."""
        if self._nowhere is None:
            self._nowhere = os.open(os.devnull, os.O_WRONLY)
        return self._nowhere

    def writable(self) -> bool:
        """True."""
        return True
