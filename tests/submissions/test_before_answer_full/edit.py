"""The cells stand in another order: the test before the answer."""


def edit(notebook):
    notebook.cells = notebook.cells[::-1]
    return notebook
