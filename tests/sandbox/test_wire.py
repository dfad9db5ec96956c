"""The wire: what goes in comes out, and nothing that comes in does harm."""

import contextlib
import json
import struct
import tracemalloc

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from autograder.sandbox.frame import MAGIC, PREFIX, Caps, ProtocolError
from autograder.sandbox.wire import decode, encode

SMALL = Caps(message=1 << 16, header=1 << 14, depth=20)

ARRAYS = st.sampled_from([np.float64, np.int64, np.bool_]).flatmap(
    lambda dtype: hnp.arrays(dtype, hnp.array_shapes(min_dims=0, max_dims=4, min_side=0))
)
LEAVES = (
    st.none()
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False, allow_infinity=False)
    | st.text(st.characters(exclude_categories=["Cs"]))
    | st.binary()
    | ARRAYS
)
KEYS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["!array", "!bytes", "!text", "!", "!!array"]
)
VALUES = st.recursive(
    LEAVES, lambda inner: st.lists(inner) | st.dictionaries(KEYS, inner), max_leaves=30
)


def same(one, other):
    """Equal in value and in exact type; NaN equals NaN of the same bits."""
    if type(one) is not type(other):
        return False
    if isinstance(one, np.ndarray):
        return (one.dtype, one.shape, one.tobytes()) == (other.dtype, other.shape, other.tobytes())
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[k], other[k]) for k in one)
    if isinstance(one, list):
        return len(one) == len(other) and all(map(same, one, other))
    return repr(one) == repr(other)


@given(VALUES)
def test_a_value_comes_out_as_it_went_in(value):
    assert same(decode(encode(value)), value)


def test_a_long_text_travels_beside_the_header():
    text = "é" * 100_000
    assert decode(encode({"text": text}, Caps(header=1000)), Caps(header=1000)) == {"text": text}


def test_an_array_that_is_not_contiguous_keeps_its_values():
    array = np.arange(12.0).reshape(3, 4).T[::-1]
    assert same(decode(encode(array)), np.ascontiguousarray(array))


def test_a_decoded_array_can_be_written_to():
    array = decode(encode(np.zeros(3)))
    array[0] = 1.0
    assert array[0] == 1.0


@pytest.mark.parametrize(
    "value",
    [
        object(), {1}, 1j, {1: 2}, float("nan"), float("inf"), 2**63, -(2**63) - 1, "\ud800",
        np.float64(1.0), np.zeros(2, np.float32), np.array(["a"]), np.array([object()]),
        np.zeros(2, [("a", float)]), np.zeros((1,) * 9), {"a": {"\udfff": 1}},
    ],
    ids=lambda value: repr(value).partition(" at 0x")[0],
)  # fmt: skip
def test_what_is_no_plain_data_is_not_sent(value):
    with pytest.raises(ProtocolError):
        encode(value)


def test_a_subclass_of_a_plain_type_is_not_sent():
    class Liar(dict):
        pass

    with pytest.raises(ProtocolError):
        encode(Liar())


def test_what_nests_in_itself_is_not_sent():
    endless: list[object] = []
    endless.append(endless)
    with pytest.raises(ProtocolError):
        encode(endless)


@given(st.binary(max_size=200))
def test_arbitrary_bytes_raise_nothing_but_a_protocol_error(frame):
    with pytest.raises(ProtocolError):
        decode(frame, SMALL)


@given(header=st.binary(max_size=300) | st.text(max_size=100).map(str.encode), body=st.binary())
def test_an_arbitrary_header_raises_nothing_but_a_protocol_error(header, body):
    with pytest.raises(ProtocolError):
        decode(PREFIX.pack(MAGIC, len(header), len(body)) + header + body, SMALL)


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text()
    | st.sampled_from(["float64", "int64", "bool", "object"]),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(st.text() | st.sampled_from(["!array", "!bytes", "!text", "!!x"]), inner)
        | st.fixed_dictionaries(
            {"!array": st.tuples(st.sampled_from(["float64", "bool"]), inner, inner)}
        )
    ),
    max_leaves=20,
)


@given(value=JSON, lengths=st.lists(st.integers(-1, 40), max_size=4), body=st.binary(max_size=80))
def test_forged_headers_give_a_plain_value_or_a_protocol_error(value, lengths, body):
    header = json.dumps([value, lengths]).encode()
    frame = PREFIX.pack(MAGIC, len(header), len(body)) + header + body
    try:
        decoded = decode(frame, SMALL)
    except ProtocolError:
        return
    assert is_plain(decoded)
    encode(decoded)


def is_plain(value):
    """Made of exact built-in types and arrays of the allowed dtypes."""
    if type(value) is list:
        return all(map(is_plain, value))
    if type(value) is dict:
        return all(type(key) is str and is_plain(item) for key, item in value.items())
    if type(value) is np.ndarray:
        return value.dtype in (np.float64, np.int64, np.bool_)
    return value is None or type(value) in (bool, int, float, str, bytes)


@given(VALUES, st.data())
def test_a_spoiled_frame_gives_a_plain_value_or_a_protocol_error(value, data):
    frame = bytearray(encode(value))
    for _ in range(data.draw(st.integers(1, 4))):
        frame[data.draw(st.integers(0, len(frame) - 1))] = data.draw(st.integers(0, 255))
    with contextlib.suppress(ProtocolError):
        assert is_plain(decode(frame))


@given(VALUES, st.data())
def test_a_frame_cut_short_is_refused(value, data):
    frame = encode(value)
    with pytest.raises(ProtocolError):
        decode(frame[: data.draw(st.integers(0, len(frame) - 1))])


def frame_of(header: str, body: bytes = b"") -> bytes:
    return PREFIX.pack(MAGIC, len(header.encode()), len(body)) + header.encode() + body


@pytest.mark.parametrize(
    ("header", "body"),
    [
        ("[NaN,[]]", b""),
        ("[Infinity,[]]", b""),
        ("[1e999,[]]", b""),
        ("[9223372036854775808,[]]", b""),
        ("[" + "1" * 5000 + ",[]]", b""),
        ('["\\ud800",[]]', b""),
        ('[{"\\ud800":1},[]]', b""),
        ('[{"a":1,"a":2},[]]', b""),
        ('[{"!odd":1},[]]', b""),
        ("[" * 200 + "]" * 200, b""),
        ("[" * 100_000, b""),
        ('["' + '\\"' * 20_000, b""),
        ("[1,[],2]", b""),
        ("[1]", b""),
        ("{}", b""),
        ("[1,[1]]", b"x"),
        ("[1,[-1,1]]", b""),
        ("[1,[true]]", b"x"),
        ("[1,[1.0]]", b"x"),
        ('[{"!bytes":0},[2]]', b"x"),
        ('[{"!bytes":1},[1]]', b"x"),
        ('[{"!bytes":-1},[1]]', b"x"),
        ('[{"!bytes":true},[0,1]]', b"x"),
        ('[[{"!bytes":0},{"!bytes":0}],[1]]', b"x"),
        ('[{"!text":0},[1]]', b"\xff"),
        ('[{"!array":["float64",[1],0]},[7]]', b"1234567"),
        ('[{"!array":["float64",[-1],0]},[8]]', b"12345678"),
        ('[{"!array":["float64",[-1,-1],0]},[8]]', b"12345678"),
        ('[{"!array":["float64",[true],0]},[8]]', b"12345678"),
        ('[{"!array":["float64",[1.0],0]},[8]]', b"12345678"),
        ('[{"!array":["float64",[4611686018427387904,2],0]},[0]]', b""),
        ('[{"!array":["float64",[2147483647,2147483647,0],0]},[0]]', b""),
        ('[{"!array":["float64",[1,1,1,1,1,1,1,1,1],0]},[8]]', b"12345678"),
        ('[{"!array":["object",[1],0]},[8]]', b"12345678"),
        ('[{"!array":["<f4",[2],0]},[8]]', b"12345678"),
        ('[{"!array":[["float64"],[1],0]},[8]]', b"12345678"),
        ('[{"!array":["float64",1,0]},[8]]', b"12345678"),
        ('[{"!array":["bool",[1],0]},[1]]', b"\x02"),
    ],
)
def test_a_malformed_frame_is_refused(header, body):
    with pytest.raises(ProtocolError):
        decode(frame_of(header, body))


@pytest.mark.parametrize(
    "prefix",
    [
        struct.pack("!4sII", b"GZIP", 2, 0),
        struct.pack("!4sII", MAGIC, 2**32 - 1, 0),
        struct.pack("!4sII", MAGIC, 10, 2**32 - 1),
        struct.pack("!4sII", MAGIC, 1 << 15, 0),
    ],
)
def test_a_frame_that_announces_too_much_is_refused_by_its_prefix(prefix):
    with pytest.raises(ProtocolError):
        decode(prefix, SMALL)


def widest(piece: str, count: int) -> str:
    return "[[" + ",".join([piece] * count) + "],[]]"


@pytest.mark.parametrize(
    "header",
    [
        widest("[]", 20_000), widest("{}", 20_000), widest('""', 40_000), widest("1e99", 40_000),
        widest('{"a":[]}', 10_000), '["' + "x" * (Caps().header - 10) + '",[]]',
    ],
    ids=["lists", "mappings", "texts", "numbers", "both", "one text"],
)  # fmt: skip
def test_decoding_never_takes_more_memory_than_the_cap_of_a_message(header):
    frame = frame_of(header)
    tracemalloc.start()
    decode(frame)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < Caps().message


def test_more_pieces_than_the_cap_are_refused_before_they_are_made():
    frame = frame_of(widest("{}", 300_000))
    tracemalloc.start()
    with pytest.raises(ProtocolError, match="pieces"):
        decode(frame)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 4 * len(frame)


def test_a_message_beyond_the_cap_is_not_sent():
    with pytest.raises(ProtocolError):
        encode(np.zeros(10_000), SMALL)
