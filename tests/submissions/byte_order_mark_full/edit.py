"""Begins with a byte order mark, as some editors write it."""

import codecs

import nbformat


def edit(notebook):
    return codecs.BOM_UTF8 + nbformat.writes(notebook).encode()
