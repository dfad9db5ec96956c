"""`autograder bundle`: what a student is given, as one zip, and as a wheel for a JupyterHub image.

For the instructor. Both are made from one and the same folder, which is
assembled from release/ and the shipped part of utils and is searched for
answers before anything is packed. utils.reference and this package are never
copied into it.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from autograder.errors import UserError
from autograder.leaks import answer_lines, find_leaks
from autograder.release import built_release, differences, files_in

# What only an instructor's commands need, and nothing that a student installs asks for.
INSTRUCTORS_OWN = ("pyseccomp", "rich")
NOT_SHIPPED = ("reference", "__pycache__", ".ipynb_checkpoints")
# One date for every file, so that the same content makes the same bytes.
DATE = (2020, 1, 1, 0, 0, 0)
EPOCH = "1577836800"

PYPROJECT = """\
[build-system]
requires = ["setuptools>=77"]
build-backend = "setuptools.build_meta"

[project]
name = "{name}-student"
version = "{version}"
description = "Backprop by Hand: what the notebooks of the course import"
license = "BSD-3-Clause"
requires-python = "{requires-python}"
dependencies = [
{dependencies}
]

[tool.setuptools.packages.find]
include = ["utils*"]

[tool.setuptools.package-data]
"*" = ["*.css", "*.csv", "*.html", "*.js", "*.json", "*.npz"]
"""


def build_bundle(project: Path, out: Path) -> tuple[Path, Path]:
    """Write the zip and the wheel into a folder.

    Returns: their paths.
    Raises: UserError if release/ is not what source/ gives, if an answer is
        found in what would be handed out, or if the wheel cannot be built.
    """
    with built_release(project) as built:
        odd = differences(project / "release", built)
    if odd:
        raise UserError(f"release/{odd[0]}; run `autograder release` first")
    out.mkdir(parents=True, exist_ok=True)
    settings = _settings(project)
    name = f"{settings['name']}-{settings['version']}"
    with TemporaryDirectory(prefix="bundle-") as folder:
        tree = Path(folder) / name
        assemble(project, tree)
        leaks = find_leaks(files_in(tree), answer_lines(project / "source"))
        if leaks:
            raise UserError("\n".join(["this would give answers away:", *leaks]))
        packed = _pack(tree, out / f"{name}.zip")
        return packed, _build_wheel(tree, out)


def assemble(project: Path, tree: Path) -> None:
    """Lay out what a student gets in a new folder: notebooks, utils, and how to install them."""
    ignore = shutil.ignore_patterns(*NOT_SHIPPED)
    shutil.copytree(project / "release", tree / "notebooks", ignore=ignore)
    shutil.copytree(project / "utils", tree / "utils", ignore=ignore)
    shutil.copy(project / "docs" / "student-readme.md", tree / "README.md")
    shutil.copy(project / "LICENSE", tree / "LICENSE")
    for name in ("requirements.txt", "environment.yml"):
        (tree / name).write_text(student_requirements(project / name), encoding="utf-8")
    (tree / "pyproject.toml").write_text(student_pyproject(project), encoding="utf-8")


def student_requirements(path: Path) -> str:
    """The course's requirements or environment without what only instructors need."""
    lines = path.read_text(encoding="utf-8").replace("-e .\n", ".\n").splitlines(keepends=True)
    return "".join(line for line in lines if not line.lstrip(" -").startswith(INSTRUCTORS_OWN))


def student_pyproject(project: Path) -> str:
    """The pyproject.toml of the bundle: utils alone, and nothing that only instructors need."""
    settings = _settings(project)
    needed = [d for d in settings["dependencies"] if not d.startswith(INSTRUCTORS_OWN)]
    dependencies = "\n".join(f'    "{dependency}",' for dependency in needed)
    return PYPROJECT.format_map({**settings, "dependencies": dependencies})


def _settings(project: Path) -> dict[str, Any]:
    with (project / "pyproject.toml").open("rb") as file:
        settings: dict[str, Any] = tomllib.load(file)["project"]
    return settings


def _pack(tree: Path, path: Path) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files_in(tree).items():
            info = zipfile.ZipInfo(f"{tree.name}/{name}", DATE)
            info.external_attr = 0o644 << 16
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, content)
    return path


def _build_wheel(tree: Path, out: Path) -> Path:
    # Without build isolation: setuptools is here already, and a network may not be.
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--no-build-isolation"]
    run = subprocess.run(
        [*command, "--wheel-dir", str(tree.parent / "wheel"), str(tree)],
        env={**os.environ, "SOURCE_DATE_EPOCH": EPOCH},
        capture_output=True,
        text=True,
        check=False,
    )
    if run.returncode:
        raise UserError(f"pip could not build the wheel:\n{run.stderr.strip()}")
    (wheel,) = (tree.parent / "wheel").glob("*.whl")
    return Path(shutil.copy(wheel, out / wheel.name))


def main(argv: list[str]) -> int:
    """Build the zip for students and the wheel for a JupyterHub image, without any answer."""
    parser = argparse.ArgumentParser(prog="autograder bundle", description=main.__doc__)
    parser.add_argument("--project", type=Path, default=Path(), help="folder that has source/")
    parser.add_argument("--out", type=Path, default=Path("dist"), help="folder to write into")
    options = parser.parse_args(argv)
    for path in build_bundle(options.project, options.out):
        print(f"{path} ({path.stat().st_size / 1024:.0f} KiB)")
    return 0
