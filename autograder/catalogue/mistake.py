"""What a named mistake is, and how to find out which one a wrong result shows.

A mistake is kept as the expression that a student would have written, because
the same text is evaluated by the judge, written into the notebooks of the
simulated class, and read by the instructor.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache

import numpy as np

from utils.answers import Answer, ask
from utils.exercises import Exercise, Fixture
from utils.index import delta

Function = Callable[..., object]


@dataclass(frozen=True)
class Mistake:
    """One wrong formula that real students write.

    name: short, unique within the exercise, such as "not summed over the batch".
    wrong: part -> Python expression over the exercise's parameters, `np` and `delta`.
    hint: one sentence for the student that says where to look, never what to write.
    raises: the shapes do not even multiply, so that nothing comes back at all.
    instead: text of the page's steps -> what the student wrote in its place.
    through: the parts that go wrong because a step does.
    """

    name: str
    wrong: Mapping[str, str]
    hint: str
    raises: bool = False
    instead: Mapping[str, str] = field(default_factory=dict)
    through: tuple[str, ...] = ()

    def spoils(self, page: "Page") -> frozenset[str]:
        """The parts that cannot be right in a function with this mistake."""
        return frozenset(page.right if self.raises else (*self.wrong, *self.through))


@dataclass(frozen=True)
class Page:
    """The catalogue's page for one exercise.

    exercise: its name.
    right: part -> Python expression of the right answer.
    mistakes: the named ones.
    equivalents: other right answers, style -> body of the student's function.
    steps: statements that come before the expressions, where one line is not enough.
    """

    exercise: str
    right: Mapping[str, str]
    mistakes: tuple[Mistake, ...]
    equivalents: Mapping[str, str]
    steps: str = ""

    def body(self, mistake: Mistake | None = None) -> str:
        """Body of the student's function: right throughout, or with one mistake in it.

        Raises: ValueError if the mistake changes a step that is not there just once.
        """
        expressions = {**self.right, **(mistake.wrong if mistake else {})}
        lines = [self._steps(mistake)] if self.steps else []
        if len(expressions) == 1:
            return "\n".join([*lines, f"return {next(iter(expressions.values()))}"])
        # A part that the steps have named already needs no line of its own.
        lines += [f"{part} = {text}" for part, text in expressions.items() if part != text]
        return "\n".join([*lines, f"return {', '.join(expressions)}"])

    def _steps(self, mistake: Mistake | None) -> str:
        steps = self.steps
        for right, wrong in mistake.instead.items() if mistake else ():
            if steps.count(right) != 1:
                raise ValueError(f"{self.exercise}: {right!r} is not in the steps exactly once")
            steps = steps.replace(right, wrong)
        return steps


def compile_function(exercise: Exercise, body: str) -> Function:
    """The student's function with the given body, as a Python function.

    Raises: SyntaxError if the body is not Python.
    """
    return _compiled(exercise.name, write_function(exercise, body))


@cache  # a judge tries the same few hundred formulas at every failed part
def _compiled(name: str, source: str) -> Function:
    namespace: dict[str, object] = {"np": np, "delta": delta}
    exec(compile(source, f"<{name}>", "exec"), namespace)  # noqa: S102 - our own text
    function = namespace[name]
    if not callable(function):
        raise TypeError(f"the body of {name} makes no function of that name")
    return function


def write_function(exercise: Exercise, body: str) -> str:
    """Source of the student's function with the given body."""
    indented = "\n".join(f"    {line}" if line else line for line in body.splitlines())
    return f"def {exercise.name}({', '.join(exercise.parameters)}):\n{indented}\n"


def mistaken_answer(exercise: Exercise, page: Page, mistake: Mistake, fixture: Fixture) -> Answer:
    """What a student who made this mistake would answer."""
    return ask(exercise, compile_function(exercise, page.body(mistake)), fixture)
