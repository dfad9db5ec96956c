"""Every cell has the same id."""


def edit(notebook):
    for cell in notebook.cells:
        cell["id"] = "same"
    return notebook
