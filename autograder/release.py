"""`autograder release`: release/ from source/, by nbgrader's own GenerateAssignment.

For the instructor, and for the test that the committed release/ is what
source/ gives. It works in a temporary course folder and without a gradebook,
so that a course which is running never notices; `nbgrader generate_assignment`
remains the way to put an assignment into the gradebook, and gives the same files.
"""

import argparse
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from autograder.course import CONFIG_NAME, open_course, quiet_nbgrader, succeed
from autograder.errors import UserError

CHECKPOINTS = ".ipynb_checkpoints"


@contextmanager
def built_release(project: Path) -> Iterator[Path]:
    """A temporary folder that holds release/ as built from the project's source/.

    Raises: UserError if there is no source/, or nbgrader refuses a notebook.
    """
    names = assignments(project)
    with TemporaryDirectory(prefix="release-") as folder:
        course = Path(folder).resolve()
        ignore = shutil.ignore_patterns(CHECKPOINTS)
        shutil.copytree(project / "source", course / "source", ignore=ignore)
        shutil.copy(project / CONFIG_NAME, course / CONFIG_NAME)
        api = open_course(course)
        api.config.GenerateAssignment.no_database = True
        api.config.SaveCells.enabled = False
        with quiet_nbgrader():
            for name in names:
                succeed(api.generate_assignment(name), f"releasing {name}")
        yield course / "release"


def assignments(project: Path) -> list[str]:
    """Names of the folders in source/ that hold a notebook.

    Raises: UserError if there is none.
    """
    folders = sorted({path.parent.name for path in (project / "source").glob("*/*.ipynb")})
    if not folders:
        raise UserError(f"{project.resolve()} has no notebooks in source/; is it the project?")
    return folders


def differences(committed: Path, built: Path) -> list[str]:
    """What is not the same in two release folders, one line for each file, in order."""
    there, wanted = files_in(committed), files_in(built)
    lines = [f"{name}: missing" for name in wanted.keys() - there.keys()]
    lines += [f"{name}: source/ has nothing like it" for name in there.keys() - wanted.keys()]
    lines += [
        f"{name}: not what source/ gives"
        for name in wanted.keys() & there.keys()
        if wanted[name] != there[name]
    ]
    return sorted(lines)


def files_in(folder: Path) -> dict[str, bytes]:
    """Every file under a folder, by its path from there; checkpoints of an editor left out."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and CHECKPOINTS not in path.parts
    }


def main(argv: list[str]) -> int:
    """Build release/ from source/, whole: whatever is not built from source/ is removed."""
    parser = argparse.ArgumentParser(prog="autograder release", description=main.__doc__)
    parser.add_argument("--project", type=Path, default=Path(), help="folder that has source/")
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail if anything would"
    )
    options = parser.parse_args(argv)
    release = options.project / "release"
    with built_release(options.project) as built:
        odd = differences(release, built)
        for line in odd:
            print(f"release/{line}")
        if odd and not options.check:
            if release.exists():
                shutil.rmtree(release)
            shutil.copytree(built, release)
            print("release/ is built anew")
    if not odd:
        print("release/ is what source/ gives")
    return 1 if options.check and odd else 0
