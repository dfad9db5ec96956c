"""nbgrader's own tests, unchanged, with the sandboxed pipeline under them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

MODULES = ("test_nbgrader_autograde", "test_api", "test_nbgrader_generate_feedback")
# What is meant to differ, and why.
INTENDED = {
    "test_side_effects": "a file that a notebook writes stays in the sandbox",
    "test_no_execute": "scores are never taken from outputs that a student handed in",
    "test_handle_failure": "a test cell of an unknown name is the student's own, not a failure",
    "test_handle_failure_single_notebook": "the same",
    "test_missing_source_kernelspec": "the kernel that a student names counts for nothing",
}

pytestmark = [pytest.mark.needs_sandbox]


@pytest.mark.parametrize("module", MODULES)
def test_the_same_tests_pass_as_with_stock_nbgrader(module: str, root: Path, tmp_path: Path):
    report = run_in_sandbox(module, root, tmp_path)
    failed = set(re.findall(r"^FAILED \S*::(\w+)", report, re.MULTILINE))
    intended = {name for name in INTENDED if module == "test_nbgrader_autograde"}
    assert failed == intended, report[-3000:]
    passed = re.search(r"(\d+) passed", report)
    assert passed
    assert int(passed[1]) > 2 * len(failed)


def run_in_sandbox(module: str, root: Path, folder: Path) -> str:
    """What pytest prints of one of nbgrader's modules of tests."""
    scripts = Path(sys.executable).parent
    environment = {
        **os.environ,
        "PATH": f"{scripts}{os.pathsep}{os.environ['PATH']}",  # nbgrader calls alembic by name
        "PYTHONPATH": str(root),
        "USER": os.environ.get("USER", "instructor"),
    }
    plugins = [
        "-p",
        "tests.nbgrader_suite.in_sandbox",
        "-p",
        "no:cacheprovider",
        "-p",
        "no:warnings",
    ]
    command = [sys.executable, "-m", "pytest", "-q", "--tb=line", "-rf", *plugins]
    target = ["--pyargs", f"nbgrader.tests.apps.{module}"]
    run = subprocess.run(
        [*command, *target],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    return run.stdout
