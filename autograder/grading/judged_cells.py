"""Recognising a hidden test cell that is the judge's, from its source in the gradebook.

Such a cell never runs in the sandbox: the judge outside calls the student's
functions itself, so that nothing the student's process says about a score is
believed. That needs a cell of a plain form: the import, and calls of `judge`
that stand alone. Any other cell is a test of the kind that other courses have.
"""

import ast
from dataclasses import dataclass
from functools import lru_cache

from autograder.errors import UserError

MODULE = "autograder.hidden"


@dataclass(frozen=True)
class JudgeCall:
    """One line `judge("name", function, points=3)`.

    function: the name under which the student's function stands in the notebook.
    """

    exercise: str
    function: str
    points: float


@lru_cache(maxsize=256)
def judge_calls(source: str) -> tuple[JudgeCall, ...]:
    """The judge calls of a test cell; empty where it is a test of another kind.

    source: the cell as the gradebook has it.
    Raises: UserError if the cell imports the judge and then does anything else
        but call it, because a score that was worked out in the student's
        process could not be trusted.
    """
    if MODULE not in source:
        return ()
    try:
        statements = ast.parse(source).body
    except SyntaxError as error:
        raise UserError(f"the hidden test does not parse: {error}") from error
    calls = [_call(statement) for statement in statements if not _is_import(statement)]
    if not calls or len(calls) == len(statements):
        raise UserError(f"the hidden test names {MODULE} but does not import and call its judge")
    return tuple(calls)


def _is_import(statement: ast.stmt) -> bool:
    return isinstance(statement, ast.ImportFrom) and statement.module == MODULE


def _call(statement: ast.stmt) -> JudgeCall:
    match statement:
        case ast.Expr(
            value=ast.Call(
                func=ast.Name(id="judge"),
                args=[ast.Constant(value=str(exercise)), ast.Name(id=function)],
                keywords=[
                    ast.keyword(arg="points", value=ast.Constant(value=int() | float() as points))
                ],
            )
        ) if points >= 0 and not isinstance(points, bool):
            return JudgeCall(exercise, function, float(points))
    raise UserError(
        f"line {statement.lineno} of the hidden test is not a call such as "
        'judge("affine_vjp", affine_vjp, points=3), standing alone'
    )
