"""The console script `autograder`: one command a module, imported when it is asked for.

A command's module has `main(argv) -> int`, whose number is the exit status.
Errors that a user can mend are raised as `UserError` and shown as one line.
"""

import sys
from collections.abc import Sequence
from importlib import import_module

from autograder.errors import UserError

COMMANDS = {
    "grade": ("autograder.grade.start", "grade a whole class in parallel, in sandboxes"),
    "demo": ("autograder.demo.command", "simulate a class, grade it, write feedback"),
    "doctor": ("autograder.sandbox.doctor", "say whether the sandbox works, and what is missing"),
    "release": ("autograder.release", "build release/ from source/"),
    "bundle": ("autograder.bundle", "build the zip and the wheel for students"),
    "format": ("autograder.canonical", "write source notebooks in canonical form"),
}


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; 0 for success, 1 for a failure, 2 for a wrong call."""
    words = list(sys.argv[1:] if argv is None else argv)
    if not words or words[0] not in COMMANDS:
        asked = words[:1] in (["-h"], ["--help"])
        print(_usage(), file=sys.stdout if asked or not words else sys.stderr)
        return 0 if asked else 2
    module, _ = COMMANDS[words[0]]
    try:
        status: int = import_module(module).main(words[1:])
    except UserError as error:
        print(f"autograder {words[0]}: {error}", file=sys.stderr)
        return 1
    return status


def _usage() -> str:
    lines = [f"  {name:<10} {what}" for name, (_, what) in COMMANDS.items()]
    head, foot = "usage: autograder COMMAND [options]", "autograder COMMAND --help tells more."
    return "\n".join([head, "", *lines, "", foot])


if __name__ == "__main__":
    sys.exit(main())
