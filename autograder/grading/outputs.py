"""Outputs of graded cells, written so that nbgrader reads no score that was not earned.

nbgrader reads a score from a cell's outputs: an error, or anything on stderr, is
0; else the first result that is a number; else full points.
"""

from collections.abc import Sequence

from nbformat import NotebookNode
from nbformat.v4 import new_output
from nbgrader.utils import is_grade, is_solution

from utils.report import Report


def score_outputs(reports: Sequence[Report], earned: float, most: float) -> list[NotebookNode]:
    """A judged cell's outputs: the reports, then the score.

    The score is a Python float between 0 and most, the one form that nbgrader
    reads as it is meant.
    """
    score = repr(float(min(max(earned, 0.0), most)))
    result = _output("execute_result", {"text/plain": score})
    return [*map(_report_output, reports), NotebookNode(**result, execution_count=None)]


def _report_output(report: Report) -> NotebookNode:
    data = {"text/plain": repr(report), "text/html": report._repr_html_()}
    return _output("display_data", data)


def _output(kind: str, data: dict[str, str]) -> NotebookNode:
    """As `new_output` makes it, without its check: the whole is checked when it is written."""
    return NotebookNode(output_type=kind, metadata=NotebookNode(), data=NotebookNode(data))


def within_points(cell: NotebookNode, outputs: list[NotebookNode]) -> list[NotebookNode]:
    """Outputs of a cell; of a test cell that claims more than it is worth, an error before them.

    nbgrader drops a whole submission for such a claim.
    """
    if not is_grade(cell) or is_solution(cell):
        return outputs
    results = [output for output in outputs if output.output_type == "execute_result"]
    if results and _as_number(results[0]) > float(cell.metadata.nbgrader["points"]):
        refused = _error("ScoreRefused", "the test returned more points than the cell is worth")
        return [refused, *outputs]
    return outputs


def _as_number(output: NotebookNode) -> float:
    text = output.get("data", {}).get("text/plain", "")
    try:
        return float("".join(text) if isinstance(text, list) else text)
    except ValueError:
        return 0.0


def fail_the_rest(cells: Sequence[NotebookNode], reason: str) -> None:
    """An error in the cell that ended the sandbox and in every test cell after it."""
    for position, cell in enumerate(cells):
        if position == 0 or (is_grade(cell) and not is_solution(cell)):
            cell.outputs = [*cell.outputs, _error("SandboxStopped", reason)]


def _error(name: str, text: str) -> NotebookNode:
    return new_output("error", ename=name, evalue=text, traceback=[f"{name}: {text}"])


def number(cells: Sequence[NotebookNode]) -> None:
    """Execution counts as a kernel gives them: one for each code cell that is not blank."""
    count = 0
    for cell in cells:
        count += bool(cell.source.strip())
        cell.execution_count = count if cell.source.strip() else None
        for output in cell.outputs:
            if output.output_type == "execute_result":
                output["execution_count"] = count
