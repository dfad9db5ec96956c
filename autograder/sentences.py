"""What a hidden test tells the student of a symptom: where to look, and no number.

The visible check may be precise, because its inputs are the student's to see.
The judge's inputs are not, and every number in a message would tell something
of them: so here each symptom has one sentence, fixed in advance. What exactly
was found stays in the instructor's record.
"""

import re
from collections.abc import Mapping, Sequence

from utils.answers import Answer
from utils.exercises import Exercise
from utils.results import Result

SENTENCES = {
    "not attempted": "Not attempted.",
    "nothing returned": "{part} did not come back: does the function end with a return?",
    "no answer": "{part} did not come back.",
    "wrong type": (
        "{part} is of a type that cannot be compared. Every result is a float64 array or a number."
    ),
    "wrong dtype": (
        "{part} is not float64. Was it rounded, cut to whole numbers, or kept in half the bits?"
    ),
    "wrong number of results": "The number of results is not the one in the docstring.",
    "wrong length": "{part} does not hold one array for each layer.",
    "NaN": "{part} has NaN in it. What was divided by zero, or never filled in?",
    "infinite": "{part} has infinite entries. What overflowed, or was divided by zero?",
    "too large": "{part} is far larger than it can be.",
    "floating point warning": (
        "NumPy warned on the way to the result, and in this task that counts as a mistake."
    ),
    "extra axis": "{part} has an axis of length 1 too many or too few.",
    "transposed": "{part} has its axes in another order. Which index comes first?",
    "not summed": (
        "{part} has an axis left over. Along how many paths does one entry reach the loss?"
    ),
    "summed too far": "{part} looks summed over an axis that should have been kept.",
    "wrong shape": (
        "{part} has another shape. A gradient has the shape of what it is taken with respect to."
    ),
    "zeros": "{part} is zero everywhere. Was it filled in after it was made?",
    "sign": "{part} has the right size and the wrong sign.",
    "constant factor": (
        "{part} is a constant multiple of what it should be. Is something averaged, summed or "
        "doubled that should not be?"
    ),
    "constant": "{part} has the same value everywhere; it should depend on the inputs.",
    "imprecise": "{part} is close but not exact. Is it an approximation, or in single precision?",
    "wrong value": "{part} has another value than it should.",
    "wrong values": (
        "{part} has the right shape and other values than it should. Work one entry out by hand."
    ),
    "wrong verdict": "{part} does not fit the evidence: work out one entry by hand, shape first.",
    "no mend": "{part} earns its points together with the mended result.",
    "numerical": (
        "{part} is close but loses digits when the inputs are large, as a numerical "
        "derivative does. Derive it on paper and write the formula."
    ),
    "changed arguments": (
        "The function changes one of its arguments. Work on a copy: other code still needs it."
    ),
    "raised an error": (
        "The function raised {error} when it was called with inputs drawn anew. Does it use a "
        "variable from outside, or a shape that only fits one case?"
    ),
    "unreadable answer": "What came back could not be read.",
    "malformed answer": "What came back could not be read.",
    "no such function": "There is no function of that name when the notebook has run.",
    "too slow": "The function did not come back in time.",
    "stopped": "The notebook used more than it may, and was stopped before this could be judged.",
}
OTHERWISE = "{part} could not be judged; your instructor's record says why."

# An error's name is a student's to choose; only these are repeated to them.
_ERRORS = re.compile(
    r"\b(ArithmeticError|AssertionError|AttributeError|IndexError|KeyError|LinAlgError|MemoryError|"
    r"NameError|OverflowError|RecursionError|TypeError|UnboundLocalError|ValueError|ZeroDivisionError)\b"
)


def sentence_for(symptom: str, part: str, answer: Answer) -> str:
    """The sentence for the student.

    symptom: its short name, such as "not summed"; one that is unknown gets a
        sentence that gives nothing away.
    """
    found = _ERRORS.search(answer.failure.message) if answer.failure else None
    name = found[1] if found else "error"
    error = f"an {name}" if name[0] in "AIOUe" else f"a {name}"
    return SENTENCES.get(symptom, OTHERWISE).format(part=part, error=error)


def shape_in_letters(result: Result | None, sizes: Mapping[str, int]) -> str:
    """A shape by the names of its axes, such as "(N, D)": the lengths drawn stay hidden.

    sizes: the length of each axis; all differ.
    """
    if isinstance(result, bool):
        return "True or False"
    if isinstance(result, list):
        return "a list of arrays"
    shape = getattr(result, "shape", None)
    if shape is None:
        return "-"
    letters = {length: axis for axis, length in sizes.items()}
    return _in_brackets([letters.get(n, str(n) if n < 3 else "...") for n in shape])


def expected_in_letters(exercise: Exercise, part: str) -> str:
    """The shape that a part should have, by the names of its axes."""
    found = next(p for p in exercise.parts if p.name == part)
    if found.is_verdict:
        return "True or False"
    if found.listed:
        return "a list of arrays"
    if found.axes == ("...",):
        return "(...)"  # any number of axes, not one
    return _in_brackets(["..." if axis == "?" else axis for axis in found.axes])


def _in_brackets(names: Sequence[str]) -> str:
    """A shape as NumPy writes it; no axes are "a number"."""
    if not names:
        return "a number"
    return f"({names[0]},)" if len(names) == 1 else f"({', '.join(names)})"
