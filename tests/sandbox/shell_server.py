"""Runs notebooks in forks of one process that holds a shell: the sandbox without its walls.

Started by the tests in a process of its own, because a test process has threads
and descriptors that a fork should not inherit. One line of JSON comes in, a
task, and one goes out, what `run` returns.
"""

import builtins
import json
import os
import sys
import time
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from subprocess import PIPE, Popen
from typing import Any

from autograder.sandbox.shell import Shell, make_shell

ROOT = Path(__file__).resolve().parents[2]


class ShellServer:
    """The test's end of a server."""

    def __init__(self, process: "Popen[str]") -> None:
        self._process = process

    def run(self, cells: list[str], cwd: Path, limit: int = 1 << 20) -> dict[str, Any]:
        """Run a notebook's cells in a fresh fork; what `run` below returns."""
        assert self._process.stdin
        assert self._process.stdout
        task = {"cells": cells, "cwd": str(cwd), "limit": limit}
        print(json.dumps(task), file=self._process.stdin, flush=True)
        answer: dict[str, Any] = json.loads(self._process.stdout.readline())
        assert "failed" not in answer, answer["failed"]
        return answer

    def outputs(self, cells: list[str], cwd: Path, limit: int = 1 << 20) -> list[Any]:
        """What each cell recorded."""
        outputs: list[Any] = self.run(cells, cwd, limit)["outputs"]
        return outputs


def warm_environment() -> dict[str, str]:
    """The environment of a process that imports the course and may fork."""
    path = os.pathsep.join(filter(None, (os.environ.get("PYTHONPATH"), str(ROOT))))
    return {**os.environ, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}


@contextmanager
def shell_server(**environment: str) -> Iterator[ShellServer]:
    """A running server."""
    command = [sys.executable, "-m", "tests.sandbox.shell_server"]
    with Popen(
        command, stdin=PIPE, stdout=PIPE, text=True, env={**warm_environment(), **environment}
    ) as process:
        yield ShellServer(process)
        assert process.stdin
        process.stdin.close()


def run(shell: Shell, task: dict[str, Any]) -> dict[str, Any]:
    """Run the cells of one notebook: their outputs, counts, seconds, revisions."""
    began = time.perf_counter()
    shell.after_fork(task["cwd"])
    seconds = [time.perf_counter() - began]
    outputs, counts, revised = [], [], {}
    for source in task["cells"]:
        began = time.perf_counter()
        outputs.append(shell.run_cell(source, output_limit=task["limit"]))
        seconds.append(time.perf_counter() - began)
        counts.append(shell.execution_count)
        revised.update(shell.revised())
    return {"outputs": outputs, "counts": counts, "revised": revised, "seconds": seconds}


def main() -> None:
    """Serve until the input ends."""
    shell = make_shell()
    for line in sys.stdin:
        reading, writing = os.pipe()
        child = os.fork()
        if child == 0:
            os.close(reading)
            # Kept from the student's code, which may spoil whatever it likes.
            dumps, write, leave = json.dumps, os.write, os._exit
            built_in = dict(vars(builtins))
            try:
                recorded = run(shell, json.loads(line))
                vars(builtins).update(built_in)
                answer = dumps(recorded).encode()
            except BaseException:  # noqa: BLE001 - whatever it was, the parent is told
                answer = dumps({"failed": traceback.format_exc()}).encode()
            while answer:
                answer = answer[write(writing, answer) :]
            leave(0)
        os.close(writing)
        with os.fdopen(reading) as pipe:
            print(pipe.read(), flush=True)
        os.waitpid(child, 0)


if __name__ == "__main__":
    main()
