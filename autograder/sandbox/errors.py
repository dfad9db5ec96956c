"""The grader's own failures, told apart from everything that a student did."""

from autograder.errors import UserError


class SandboxError(UserError):
    """The sandbox could not be had, or broke for no student's fault. Says what and what to do."""
