"""One end of the socket between the grader and a notebook's process: whole frames, with deadlines.

Used on both sides. On the grader's side the peer is hostile: it may send
nothing, half a frame, a frame without end, or not read what it is sent. None
of these blocks beyond the time given, or allocates more than the caps.
"""

import select
import socket
import time
from typing import Any

from autograder.sandbox.frame import DEFAULT_CAPS, PREFIX, Caps, ProtocolError, read_prefix
from autograder.sandbox.wire import decode_payload, encode


class ChannelClosed(ProtocolError):
    """The other side has gone."""


class Stalled(ProtocolError):
    """The other side does not read what it is sent."""


class Channel:
    """Frames over a stream socket, which it owns and closes."""

    def __init__(self, stream: socket.socket, caps: Caps = DEFAULT_CAPS) -> None:
        self._stream = stream
        self._caps = caps
        stream.setblocking(False)
        self._start_frame()

    def send(self, value: object, *, seconds: float | None = None) -> None:
        """Send one value.

        seconds: how long the other side may take to read it; None waits for ever.
        Raises: Stalled, ChannelClosed; ProtocolError if the value cannot be sent.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        rest = memoryview(encode(value, self._caps))
        while rest:
            try:
                rest = rest[self._stream.send(rest) :]
            except BlockingIOError:
                if not _ready(self._stream, deadline, writing=True):
                    raise Stalled("the other side does not read") from None
            except OSError as error:
                raise ChannelClosed("the other side has gone") from error
            # Also while some is read: a byte now and then must not hold the writer.
            if rest and _is_past(deadline):
                raise Stalled("the other side does not read")

    def receive(self, *, seconds: float | None = None) -> tuple[Any] | None:
        """The next value, in a tuple of one; None if it is not complete after that time.

        What has come of a frame is kept for the next call.
        Raises: ProtocolError, after which the channel is of no more use.
        """
        deadline = None if seconds is None else time.monotonic() + seconds
        while self._missing:
            if not self._read_some() and not _ready(self._stream, deadline, writing=False):
                return None
            # Also while more is coming: a byte now and then must not hold the reader.
            if self._missing and _is_past(deadline):
                return None
        value = decode_payload(memoryview(self._payload), self._header_length, self._caps)
        self._start_frame()
        return (value,)

    def has_more(self) -> bool:
        """Whether something has come that no call of `receive` has returned."""
        return bool(self._prefix) or _ready(self._stream, time.monotonic(), writing=False)

    def fileno(self) -> int:
        return self._stream.fileno()

    def close(self) -> None:
        self._stream.close()

    def _start_frame(self) -> None:
        self._prefix = b""
        self._payload = bytearray()
        self._filled = self._header_length = 0
        self._missing = True

    def _read_some(self) -> bool:
        """Read what is there; False if nothing is."""
        try:
            if len(self._prefix) < PREFIX.size:
                self._read_prefix()
            else:
                self._read_payload()
        except BlockingIOError:
            return False
        except ConnectionError as error:
            raise ChannelClosed("the other side has gone") from error
        return True

    def _read_prefix(self) -> None:
        piece = self._stream.recv(PREFIX.size - len(self._prefix))
        if not piece:
            raise ChannelClosed("the other side has gone")
        self._prefix += piece
        if len(self._prefix) == PREFIX.size:
            self._header_length, body_length = read_prefix(self._prefix, self._caps)
            self._payload = bytearray(self._header_length + body_length)
            self._missing = bool(self._payload)

    def _read_payload(self) -> None:
        count = self._stream.recv_into(memoryview(self._payload)[self._filled :])
        if not count:
            raise ChannelClosed("the other side has gone")
        self._filled += count
        self._missing = self._filled < len(self._payload)


def _is_past(deadline: float | None) -> bool:
    return deadline is not None and time.monotonic() > deadline


def _ready(stream: socket.socket, deadline: float | None, *, writing: bool) -> bool:
    poll = select.poll()
    poll.register(stream, select.POLLOUT if writing else select.POLLIN)
    if deadline is None:
        return bool(poll.poll())
    return bool(poll.poll(max(0.0, deadline - time.monotonic()) * 1000))
