"""One timer that is set anew again and again: it rings once, when it is due."""

from math import inf
from typing import Any

from gateway.alarm import Alarm
from tests.gateway.clock import Clock


class Rung:
    """An alarm on a clock, and the times at which it rang."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.times: list[float] = []
        loop: Any = self.clock
        self.alarm = Alarm(loop, lambda: self.times.append(self.clock.now))


def test_it_rings_once_when_it_is_due() -> None:
    rung = Rung()
    rung.alarm.set(5)
    rung.clock.wait(20)
    assert rung.times == [5]


def test_set_to_later_it_rings_only_then() -> None:
    rung = Rung()
    rung.alarm.set(2)
    rung.alarm.set(10)
    rung.clock.wait(20)
    assert rung.times == [10]


def test_set_to_earlier_it_rings_only_then() -> None:
    rung = Rung()
    rung.alarm.set(10)
    rung.alarm.set(2)
    rung.clock.wait(20)
    assert rung.times == [2]


def test_set_to_never_it_does_not_ring() -> None:
    rung = Rung()
    rung.alarm.set(2)
    rung.alarm.set(inf)
    rung.clock.wait(20)
    assert rung.times == []


def test_cancelled_it_does_not_ring_until_it_is_set_again() -> None:
    rung = Rung()
    rung.alarm.set(2)
    rung.alarm.cancel()
    rung.clock.wait(5)
    rung.alarm.set(7)
    rung.clock.wait(20)
    assert rung.times == [7]


def test_it_may_be_set_again_when_it_rings() -> None:
    clock, times = Clock(), list[float]()
    loop: Any = clock

    def ring() -> None:
        times.append(clock.now)
        if len(times) < 3:
            alarm.set(clock.now + 1)

    alarm = Alarm(loop, ring)
    alarm.set(1)
    clock.wait(20)
    assert times == [1, 2, 3]


def test_however_often_it_is_set_to_later_it_takes_one_timer() -> None:
    rung = Rung()
    for due in range(1, 100):
        rung.alarm.set(due)
    assert len(rung.clock.timers) == 1
