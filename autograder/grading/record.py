"""What the instructor should know of a graded notebook, and the student need not.

One JSON file a notebook, beside the gradebook, under `judge_records/`: for each
judged part the reason, the named mistake, the largest difference and the seed
with which its drawing can be repeated; what the notebook used of the machine;
what was put right in it; whether there was a sandbox.
"""

import json
import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from autograder.grading.runner import JudgedCall, NotebookRun
from autograder.judge import PartVerdict

FOLDER = "judge_records"


def record_of(run: NotebookRun, *, sandbox: str, remarks: Sequence[str]) -> dict[str, Any]:
    """Everything about a run, as plain data.

    sandbox: "bubblewrap" or "none". remarks: what was put right in the notebook.
    """
    return {
        "sandbox": sandbox,
        "stopped": run.stopped,
        "put_right": list(remarks),
        "usage": [asdict(usage) for usage in run.usage],
        "not_tamper_proof": run.plain,
        "judged": [_judged(judged) for judged in run.judged],
    }


def write_record(
    root: Path, assignment: str, student: str, notebook: str, record: Mapping[str, Any]
) -> Path:
    """Write a record under the course folder, whole or not at all; return where."""
    path = root / FOLDER / assignment / student / f"{notebook}.json"
    path.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile("w", dir=path.parent, suffix=".part", delete=False) as file:
        file.write(json.dumps(record, indent=1))  # `dump` writes piece by piece
    os.replace(file.name, path)
    return path


def _judged(judged: JudgedCall) -> dict[str, Any]:
    return {
        "cell": judged.grade_id,
        "exercise": judged.call.exercise,
        "points": judged.points,
        "of": judged.call.points,
        "seed": judged.seed.hex(),
        "parts": [_part(part) for part in judged.judgement.parts] if judged.judgement else [],
    }


def _part(part: PartVerdict) -> dict[str, Any]:
    difference = part.difference
    return {
        "part": part.part,
        "earned": part.earned,
        "reason": part.reason,
        "named_mistake": part.mistake,
        # JSON has no infinity.
        "largest_relative_difference": None if difference is None else repr(difference),
        "drawing": part.fixture,
        "message": part.message,
        "detail": part.detail,
    }
