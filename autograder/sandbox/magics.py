"""The magics that a kernel has in place of IPython's own, where those would open a program.

A pager or an editor belongs to the front end; a notebook file records nothing
of it, and in a grader nobody would ever close it.
"""

from pathlib import Path

from IPython import get_ipython
from IPython.core.error import UsageError
from IPython.core.magic import Magics, line_magic, magics_class
from IPython.core.magics.code import CodeMagics, MacroToEdit
from IPython.display import Javascript, display


@magics_class
class KernelMagics(Magics):
    """Counterparts of ipykernel's magics of these names."""

    @line_magic
    def edit(self, parameter_s: str = "", last_call: list[str] | None = None) -> None:
        """Look up what is to be edited, and open nothing."""
        options, arguments = self.parse_options(parameter_s, "prn:")
        try:
            CodeMagics._find_edit_target(self.shell, arguments, options, last_call or ["", ""])
        except MacroToEdit:
            print("Macro editing not yet implemented in 2-process model.")

    @line_magic
    def less(self, arg_s: str) -> None:
        """Read a file, and page it nowhere."""
        if not arg_s:
            raise UsageError("Missing filename.")
        with Path(arg_s).open(encoding="utf-8") as file:
            file.read(1)

    @line_magic
    def more(self, arg_s: str) -> None:
        """The same."""
        self.less(arg_s)  # type: ignore[misc, call-arg]  # line_magic types it as a decorator

    @line_magic
    def man(self, arg_s: str) -> None:
        """A manual page would go to the pager."""

    @line_magic
    def clear(self, arg_s: str) -> None:
        """Clear the terminal."""
        get_ipython().system("clear")

    @line_magic
    def autosave(self, arg_s: str) -> None:
        """What classic notebooks do with it is up to them; it is recorded."""
        try:
            seconds = int(arg_s)
        except ValueError as error:
            raise UsageError(f"%autosave requires an integer, got {arg_s!r}") from error
        script = f"IPython.notebook.set_autosave_interval({1000 * seconds})"
        display(Javascript(script), include=["application/javascript"])
        print(f"Autosaving every {seconds} seconds" if seconds else "Autosave disabled")
