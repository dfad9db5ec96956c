"""Running a module of nbgrader's own tests with plugins of ours under them."""

import os
import re
import subprocess
import sys
from collections.abc import Collection
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def assert_the_same_pass(
    module: str, *plugins: str, folder: Path, intended: Collection[str] = ()
) -> None:
    """Run a module, and find the tests failing that are meant to and no other.

    plugins: modules of this folder. folder: to run in. intended: names of tests.
    """
    report = run(module, *plugins, folder=folder)
    failed = set(re.findall(r"^(?:FAILED|ERROR) \S*::(\w+)", report, re.MULTILINE))
    assert failed == set(intended), report[-3000:]
    passed = re.search(r"(\d+) passed", report)
    assert passed, report[-3000:]
    assert int(passed[1]) > 2 * len(failed)


def run(module: str, *plugins: str, folder: Path) -> str:
    """What pytest prints of one of nbgrader's modules of tests."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",  # nbgrader calls alembic by name
        "PYTHONPATH": str(ROOT),
        "USER": os.environ.get("USER", "instructor"),
    }
    ours = [word for plugin in plugins for word in ("-p", f"tests.nbgrader_suite.{plugin}")]
    quiet = ["-p", "no:cacheprovider", "-p", "no:warnings", "--tb=line", "-rfE"]
    target = ["--pyargs", f"nbgrader.tests.apps.{module}"]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", *ours, *quiet, *target],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return done.stdout
