"""Requests that come while one is being served: only the newest of them is served afterwards."""

from threading import Event, Thread

import pytest

from utils.widgets.latest import Latest


def test_requests_that_come_one_at_a_time_are_all_served():
    served = []
    latest = Latest(served.append)
    for request in range(3):
        latest.ask(request)
    assert served == [0, 1, 2]


def test_of_what_comes_from_within_only_the_newest_is_served():
    served = []

    def serve(request):
        served.append(request)
        if request == 0:
            for later in range(1, 100):
                latest.ask(later)

    latest = Latest(serve)
    latest.ask(0)
    assert served == [0, 99]


def test_of_what_comes_from_other_threads_only_the_newest_is_served():
    served, begun, go_on = [], Event(), Event()

    def serve(request):
        served.append(request)
        begun.set()
        assert go_on.wait(60)

    latest = Latest(serve)
    first = Thread(target=latest.ask, args=(0,))
    first.start()
    assert begun.wait(60)
    for request in range(1, 100):  # returns at once each time: nothing waits in line
        latest.ask(request)
    go_on.set()
    first.join(60)
    assert served == [0, 99]


def test_none_is_a_request_like_any_other():
    served = []
    Latest(served.append).ask(None)
    assert served == [None]


def test_after_an_error_the_next_request_is_served():
    served = []

    def serve(request):
        if request == "broken":
            raise KeyboardInterrupt
        served.append(request)

    latest = Latest(serve)
    with pytest.raises(KeyboardInterrupt):
        latest.ask("broken")
    latest.ask("whole")
    assert served == ["whole"]
