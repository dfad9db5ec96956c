"""The answer stands in a cell of the student's own; its stub was deleted."""

from nbformat.v4 import new_code_cell


def edit(notebook):
    place = next(
        i for i, cell in enumerate(notebook.cells) if cell.get("id") == "affine_scalar_grads"
    )
    notebook.cells[place] = new_code_cell("def affine_scalar_grads(w, x, b):\n    return x, w, 1.0")
    return notebook
