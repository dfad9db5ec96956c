"""The student's bundle: complete, the same each time, and without any answer."""

import ast
import json
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import NamedTuple

import nbformat
import pytest

from autograder.bundle import assemble, build_bundle
from autograder.cli import main
from autograder.leaks import answer_lines, find_leaks

PROJECT = Path(__file__).parents[1]
NOTEBOOKS = sorted(
    path.relative_to(PROJECT / "release") for path in PROJECT.glob("release/*/*.ipynb")
)


class Bundle(NamedTuple):
    """What was built: the zip and the wheel, and each unpacked."""

    zip: Path
    wheel: Path
    unpacked: Path
    installed: Path


@pytest.fixture(scope="module")
def bundle(tmp_path_factory: pytest.TempPathFactory) -> Bundle:
    out = tmp_path_factory.mktemp("bundle")
    packed, wheel = build_bundle(PROJECT, out / "dist")
    with zipfile.ZipFile(packed) as archive:
        archive.extractall(out / "unpacked")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(out / "installed")
    (unpacked,) = (out / "unpacked").iterdir()
    return Bundle(packed, wheel, unpacked, out / "installed")


def contents(path: Path) -> dict[str, bytes]:
    with zipfile.ZipFile(path) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def run_alone(folder: Path, code: str) -> subprocess.CompletedProcess[str]:
    """Run code in a Python that has one folder of ours and the installed libraries.

    -I and -S keep out the working directory, PYTHONPATH, and whatever an editable
    installation of this project would add.
    """
    libraries = json.dumps([str(folder), *_site_packages()])
    preamble = f"import sys; sys.path[:0] = {libraries}\n"
    command = [sys.executable, "-I", "-S", "-c", preamble + code]
    return subprocess.run(command, cwd="/", capture_output=True, text=True, check=False)


def _site_packages() -> list[str]:
    import numpy

    return [str(Path(numpy.__file__).parents[1])]


@pytest.mark.parametrize("kind", ["zip", "wheel"])
def test_nothing_that_is_handed_out_gives_an_answer_away(bundle: Bundle, kind: str) -> None:
    files = contents(getattr(bundle, kind))
    assert any(name.endswith("utils/gradcheck.py") for name in files)
    assert find_leaks(files, answer_lines(PROJECT / "source")) == []


def test_the_zip_holds_all_that_a_student_needs(bundle: Bundle) -> None:
    present = {path.relative_to(bundle.unpacked).as_posix() for path in bundle.unpacked.rglob("*")}
    asked = {
        "README.md",
        "LICENSE",
        "requirements.txt",
        "environment.yml",
        "pyproject.toml",
        "utils",
    }
    assert asked <= present
    assert NOTEBOOKS
    for name in NOTEBOOKS:
        original = (PROJECT / "release" / name).read_bytes()
        assert (bundle.unpacked / "notebooks" / name).read_bytes() == original


def test_zip_and_wheel_hold_the_same_utils(bundle: Bundle) -> None:
    files = (path for path in (PROJECT / "utils").rglob("*") if path.is_file())
    shipped = [path for path in files if not {"reference", "__pycache__"} & {*path.parts}]
    names = {path.relative_to(PROJECT).as_posix() for path in shipped}
    for folder in (bundle.unpacked, bundle.installed):
        found = {
            p.relative_to(folder).as_posix() for p in (folder / "utils").rglob("*") if p.is_file()
        }
        assert found == names
        assert all((folder / n).read_bytes() == (PROJECT / n).read_bytes() for n in names)


def test_the_wheel_holds_utils_and_its_own_record_alone(bundle: Bundle) -> None:
    tops = {path.name for path in bundle.installed.iterdir()}
    assert {name for name in tops if not name.endswith(".dist-info")} == {"utils"}


def test_the_same_project_makes_the_same_bytes(bundle: Bundle, tmp_path: Path) -> None:
    packed, wheel = build_bundle(PROJECT, tmp_path)
    assert packed.read_bytes() == bundle.zip.read_bytes()
    assert wheel.read_bytes() == bundle.wheel.read_bytes()


@pytest.mark.parametrize("form", ["unpacked", "installed"])
def test_a_process_with_the_bundle_alone_has_what_the_notebooks_use(
    bundle: Bundle, form: str
) -> None:
    folder = getattr(bundle, form)
    uses = "\n".join(_uses(bundle.unpacked / "notebooks" / name) for name in NOTEBOOKS)
    run = run_alone(folder, f"{uses}\nimport utils; print(utils.__file__)")
    assert run.returncode == 0, run.stderr
    assert run.stdout.strip() == str(folder / "utils" / "__init__.py")


def _uses(path: Path) -> str:
    """Code that runs a notebook's imports and looks up every name that it uses of them."""
    cells = [c.source for c in nbformat.read(path, as_version=4).cells if c.cell_type == "code"]
    nodes = [node for cell in cells for node in ast.walk(ast.parse(cell))]
    imports = [node for node in nodes if isinstance(node, ast.Import | ast.ImportFrom)]
    names = {alias.asname or alias.name for node in imports for alias in node.names}
    lookups = [
        ast.unparse(n)
        for n in nodes
        if isinstance(n, ast.Attribute) and isinstance(n.value, ast.Name) and n.value.id in names
    ]
    lines = [ast.unparse(node) for node in imports]
    assert any(line.startswith("from utils import") for line in lines)
    return "\n".join([*lines, *lookups])


@pytest.mark.parametrize("form", ["unpacked", "installed"])
@pytest.mark.parametrize("module", ["autograder", "utils.reference", "autograder.hidden"])
def test_a_process_with_the_bundle_alone_has_no_answers(
    bundle: Bundle, form: str, module: str
) -> None:
    run = run_alone(getattr(bundle, form), f"import utils\nimport {module}")
    assert run.returncode == 1
    assert "ModuleNotFoundError: No module named" in run.stderr


def test_an_untouched_task_is_reported_in_the_bundle_as_not_attempted(bundle: Bundle) -> None:
    code = (
        "from utils import check\n"
        "def affine_scalar_grads(w, x, b): raise NotImplementedError()\n"
        "check('affine_scalar_grads', affine_scalar_grads)"
    )
    run = run_alone(bundle.installed, code)
    assert "not attempted yet" in run.stdout + run.stderr


@pytest.mark.parametrize("name", ["pyproject.toml", "requirements.txt", "environment.yml"])
def test_a_student_installs_nothing_that_instructors_alone_need(bundle: Bundle, name: str) -> None:
    text = (bundle.unpacked / name).read_text(encoding="utf-8")
    assert "numpy" in text
    assert "rich" not in text
    assert "pyseccomp" not in text


@pytest.mark.parametrize("name", ["requirements.txt", "environment.yml"])
def test_what_a_student_installs_includes_the_folder_itself(bundle: Bundle, name: str) -> None:
    lines = (bundle.unpacked / name).read_text(encoding="utf-8").splitlines()
    assert lines[-1].lstrip(" -") == "."


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A copy of the project with one notebook, to be spoiled."""
    copy = tmp_path / "project"
    for name in ("utils", "docs"):
        shutil.copytree(PROJECT / name, copy / name)
    for name in ("pyproject.toml", "requirements.txt", "environment.yml", "LICENSE"):
        shutil.copy(PROJECT / name, copy)
    shutil.copy(PROJECT / "nbgrader_config.py", copy)
    (copy / "source" / "1-affine").mkdir(parents=True)
    shutil.copy(PROJECT / "source/1-affine/scalar.ipynb", copy / "source/1-affine")
    assert main(["release", "--project", str(copy)]) == 0
    return copy


def test_a_bundle_with_an_answer_in_it_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "utils" / "careless.py").write_text("du_dw = x\n", encoding="utf-8")
    out = tmp_path / "dist"
    assert main(["bundle", "--project", str(project), "--out", str(out)]) == 1
    error = capsys.readouterr().err
    assert "utils/careless.py: solution line 'du_dw = x'" in error
    assert not list(out.iterdir())


def test_a_bundle_of_an_old_release_is_refused(
    project: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "release/1-affine/scalar.ipynb").write_text("{}", encoding="utf-8")
    assert main(["bundle", "--project", str(project), "--out", str(tmp_path / "dist")]) == 1
    assert "run `autograder release` first" in capsys.readouterr().err


def test_the_reference_and_caches_are_never_copied(project: Path, tmp_path: Path) -> None:
    (project / "utils" / "__pycache__").mkdir(exist_ok=True)
    (project / "utils" / "__pycache__" / "index.cpython-311.pyc").write_bytes(b"compiled")
    (project / "utils" / "inner" / "reference").mkdir(parents=True)
    (project / "utils" / "inner" / "reference" / "solved.py").write_text("1", encoding="utf-8")
    assemble(project, tmp_path / "tree")
    copied = {path.name for path in (tmp_path / "tree").rglob("*")}
    assert "gradcheck.py" in copied
    assert not copied & {"reference", "__pycache__", "solved.py"}
