"""What comes back from a worker is read into exact types, or refused."""

import json

import pytest

from autograder.grade.job import Failure, Graded, GradedNotebook, read_graded

GRADED = Graded(
    "s001",
    (
        GradedNotebook(
            "scalar", "{}", {"test-a": 1.5, "derivation": None}, {"a": "No response.", "b": None},
            {"judged": []}, ("a: missing",), ("too slow",),
        ),
    ),
    Failure("no readable notebook", "batched"),
    1.25,
    "here",
)  # fmt: skip


def test_what_is_sent_is_what_is_read() -> None:
    assert read_graded(GRADED.to_bytes()) == GRADED


def spoiled(**changes: object) -> bytes:
    return json.dumps({**json.loads(GRADED.to_bytes()), **changes}).encode()


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x80\x04N.",
        b"[]",
        b"null",
        spoiled(notebooks=7),
        spoiled(notebooks=[{}]),
        spoiled(seconds="soon"),
        spoiled(failure={"whose": "mine"}),
    ],
)
def test_what_is_no_result_is_refused(content: bytes) -> None:
    with pytest.raises((ValueError, TypeError, LookupError)):
        read_graded(content)
