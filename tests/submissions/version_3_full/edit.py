"""Saved in notebook format 3."""

import nbformat


def edit(notebook):
    return nbformat.writes(nbformat.convert(notebook, 3), version=3)
