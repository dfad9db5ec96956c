"""One notebook in the sandbox: cells, files, asked functions, limits of time."""

import numpy as np
import pytest

from autograder.sandbox.limits import Limits
from autograder.sandbox.session import check_name
from autograder.sandbox.worker import Session, Worker
from tests.sandbox.conftest import SHORT, Cells, text_of
from utils import exercises
from utils.answers import changed_arguments
from utils.exercises import Fixture
from utils.results import Misfit

pytestmark = pytest.mark.needs_sandbox

EXERCISE = exercises.get("batched_affine_vjp")
FIXTURE = EXERCISE.draw_fixture(np.random.default_rng(0))
SOLUTION = """
def batched_affine_vjp(dL_dU, X, W, b):
    return dL_dU @ W, dL_dU.T @ X, dL_dU.sum(axis=0)
"""
ENDLESS = "while True: pass"


def ask(session: Session, definition: str):
    session.execute(definition)
    (answer,) = session.ask(EXERCISE, [FIXTURE], EXERCISE.name)
    return answer


def test_a_cell_shows_what_it_prints_and_what_it_is_worth(session: Session) -> None:
    executed = session.execute("print('hello')\n1 + 1")
    assert [output["output_type"] for output in executed.outputs] == ["stream", "execute_result"]
    assert text_of(executed) == "hello\n"
    assert executed.outputs[1]["data"] == {"text/plain": "2"}
    assert (executed.stopped, executed.interrupted) == ("", False)


def test_a_later_cell_sees_what_an_earlier_one_defined(cells: Cells) -> None:
    cells.session.execute("x = 20")
    assert cells.value("x + 1") == "21"


def test_a_notebook_sees_nothing_of_the_one_before(worker: Worker) -> None:
    with worker.session(SHORT) as first:
        for place in ("/tmp/left", "/dev/shm/left", "/home/student/left", "left"):
            assert Cells(first).value(f"open({place!r}, 'w').write('secret')") == "6"
        first.execute("import numpy; numpy.left = left = 1")
    with worker.session(SHORT) as second:
        listed = "import os; [os.listdir(p) for p in ('/tmp', '/dev/shm', '/home/student', '.')]"
        assert "left" not in Cells(second).value(listed)
        assert Cells(second).error("left").startswith("NameError")
        assert Cells(second).value("import numpy; hasattr(numpy, 'left')") == "False"


def test_random_numbers_differ_from_notebook_to_notebook(worker: Worker) -> None:
    draw = "import random, numpy; (random.random(), numpy.random.random())"
    drawn = []
    for _ in range(2):
        with worker.session(SHORT) as session:
            drawn.append(Cells(session).value(draw))
    assert drawn[0] != drawn[1]


def test_files_of_a_submission_lie_beside_the_notebook(cells: Cells) -> None:
    assert cells.session.setup({"data/x.bin": b"\x00\xff", "ü.txt": "é".encode()}) == ""
    assert cells.value("open('data/x.bin', 'rb').read() + open('ü.txt', 'rb').read()") == repr(
        b"\x00\xff\xc3\xa9"
    )


def test_a_students_module_can_be_imported_and_shadows_none(cells: Cells) -> None:
    files = {"helper.py": b"x = 3", "numpy.py": b"x = 3", "utils.py": b"x = 3"}
    cells.session.setup(files)
    assert cells.value("import helper; helper.x") == "3"
    assert cells.value("import numpy, utils; hasattr(numpy, 'x') or hasattr(utils, 'x')") == "False"


@pytest.mark.parametrize("name", ["", ".", "/etc/passwd", "../x", "a/../../x", "a\0b"])
def test_a_file_outside_of_the_notebooks_folder_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="no file of a submission"):
        check_name(name)


def test_more_files_than_fit_stop_the_sandbox_and_not_the_grader(session: Session) -> None:
    reason = session.setup({"large": bytes(SHORT.files - 1), "more": bytes(10_000)})
    assert "could not be written" in reason
    assert session.execute("1").stopped == reason


def test_a_function_is_asked_and_its_answer_is_exact(session: Session) -> None:
    answer = ask(session, SOLUTION)
    dL_dU, X, W, _ = FIXTURE.values.values()
    assert answer.failure is None
    assert answer.results.keys() == {"dL_dX", "dL_dW", "dL_db"}
    np.testing.assert_array_equal(answer.results["dL_dX"], dL_dU @ W)
    np.testing.assert_array_equal(answer.results["dL_dW"], dL_dU.T @ X)
    assert changed_arguments(EXERCISE, FIXTURE, answer) == []


def test_an_argument_that_was_changed_is_seen(session: Session) -> None:
    answer = ask(session, SOLUTION.replace("return", "X[0, 0] = 7; return"))
    assert changed_arguments(EXERCISE, FIXTURE, answer) == ["X"]


def test_scalars_and_lists_of_arrays_go_in_and_come_out(worker: Worker) -> None:
    for name in ("uva_index_claim", "chain_backward"):
        if name not in exercises.EXERCISES:
            continue
        exercise = exercises.get(name)
        fixture = exercise.draw_fixture(np.random.default_rng(1))
        with worker.session(SHORT) as session:
            session.execute(f"def {name}(*a): return [[x for x in a if type(x) is list]] * 9")
            (answer,) = session.ask(exercise, [fixture], name)
            assert changed_arguments(exercise, fixture, answer) == []


@pytest.mark.parametrize(
    ("body", "symptom"),
    [
        ("raise NotImplementedError()", "not attempted"),
        ("return 1 / 0", "raised an error"),
        ("import sys; sys.exit(0)", "raised an error"),
        ("raise KeyboardInterrupt", "too slow"),
        ("raise BaseException('x')", "raised an error"),
        ("raise type('\\ud800', (BaseException,), {})()", "raised an error"),
        ("import os; os._exit(0)", "sandbox stopped"),
        ("import os; os.close(3)", "sandbox stopped"),
    ],
)
def test_a_call_that_fails_is_a_failed_answer(session: Session, body: str, symptom: str) -> None:
    answer = ask(session, f"def batched_affine_vjp(*a):\n    {body}")
    assert answer.failure is not None
    assert answer.failure.symptom == symptom


def test_a_function_that_is_not_there_is_a_failed_answer(session: Session) -> None:
    (answer,) = session.ask(EXERCISE, [FIXTURE], "nowhere")
    assert answer.failure == Misfit(
        "not defined", "batched_affine_vjp is not defined in the notebook."
    )


def test_an_object_that_lies_is_a_misfit(session: Session) -> None:
    liar = "class Liar:\n    def __eq__(self, other): return True\n    def __array__(self): 1/0\n"
    answer = ask(session, liar + "def batched_affine_vjp(*a): return Liar(), Liar(), Liar()")
    assert all(isinstance(result, Misfit) for result in answer.results.values())


def test_what_an_asked_function_prints_or_warns_is_shown_nowhere(session: Session) -> None:
    noise = "print(1); import warnings, sys; warnings.warn('w'); print(2, file=sys.stderr); return"
    answer = ask(session, SOLUTION.replace("return", noise))
    assert answer.failure is None
    assert session.execute("None").outputs == []


def test_an_endless_cell_is_interrupted_and_the_next_one_runs(cells: Cells) -> None:
    executed = cells.session.execute(ENDLESS)
    assert executed.interrupted
    assert executed.outputs[-1]["ename"] == "KeyboardInterrupt"
    assert cells.value("1 + 1") == "2"


def test_a_cell_that_swallows_the_interrupt_is_stopped(session: Session) -> None:
    executed = session.execute(
        "import signal; signal.signal(signal.SIGINT, lambda *_: None)\nwhile True: pass"
    )
    assert "1 s of time used up in cell 1" in executed.stopped
    assert session.execute("1 + 1").stopped == executed.stopped
    (answer,) = session.ask(EXERCISE, [FIXTURE], "f")
    assert answer.failure == Misfit("sandbox stopped", executed.stopped)


@pytest.mark.parametrize(
    "source",
    [
        "import time; time.sleep(1000)",
        "await __import__('asyncio').sleep(1000)",
        "import signal; signal.signal(signal.SIGINT, signal.SIG_IGN); signal.pause()",
        "import signal\nsignal.pthread_sigmask(signal.SIG_BLOCK, range(1, 65))\nwhile True: pass",
        "import threading; threading.Event().wait()",
        "10 ** 10 ** 10",
        "import os, signal; os.kill(os.getpid(), signal.SIGSTOP)\nwhile True: pass",
        "import subprocess; subprocess.run(['sleep', '1000'])",
        "import os\nwhile os.fork(): pass\nwhile True: pass",
    ],
)
def test_nothing_runs_for_longer_than_its_limit(session: Session, source: str) -> None:
    executed = session.execute(source)
    assert executed.interrupted or executed.stopped


def test_an_asked_function_that_never_ends_is_a_failed_answer(session: Session) -> None:
    answer = ask(session, f"def batched_affine_vjp(*a):\n    {ENDLESS}")
    assert answer.failure is not None
    assert answer.failure.symptom == "too slow"
    assert session.stopped == ""


def test_a_notebook_has_a_limit_of_its_own(worker: Worker) -> None:
    with worker.session(Limits(cell_seconds=0.5, notebook_seconds=1.2)) as session:
        executed = [session.execute(ENDLESS) for _ in range(5)]
    assert "the notebook's 1.2 s of time" in executed[-1].stopped


def test_processor_time_has_a_limit_of_its_own(worker: Worker) -> None:
    with worker.session(Limits(cpu_seconds=1, cell_seconds=60)) as session:
        executed = session.execute(ENDLESS)
    assert "1 s of processor time used up" in executed.stopped


def test_usage_is_known_when_the_session_is_closed(worker: Worker) -> None:
    with worker.session(SHORT) as session:
        session.execute("import time\nx = bytearray(100 << 20)\nwhile time.process_time() < 0.3: 1")
    assert session.usage.cpu >= 0.3
    assert session.usage.memory > 100 << 20


def test_output_without_end_is_cut_and_the_cell_interrupted(session: Session) -> None:
    executed = session.execute("while True: print('x' * 1000)")
    assert executed.interrupted
    assert SHORT.output / 2 < len(text_of(executed)) < 2 * SHORT.output


def test_any_number_of_outputs_fits_a_message(worker: Worker) -> None:
    many = "from IPython.display import display, HTML\nfor i in range(20_000): display(HTML('x'))"
    with worker.session(Limits()) as session:
        executed = session.execute(many)
    assert (executed.stopped, executed.interrupted) == ("", False)
    assert len(executed.outputs) > 1000


def test_outputs_beyond_the_cap_of_a_message_are_an_error_of_the_cell(worker: Worker) -> None:
    with worker.session(Limits(message=100_000)) as session:
        executed = session.execute("print('x' * 500_000)")
        assert [output["output_type"] for output in executed.outputs] == ["error"]
        assert Cells(session).value("1 + 1") == "2"


def test_an_earlier_display_can_be_updated(session: Session) -> None:
    session.execute(
        "from IPython.display import display\nhandle = display('before', display_id=True)"
    )
    session.execute("1 + 1")
    executed = session.execute("handle.update('after')")
    assert executed.revised.keys() == {0}
    assert executed.revised[0][0]["data"] == {"text/plain": "'after'"}


def test_a_source_that_is_no_unicode_runs_all_the_same(cells: Cells) -> None:
    assert cells.value("'\ud800'") == "'?'"


def test_text_that_is_no_unicode_is_shown_all_the_same(cells: Cells) -> None:
    assert cells.value("'\\ud800'")
    assert cells.value("1 + 1") == "2"


def test_a_worker_replaces_its_zygote_after_a_number_of_forks() -> None:
    with Worker(forks=2) as worker:
        for _ in range(5):
            with worker.session(SHORT) as session:
                assert Cells(session).value("1 + 1") == "2"


def test_a_worker_runs_one_notebook_at_a_time(worker: Worker, session: Session) -> None:
    with pytest.raises(RuntimeError, match="one notebook at a time"), worker.session(SHORT):
        pass


def test_an_exercise_without_such_a_fixture_is_no_answer(session: Session) -> None:
    (answer,) = session.ask(EXERCISE, [Fixture({}, {})], "print")
    assert answer.failure is not None


def test_a_function_that_is_late_once_is_late_for_the_drawings_that_follow(
    session: Session,
) -> None:
    session.execute(
        "calls = []\ndef batched_affine_vjp(dL_dU, X, W, b):\n    calls.append(1)\n"
        "    while len(calls) == 2: pass\n    return dL_dU @ W, dL_dU.T @ X, dL_dU.sum(axis=0)"
    )
    answers = session.ask(EXERCISE, [FIXTURE] * 4, EXERCISE.name)
    symptoms = [one.failure and one.failure.symptom for one in answers]
    assert symptoms == [None, "too slow", "too slow", "too slow"]
    assert Cells(session).value("len(calls)") == "2"
