"""The outputs of a cell, put together from events in the way in which nbclient does it.

Streams, the display hook and the publisher report what happened; the recorder
keeps a list of nbformat outputs: pieces of a stream become one, `clear_output`
clears, a display with an id is changed wherever it stands, an Output widget
takes what is written inside its `with`. It runs in the student's process, so
nothing in it is a proof of anything.

Between two displays a kernel sends what was written to stdout before what was
written to stderr, except after an explicit flush. So does this one; the timer
by which a kernel also flushes every 0.2 seconds is left out, so that a loaded
machine records the same as an idle one.

What a cell records is capped. Beyond the cap, one line on stdout says so and
the rest is dropped as it comes, but for the first error and the first result,
shortened: without them a failed test would look like one that passed.
"""

import contextvars
from collections.abc import Iterable
from io import StringIO
from typing import Any, Protocol

from autograder.sandbox.budget import OUTPUT, RESERVE, Budget
from autograder.sandbox.plain import plain, plain_bundle, text_of

Output = dict[str, Any]

# The cell that started the running task. A kernel sends what a left-over task
# shows to the cell it came from, where nbclient has stopped listening.
_origin: contextvars.ContextVar[int] = contextvars.ContextVar("origin")


class Taker(Protocol):
    """Something that takes outputs in a cell's place: an Output widget."""

    def take(self, output: Output) -> None: ...
    def clear(self, wait: bool) -> None: ...


class Recorder:
    """Outputs of one cell after the other."""

    def __init__(self) -> None:
        self.takers: list[Taker] = []
        self.revised: dict[int, list[Output]] = {}
        self._displays: dict[str, list[tuple[int, list[Output], Output]]] = {}
        self._cell = -1
        self._open = False
        self._reset(0)

    def begin(self, limit: int) -> None:
        """Start the outputs of the next cell; called in the context that will run it.

        limit: bytes after which outputs are dropped.
        """
        self._cell += 1
        _origin.set(self._cell)
        self.takers.clear()  # a widget left open takes the rest of its own cell only
        self._reset(limit)
        self._open = True

    def _reset(self, limit: int) -> None:
        self._budget = Budget(limit)
        self._outputs: list[Output] = []
        self._pending = {"stdout": StringIO(), "stderr": StringIO()}
        self._clear_later = False

    def finish(self) -> list[Output]:
        """End the cell; what comes until the next one begins is dropped."""
        self.flush()
        self._open = False
        for output in self._outputs:
            _settle(output)
        return self._outputs

    @property
    def listening(self) -> bool:
        """Whether a cell is open, and the running code belongs to it."""
        return self._open and _origin.get(self._cell) == self._cell

    @property
    def room(self) -> int:
        """Bytes that may still be recorded."""
        return self._budget.room if self.listening and not self._budget.spent else 0

    def write(self, name: str, text: str) -> None:
        """Text for a stream, shown at the next flush."""
        if not text or not self.listening or self._budget.spent:
            return
        room = self._budget.room
        kept = text_of(text[: room + 1])  # before it is encoded: it may be most of the memory
        size = len(kept) if kept.isascii() else len(kept.encode())
        if self._budget.take(size):
            self._pending[name].write(kept)
        else:
            self._pending[name].write(kept.encode()[:room].decode("utf-8", "ignore"))
            self._say_cut()

    def flush(self, *names: str) -> None:
        """Show what was written to these streams; to both, stdout first, if none is named."""
        for name in names or tuple(self._pending):
            text = self._pending[name].getvalue()
            if text:
                self._pending[name] = StringIO()
                self._add_stream(name, text)

    def display(self, data: Any, metadata: Any, display_id: str | None = None) -> None:
        """An output of `display`; outputs with the same id are changed to it."""
        output = self._rich("display_data", data, metadata)
        if output is None:
            return
        self._change(display_id, output)
        if self._add(output) and display_id:
            entry = (self._cell, self._outputs, output)
            self._displays.setdefault(display_id, []).append(entry)

    def update(self, data: Any, metadata: Any, display_id: str | None) -> None:
        """New content for all outputs with this id, in this cell or an earlier one."""
        output = self._rich("display_data", data, metadata)
        if output is not None:
            self._change(display_id, output)

    def result(self, count: int, data: Any, metadata: Any) -> None:
        """The value of a cell's last expression."""
        output = self._rich("execute_result", data, metadata)
        if output is not None:
            self._add({**output, "execution_count": count if 0 <= count < 2**31 else None})

    def error(self, ename: str, evalue: str, traceback: object) -> None:
        """An exception, as it is shown."""
        self.flush()
        if not self.listening:
            return
        lines = traceback if isinstance(traceback, Iterable) else ()
        stack = [text_of(line) for line in lines if isinstance(line, str)]
        ename, evalue = text_of(ename), text_of(evalue)
        size = OUTPUT + len("".join((ename, evalue, *stack)).encode())
        if not self._take(size):
            if not self._budget.spare("error"):
                return
            ename, evalue = ename[:RESERVE], evalue[:RESERVE]
            stack = ["\n".join(stack)[-RESERVE:]]
        self._add({"output_type": "error", "ename": ename, "evalue": evalue, "traceback": stack})

    def clear(self, wait: bool) -> None:
        """Clear the cell's outputs, now or, if asked to wait, when the next one comes."""
        self.flush()
        if not self.listening:
            return
        if self.takers:
            self.takers[-1].clear(wait)
        elif wait:
            self._clear_later = True
        else:
            self._clear(0)

    def holds_error(self, ename: str) -> bool:
        """Whether an error of this name stands in the cell."""
        return any(
            output["output_type"] == "error" and output["ename"] == ename
            for output in self._outputs
        )

    def _rich(self, output_type: str, data: Any, metadata: Any) -> Output | None:
        self.flush()
        if not self.listening:
            return None
        bundle, size = plain_bundle(data)
        extra, more = plain(metadata) if isinstance(metadata, dict) else ({}, 0)
        if not self._take(OUTPUT + size + more):
            if output_type != "execute_result" or not self._budget.spare(output_type):
                return None
            bundle, extra = {"text/plain": str(bundle.get("text/plain", ""))[:RESERVE]}, {}
        return {"output_type": output_type, "metadata": extra, "data": bundle}

    def _add(self, output: Output) -> bool:
        """Append an output, or give it to who takes it; say whether it is in the cell."""
        if self.takers:
            self.takers[-1].take(_settle(output))
            return False
        if self._clear_later:
            self._clear(_size(output))
        self._outputs.append(output)
        return True

    def _add_stream(self, name: str, text: str) -> None:
        last = self._outputs[-1] if self._outputs else {}
        if last.get("name") == name and not self.takers and not self._clear_later:
            last["text"].write(text)
            return
        output: Output = {"output_type": "stream", "name": name, "text": StringIO()}
        output["text"].write(text)
        self._add(output)

    def _change(self, display_id: str | None, output: Output) -> None:
        for cell, outputs, shown in self._displays.get(display_id or "", []):
            shown.update(data=output["data"], metadata=output["metadata"])
            if cell != self._cell:
                self.revised[cell] = outputs

    def _clear(self, used: int) -> None:
        self._outputs.clear()
        self._clear_later = False
        self._budget.refund(used)
        for entries in self._displays.values():
            entries[:] = [entry for entry in entries if entry[0] != self._cell]

    def _take(self, size: int) -> bool:
        spent = self._budget.spent
        taken = self._budget.take(size)
        if not taken and not spent:
            self._say_cut()
        return taken

    def _say_cut(self) -> None:
        self.flush()
        limit = self._budget.limit
        self._add_stream("stdout", f"\n[output cut: a cell may show {limit:,} bytes]\n")


def _settle(output: Output) -> Output:
    """The same output with its text, if it is a stream's, as a string."""
    if isinstance(output.get("text"), StringIO):
        output["text"] = output["text"].getvalue()
    return output


def _size(output: Output) -> int:
    if output["output_type"] == "stream":
        return len(output["text"].getvalue())
    return OUTPUT + plain(output)[1]
