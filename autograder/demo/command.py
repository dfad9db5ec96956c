"""`autograder demo`: a simulated class, graded, with its feedback pages."""

import argparse
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from autograder.course import open_course, quiet_nbgrader, succeed
from autograder.demo.classroom import Classroom, prepare_folder, simulate_class
from autograder.demo.plan import StudentPlan
from autograder.grade import command as grading

console = Console()


def main(argv: list[str]) -> int:
    """Simulate a class of one assignment, grade it, write feedback, and print the scores."""
    options = _parser().parse_args(argv)
    prepare_folder(options.project, options.course)
    with _progress() as progress, quiet_nbgrader():
        task = progress.add_task("handing in", total=options.students)
        room = simulate_class(
            options.course,
            options.assignment,
            students=options.students,
            seed=options.seed,
            done=lambda student: progress.advance(task),
        )
    if options.grade:
        if grading.main([room.assignment, f"--course-dir={room.root.resolve()}"]) != 0:
            return 1
        with _progress() as progress, quiet_nbgrader():
            _write_feedback(room, progress)
        scores = read_scores(room)
        console.print(score_table(room, scores))
        _print_where_to_look(room)
        return 0 if _as_expected(room, scores) else 1
    console.print(f"{options.students} submissions are in {room.root / 'submitted'}, ungraded.")
    return 0


def read_scores(room: Classroom) -> dict[str, dict[str, float]]:
    """student -> notebook -> points, from the gradebook, without what is graded by hand."""
    scores: dict[str, dict[str, float]] = {}
    with open_course(room.root).gradebook as gradebook:
        for plan in room.plans:
            submission = gradebook.find_submission(room.assignment, plan.student)
            scores[plan.student] = {
                notebook.name: sum(grade.auto_score or 0.0 for grade in notebook.grades)
                for notebook in submission.notebooks
            }
    return scores


def score_table(room: Classroom, scores: dict[str, dict[str, float]]) -> Table:
    """A row for each student: kind, points for each notebook, points in all."""
    most = {name: sum(room.points[e] for e in names) for name, names in room.notebooks.items()}
    table = Table(title=f"{room.assignment}: points of the hidden tests")
    table.add_column("student")
    table.add_column("handed in")
    for name, points in most.items():
        table.add_column(f"{name}\nof {points:g}", justify="right")
    table.add_column(f"all\nof {sum(most.values()):g}", justify="right")
    for plan in room.plans:
        row = [scores[plan.student].get(name, 0.0) for name in most]
        table.add_row(plan.student, plan.kind, *(f"{points:g}" for points in [*row, sum(row)]))
    return table


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="autograder demo", description=main.__doc__)
    parser.add_argument("--assignment", default="1-affine")
    parser.add_argument("--students", type=_positive, default=12)
    parser.add_argument("--seed", type=int, default=0, help="the same seed makes the same class")
    parser.add_argument("--course", type=Path, default=Path("demo"), help="folder to make it in")
    parser.add_argument("--project", type=Path, default=Path(), help="folder that has source/")
    parser.add_argument("--no-grade", dest="grade", action="store_false", help="hand in only")
    return parser


def _positive(word: str) -> int:
    number = int(word)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{word} students make no class")
    return number


def _progress() -> Progress:
    columns = (TextColumn("{task.description:<12}"), BarColumn(), MofNCompleteColumn())
    return Progress(*columns, TimeElapsedColumn(), console=console)


def _write_feedback(room: Classroom, progress: Progress) -> None:
    write = open_course(room.root).generate_feedback
    for plan in progress.track(room.plans, description="feedback"):
        succeed(write(room.assignment, plan.student), f"feedback of {plan.student}")


def _as_expected(room: Classroom, scores: dict[str, dict[str, float]]) -> bool:
    """Say so where a simulated student did not earn what they should have."""
    odd = [plan for plan in room.plans if not _same(room, plan, scores)]
    for plan in odd:
        earned = sum(scores[plan.student].values())
        console.print(
            f"[red]{plan.student} earned {earned:g}; {room.expected_score(plan):g} was due"
        )
    return not odd


def _same(room: Classroom, plan: StudentPlan, scores: dict[str, dict[str, float]]) -> bool:
    return abs(sum(scores[plan.student].values()) - room.expected_score(plan)) < 0.005


def _print_where_to_look(room: Classroom) -> None:
    first = room.root / "feedback" / room.plans[0].student / room.assignment
    console.print(f"Feedback pages: {room.root / 'feedback'} (begin with {first})", soft_wrap=True)
    console.print(f"Formgrader:     cd {room.root} && jupyter lab, then Nbgrader > Formgrader")
    console.print(f"As a student:   jupyter lab release/{room.assignment}", soft_wrap=True)
