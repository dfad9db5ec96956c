"""Reading what was handed in: what cannot hurt is read, all else is refused by name."""

import json
import os
from pathlib import Path

import nbformat
import pytest

from autograder.grading.intake import (
    IntakeCaps,
    RefusedSubmission,
    check_folder,
    parse_notebook,
    read_bytes,
    read_notebook,
)

NOTEBOOK = nbformat.writes(
    nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])
).encode()
SMALL = IntakeCaps(
    notebook_bytes=1000, file_bytes=100, total_bytes=1500, files=3, folders_deep=3, cells=2
)


def test_a_notebook_is_read(tmp_path: Path):
    path = tmp_path / "a.ipynb"
    path.write_bytes(NOTEBOOK)
    assert read_notebook(path).cells[0].source == "1"


def test_a_folder_of_files_passes_and_is_listed(tmp_path: Path):
    (tmp_path / "data").mkdir()
    for name in ("a.ipynb", "data/b.csv"):
        (tmp_path / name).write_text("x")
    assert sorted(p.name for p in check_folder(tmp_path, SMALL)) == ["a.ipynb", "b.csv"]


@pytest.mark.parametrize("target", ["/etc/passwd", "/dev/zero", "/", "missing", "a.ipynb"])
def test_a_link_is_refused_wherever_it_points(tmp_path: Path, target: str):
    (tmp_path / "a.ipynb").write_bytes(NOTEBOOK)
    (tmp_path / "link").symlink_to(target)
    with pytest.raises(RefusedSubmission, match="link: a link"):
        check_folder(tmp_path)
    with pytest.raises(RefusedSubmission, match="link"):
        read_bytes(tmp_path / "link", 100)


def test_a_linked_submission_folder_is_refused(tmp_path: Path):
    (tmp_path / "real").mkdir()
    (tmp_path / "student").symlink_to("real")
    with pytest.raises(RefusedSubmission, match="student: a link"):
        check_folder(tmp_path / "student")


def test_a_pipe_is_refused_and_not_waited_for(tmp_path: Path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(RefusedSubmission, match="neither a file nor a folder"):
        check_folder(tmp_path)
    with pytest.raises(RefusedSubmission, match="no regular file"):
        read_bytes(tmp_path / "pipe", 100)


def test_what_is_too_large_too_many_or_too_deep_is_refused(tmp_path: Path):
    cases = {
        "large": {"a.txt": 101},
        "large notebook": {"a.ipynb": 1001},
        "many": dict.fromkeys("abcd", 1),
        "heavy": {"a.ipynb": 900, "b.ipynb": 900},
        "deep": {"a/b/c/d/e": 1},
    }
    for name, files in cases.items():
        for file, size in files.items():
            path = tmp_path / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"x" * size)
        with pytest.raises(RefusedSubmission, match=name):
            check_folder(tmp_path / name, SMALL)


def test_no_more_is_read_than_the_cap(tmp_path: Path):
    path = tmp_path / "a"
    path.write_bytes(b"x" * 101)
    assert read_bytes(path, 101) == b"x" * 101
    with pytest.raises(RefusedSubmission, match="more than 100 bytes"):
        read_bytes(path, 100)


@pytest.mark.parametrize(
    "content",
    [
        b"", b"{", b"[]", b"3", b"null", b"\xff\xfe\x00", b'"text"', b"{}", b'{"cells": 3, "nbformat": 4}',
        b'{"cells": [3], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        b'{"cells": [{"cell_type": "code"}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        b'{"worksheets": 3, "nbformat": 3}', b'{"nbformat": "four", "cells": []}',
        b'{"cells": [{"cell_type": "code", "source": 3, "metadata": {}, "outputs": []}],'
        b' "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        b'{"cells": [{"source": "1", "metadata": {}}], "nbformat": 4, "nbformat_minor": 5, "metadata": {}}',
        b'{"cells": [{"cell_type": 5, "source": "1", "metadata": {}}], "nbformat": 4, "metadata": {}}',
        b"[" * 100_000, b'{"a":' * 100_000,
        b'{"nbformat": 4, "cells": [], "metadata": ' + b"[" * 50_000 + b"]" * 50_000 + b"}",
        b'{"nbformat": 1e999, "cells": []}', b'{"nbformat": 99, "cells": []}',
    ],
    ids=lambda content: repr(content[:24]),
)  # fmt: skip
def test_what_is_no_notebook_is_refused_with_its_name(content: bytes):
    with pytest.raises(RefusedSubmission, match="s001"):
        parse_notebook(content, "s001/nb.ipynb")


def test_too_many_cells_are_refused():
    cells = [nbformat.v4.new_code_cell("1") for _ in range(3)]
    content = nbformat.writes(nbformat.v4.new_notebook(cells=cells)).encode()
    with pytest.raises(RefusedSubmission, match="3 cells"):
        parse_notebook(content, "nb", SMALL)


def test_outputs_are_dropped_before_they_are_looked_at():
    tree = json.loads(NOTEBOOK)
    tree["cells"][0]["outputs"] = [{"output_type": "nonsense", "data": 3}]
    assert parse_notebook(json.dumps(tree).encode(), "nb").cells[0].outputs == []


def test_the_old_format_is_converted():
    old = nbformat.convert(nbformat.reads(NOTEBOOK, 4), 3)
    read = parse_notebook(nbformat.writes(old, version=3).encode(), "nb")
    assert (read.nbformat, read.cells[0].source) == (4, "1")
