"""Only the newest of several requests is served; the ones that it overtook are dropped.

For the widgets' sliders, which may ask faster than a picture can be drawn. The
browser holds back a slider's next value until the kernel is done with the last
one, and keeps only the newest; this does the same for several controls, and
for a kernel that answers them in several threads.
"""

from collections.abc import Callable
from threading import Lock
from typing import Generic, TypeVar

Request = TypeVar("Request")


class Latest(Generic[Request]):
    """Serves requests one at a time, the newest first and no older one after it."""

    def __init__(self, serve: Callable[[Request], None]) -> None:
        self._serve = serve
        self._waiting: list[Request] = []  # the newest one, or none
        self._guard = Lock()
        self._busy = False

    def ask(self, request: Request) -> None:
        """Serve this request, or, while another is being served, leave it for afterwards.

        What was left before and is not begun yet is dropped. Whoever is serving
        also serves what was left meanwhile, so that the last request is never lost.
        """
        with self._guard:
            self._waiting = [request]
            if self._busy:
                return
            self._busy = True
        while (newest := self._next()) is not None:
            self._serve_one(newest[0])

    def _next(self) -> list[Request] | None:
        """The request to serve now; None, and not busy any more, if there is none."""
        with self._guard:
            if not self._waiting:
                self._busy = False
                return None
            newest, self._waiting = self._waiting, []
            return newest

    def _serve_one(self, request: Request) -> None:
        try:
            self._serve(request)
        except BaseException:
            # An interrupted picture must not leave the widget busy for ever.
            with self._guard:
                self._busy = False
            raise
