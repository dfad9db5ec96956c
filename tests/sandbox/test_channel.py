"""One end of the socket: a peer that stalls, drips, floods or goes does not hold it."""

import itertools
import socket
import threading
from collections.abc import Iterator

import numpy as np
import pytest

from autograder.sandbox.channel import Channel, ChannelClosed, Stalled
from autograder.sandbox.frame import MAGIC, PREFIX, Caps, ProtocolError
from autograder.sandbox.wire import encode


@pytest.fixture
def ends() -> Iterator[tuple[Channel, socket.socket]]:
    """Our channel, and the peer's bare socket."""
    ours, theirs = socket.socketpair()
    channel = Channel(ours, Caps(message=1 << 22))
    yield channel, theirs
    channel.close()
    theirs.close()


Ends = tuple[Channel, socket.socket]


def test_what_is_sent_is_received() -> None:
    one, other = (Channel(end) for end in socket.socketpair())
    value = {"x": np.arange(3.0), "text": "é" * 1000}
    one.send(value)
    received = other.receive()
    assert received is not None
    assert received[0]["text"] == value["text"]
    np.testing.assert_array_equal(received[0]["x"], value["x"])
    one.close()
    other.close()


def test_a_message_larger_than_the_socket_holds_arrives_whole() -> None:
    one, other = (Channel(end) for end in socket.socketpair())
    sender = threading.Thread(target=one.send, args=(bytes(8_000_000),))
    sender.start()
    assert other.receive() == (bytes(8_000_000),)
    sender.join()
    one.close()
    other.close()


def test_two_messages_in_one_packet_are_two(ends: Ends) -> None:
    channel, peer = ends
    peer.sendall(encode(1) + encode(2))
    assert channel.receive() == (1,)
    assert channel.has_more()
    assert channel.receive() == (2,)
    assert not channel.has_more()


def test_half_a_message_is_kept_for_the_next_call(ends: Ends) -> None:
    channel, peer = ends
    frame = encode("hello")
    for cut in (3, PREFIX.size, PREFIX.size + 2):
        peer.sendall(frame[:cut])
        assert channel.receive(seconds=0) is None
        peer.sendall(frame[cut:])
        assert channel.receive() == ("hello",)


def test_a_peer_that_says_nothing_does_not_hold_the_reader(ends: Ends) -> None:
    assert ends[0].receive(seconds=0) is None


def test_a_peer_that_drips_does_not_hold_the_reader(
    ends: Ends, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A byte is there whenever the reader looks, and each look takes a second."""
    channel, peer = ends
    peer.sendall(PREFIX.pack(MAGIC, 100, 1 << 20) + bytes(50_000))
    seconds = itertools.count()
    monkeypatch.setattr("autograder.sandbox.channel.time.monotonic", lambda: next(seconds))
    real = channel._stream
    monkeypatch.setattr(channel, "_stream", Dripping(real))
    assert channel.receive(seconds=20) is None
    assert next(seconds) < 100


class Dripping:
    """A socket that gives one byte at a time."""

    def __init__(self, real: socket.socket) -> None:
        self._real = real

    def recv(self, count: int) -> bytes:
        return self._real.recv(1)

    def recv_into(self, buffer: memoryview) -> int:
        return self._real.recv_into(buffer[:1])

    def fileno(self) -> int:
        return self._real.fileno()

    def close(self) -> None:
        self._real.close()


def test_a_peer_that_does_not_read_does_not_hold_the_writer(ends: Ends) -> None:
    with pytest.raises(Stalled):
        ends[0].send(bytes(3_000_000), seconds=0)


@pytest.mark.parametrize("first", [b"", b"BB", encode("hello")[:-1]])
def test_a_peer_that_goes_is_told_apart_from_one_that_is_slow(ends: Ends, first: bytes) -> None:
    channel, peer = ends
    peer.sendall(first)
    peer.close()
    with pytest.raises(ChannelClosed):
        channel.receive()


def test_sending_to_a_peer_that_has_gone_is_an_error_of_the_protocol(ends: Ends) -> None:
    channel, peer = ends
    peer.close()
    with pytest.raises(ChannelClosed):
        channel.send(bytes(1_000_000))


@pytest.mark.parametrize(
    "bytes_sent",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        PREFIX.pack(MAGIC, 2**32 - 1, 0),
        PREFIX.pack(MAGIC, 10, 1 << 22),
        PREFIX.pack(MAGIC, 0, 0),
        PREFIX.pack(MAGIC, 2, 0) + b"[]",
    ],
)
def test_what_is_no_message_is_an_error_of_the_protocol(ends: Ends, bytes_sent: bytes) -> None:
    channel, peer = ends
    peer.sendall(bytes_sent)
    with pytest.raises(ProtocolError):
        channel.receive()
