"""The corpus of hostile and broken submissions, and a class made of it.

Each folder of tests/submissions is one student, `<case>_<verdict>`: `about.toml`
says what it tries and what must come of it; `answer.py` stands in the place of
the stub, `first.py` and `last.py` in cells of their own, `edit.py` changes the
notebook or the bytes of its file, `files/` lies beside it, and `links` in
`about.toml` are made as symbolic links.
"""

import shutil
import tomllib
from copy import deepcopy
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import nbformat
from nbformat import NotebookNode
from nbformat.v4 import new_code_cell

CORPUS = Path(__file__).resolve().parents[1] / "submissions"
ASSIGNMENT, NOTEBOOK, ANSWER = "1-affine", "scalar", "affine_scalar_grads"


@dataclass(frozen=True)
class Case:
    """One folder of the corpus."""

    folder: Path
    about: dict[str, Any] = field(hash=False)

    @cached_property
    def name(self) -> str:
        return self.folder.name

    @property
    def refused(self) -> bool:
        return bool(self.about.get("refused"))

    @property
    def reason(self) -> str:
        """A pattern that the reason on record must match; "" for any."""
        return str(self.about.get("reason", ""))

    def source(self, part: str) -> str | None:
        path = self.folder / f"{part}.py"
        return path.read_text(encoding="utf-8") if path.exists() else None


def all_cases() -> list[Case]:
    """The whole corpus, by name."""
    folders = sorted(path.parent for path in CORPUS.glob("*/about.toml"))
    return [Case(folder, tomllib.loads((folder / "about.toml").read_text())) for folder in folders]


def hand_in(case: Case, release: NotebookNode, submitted: Path) -> Path:
    """Write a case's submission; return its folder."""
    folder = submitted / case.name / ASSIGNMENT
    folder.mkdir(parents=True)
    content = _content(case, deepcopy(release))
    target = folder / f"{NOTEBOOK}.ipynb"
    if isinstance(content, NotebookNode):
        nbformat.write(content, target, version=nbformat.NO_CONVERT)
    else:
        target.write_bytes(content.encode() if isinstance(content, str) else content)
    if (case.folder / "files").is_dir():
        shutil.copytree(case.folder / "files", folder, dirs_exist_ok=True)
    for name, points_to in case.about.get("links", {}).items():
        (folder / name).unlink(missing_ok=True)
        (folder / name).symlink_to(points_to)
    return folder


def _content(case: Case, notebook: NotebookNode) -> NotebookNode | str | bytes:
    for cell in notebook.cells:
        if cell.get("id") == ANSWER:
            cell.source = case.source("answer") or cell.source
    if first := case.source("first"):
        notebook.cells.insert(0, new_code_cell(first))
    if last := case.source("last"):
        notebook.cells.append(new_code_cell(last))
    if edit := case.source("edit"):
        namespace: dict[str, Any] = {}
        exec(compile(edit, str(case.folder / "edit.py"), "exec"), namespace)  # noqa: S102 - ours
        content: NotebookNode | str | bytes = namespace["edit"](notebook)
        return content
    return notebook
