"""The judge: compares a student's answers with the reference, part by part.

It sees drawings and answers only; where the answers came from, this process or
a sandbox, it neither knows nor asks. It fails closed: whatever is missing,
misshapen or not a number earns nothing, with the reason written down.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from autograder.catalogue import name_mistake
from autograder.sentences import expected_in_letters, sentence_for, shape_in_letters
from utils import reference
from utils.answers import Answer, changed_arguments, changed_sentence
from utils.diagnosis import diagnose
from utils.exercises import Exercise, Fixture, Part
from utils.report import Report, Row, comparable_difference
from utils.results import Misfit, Result, read_results

# Analytic gradients in float64 agree to about 1e-14 of their scale, whatever the
# order of the sums; central differences at the largest scale are far above this.
RTOL = 1e-9
# A gradient this close, but not closer, was approximated rather than derived.
APPROXIMATE_RTOL = 1e-2

HEADINGS = ("part", "your shape", "expected")

Expected = Mapping[str, Result]


@dataclass(frozen=True)
class PartVerdict:
    """What the judge found of one part, at the first drawing that finds something.

    shape, expected_shape: by the names of the axes, such as "(N, D)".
    reason: "" where the part is right; else the mistake's or the symptom's name.
    message: for the student; no number that came of an input or an expected value.
    detail: for the instructor; what exactly was found.
    difference: for the instructor; largest relative difference, without a unit; None if not so.
    fixture: position of the drawing that the verdict is about.
    """

    part: str
    right: bool
    earned: bool
    shape: str
    expected_shape: str
    difference: float | None
    reason: str
    message: str
    detail: str
    mistake: bool
    fixture: int


@dataclass(frozen=True)
class Judgement:
    """Everything that was found of one exercise of one student."""

    exercise: str
    parts: tuple[PartVerdict, ...]

    @property
    def share(self) -> float:
        """Share of the points that was earned, from 0 to 1."""
        return sum(part.earned for part in self.parts) / len(self.parts)

    def points(self, maximum: float) -> float:
        """The points earned, as a Python float between 0 and maximum, to the hundredth."""
        return min(max(round(float(maximum) * self.share, 2), 0.0), float(maximum))

    def report(self, maximum: float) -> Report:
        """What the student may see."""
        messages = dict.fromkeys(part.message for part in self.parts if part.message)
        headline = f"{self.points(maximum):g} of {maximum:g} points"
        rows = tuple(Row((p.part, p.shape, p.expected_shape), p.earned) for p in self.parts)
        passed = self.share == 1.0
        return Report(self.exercise, headline, rows, tuple(messages), passed, HEADINGS)


def judge_answers(
    exercise: Exercise, fixtures: Sequence[Fixture], answers: Sequence[Answer]
) -> Judgement:
    """Compare answers with the reference.

    fixtures, answers: one of each for every drawing.
    Raises: ValueError if their numbers differ, because a missing answer is for
        the caller to turn into a failed one; whatever the reference raises,
        because an error of the judge's own is never a wrong answer.
    """
    if len(fixtures) != len(answers) or not fixtures:
        raise ValueError(f"{len(answers)} answers to {len(fixtures)} drawings")
    expected = [expected_results(exercise, fixture) for fixture in fixtures]
    verdicts = {
        part.name: _judge_part(exercise, part, fixtures, answers, expected)
        for part in exercise.parts
    }
    return Judgement(exercise.name, tuple(_beside_their_mends(exercise, verdicts)))


def expected_results(exercise: Exercise, fixture: Fixture) -> Expected:
    """What the reference returns for one drawing.

    Raises: RuntimeError if the reference itself returns something unreadable.
    """
    call = exercise.evaluate(reference.get(exercise.name), fixture)
    results = read_results(exercise, call.returned, fixture.sizes)
    for name, result in results.items():
        if isinstance(result, Misfit):
            raise RuntimeError(f"reference {exercise.name}: {name}: {result.message}")
    return results


def _judge_part(
    exercise: Exercise,
    part: Part,
    fixtures: Sequence[Fixture],
    answers: Sequence[Answer],
    expected: Sequence[Expected],
) -> PartVerdict:
    for position, (fixture, answer) in enumerate(zip(fixtures, answers, strict=True)):
        found = _find_fault(exercise, part, fixture, answer, expected[position])
        if found is None:
            continue
        reason, detail = found
        message = ""
        mistake = name_mistake(exercise, part, fixtures, answers)
        if mistake:
            reason, message = mistake.name, mistake.hint
        elif _looks_numerical(part, answers, expected):
            reason = "numerical"
        message = message or sentence_for(reason, part.name, answer)
        verdict = _verdict(exercise, part, fixture, answer, expected[position])
        return replace(
            verdict,
            right=False,
            earned=False,
            reason=reason,
            message=message,
            detail=detail,
            mistake=bool(mistake),
            fixture=position,
        )
    return _verdict(exercise, part, fixtures[-1], answers[-1], expected[-1])


def _find_fault(
    exercise: Exercise, part: Part, fixture: Fixture, answer: Answer, expected: Expected
) -> tuple[str, str] | None:
    """Name and sentence of what is wrong with one part in one drawing, if anything is."""
    if answer.failure:
        return answer.failure.symptom, answer.failure.message
    if part.name not in answer.results:
        return "no answer", f"{part.name} did not come back."
    want = expected[part.name]
    if isinstance(want, Misfit):
        raise TypeError(f"the reference of {exercise.name} gives no {part.name}")
    symptom = diagnose(part, answer.results[part.name], want, fixture.sizes, rtol=RTOL)
    if symptom:
        return symptom.name, symptom.message
    changed = changed_arguments(exercise, fixture, answer)
    if changed:
        return "changed arguments", changed_sentence(exercise, changed)
    return None


def _looks_numerical(part: Part, answers: Sequence[Answer], expected: Sequence[Expected]) -> bool:
    """Close where inputs are small, and far less so where they are large: by differences.

    How far off in the end is not asked: differences of large numbers may lose every digit.
    """
    off = []
    for answer, want in zip(answers, expected, strict=True):
        difference = comparable_difference(answer.results.get(part.name), want[part.name])
        if difference is None:
            return False
        off.append(difference)
    *small, large = off
    # Single precision is off by the same share wherever it is tried.
    return max(small) <= APPROXIMATE_RTOL and large > 10 * max(RTOL, *small)


def _verdict(
    exercise: Exercise, part: Part, fixture: Fixture, answer: Answer, expected: Expected
) -> PartVerdict:
    """The verdict on a part that is right."""
    got = answer.results.get(part.name)
    return PartVerdict(
        part=part.name,
        right=True,
        earned=True,
        shape=shape_in_letters(got, fixture.sizes),
        expected_shape=expected_in_letters(exercise, part.name),
        difference=comparable_difference(got, expected[part.name]),
        reason="",
        message="",
        detail="",
        mistake=False,
        fixture=0,
    )


def _beside_their_mends(
    exercise: Exercise, verdicts: Mapping[str, PartVerdict]
) -> list[PartVerdict]:
    """A right True or False earns its share only beside a right mend: else it may be a guess."""
    judged = []
    for part in exercise.parts:
        verdict = verdicts[part.name]
        if verdict.right and part.is_verdict and not verdicts[part.verdict_on].right:
            message = f"{part.name} earns its points together with {part.verdict_on}."
            verdict = replace(verdict, earned=False, reason="no mend", message=message)
        judged.append(verdict)
    return judged
