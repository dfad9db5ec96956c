"""`progress`: which tasks of a notebook have passed their check, as a bar and a list.

For the student, at the end of a notebook or whenever they like. It remembers
nothing of its own: it shows what `check` found since the kernel started, so a
task whose check has not been run since is open, whatever an earlier day brought.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from html import escape

from IPython.display import display

from utils import exercises
from utils.exercises.order import TASKS
from utils.feedback import passed_by_task
from utils.report import NOT_OK, OK

OPEN = "○"
_STATES = {
    True: (OK, "check passed", "var(--jp-success-color1, #2e7d32)"),
    False: (NOT_OK, "check not passed yet", "var(--jp-error-color1, #c62828)"),
    None: (OPEN, "check not run since the kernel started", "inherit"),
}


@dataclass(frozen=True)
class Progress:
    """The tasks of one notebook, in its order.

    tasks: task -> whether its check passed, None if it was not run.
    """

    notebook: str
    tasks: Mapping[str, bool | None]

    @property
    def done(self) -> int:
        """How many checks have passed."""
        return sum(passed is True for passed in self.tasks.values())

    @property
    def headline(self) -> str:
        return f"{self.notebook}: {self.done} of {len(self.tasks)} visible checks passed"

    def __repr__(self) -> str:
        width = max(map(len, self.tasks))
        lines = [
            f"  {_STATES[passed][0]} {name.ljust(width)}  {_STATES[passed][1]}"
            for name, passed in self.tasks.items()
        ]
        return "\n".join([self.headline, *lines])

    def _repr_html_(self) -> str:
        """The bar, and a list whose names lead to the cells of the tasks."""
        label = escape(self.headline)
        bar = f'<progress max="{len(self.tasks)}" value="{self.done}" aria-label="{label}">'
        items = "".join(_item(name, passed) for name, passed in self.tasks.items())
        style = 'style="list-style:none;padding-left:0"'
        return f"<div><p>{bar}</progress> {label}</p><ul {style}>{items}</ul></div>"


def progress(notebook: str = "") -> None:
    """Show which tasks of a notebook have passed their visible check.

    notebook: its name, such as "batched"; default: the notebook of the last check.
    Raises: ValueError if there is no such notebook, or none is named before any check.
    """
    display(progress_of(notebook or _last_checked(), passed_by_task()))


def progress_of(notebook: str, passed: Mapping[str, bool]) -> Progress:
    """The progress in one notebook.

    notebook: its name. passed: task -> whether its check passed, for those that were run.
    Raises: ValueError if there is no such notebook.
    """
    if notebook not in TASKS:
        raise ValueError(f"there is no notebook {notebook!r}; is it one of: {', '.join(TASKS)}?")
    return Progress(notebook, {name: passed.get(name) for name in TASKS[notebook]})


def _last_checked() -> str:
    names = list(passed_by_task())
    if not names:
        raise ValueError(
            'no check has been run yet; name a notebook, as in progress("scalar"): '
            + ", ".join(TASKS)
        )
    return exercises.get(names[-1]).notebook


def _item(name: str, passed: bool | None) -> str:
    mark, words, colour = _STATES[passed]
    # JupyterLab and nbconvert's pages both know a cell by this fragment; the stub's id is the
    # name of its task.
    font = 'style="font-family:var(--jp-code-font-family, monospace)"'
    link = f'<a {font} href="#cell-id={escape(name)}">{escape(name)}</a>'
    sign = f'<b style="color:{colour}" aria-hidden="true">{mark}</b>'
    return f"<li>{sign} {link}: {words}</li>"
