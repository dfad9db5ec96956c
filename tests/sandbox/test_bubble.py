"""What goes into the bubble, read off its command line; and the programs in it import each other."""

import ast
import os
from pathlib import Path

import pytest

import autograder
from autograder.sandbox import bubble

PACKAGE = Path(autograder.__path__[0], "sandbox")
INSIDE = sorted(path for path in PACKAGE.glob("*.py") if path.stem not in bubble.OUTSIDE)

pytestmark = pytest.mark.needs_sandbox


@pytest.fixture
def command() -> list[str]:
    made = bubble.build(0)
    made.close()
    return made.arguments


def test_every_wall_is_on_the_command_line(command: list[str]) -> None:
    walls = command[: command.index("--")]
    for word in ("--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts"):
        assert word in walls
    for word in ("--new-session", "--die-with-parent", "--clearenv"):
        assert word in walls
    assert walls[walls.index("--cap-drop") + 1] == "ALL"
    assert walls[-4:-2] == ["--remount-ro", "/"]


def test_nothing_is_bound_so_that_it_could_be_written_to(command: list[str]) -> None:
    kinds = {
        word for word in command[: command.index("--")] if word.startswith("--") and "bind" in word
    }
    assert kinds <= {"--ro-bind", "--ro-bind-try", "--dev-bind"}
    devices = [command[i + 1] for i, word in enumerate(command) if word == "--dev-bind"]
    assert devices == ["/dev/null", "/dev/full", "/dev/random", "/dev/urandom"]


def test_no_bound_folder_holds_the_project_or_a_home(command: list[str]) -> None:
    bound = [Path(command[i + 1]) for i, word in enumerate(command) if word == "--ro-bind"]
    for folder in bound:
        assert not Path.home().is_relative_to(folder)
        assert not PACKAGE.is_relative_to(folder) or "site-packages" in str(PACKAGE)


def test_the_reference_is_not_among_the_shipped_files() -> None:
    import utils

    root = Path(utils.__path__[0])
    shipped = bubble.shipped_files(root)
    assert root / "answers.py" in shipped
    assert (root / "reference").is_dir()
    assert not any("reference" in path.relative_to(root).parts for path in shipped)


def test_descriptors_are_closed_with_the_bubble() -> None:
    before = len(os.listdir("/proc/self/fd"))
    made = bubble.build(0)
    assert len(os.listdir("/proc/self/fd")) > before
    made.close()
    assert len(os.listdir("/proc/self/fd")) == before


@pytest.mark.parametrize("path", INSIDE, ids=lambda path: path.stem)
def test_what_lives_inside_imports_nothing_that_stays_outside(path: Path) -> None:
    inside = {f"autograder.sandbox.{other.stem}" for other in INSIDE}
    imported = set()
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module == "autograder.sandbox":
            imported |= {f"autograder.sandbox.{alias.name}" for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            imported.add(node.module)
        elif isinstance(node, ast.Import):
            imported |= {alias.name for alias in node.names}
    assert {name for name in imported if name.startswith("autograder")} <= inside
