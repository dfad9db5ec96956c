"""release/: what source/ gives, byte by byte, and nothing that gives an answer away."""

import shutil
from pathlib import Path

import nbformat
import pytest

from autograder.canonical import canonical_text
from autograder.cli import main
from autograder.course import open_course
from autograder.leaks import answer_lines, find_leaks
from autograder.release import built_release, differences, files_in

PROJECT = Path(__file__).parents[1]
STUB = "raise NotImplementedError()"


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A project with one small assignment, released."""
    (tmp_path / "source" / "1-affine").mkdir(parents=True)
    shutil.copy(PROJECT / "source/1-affine/scalar.ipynb", tmp_path / "source/1-affine")
    shutil.copy(PROJECT / "nbgrader_config.py", tmp_path)
    assert main(["release", "--project", str(tmp_path)]) == 0
    return tmp_path


def test_the_committed_release_is_what_source_gives() -> None:
    with built_release(PROJECT) as built:
        assert differences(PROJECT / "release", built) == [], "run `make release`"


def test_nothing_in_the_release_gives_an_answer_away() -> None:
    assert find_leaks(files_in(PROJECT / "release"), answer_lines(PROJECT / "source")) == []


@pytest.mark.parametrize(
    "path", sorted((PROJECT / "release").rglob("*.ipynb")), ids=lambda path: path.stem
)
def test_every_task_of_the_release_is_an_empty_stub(path: Path) -> None:
    cells = nbformat.read(path, as_version=4).cells
    tasks = [c for c in cells if c.metadata.get("nbgrader", {}).get("solution")]
    code = [cell for cell in tasks if cell.cell_type == "code"]
    assert code
    assert all(STUB in cell.source for cell in code)
    assert all("YOUR ANSWER HERE" in cell.source for cell in tasks if cell not in code)
    assert not any(cell.get("outputs") for cell in cells)


def test_nbgrader_itself_with_a_gradebook_gives_the_same(project: Path) -> None:
    ours = files_in(project / "release")
    shutil.rmtree(project / "release")
    result = open_course(project).generate_assignment("1-affine")
    assert result["success"], result
    assert files_in(project / "release") == ours


def test_releasing_leaves_no_gradebook_and_touches_no_source(project: Path) -> None:
    names = {path.relative_to(project).as_posix() for path in project.rglob("*") if path.is_file()}
    notebook = "1-affine/scalar.ipynb"
    assert names == {"nbgrader_config.py", f"source/{notebook}", f"release/{notebook}"}
    original = (PROJECT / "source" / notebook).read_bytes()
    assert (project / "source" / notebook).read_bytes() == original


@pytest.mark.parametrize(
    ("name", "content", "said"),
    [
        ("1-affine/scalar.ipynb", "edited", "1-affine/scalar.ipynb: not what source/ gives"),
        ("1-affine/scalar.ipynb", None, "1-affine/scalar.ipynb: missing"),
        ("0-old/first.ipynb", "left over", "0-old/first.ipynb: source/ has nothing like it"),
    ],
)
def test_checking_names_what_differs_and_releasing_mends_it(
    project: Path, capsys: pytest.CaptureFixture[str], name: str, content: str | None, said: str
) -> None:
    before = files_in(project / "release")
    path = project / "release" / name
    if content is None:
        path.unlink()
    else:
        path.parent.mkdir(exist_ok=True)
        path.write_text(content, encoding="utf-8")
    spoiled = files_in(project / "release")
    assert main(["release", "--check", "--project", str(project)]) == 1
    assert capsys.readouterr().out.splitlines() == [f"release/{said}"]
    assert files_in(project / "release") == spoiled
    assert main(["release", "--project", str(project)]) == 0
    assert files_in(project / "release") == before
    assert main(["release", "--check", "--project", str(project)]) == 0


def test_a_notebook_that_nbgrader_refuses_is_named(
    project: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = project / "source/1-affine/scalar.ipynb"
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("### END SOLUTION", "### END"), encoding="utf-8")
    assert main(["release", "--project", str(project)]) == 1
    error = capsys.readouterr().err
    assert "releasing 1-affine failed" in error
    assert "no end solution statement found" in error


def test_a_folder_without_source_is_no_project(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["release", "--project", str(tmp_path)]) == 1
    assert "no notebooks in source/" in capsys.readouterr().err


def notebook_with(source: str, *, solution: bool = False) -> str:
    cell = nbformat.v4.new_code_cell(source, id="task")
    cell.metadata["nbgrader"] = {"solution": solution, "grade_id": "task"}
    return canonical_text(nbformat.v4.new_notebook(cells=[cell]))


@pytest.fixture
def source(tmp_path: Path) -> Path:
    """Two notebooks: one marks its solution, the other's cell is a solution as a whole."""
    marked = (
        "def f(X):\n    # shown\n    ### BEGIN SOLUTION\n    return X.sum(0)\n    ### END SOLUTION"
    )
    (tmp_path / "marked.ipynb").write_text(notebook_with(marked, solution=True), encoding="utf-8")
    whole = "The sum over n stays."
    (tmp_path / "whole.ipynb").write_text(notebook_with(whole, solution=True), encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize(
    "leak",
    [
        "        return X.sum(0)",
        "The sum over n stays.",
        "### BEGIN SOLUTION",
        "### BEGIN HIDDEN TESTS",
        "from autograder.hidden import judge",
        "from utils.reference import scalar",
    ],
)
@pytest.mark.parametrize("name", ["1-affine/leaky.ipynb", "utils/leaky.py"])
def test_a_leak_is_found_and_named(source: Path, name: str, leak: str) -> None:
    text = notebook_with(f"x = 1\n{leak}") if name.endswith(".ipynb") else f"x = 1\n{leak}\n"
    found = find_leaks({name: text.encode(), "README.md": b"Read me."}, answer_lines(source))
    assert found
    assert all(line.startswith(f"{name}: ") for line in found)


def test_a_leak_in_a_file_name_is_found() -> None:
    assert find_leaks({"utils/reference/scalar.py": b""}, []) != []


@pytest.mark.parametrize(
    ("line", "telling"),
    [
        ("return J", False),
        ("return dL_dX, dL_dW, dL_db", False),
        ("J = 1", False),
        ("return J @ A", True),
        ("return -x, w", True),
        ("du_db = 1.0", True),
    ],
)
def test_a_line_is_telling_if_it_says_more_than_names(
    tmp_path: Path, line: str, telling: bool
) -> None:
    text = notebook_with(f"### BEGIN SOLUTION\n{line}\n### END SOLUTION", solution=True)
    (tmp_path / "one.ipynb").write_text(text, encoding="utf-8")
    assert (line in answer_lines(tmp_path)) is telling


def test_what_the_notebook_shows_is_no_leak(source: Path) -> None:
    assert (
        find_leaks({"shown.py": b"def f(X):\n    # shown\n    return X\n"}, answer_lines(source))
        == []
    )
