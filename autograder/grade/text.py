"""A notebook's file, byte for byte as nbformat writes it, without its copy of the whole."""

import json

import nbformat
from nbformat import NotebookNode
from nbformat.v4.rwbase import split_lines, strip_transient


def notebook_text(notebook: NotebookNode) -> str:
    """What nbconvert's exporter would put into the file.

    notebook: nbformat 4; used up, for its texts are lists of lines afterwards.
    Raises: nbformat.ValidationError if it is none, which is an error of the grader's
        own, because what came out of the sandbox was checked there.
    """
    nbformat.validate(notebook)
    lines = strip_transient(split_lines(notebook))
    text = json.dumps(lines, indent=1, sort_keys=True, separators=(",", ": "), ensure_ascii=False)
    return text + "\n"
