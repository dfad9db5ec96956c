"""Inside the child: answering the parent's requests, one after the other.

It shares its process with the student's code, which can do with it whatever it
likes: forge a reply, patch a function, close the channel. None of that gains
anything, because the parent takes each reply for what it is, the word of a
student. This module has to be robust, not trusted.
"""

import contextlib
import io
import os
import signal
import warnings
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import Any

import numpy as np

from autograder.sandbox.channel import Channel
from autograder.sandbox.frame import ProtocolError
from autograder.sandbox.limits import Limits
from autograder.sandbox.places import CWD
from autograder.sandbox.shell import Shell
from autograder.sandbox.wire import encode
from utils import exercises
from utils.answers import Answer, ask
from utils.exercises import Exercise, Fixture
from utils.results import Misfit, Result

Message = dict[str, Any]


def serve(channel: Channel, shell: Shell, limits: Limits) -> None:
    """Answer requests until the parent closes the channel."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a late interrupt hits nothing
    handlers = {"write": _write, "execute": _execute, "ask": _ask}
    channel.send({"ready": True})
    while True:
        received = channel.receive()
        if received is None:
            continue
        (request,) = received
        reply = _shielded(handlers[request["do"]], shell, limits, request)
        try:
            channel.send({"nonce": request["nonce"], **reply})
        except ProtocolError as error:
            channel.send({"nonce": request["nonce"], "unsendable": str(error)})


def _shielded(
    handler: Callable[[Shell, Limits, Message], Message],
    shell: Shell,
    limits: Limits,
    request: Message,
) -> Message:
    """A reply even where the student's code left something behind that raises."""
    try:
        return handler(shell, limits, request)
    except BaseException as error:  # noqa: BLE001 - it is the student's, told to the parent
        return {"unsendable": f"{type(error).__name__} on the way out"}


def _write(shell: Shell, limits: Limits, request: Message) -> Message:
    """Append to one of the student's files in the working folder."""
    path = Path(CWD).joinpath(*PurePosixPath(request["name"]).parts)
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(request["content"])
    return {"done": True}


def _execute(shell: Shell, limits: Limits, request: Message) -> Message:
    before = _processor_seconds()
    outputs = shell.run_cell(request["source"], output_limit=limits.output)
    cpu = max(0.0, _processor_seconds() - before)
    revised = [[position, changed] for position, changed in shell.revised().items()]
    return {"outputs": outputs, "revised": revised, "cpu": cpu}


def _ask(shell: Shell, limits: Limits, request: Message) -> Message:
    name, exercise = request["function"], exercises.get(request["exercise"])
    if name not in shell.namespace:
        missing = _misfit("not defined", f"{exercise.name} is not defined in the notebook.")
        return {"answers": [{"failure": missing} for _ in request["drawings"]]}
    fixtures = [Fixture(one["sizes"], one["values"]) for one in request["drawings"]]
    answers: list[Message] = []
    try:
        with _quietly():
            for fixture in fixtures:
                answer = _one_answer(exercise, shell.namespace[name], fixture)
                answers.append(answer)
    except KeyboardInterrupt:
        late = _misfit("too slow", f"{exercise.name} did not come back in time.")
        answers += [{"failure": late} for _ in fixtures[len(answers) :]]
    return {"answers": answers}


def _one_answer(exercise: Exercise, function: Callable[..., object], fixture: Fixture) -> Message:
    try:
        return _answer_to_plain(ask(exercise, function, fixture))
    except KeyboardInterrupt:
        raise
    except BaseException as error:  # noqa: BLE001 - such as GeneratorExit, raised on purpose
        text = f"your function raised {type(error).__name__}"
        return {"failure": _misfit("raised an error", text)}


def _answer_to_plain(answer: Answer) -> Message:
    if answer.failure is not None:
        return {"failure": _misfit(answer.failure.symptom, answer.failure.message)}
    return {
        "failure": None,
        "results": {name: _result_to_plain(result) for name, result in answer.results.items()},
        "arguments_after": [_or_none(argument) for argument in answer.arguments_after],
    }


def _result_to_plain(result: Result) -> object:
    return _misfit(result.symptom, result.message) if isinstance(result, Misfit) else result


def _or_none(argument: object) -> object:
    """An argument as the student's code left it; None where it is nothing that can be sent."""
    try:
        encode(argument)
    except ProtocolError:
        return None
    return argument


def _misfit(symptom: str, message: str) -> Message:
    clean = [text.encode("utf-8", "replace").decode() for text in (symptom, message)]
    return {"symptom": clean[0], "message": clean[1]}


@contextlib.contextmanager
def _quietly() -> Iterator[None]:
    """Interruptible, and silent: nothing of an asked function is shown anywhere."""
    sink = _Sink()
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        with (
            contextlib.redirect_stdout(sink),
            contextlib.redirect_stderr(sink),
            warnings.catch_warnings(),
            np.errstate(all="ignore"),
        ):
            warnings.simplefilter("ignore")
            yield
    finally:
        signal.signal(signal.SIGINT, before)


class _Sink(io.TextIOBase):
    """Takes any amount of text and keeps none."""

    def write(self, text: str) -> int:
        return len(text)


def _processor_seconds() -> float:
    """Of this process and of those that it has waited for."""
    own = os.times()
    return own.user + own.system + own.children_user + own.children_system
