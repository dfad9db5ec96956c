"""The one form in which a source notebook is kept, so that a diff shows content only.

No outputs, no execution counts, cell ids that say what the cell is, sorted
keys, one JSON layout. `make format` writes it; a test demands it.
"""

import argparse
import json
import re
from pathlib import Path

import nbformat
from nbformat import NotebookNode

from autograder.errors import UserError

METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
_ID = re.compile(r"[a-zA-Z0-9_-]{1,64}")


def canonical_text(notebook: NotebookNode) -> str:
    """The text of a source notebook in canonical form.

    Raises: ValueError if two cells have one id, or an id is not made of letters,
        digits, "-" and "_" (at most 64 of them).
    """
    cells = [_canonical_cell(cell) for cell in notebook.cells]
    _check_ids([str(cell["id"]) for cell in cells])
    content = {"cells": cells, "metadata": METADATA, "nbformat": 4, "nbformat_minor": 5}
    return json.dumps(content, indent=1, sort_keys=True, ensure_ascii=False) + "\n"


def read_source(text: str) -> NotebookNode:
    """A notebook from its text.

    Raises: ValueError if the text is no notebook, or two cells have one id: nbformat
        would give one of them another id, at random, and say nothing.
    """
    notebook: NotebookNode = nbformat.reads(text, as_version=4)
    _check_unique([cell["id"] for cell in json.loads(text)["cells"] if "id" in cell])
    return notebook


def format_notebook(path: Path) -> bool:
    """Rewrite a source notebook in canonical form; return whether that changed it."""
    before = path.read_text(encoding="utf-8")
    after = canonical_text(read_source(before))
    if after != before:
        path.write_text(after, encoding="utf-8")
    return after != before


def _canonical_cell(cell: NotebookNode) -> dict[str, object]:
    metadata = {key: value for key, value in cell.metadata.items() if key in ("nbgrader", "tags")}
    grade_id = metadata.get("nbgrader", {}).get("grade_id")
    kept = {
        "cell_type": cell.cell_type,
        "id": grade_id or cell.get("id", ""),
        "metadata": metadata,
        "source": cell.source.rstrip("\n").splitlines(keepends=True),
    }
    return {**kept, "execution_count": None, "outputs": []} if cell.cell_type == "code" else kept


def _check_ids(ids: list[str]) -> None:
    for cell_id in ids:
        if not _ID.fullmatch(cell_id):
            raise ValueError(f"cell id {cell_id!r} is not made of letters, digits, '-' and '_'")
    _check_unique(ids)


def _check_unique(ids: list[str]) -> None:
    for cell_id in ids:
        if ids.count(cell_id) > 1:
            raise ValueError(f"two cells have the id {cell_id!r}")


def main(argv: list[str]) -> int:
    """`autograder format [--check] [SOURCE ...]`: canonical form for source notebooks."""
    parser = argparse.ArgumentParser(prog="autograder format", description=main.__doc__)
    parser.add_argument("paths", nargs="*", type=Path, default=[Path("source")])
    parser.add_argument(
        "--check", action="store_true", help="change nothing; fail if anything would"
    )
    options = parser.parse_args(argv)
    odd = [path for path in _notebooks(options.paths) if _differs(path)]
    for path in odd:
        print(f"{path}: not in canonical form" if options.check else f"{path}: rewritten")
        if not options.check:
            format_notebook(path)
    return 1 if options.check and odd else 0


def _differs(path: Path) -> bool:
    text = path.read_text(encoding="utf-8")
    try:
        return canonical_text(read_source(text)) != text
    except ValueError as error:  # nbformat's errors of form are ValueErrors too
        raise UserError(f"{path}: {error}") from error


def _notebooks(paths: list[Path]) -> list[Path]:
    missing = [path for path in paths if not path.exists()]
    if missing:
        raise UserError(f"{missing[0]}: there is no such file or folder")
    found = [
        p for path in paths for p in ([path] if path.is_file() else sorted(path.rglob("*.ipynb")))
    ]
    return [path for path in found if ".ipynb_checkpoints" not in path.parts]
