"""The frame: who imports whom, the form of the notebooks, pins that agree, a licence."""

import ast
import json
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import nbformat
import pytest
import yaml

from autograder.canonical import canonical_text, format_notebook
from autograder.cli import COMMANDS, main

PROJECT = Path(__file__).parents[1]
SOURCES = sorted((PROJECT / "source").rglob("*.ipynb"))
SHIPPED_LIBRARIES = {"IPython", "ipywidgets", "numpy"}


def imports_of(path: Path) -> set[str]:
    """The modules that a file imports, by their full names; `from a import b` gives a and a.b."""
    names: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names.update(alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: imports are written in full here"
            names.update([node.module or "", *(f"{node.module}.{a.name}" for a in node.names)])
    return names


def outside(path: Path) -> set[str]:
    """The libraries, other than Python's own, that a file imports."""
    roots = {name.partition(".")[0] for name in imports_of(path)}
    return roots - set(sys.stdlib_module_names)


def lint_imports(folder: Path) -> subprocess.CompletedProcess[str]:
    command = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    environment = {"PYTHONPATH": str(folder), "PATH": "/usr/bin:/bin"}
    return subprocess.run(
        command, cwd=folder, env=environment, capture_output=True, text=True, check=False
    )


@pytest.fixture
def copy(tmp_path: Path) -> Path:
    """The two packages and their contracts, to be spoiled."""
    for package in ("autograder", "utils"):
        shutil.copytree(PROJECT / package, tmp_path / package)
    shutil.copy(PROJECT / "pyproject.toml", tmp_path)
    return tmp_path


def test_the_import_contracts_hold(copy: Path) -> None:
    run = lint_imports(copy)
    assert run.returncode == 0, run.stdout + run.stderr
    assert "0 broken" in run.stdout


@pytest.mark.parametrize(
    ("path", "line", "contract"),
    [
        ("utils/report.py", "import autograder.judge", "never imports the instructor's side"),
        ("utils/reference/scalar.py", "import autograder.errors", "instructor's side"),
        ("utils/plots.py", "from utils.reference import scalar", "instructor's side alone"),
        ("autograder/sandbox/wire.py", "import autograder.judge", "Nothing inside the sandbox"),
        ("autograder/sandbox/wire.py", "from autograder import catalogue", "Nothing inside"),
        ("autograder/sandbox/wire.py", "import utils.reference", "Nothing inside the sandbox"),
    ],
)
def test_a_forbidden_import_breaks_its_contract(
    copy: Path, path: str, line: str, contract: str
) -> None:
    spoiled = copy / path
    spoiled.write_text(f"{spoiled.read_text(encoding='utf-8')}\n{line}\n", encoding="utf-8")
    run = lint_imports(copy)
    assert run.returncode == 1
    assert any(contract in said and "BROKEN" in said for said in run.stdout.splitlines())


@pytest.mark.parametrize("path", sorted((PROJECT / "utils" / "reference").rglob("*.py")), ids=str)
def test_the_reference_imports_numpy_and_index_notation_alone(path: Path) -> None:
    ours = {name for name in imports_of(path) if name.partition(".")[0] == "utils"}
    assert outside(path) <= {"numpy", "utils"}
    assert all(name.startswith(("utils.reference", "utils.index")) for name in ours)


@pytest.mark.parametrize(
    "path",
    [p for p in sorted((PROJECT / "utils").rglob("*.py")) if "reference" not in p.parts],
    ids=str,
)
def test_what_is_shipped_imports_what_a_student_installs(path: Path) -> None:
    assert outside(path) <= {*SHIPPED_LIBRARIES, "utils"}
    assert not any(name.startswith("utils.reference") for name in imports_of(path))


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.stem)
def test_a_source_notebook_is_in_canonical_form(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert canonical_text(nbformat.reads(text, as_version=4)) == text


def test_source_holds_notebooks_alone() -> None:
    # nbgrader copies every other file into the release, with whatever it gives away.
    files = [path for path in (PROJECT / "source").rglob("*") if path.is_file()]
    odd = [path for path in files if path.suffix != ".ipynb"]
    assert SOURCES
    assert not odd


def test_formatting_takes_out_outputs_and_counts_and_is_stable(tmp_path: Path) -> None:
    notebook = nbformat.read(SOURCES[0], as_version=4)
    code = next(cell for cell in notebook.cells if cell.cell_type == "code")
    code.execution_count = 3
    code.outputs = [nbformat.v4.new_output("stream", text="seen")]
    notebook.metadata["authors"] = ["someone"]
    path = tmp_path / "executed.ipynb"
    nbformat.write(notebook, path)
    assert format_notebook(path)
    assert path.read_bytes() == SOURCES[0].read_bytes()
    assert not format_notebook(path)


def test_two_cells_of_one_id_are_refused_by_name(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    notebook = json.loads(SOURCES[0].read_text(encoding="utf-8"))
    notebook["cells"].append(notebook["cells"][0])
    path = tmp_path / "twice.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    with pytest.warns(nbformat.warnings.DuplicateCellId):
        assert main(["format", str(path)]) == 1
    assert f"two cells have the id {notebook['cells'][0]['id']!r}" in capsys.readouterr().err
    assert json.loads(path.read_text(encoding="utf-8")) == notebook


def test_checking_the_format_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "odd.ipynb"
    odd = SOURCES[0].read_text(encoding="utf-8").replace('\n "nbformat"', '\n  "nbformat"')
    path.write_text(odd, encoding="utf-8")
    assert main(["format", "--check", str(path)]) == 1
    assert path.read_text(encoding="utf-8") == odd
    assert main(["format", str(path)]) == 0
    assert main(["format", "--check", str(path)]) == 0


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_explains_itself(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    try:
        status = main([name, "--help"])
    except SystemExit as stop:  # as argparse ends
        status = stop.code
    assert status == 0
    assert f"autograder {name}" in capsys.readouterr().out


def test_an_unknown_command_is_a_wrong_call(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["relase"]) == 2
    assert "release" in capsys.readouterr().err


@pytest.mark.parametrize("module", ["autograder", "autograder.cli"])
def test_python_runs_the_commands_as_a_module_too(module: str) -> None:
    asked = [sys.executable, "-m", module, "relase"]
    run = subprocess.run(asked, cwd=PROJECT, capture_output=True, text=True, check=False)
    assert run.returncode == 2
    assert run.stderr.startswith("usage: autograder COMMAND")


def test_conda_names_the_versions_that_pip_pins() -> None:
    pins = dict(
        line.split(" ;")[0].split("==") for line in _lines("requirements.txt") if "==" in line
    )
    environment = yaml.safe_load((PROJECT / "environment.yml").read_text(encoding="utf-8"))
    *packages, from_pip = environment["dependencies"]
    named = dict(package.split("=") for package in packages if "=" in package)
    named |= dict(line.split("==") for line in from_pip["pip"] if "==" in line)
    named["matplotlib"] = named.pop("matplotlib-base")
    del named["python"]
    settings = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert set(named) == {d.split(">")[0] for d in settings["dependencies"]}
    for name, version in named.items():
        assert f"{pins[name]}.".startswith(f"{version}."), name


def _lines(name: str) -> list[str]:
    return (PROJECT / name).read_text(encoding="utf-8").splitlines()
