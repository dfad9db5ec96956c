"""What an instructor sees while a class is graded: a live bar, or plain lines, and a log.

On a terminal a bar with what is done, how fast, how long it will take, and the
names of those that take long. Anywhere else a line for each submission that was
graded or failed. Either way, on request, a file with one JSON object a line.
"""

import json
import time
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import asdict
from pathlib import Path
from typing import Any, Protocol

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from autograder.errors import UserError
from autograder.grade.outcome import Outcome
from autograder.grade.pool import Running

# A submission under way for longer than this is named.
SLOW_SECONDS = 5.0
_NAMED = 3


class Watcher(Protocol):
    """Hears what happens, in this order: begin, then done and tick, then end."""

    def begin(self, assignment: str, total: int, where: str) -> None: ...
    def done(self, outcome: Outcome) -> None: ...
    def tick(self, running: Sequence[Running]) -> None: ...
    def end(self) -> None: ...


class LiveBar:
    """For a terminal."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            MofNCompleteColumn(),
            TextColumn("{task.fields[rate]}"),
            TimeRemainingColumn(),
            TextColumn("{task.fields[remarks]}"),
            console=console,
            transient=True,
        )
        self._task = self._progress.add_task("", total=None, rate="", remarks="")
        self._failed = self._graded = 0
        self._started = time.monotonic()

    def begin(self, assignment: str, total: int, where: str) -> None:
        first = f"{escape(assignment)}: {total} submissions, {where}"
        self._console.print(first, soft_wrap=True, highlight=False)
        self._started = time.monotonic()
        self._progress.update(self._task, description=escape(assignment), total=total)
        self._progress.start()

    def done(self, outcome: Outcome) -> None:
        self._graded += outcome.verdict == "graded"
        self._failed += outcome.verdict == "failed"
        if outcome.verdict == "failed":
            self._console.print(f"[red]{escape(line_of(outcome))}", soft_wrap=True)
        seconds = time.monotonic() - self._started
        rate = f"{self._graded / seconds:.1f} a second" if self._graded and seconds > 1 else ""
        self._progress.update(self._task, advance=1, rate=rate)

    def tick(self, running: Sequence[Running]) -> None:
        slow = sorted((one for one in running if one.seconds > SLOW_SECONDS), key=_seconds)
        named = [f"{one.student} {one.seconds:.0f} s" for one in slow[-_NAMED:]]
        remarks = [f"[red]{self._failed} failed[/]"] if self._failed else []
        remarks += [f"slow: {escape(', '.join(named))}"] if named else []
        self._progress.update(self._task, remarks=" ".join(remarks))

    def end(self) -> None:
        self._progress.stop()


class PlainLines:
    """For a file, a pipe, a log of a batch system."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._total = self._number = 0
        self._named: set[str] = set()

    def begin(self, assignment: str, total: int, where: str) -> None:
        self._total = total
        self._print(f"{assignment}: {total} submissions, {where}")

    def done(self, outcome: Outcome) -> None:
        self._number += 1
        if outcome.verdict != "unchanged":
            self._print(f"{self._number}/{self._total} {line_of(outcome)}")

    def tick(self, running: Sequence[Running]) -> None:
        for one in running:
            if one.seconds > SLOW_SECONDS and one.student not in self._named:
                self._named.add(one.student)
                self._print(f"{one.student} has been running for {one.seconds:.0f} s")

    def end(self) -> None:
        """Nothing is left to write."""

    def _print(self, text: str) -> None:
        self._console.print(escape(text), soft_wrap=True, highlight=False)


class JsonLines:
    """One JSON object a line, flushed at once, so that a killed run has its log.

    Raises: UserError if the file cannot be written.
    """

    def __init__(self, path: Path) -> None:
        try:
            self._file = path.open("a")
        except OSError as error:
            raise UserError(f"the log {path} cannot be written ({error.strerror})") from error

    def begin(self, assignment: str, total: int, where: str) -> None:
        self._write(event="begin", assignment=assignment, submissions=total, where=where)

    def done(self, outcome: Outcome) -> None:
        self._write(event="done", **asdict(outcome))

    def tick(self, running: Sequence[Running]) -> None:
        """Nothing has happened."""

    def end(self) -> None:
        self._write(event="end")
        self._file.close()

    def _write(self, **entry: Any) -> None:
        self._file.write(json.dumps({"time": round(time.time(), 3), **entry}) + "\n")
        self._file.flush()


class Watchers(AbstractContextManager["Watchers"]):
    """Several that watch together; the end is told whatever happens."""

    def __init__(self, watchers: Sequence[Watcher]) -> None:
        self._watchers = watchers
        self._begun = False

    def begin(self, assignment: str, total: int, where: str) -> None:
        self._begun = True
        for watcher in self._watchers:
            watcher.begin(assignment, total, where)

    def done(self, outcome: Outcome) -> None:
        for watcher in self._watchers:
            watcher.done(outcome)

    def tick(self, running: Sequence[Running]) -> None:
        for watcher in self._watchers:
            watcher.tick(running)

    def __exit__(self, *exception: object) -> None:
        for watcher in self._watchers if self._begun else ():
            watcher.end()


def line_of(outcome: Outcome) -> str:
    """One outcome in a line."""
    if outcome.verdict == "unchanged":
        return f"{outcome.student}: unchanged since it was graded"
    if outcome.verdict == "failed":
        return f"{outcome.student}: not graded: {outcome.reason}"
    text = f"{outcome.student}: {outcome.points:g} of {outcome.of:g} in {outcome.seconds:.2f} s"
    if outcome.penalty:
        text += f", {outcome.penalty:g} taken for being late"
    return text + "".join(f"; {reason}" for reason in outcome.stopped)


def _seconds(running: Running) -> float:
    return running.seconds
