"""A gradebook in PostgreSQL gets the rows that one in SQLite gets."""

import os
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.grade.classes import grade, in_folders, make_class, on_record

pytestmark = [pytest.mark.needs_sandbox, pytest.mark.needs_postgresql]

ASSIGNMENT = "1-affine"
# PostgreSQL refuses to run as root.
OWNER = "nobody" if os.geteuid() == 0 else ""


def program(name: str) -> str:
    """Path of one of PostgreSQL's programs, which Debian keeps off the PATH."""
    places = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda path: path.parent.name)
    found = shutil.which(name, path=os.pathsep.join([*map(str, places[::-1]), os.environ["PATH"]]))
    assert found, f"{name} is not installed"
    return found


def run(*line: str) -> None:
    owner = ["setpriv", f"--reuid={OWNER}", "--clear-groups", "--"] if OWNER else []
    subprocess.run([*owner, *line], check=True, cwd="/", stdout=subprocess.DEVNULL)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """URL of an empty database in a server of our own, on loopback."""
    folder = Path(tempfile.mkdtemp(prefix="postgresql-"))
    if OWNER:
        shutil.chown(folder, OWNER)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    data = str(folder / "data")
    run(program("initdb"), "-D", data, "-U", "grader", "-A", "trust")
    options = f"-p {port} -k {folder} -c listen_addresses=127.0.0.1"
    log = str(folder / "log")
    run(program("pg_ctl"), "-D", data, "-w", "-l", log, "-o", options, "start")
    try:
        run(program("createdb"), "-h", "127.0.0.1", "-p", str(port), "-U", "grader", "course")
        yield f"postgresql+psycopg://grader@127.0.0.1:{port}/course"
    finally:
        run(program("pg_ctl"), "-D", data, "-m", "fast", "-w", "stop")
        shutil.rmtree(folder)


def test_the_rows_are_the_same(server: str, tmp_path: Path) -> None:
    here = make_class(tmp_path / "sqlite", ASSIGNMENT, 6)
    there = make_class(
        tmp_path / "postgresql", ASSIGNMENT, 6, settings=f"c.CourseDirectory.db_url = {server!r}"
    )
    shutil.copy(here / "course_secret", there / "course_secret")
    for root in (here, there):
        done = grade(root, ASSIGNMENT)
        assert done.returncode == 0, done.stderr
    assert not (there / "gradebook.db").exists()
    assert on_record(there, server) == on_record(here)
    assert in_folders(there) == in_folders(here)
    assert "0 graded, 6 unchanged" in grade(there, ASSIGNMENT).stdout


def test_a_server_that_is_not_there_is_told(tmp_path: Path) -> None:
    root = make_class(tmp_path / "course", ASSIGNMENT, 1)
    done = grade(root, ASSIGNMENT, "--db=postgresql+psycopg://grader@127.0.0.1:9/course")
    assert done.returncode == 1
    assert "refused" in done.stderr
    assert "Traceback" not in done.stderr
