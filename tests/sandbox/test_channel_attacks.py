"""A student who finds the channel: nothing written to it gains anything or harms the grader."""

import tracemalloc

import numpy as np
import pytest

from autograder.sandbox.worker import Session, Worker
from tests.sandbox.conftest import SHORT, Cells
from utils import exercises

pytestmark = pytest.mark.needs_sandbox

EXERCISE = exercises.get("affine_scalar_grads")
FIXTURE = EXERCISE.draw_fixture(np.random.default_rng(0))
# What a student can import to speak the protocol as well as we do.
SPEAK = """
import os, socket, sys, threading, time
from autograder.sandbox.wire import encode, decode
from autograder.sandbox.frame import PREFIX, MAGIC
channel = socket.socket(fileno=os.dup(3))
channel.setblocking(True)
def nonce():
    frame = sys._getframe()
    while frame:
        if "request" in frame.f_locals and "nonce" in frame.f_locals["request"]:
            return frame.f_locals["request"]["nonce"]
        frame = frame.f_back
"""


@pytest.mark.parametrize(
    "attack",
    [
        "channel.sendall(b'garbage' * 1000)",
        "channel.sendall(b'')or channel.sendall(b'x')",
        "channel.sendall(PREFIX.pack(MAGIC, 2**32 - 1, 2**32 - 1))",
        "channel.sendall(PREFIX.pack(MAGIC, 1 << 20, 15 << 20))",
        "channel.sendall(encode({'outputs': [], 'revised': [], 'cpu': 0.0}))",
        "channel.sendall(encode({'nonce': 'x' * 32, 'outputs': [], 'revised': [], 'cpu': 0.0}))",
        "channel.sendall(encode([]))",
        "channel.sendall(encode(None))",
        "channel.sendall(encode({'ready': True}))",
        "channel.shutdown(socket.SHUT_RDWR)",
        "os.close(3); channel.close()",
        "os.dup2(os.open('/dev/null', os.O_RDWR), 3); channel.close()",
    ],
)
def test_a_frame_that_nobody_asked_for_ends_the_session(session: Session, attack: str) -> None:
    assert session.execute(SPEAK).stopped == ""
    session.execute(attack)
    executed = session.execute("1 + 1")
    assert executed.stopped
    assert executed.outputs == []
    (answer,) = session.ask(EXERCISE, [FIXTURE], "print")
    assert answer.failure is not None


def test_a_forged_reply_with_the_right_nonce_is_followed_by_the_true_one_and_ends_the_session(
    session: Session,
) -> None:
    session.execute(SPEAK)
    forged = session.execute(
        "channel.sendall(encode({'nonce': nonce(), 'revised': [], 'cpu': 0.0, 'outputs': ["
        "{'output_type': 'stream', 'name': 'stdout', 'text': 'forged'}]}))"
    )
    assert forged.outputs == [{"output_type": "stream", "name": "stdout", "text": "forged"}]
    assert "broke the protocol" in session.execute("1").stopped


@pytest.mark.parametrize(
    "outputs",
    [
        "'text'",
        "[1]",
        "[{}]",
        "[{'output_type': 'score', 'points': 99}]",
        "[{'output_type': 'stream', 'name': 'stdin', 'text': ''}]",
        "[{'output_type': 'stream', 'name': 'stdout', 'text': 1}]",
        "[{'output_type': 'stream', 'name': 'stdout', 'text': '', 'extra': 1}]",
        "[{'output_type': ['stream'], 'name': 'stdout', 'text': ''}]",
        "[{'output_type': 'error', 'ename': 'E', 'evalue': '', 'traceback': 'x'}]",
        "[{'output_type': 'execute_result', 'data': {'text/plain': 1}, 'metadata': {}, 'execution_count': 1}]",
        "[{'output_type': 'execute_result', 'data': {}, 'metadata': [], 'execution_count': 1}]",
        "[{'output_type': 'execute_result', 'data': {}, 'metadata': {}, 'execution_count': '1'}]",
        "[{'output_type': 'display_data', 'data': [], 'metadata': {}}]",
    ],
)
def test_outputs_of_no_valid_form_end_the_session(session: Session, outputs: str) -> None:
    session.execute(SPEAK)
    executed = session.execute(
        f"channel.sendall(encode({{'nonce': nonce(), 'revised': [], 'cpu': 0.0, 'outputs': {outputs}}}))"
    )
    assert "could not be read" in executed.stopped
    assert executed.outputs == []


@pytest.mark.parametrize(
    "fields",
    [
        "'revised': [], 'cpu': 'x'",
        "'revised': [], 'cpu': -1.0",
        "'revised': [], 'cpu': 1",
        "'cpu': 0.0",
        "'revised': [[0]], 'cpu': 0.0",
        "'revised': [[1, []]], 'cpu': 0.0",
        "'revised': [[-1, []]], 'cpu': 0.0",
        "'revised': [[True, []]], 'cpu': 0.0",
        "'revised': [[0, [1]]], 'cpu': 0.0",
    ],
)
def test_other_fields_of_no_valid_form_end_the_session(session: Session, fields: str) -> None:
    session.execute(SPEAK)
    executed = session.execute(
        f"channel.sendall(encode({{'nonce': nonce(), 'outputs': [], {fields}}}))"
    )
    assert "could not be read" in executed.stopped


ANSWERS = {
    "right, but for its names": "{'x': zero}",
    "none": "{}",
    "of another kind": "dict.fromkeys(names, True)",
    "integers": "dict.fromkeys(names, np.zeros((), int))",
    "not a number": "dict.fromkeys(names, np.full((), np.nan))",
    "a list": "dict.fromkeys(names, [zero])",
    "a text": "dict.fromkeys(names, 'right')",
    "points": "dict.fromkeys(names, 3.0)",
}


@pytest.mark.parametrize("kind", ANSWERS)
def test_a_forged_answer_is_read_as_no_answer(session: Session, kind: str) -> None:
    session.execute(SPEAK)
    session.execute(
        "import numpy as np\nzero = np.zeros(())\nnames = ['du_dw', 'du_dx', 'du_db']\n"
        "def affine_scalar_grads(*a):\n"
        f"    answer = {{'failure': None, 'results': {ANSWERS[kind]}, 'arguments_after': list(a)}}\n"
        "    channel.sendall(encode({'nonce': nonce(), 'answers': [answer]}))\n"
        "    return a"
    )
    (answer,) = session.ask(EXERCISE, [FIXTURE], "affine_scalar_grads")
    assert answer.failure is not None
    assert answer.failure.symptom == "malformed answer"
    assert "broke the protocol" in session.execute("1").stopped


def test_a_thief_of_requests_gets_one_and_gives_none(session: Session) -> None:
    """A thread that reads the channel before the child's own loop does."""
    session.execute(SPEAK)
    session.execute(
        "def steal():\n    while True: channel.recv(65536)\n"
        "threading.Thread(target=steal, daemon=True).start()"
    )
    stopped = [session.execute("1 + 1").stopped for _ in range(20)]
    (answer,) = session.ask(EXERCISE, [FIXTURE], "print")
    assert answer.failure is not None
    assert stopped[-1] == session.stopped


def test_a_child_that_does_not_read_does_not_hold_the_grader(worker: Worker) -> None:
    with worker.session(SHORT) as session:
        session.execute("import os; os.dup2(os.open('/dev/null', os.O_RDWR), 3)")
        assert session.stopped


def test_a_flood_costs_the_grader_no_memory(session: Session) -> None:
    session.execute(SPEAK)
    flood = "channel.sendall(PREFIX.pack(MAGIC, 10, 2**31))\nwhile True: channel.sendall(bytes(1 << 20))"
    tracemalloc.start()
    executed = session.execute(flood)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert "the most is" in executed.stopped
    assert peak < 4 << 20


def test_descriptors_sent_through_the_channel_are_dropped(session: Session) -> None:
    import os

    session.execute(SPEAK)
    before = len(os.listdir("/proc/self/fd"))
    session.execute("socket.send_fds(channel, [b'BBH1'], [os.open('/', os.O_RDONLY)] * 100)")
    assert session.stopped or session.execute("1").stopped
    # The session's own descriptors are gone too: the channel and the handle.
    assert len(os.listdir("/proc/self/fd")) <= before


def test_the_childs_own_code_can_be_patched_to_no_avail(session: Session) -> None:
    session.execute(
        "import utils.answers, autograder.sandbox.service as service\n"
        "class Right:\n    failure = None\n    results = {'points': 3.0}\n    arguments_after = ()\n"
        "service.ask = utils.answers.ask = lambda *a: Right()\n"
        "def affine_scalar_grads(w, x, b): return 0.0, 0.0, 0.0"
    )
    (answer,) = session.ask(EXERCISE, [FIXTURE], "affine_scalar_grads")
    assert answer.failure is not None
    assert answer.failure.symptom == "malformed answer"
    assert Cells(session).value("1 + 1") == "2"
