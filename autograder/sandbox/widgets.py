"""Comms without a front end, and the one widget that nbclient plays the front end for.

ipywidgets opens a comm for every widget. Nobody listens to them here, except
for Output widgets: what is written inside `with output:` goes to the widget and
not to the cell, and the widget learns of it after the cell, as under nbclient.
"""

from typing import Any

import comm
from comm.base_comm import BaseComm, CommManager

from autograder.sandbox.recorder import Output, Recorder


class SilentComm(BaseComm):
    """A comm whose messages go to the listener instead of a front end."""

    listener: "OutputListener"

    def publish_msg(
        self,
        msg_type: str,
        data: dict[str, Any] | None = None,
        metadata: dict[str, Any] | None = None,
        buffers: list[bytes] | None = None,
        **keys: Any,
    ) -> None:
        """What would be sent to the front end."""
        state = (data or {}).get("state")
        if isinstance(state, dict):
            self.listener.heard(msg_type, self.comm_id, state)


class OutputListener:
    """Plays the front end of every Output widget in one notebook."""

    def __init__(self, recorder: Recorder) -> None:
        self.recorder = recorder
        self.manager = CommManager()
        self._widgets: dict[str, OutputArea] = {}

    def install(self) -> None:
        """Make this the process's maker of comms."""
        kind = type("Comm", (SilentComm,), {"listener": self})
        comm.create_comm = kind
        comm.get_comm_manager = lambda: self.manager

    def heard(self, msg_type: str, comm_id: str, state: dict[str, Any]) -> None:
        """A widget was made, or its state has changed."""
        if msg_type == "comm_open" and state.get("_model_name") == "OutputModel":
            self._widgets[comm_id] = OutputArea(list(state.get("outputs", ())))
        area = self._widgets.get(comm_id)
        if area is None or "msg_id" not in state:
            return
        if state["msg_id"]:
            self.recorder.takers.append(area)
        elif area in self.recorder.takers:
            self.recorder.takers.remove(area)

    def tell(self) -> None:
        """Let the widgets know what was written into them."""
        for comm_id, area in self._widgets.items():
            if area.news:
                area.news = False
                state = {"outputs": list(area.outputs)}
                data = {"method": "update", "state": state, "buffer_paths": []}
                message = {"content": {"comm_id": comm_id, "data": data}, "buffers": []}
                self.manager.comm_msg(None, "", message)  # type: ignore[arg-type]


class OutputArea:
    """The outputs that stand in one Output widget."""

    def __init__(self, outputs: list[Output]) -> None:
        self.outputs = outputs
        self.news = False
        self._clear_later = False

    def take(self, output: Output) -> None:
        """Add an output, as part of the last one if both are of one stream."""
        if self._clear_later:
            self.outputs, self._clear_later = [], False
        last = self.outputs[-1] if self.outputs else None
        if output["output_type"] == "stream" and last and last.get("name") == output["name"]:
            self.outputs[-1] = {**last, "text": last["text"] + output["text"]}
        else:
            self.outputs.append(output)
        self.news = True

    def clear(self, wait: bool) -> None:
        """Clear now, or when the next output comes."""
        if wait:
            self._clear_later = True
        else:
            self.outputs, self.news = [], True
