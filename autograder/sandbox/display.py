"""IPython's display hook and publisher, reporting to a recorder instead of a front end.

The counterparts of ipykernel's, without messages: the same calls in the same
order, so that a formatter that raises or lies has the same effect as there.
"""
# Half of IPython's shell has no annotations.
# mypy: allow-untyped-calls

from typing import Any

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher

from autograder.sandbox.streams import Streams


class RecordingHook(DisplayHook):
    """Records the value of a cell's last expression as an `execute_result`."""

    streams: Streams
    active = False

    def start_displayhook(self) -> None:
        """A value is about to be shown."""
        self.active = True
        self._data: dict[str, Any] = {}
        self._metadata: Any = {}
        self._count = 0

    def write_output_prompt(self) -> None:
        """Take the number of the cell."""
        self._count = self.prompt_count

    def write_format_data(self, format_dict: dict[str, Any], md_dict: Any = None) -> None:
        """Take the representations."""
        self._data, self._metadata = format_dict, md_dict

    def finish_displayhook(self) -> None:
        """Record what was taken, behind all that was printed before."""
        self.streams.flush()
        if self._data:
            self.streams.recorder.result(self._count, self._data, self._metadata)
        self.active = False


class RecordingPublisher(DisplayPublisher):
    """Records `display`, `update_display` and `clear_output`."""

    streams: Streams

    def publish(
        self,
        data: dict[str, Any],
        metadata: dict[str, Any] | None = None,
        source: object = None,
        *,
        transient: dict[str, Any] | None = None,
        update: bool = False,
        **kwargs: Any,
    ) -> None:
        """Record a mime bundle; `transient` may hold a `display_id`."""
        self.streams.flush()
        metadata = {} if metadata is None else metadata
        self._validate_data(data, metadata)
        display_id = (transient or {}).get("display_id")
        record = self.streams.recorder.update if update else self.streams.recorder.display
        record(data, metadata, display_id)

    def clear_output(self, wait: bool = False) -> None:
        """Clear what the cell has shown so far."""
        self.streams.flush()
        self.streams.recorder.clear(bool(wait))
