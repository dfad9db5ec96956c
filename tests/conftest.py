"""What the whole suite shares."""

import os
import shutil
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes says how loaded the machine is, and nothing of the code.
settings.register_profile(
    "any machine", deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any machine")

# marker -> what a test with it needs, and the commands by which that is known.
NEEDS = {
    "needs_sandbox": ("bubblewrap", ("bwrap",)),
    "needs_chromium": ("Chromium", ("chromium", "chromium-browser", "google-chrome")),
    "needs_postgresql": ("PostgreSQL", ("initdb",)),
}
# What takes minutes, the longest first.
SLOW = ("nbgrader_suite", "grade", "grading", "sandbox", "browser")
# Debian keeps PostgreSQL's programs off the PATH.
PLACES = os.pathsep.join([os.environ["PATH"], *map(str, Path("/usr/lib/postgresql").glob("*/bin"))])


@pytest.fixture(scope="session")
def root() -> Path:
    """The project's folder."""
    return Path(__file__).resolve().parents[1]


def missing() -> dict[str, str]:
    """marker -> what is not installed here."""
    return {
        marker: what
        for marker, (what, commands) in NEEDS.items()
        if not any(shutil.which(command, path=PLACES) for command in commands)
    }


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The quick ones first; and skip what needs something that is not here."""
    items.sort(key=lambda item: _place(item.path))
    for marker, what in missing().items():
        skip = pytest.mark.skip(reason=f"{what} is not installed (`make system` installs it)")
        for item in items:
            if item.get_closest_marker(marker):
                item.add_marker(skip)


def _place(path: Path) -> int:
    """0 for what is quick; after that the longest first, so that no worker ends long after all."""
    folder = path.relative_to(Path(__file__).parent).parts[0]
    return SLOW.index(folder) + 1 if folder in SLOW else 0


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    """Say aloud what was not tested: a line among a thousand would be overlooked."""
    for what in missing().values():
        text = f"Skipped: every test that needs {what}, because it is not installed;"
        terminalreporter.write_line(f"{text} `make system` installs it.", red=True)
