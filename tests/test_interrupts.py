"""Ctrl+C while something loads: it waits for a step to end, never for ever."""

from __future__ import annotations

import _imp
import os
import signal
import threading
from typing import TYPE_CHECKING

import pytest

from sessiontui.interrupts import interrupts_act, interrupts_end, interrupts_wait
from sessiontui.store.sqlcipher.driver import Database, dbapi2

if TYPE_CHECKING:
    from collections.abc import Callable


@pytest.fixture(autouse=True)
def as_python_begins() -> None:
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def press() -> None:
    """As Ctrl+C does on a terminal."""
    signal.raise_signal(signal.SIGINT)


def done_by(step: Callable[[list[str]], None]) -> list[str]:
    """What was done before Ctrl+C, pressed within, acted."""
    done: list[str] = []
    with pytest.raises(KeyboardInterrupt):
        step(done)
    return done


def test_it_acts_when_the_step_is_done():
    def step(done: list[str]) -> None:
        with interrupts_wait():
            press()
            done.append("the step")
        done.append("what follows")

    assert done_by(step) == ["the step"]


def test_it_acts_at_once_where_a_person_is_asked():
    def step(done: list[str]) -> None:
        with interrupts_wait(), interrupts_act():
            press()
            done.append("the answer")

    assert done_by(step) == []


def test_what_was_pressed_before_the_question_acts_at_the_question():
    def step(done: list[str]) -> None:
        with interrupts_wait():
            press()
            with interrupts_act():
                done.append("the question")

    assert done_by(step) == []


def test_behind_the_question_it_waits_again():
    def step(done: list[str]) -> None:
        with interrupts_wait():
            with interrupts_act():
                done.append("the answer")
            press()
            done.append("the step")

    assert done_by(step) == ["the answer", "the step"]


def test_steps_within_a_step_are_one():
    def step(done: list[str]) -> None:
        with interrupts_wait():
            with interrupts_wait():
                press()
            done.append("the rest")

    assert done_by(step) == ["the rest"]


def test_without_a_press_nothing_is_left_behind():
    with interrupts_wait(), interrupts_act():
        pass
    with pytest.raises(KeyboardInterrupt):
        press()


def test_who_ignores_it_goes_on_ignoring_it():
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        with interrupts_wait(), interrupts_act():
            press()
        assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGINT, before)


def test_no_press_in_the_middle_of_an_import_keeps_other_threads_from_importing():
    begun, imported = threading.Event(), threading.Event()

    def import_beside() -> None:
        begun.wait()
        import sched  # noqa: F401 - what nobody has loaded yet

        imported.set()

    def step(_: list[str]) -> None:
        with interrupts_wait():
            # As the import system does around every import.
            _imp.acquire_lock()
            press()
            _imp.release_lock()

    threading.Thread(target=import_beside, daemon=True).start()
    done_by(step)
    begun.set()
    assert imported.wait(30)


_LONG = (
    "with recursive n(i) as (select 1 union all select i + 1 from n where i < ?)"
    " select count(*) from n"
)


def test_it_ends_a_long_statement_of_a_database():
    db = Database(dbapi2.connect(":memory:"))
    pressing = threading.Timer(0.1, os.kill, (os.getpid(), signal.SIGINT))

    def step(done: list[str]) -> None:
        pressing.start()
        with interrupts_end(db):
            db.execute(_LONG, (1_000_000_000,)).fetchall()
            done.append("all of it")

    assert done_by(step) == []
    assert db.execute(_LONG, (1_000,)).fetchall() == [(1_000,)]


def test_a_statement_in_another_thread_is_not_ended():
    found: list[object] = []

    def count() -> None:
        db = Database(dbapi2.connect(":memory:"))
        with interrupts_end(db):
            found.extend(db.execute(_LONG, (1_000,)).fetchall())

    beside = threading.Thread(target=count)
    beside.start()
    beside.join()
    assert found == [(1_000,)]
