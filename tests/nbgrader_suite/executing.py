"""A pytest plugin: `--no-execute`, which nbgrader's tests of its API use to be quick, executes.

Grading refuses the flag (see `autograder.preprocess`), and these tests ask other things.
"""

from nbgrader.apps.autogradeapp import AutogradeApp


def pytest_configure() -> None:
    """Let the flag do nothing."""
    AutogradeApp.flags["no-execute"] = ({}, "executes all the same")
