"""A pytest plugin: nbgrader's own tests with `autograder grade` for `nbgrader autograde`.

pytest -p tests.nbgrader_suite.in_parallel --pyargs nbgrader.tests.apps.test_nbgrader_autograde
"""

from nbgrader.apps.nbgraderapp import NbGraderApp

from autograder.grade.command import GradeApp


def pytest_configure() -> None:
    """Put the command in the other's place. One worker is enough for a class of two."""
    NbGraderApp.subcommands["autograde"] = (GradeApp, "grade a class in parallel")
    GradeApp.workers.default_value = 1
    GradeApp.workers.default_args = (1,)
