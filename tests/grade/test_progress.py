"""What is shown while a class is graded, and at the end."""

import io
import json
from pathlib import Path

import pytest
from rich.console import Console

from autograder.errors import UserError
from autograder.grade.outcome import Outcome
from autograder.grade.pool import Running
from autograder.grade.progress import JsonLines, LiveBar, PlainLines, Watchers
from autograder.grade.summary import print_summary

RIGHT = Outcome("s001", "graded", 40.0, 46.0, 0.5, late=60.0, penalty=4.0)
BROKEN = Outcome("s[red]2", "failed", reason="a link; [bold]links are not followed")
MISTAKEN = Outcome("s003", "graded", 10.0, 46.0, 0.4, mistakes=(("mse_vjp", "factor 2 missing"),))
OLD = Outcome("s004", "unchanged")


def console(*, terminal: bool) -> Console:
    return Console(file=io.StringIO(), force_terminal=terminal, width=100, color_system=None)


def written(where: Console) -> str:
    assert isinstance(where.file, io.StringIO)
    return where.file.getvalue()


def watch(watchers: Watchers) -> None:
    with watchers:
        watchers.begin("1-affine", 4, "2 workers")
        for outcome in (RIGHT, BROKEN, MISTAKEN, OLD):
            watchers.done(outcome)
        watchers.tick([Running("s005", 33.0), Running("s006", 1.0)])


def test_plain_lines_tell_each_that_was_graded_or_failed() -> None:
    out = console(terminal=False)
    watch(Watchers([PlainLines(out)]))
    assert written(out).splitlines() == [
        "1-affine: 4 submissions, 2 workers",
        "1/4 s001: 40 of 46 in 0.50 s, 4 taken for being late",
        "2/4 s[red]2: not graded: a link; [bold]links are not followed",
        "3/4 s003: 10 of 46 in 0.40 s",
        "s005 has been running for 33 s",
    ]


def test_the_live_bar_counts_and_names_the_slow_and_the_failed() -> None:
    out = console(terminal=True)
    watch(Watchers([LiveBar(out)]))
    shown = written(out)
    assert "4/4" in shown
    assert "slow: s005 33 s" in shown
    assert "s006" not in shown
    assert "1 failed" in shown
    assert "s[red]2: not graded" in shown


def test_the_log_has_an_object_a_line_and_is_added_to(tmp_path: Path) -> None:
    path = tmp_path / "log.jsonl"
    for _ in range(2):
        watch(Watchers([JsonLines(path)]))
    entries = [json.loads(line) for line in path.read_text().splitlines()]
    assert [entry["event"] for entry in entries] == 2 * ["begin", *4 * ["done"], "end"]
    assert entries[2]["reason"] == BROKEN.reason


def test_a_log_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="cannot be written"):
        JsonLines(tmp_path / "nowhere" / "log.jsonl")


def test_the_end_is_told_when_something_raises() -> None:
    out = console(terminal=True)
    watchers = Watchers([LiveBar(out)])

    def interrupted() -> None:
        with watchers:
            watchers.begin("1-affine", 4, "2 workers")
            raise KeyError

    with pytest.raises(KeyError):
        interrupted()
    before = written(out)
    watchers.tick([])
    assert written(out) == before  # the bar is gone


def test_the_summary_says_how_many_why_and_what() -> None:
    out = console(terminal=False)
    print_summary(out, [RIGHT, BROKEN, MISTAKEN, OLD], ["Records for you alone: there"])
    text = written(out)
    assert "2 graded, 1 unchanged, 1 not graded; 1 were late" in text
    assert "points of 46: mean 25.0, median 25" in text
    assert "[bold]links are not followed" in text
    assert "factor 2 missing" in text
    assert "Records for you alone: there" in text


def test_the_summary_of_nothing_has_no_empty_tables() -> None:
    out = console(terminal=False)
    print_summary(out, [OLD], [])
    assert written(out) == "0 graded, 1 unchanged, 0 not graded\n"
