"""A thousand cells of the student's own."""

from nbformat.v4 import new_code_cell


def edit(notebook):
    notebook.cells.extend(new_code_cell(f"a{number} = {number}") for number in range(1000))
    return notebook
