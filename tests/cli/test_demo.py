"""The demo: fictional clients who leave nothing behind."""

from __future__ import annotations

import subprocess
import tempfile
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from sessiontui.domain.kinds.lookup import Kind
from sessiontui.domain.prints.catalog import OVER_SESSIONS
from sessiontui.domain.session.client_card import ENDED, FIELDS
from sessiontui.domain.waiting import Waits
from sessiontui.services.course import printed
from sessiontui.services.demo import fill_demo, throw_away_folder
from sessiontui.services.demo_story import CODE, MID_HOUR
from tests.cli.program import SESSIONTUI, Shell
from tests.story import home_paths

if TYPE_CHECKING:
    from pathlib import Path

NOON = datetime(2026, 3, 10, 12, 30, tzinfo=UTC)


def test_without_a_terminal_it_prints_a_summary_and_is_gone(
    fresh: Shell, tmp_path: Path
):
    place = tmp_path / "tmp"
    place.mkdir()
    done = fresh.run("demo", unlocked=False, TMPDIR=str(place))
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    assert done.stdout.startswith("SESSION SUMMARY  KESTREL-4  session 5\n")
    assert "Most helpful today: The picture thing." in done.stdout
    assert "lectured" not in done.stdout
    assert list(place.iterdir()) == []
    assert not fresh.home.exists()


def test_killed_in_the_middle_it_still_leaves_nothing(fresh: Shell, tmp_path: Path):
    place = tmp_path / "tmp"
    place.mkdir()
    with subprocess.Popen(
        [*SESSIONTUI, "demo"],
        stdout=subprocess.DEVNULL,
        stdin=subprocess.DEVNULL,
        env=fresh.environment(TMPDIR=str(place)),
    ) as child:
        until = time.monotonic() + 30
        while not list(place.glob("*/record.db")):
            assert time.monotonic() < until
            assert child.poll() is None
        child.kill()
    until = time.monotonic() + 30
    while list(place.iterdir()):
        assert time.monotonic() < until
        time.sleep(0.02)


def test_an_error_leaves_nothing_either(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))

    def fail() -> None:
        with throw_away_folder() as paths:
            assert paths.data.stat().st_mode & 0o777 == 0o700
            (paths.data / "record.db").touch()
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("hour", [0, 12])
def test_the_story_has_every_kind_and_leads_to_today(tmp_path: Path, hour: int):
    now = NOON.replace(hour=hour, minute=3)
    caseload = fill_demo(home_paths(tmp_path / "demo"), lambda: now)
    try:
        codes = [row.client.code for row in caseload.clients()]
        assert codes[:2] == [MID_HOUR, CODE]
        assert len(caseload.clients()) == 4
        client = caseload.find_client(CODE)
        numbers = [row.number for row in caseload.sessions(client)]
        assert numbers == [1, 2, 3, 4, 5]
        live = caseload.open(CODE)
        assert live.state.session.number == 6
        assert live.state.everything() == ()
        last = live.opening()
        assert last.strengths
        assert last.wins
        assert last.homework
        assert last.differently
        assert last.parked
        assert last.unfinished
        under_way = caseload.open(MID_HOUR)
        assert under_way.state.session.number == 4
        assert under_way.state.session.stopped_at is None
        assert len(under_way.state.lines) == 9
        if hour == 12:
            kinds = {
                line.kind
                for row in caseload.clients()
                for session in caseload.sessions(row.client)
                for line in caseload.past(row.client, session.number).state.everything()
            }
            assert kinds == set(Kind) - {Kind.LET_GO}
    finally:
        caseload.close()


def test_the_story_shows_all_that_lies_around_the_hour(tmp_path: Path):
    caseload = fill_demo(home_paths(tmp_path / "demo"), lambda: NOON)
    try:
        rows = caseload.clients()
        courses = [caseload.course(row.client) for row in rows]
        fields = {field for course in courses for field in course.card}
        assert fields == set(FIELDS)
        assert [row.client.code for row in rows if row.next_words]
        waits = {x.what for x in caseload.waiting()}
        assert Waits.PLAN in waits
        assert any(ENDED in course.card for course in courses)
        assert any(course.of(Kind.TOLD) for course in courses)
        trends = {
            name.casefold()
            for course in courses
            for story in course.progress.goals
            for name, ratings in (*story.rulers, ("rating", story.ratings))
            if len(ratings) > 1
        }
        assert trends == {"importance", "confidence", "readiness", "rating"}
        assert any(len(course.progress.pace) > 2 for course in courses)
        for course in courses:
            for name in OVER_SESSIONS:
                assert course.client.code in printed(name, course, 40) or (
                    name == "ending"
                )
    finally:
        caseload.close()
