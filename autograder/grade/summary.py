"""What is printed at the end: scores, failures, the commonest mistakes, where to look."""

import statistics
from collections import Counter
from collections.abc import Sequence

from rich.console import Console
from rich.markup import escape
from rich.table import Table

from autograder.grade.outcome import Outcome

COMMONEST = 5
_BARS = 10


def print_summary(console: Console, outcomes: Sequence[Outcome], places: Sequence[str]) -> None:
    """Print it. places: lines that say where things are."""
    graded = [one for one in outcomes if one.verdict == "graded"]
    failed = [one for one in outcomes if one.verdict == "failed"]
    console.print(_counts(outcomes))
    if graded:
        console.print(_scores([one.points for one in graded], graded[0].of))
        by_hand = sum(one.needs_person for one in graded)
        if by_hand:
            console.print(f"{by_hand} wait for a person's grade (formgrader, Manual Grading).")
    if failed:
        console.print(_failures(failed))
    mistakes = Counter(mistake for one in graded for mistake in one.mistakes)
    if mistakes:
        console.print(_mistakes(mistakes))
    for place in places:
        console.print(escape(place), soft_wrap=True, highlight=False)


def _counts(outcomes: Sequence[Outcome]) -> str:
    counts = Counter(one.verdict for one in outcomes)
    late = sum(1 for one in outcomes if one.verdict == "graded" and one.late)
    text = (
        f"{counts['graded']} graded, {counts['unchanged']} unchanged, {counts['failed']} not graded"
    )
    return text + (f"; {late} were late" if late else "")


def _scores(points: Sequence[float], of: float) -> Table:
    """How many students earned how much, in ten steps."""
    mean, middle = statistics.fmean(points), statistics.median(points)
    title = f"points of {of:g}: mean {mean:.1f}, median {middle:g}"
    table = Table("points", "", "students", title=title, title_justify="left")
    counts = Counter(min(int(_BARS * one / of), _BARS - 1) if of else 0 for one in points)
    widest = max(counts.values())
    for step in range(_BARS):
        low, high = of * step / _BARS, of * (step + 1) / _BARS
        bar = "█" * round(24 * counts[step] / widest)
        table.add_row(f"{low:5.1f} to {high:5.1f}", f"[blue]{bar}", f"{counts[step]:8d}")
    return table


def _failures(failed: Sequence[Outcome]) -> Table:
    table = Table("students", "why", title="not graded", title_justify="left")
    reasons: dict[str, list[str]] = {}
    for one in failed:
        # A path names the student, and the same reason has a path for each.
        reason = one.reason.replace(f"/{one.student}/", "/*/")
        reasons.setdefault(reason, []).append(one.student)
    for reason, students in sorted(reasons.items(), key=lambda pair: -len(pair[1])):
        table.add_row(escape(_names(students)), escape(reason))
    return table


def _mistakes(mistakes: Counter[tuple[str, str]]) -> Table:
    title = "the commonest mistakes"
    table = Table("students", "exercise", "mistake", title=title, title_justify="left")
    for (exercise, mistake), count in mistakes.most_common(COMMONEST):
        table.add_row(f"{count:8d}", escape(exercise), escape(mistake))
    return table


def _names(students: Sequence[str]) -> str:
    shown = ", ".join(students[:5])
    return shown if len(students) <= 5 else f"{shown} and {len(students) - 5} more"
