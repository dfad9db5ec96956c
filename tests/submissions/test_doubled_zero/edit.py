"""A second test cell of the same name holds 3.0."""

from copy import deepcopy


def edit(notebook):
    test = next(cell for cell in notebook.cells if "test-" in str(cell.metadata))
    forged = deepcopy(test)
    forged["source"], forged["id"] = "3.0", "forged"
    notebook.cells.append(forged)
    notebook.cells.insert(0, deepcopy(forged))
    return notebook
