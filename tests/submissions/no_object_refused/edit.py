"""A JSON list in the place of a notebook."""


def edit(notebook):
    return b"[1, 2, 3]"
