"""What is charged to a cell: waiting for a processor is not, sleeping is, and processors add up."""

import pytest

from autograder.sandbox.clock import ProcessTree, Reading
from autograder.sandbox.limits import Limits
from autograder.sandbox.meter import Meter, Spent, is_spent

LIMITS = Limits(cell_seconds=10, notebook_seconds=15, cpu_seconds=100, wall_factor=4)


class Machine(ProcessTree):
    """A process tree whose clocks stand where the test sets them."""

    def __init__(self) -> None:
        self.now = Reading(0.0, 0.0, 0.0)

    def read_clock(self) -> Reading:
        return self.now


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    made = Machine()
    monkeypatch.setattr("autograder.sandbox.meter.time.monotonic", lambda: made.now.wall)
    return made


def meter_after(
    machine: Machine, wall: float, processor: float, waiting: float, before: float = 0.0
) -> Meter:
    meter = Meter(machine, LIMITS, Spent(before, 0.0))
    meter.look()
    machine.now = Reading(wall, processor, waiting)
    meter.look()
    return meter


@pytest.mark.parametrize(
    ("wall", "processor", "waiting", "charged"),
    [
        (5.0, 5.0, 0.0, 5.0),  # computes on an idle machine
        (5.0, 0.0, 0.0, 5.0),  # sleeps
        (20.0, 5.0, 15.0, 5.0),  # computes on a loaded machine
        (20.0, 5.0, 10.0, 10.0),  # the same, and sleeps
        (5.0, 10.0, 0.0, 10.0),  # computes on two processors
        (5.0, 9.0, 5.0, 9.0),  # makes itself wait by its own processes
    ],
)
def test_the_time_that_is_charged(
    machine: Machine, wall: float, processor: float, waiting: float, charged: float
) -> None:
    assert meter_after(machine, wall, processor, waiting).charged == charged


def test_a_loaded_machine_does_not_fail_a_right_answer(machine: Machine) -> None:
    assert not meter_after(machine, 30.0, 9.0, 21.0).is_over()


def test_a_loaded_machine_does_not_save_an_endless_loop(machine: Machine) -> None:
    assert meter_after(machine, 30.0, 11.0, 19.0).is_over()


def test_no_cell_outlasts_a_multiple_of_its_limit(machine: Machine) -> None:
    assert meter_after(machine, 41.0, 0.0, 41.0).is_over()


def test_no_notebook_outlasts_a_multiple_of_its_limit_however_many_cells_it_has(
    machine: Machine,
) -> None:
    """Cells that each make themselves wait, and so are charged nothing."""
    meter = Meter(machine, LIMITS, Spent(0.0, 50.0))
    meter.look()
    machine.now = Reading(9.0, 0.0, 9.0)
    meter.look()
    assert not meter.is_over()
    machine.now = Reading(11.0, 0.0, 11.0)
    meter.look()
    assert meter.is_over()
    assert not is_spent(Spent(0.0, 59.0), LIMITS)
    assert is_spent(Spent(0.0, 60.0), LIMITS)
    assert is_spent(Spent(15.0, 15.0), LIMITS)


def test_grace_is_on_top(machine: Machine) -> None:
    meter = meter_after(machine, 11.0, 0.0, 0.0)
    assert meter.is_over()
    assert not meter.is_over(2.0)


@pytest.mark.parametrize(
    ("wall", "processor", "before", "reason"),
    [
        (11.0, 0.0, 0.0, "10 s of time used up"),
        (6.0, 0.0, 10.0, "the notebook's 15 s of time used up"),
        (1.0, 101.0, 0.0, "100 s of processor time used up"),
    ],
)
def test_the_reason_names_the_limit(
    machine: Machine, wall: float, processor: float, before: float, reason: str
) -> None:
    meter = meter_after(machine, wall, processor, 0.0, before)
    assert meter.is_over()
    assert meter.reason() == reason


def test_a_short_request_is_charged_without_a_look(machine: Machine) -> None:
    meter = Meter(machine, LIMITS, Spent(1.0, 2.0))
    machine.now = Reading(0.25, 0.0, 0.0)
    assert meter.spent() == Spent(1.25, 2.25)


def test_the_clocks_of_a_process_that_has_gone_stand_still() -> None:
    tree = ProcessTree(2**22)  # no process has this number
    assert tree.memory(0) == 0
    assert tree.threads() == 0
    assert tree.read_clock().processor == 0.0


@pytest.mark.parametrize("name", ["cell_seconds", "memory", "processes", "files", "message"])
def test_a_limit_that_is_no_positive_number_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match=f"limit {name} is 0"):
        Limits(**{name: 0})
