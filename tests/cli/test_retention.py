"""Keeping, holding, destroying and requests, as a person or a script does it."""

from __future__ import annotations

import json
import stat
from typing import TYPE_CHECKING

import pytest

from sessiontui.store.open import open_record
from tests.cli.program import Shell, plain
from tests.story import PASSPHRASE, files_of, home_paths

if TYPE_CHECKING:
    from pathlib import Path

    from sessiontui.settings.paths import Paths
    from tests.story import Template

YES = ("--yes-destroy", "KESTREL-4", "--reason", "over")


@pytest.fixture
def named(shell: Shell) -> Shell:
    """A shell of a therapist with a name and periods of their own."""
    settings(shell, "[therapist]\nname = 'R. Amadi'\n[keep]\nrecord_years = 5\n")
    return shell


@pytest.fixture
def over(shell: Shell, template: Template) -> Shell:
    """A shell where every period is over at once, since all was long ago."""
    settings(shell, "[keep]\nrecord_years = 1\n")
    record = open_record(home_paths(shell.home), template.key)
    db, _ = record.databases[0]
    with db.atomic():
        db.execute("update session set day = '2019-03-10'")
    record.close()
    return shell


def settings(shell: Shell, text: str) -> None:
    (shell.home / "settings.toml").write_text(text, encoding="utf-8")


def test_how_long_is_shown_and_set(named: Shell):
    assert "until 2031-03-10" in named.call("keep", "KESTREL-4").stdout
    done = named.call("keep", "KESTREL-4", "--until", "2044-05-01")
    assert "until 2044-05-01" in done.stdout
    assert "until 2044-05-01" in named.call("keep", "KESTREL-4").stdout
    assert "until 2031" in named.call("keep", "KESTREL-4", "--usual").stdout
    assert named.call("keep", "KESTREL-4", "--until", "soon").returncode == 2
    done = named.call("keep", "KESTREL-4", "--until", "2020-01-01")
    assert done.stderr == "The usual period ends later, so it holds.\n"
    assert named.call("keep", "NOBODY").returncode == 4


def test_a_hold_with_its_reason_stands_until_it_is_lifted(over: Shell):
    assert over.call("hold", "KESTREL-4", "--reason", " ").returncode == 2
    assert over.call("hold", "KESTREL-4", "--lift", "--reason", "x").returncode == 2
    assert over.call("hold", "KESTREL-4", lines="court order\n").returncode == 0
    assert "legal hold: court order" in over.call("due").stdout
    assert "court order" in over.call("keep", "KESTREL-4").stdout
    before = files_of(over.home)
    done = over.call("destroy", "KESTREL-4", *YES, "--before-time")
    assert done.returncode == 1
    assert "sessiontui hold CLIENT --lift --reason …" in done.stderr
    assert files_of(over.home) == before
    assert over.call("hold", "KESTREL-4", "--lift", "--reason", "over").returncode == 0
    assert "legal hold" not in over.call("due").stdout


def test_what_is_due_is_listed_for_people_and_programs(shell: Shell):
    done = shell.call("due")
    assert (done.stdout, done.stderr) == ("", "Nothing is past its period.\n")
    settings(shell, "[keep]\npsychotherapy_notes_months = 0\n")
    row = shell.call("due").stdout.split()
    assert row[:5] == ["KESTREL-4", "psychotherapy", "notes", "since", "2026-03-11"]
    (found,) = json.loads(shell.call("due", "--json").stdout)
    assert found["what"] == "psychotherapy notes"
    assert found["held_back"] is False


def test_before_its_time_nothing_is_destroyed_unless_that_is_said(shell: Shell):
    done = shell.call("destroy", "KESTREL-4", *YES)
    assert done.returncode == 1
    assert "2033-03-10" in done.stderr
    assert "--before-time" in done.stderr
    assert shell.call("sessions", "KESTREL-4").returncode == 0
    assert shell.call("destroy", "KESTREL-4", *YES, "--before-time").returncode == 0
    assert shell.call("sessions", "KESTREL-4").returncode == 4


def test_a_script_must_give_the_code_and_a_reason(over: Shell):
    for call in (
        ["--reason", "over"],
        ["--reason", "over", "--yes-destroy", "kestrel-4"],
        ["--reason", " ", "--yes-destroy", "KESTREL-4"],
    ):
        assert over.call("destroy", "KESTREL-4", *call).returncode == 2
    assert "KESTREL-4" in over.call("clients").stdout


def test_the_receipt_is_printed_and_kept_and_says_no_client_words(
    named: Shell, tmp_path: Path
):
    named.call("hold", "KESTREL-4", "--reason", "once")
    named.call("hold", "KESTREL-4", "--lift", "--reason", "over")
    done = named.call(
        "destroy", "KESTREL-4", *YES, "--before-time", "-o", str(tmp_path / "receipt")
    )
    assert done.returncode == 0
    assert "1 session" in done.stderr
    receipt = (tmp_path / "receipt").read_text()
    assert stat.S_IMODE((tmp_path / "receipt").stat().st_mode) == 0o600
    for words in ("KESTREL-4", "R. Amadi", "over", "record: 7 lines", "notes: 1 note"):
        assert words in receipt
    assert "No backup that was found" in receipt
    assert "brother" not in receipt
    assert "All is well" in named.call("verify").stdout
    listed = named.call("due", "--destroyed").stdout
    assert "KESTREL-4  record" in listed
    assert "R. Amadi" in listed
    assert len(json.loads(named.call("due", "--destroyed", "--json").stdout)) == 2
    assert "Nothing was found" in named.call("find", "brother").stderr


def test_only_the_notes_go(over: Shell):
    done = over.call("destroy", "KESTREL-4", "--notes-only", *YES)
    assert done.returncode == 0
    assert "psychotherapy notes: 1 note" in done.stdout
    assert "rang my brother" in over.call("summary", "KESTREL-4").stdout
    again = over.call("destroy", "KESTREL-4", "--notes-only", *YES)
    assert again.returncode == 4
    after = over.call("backup").stdout.strip()
    assert "is back" not in over.call("restore", after).stderr


def test_backups_that_still_hold_it_are_named_or_replaced(over: Shell, tmp_path: Path):
    by_hand = over.call("backup").stdout.strip()
    ours = over.home / "backups" / "automatic-20260311-100000.backup"
    ours.write_bytes((tmp_path / by_hand).read_bytes())
    over.call("capture", "WREN-7", lines="she slept\n")
    done = over.call("destroy", "KESTREL-4", "--backups", *YES)
    assert done.returncode == 0
    assert by_hand in done.stdout
    assert str(ours) not in done.stdout
    assert not ours.exists()
    (fresh,) = (over.home / "backups").glob("automatic-*.backup")
    back = over.call("restore", str(fresh))
    assert back.returncode == 0
    assert "is back" not in back.stderr
    assert over.call("sessions", "KESTREL-4").returncode == 4
    assert "WREN-7" in over.call("clients").stdout
    # One from before brings it back, as the receipt said.
    back = over.call("restore", by_hand)
    assert back.returncode == 0
    assert "destroyed of KESTREL-4 is back with this backup" in back.stderr
    assert over.call("sessions", "KESTREL-4").returncode == 0


def test_a_hold_that_a_backup_does_not_know_stays_in_force(over: Shell):
    before = over.call("backup").stdout.strip()
    over.call("hold", "KESTREL-4", "--reason", "a court asked")
    held = over.call("backup").stdout.strip()
    assert "legal hold" not in over.call("restore", held).stderr
    back = over.call("restore", before)
    assert back.returncode == 0
    assert "The legal hold on KESTREL-4 is not in this backup" in back.stderr
    assert "a court asked" not in back.stderr
    assert "legal hold: a court asked" in over.call("due").stdout


def test_a_hold_stays_in_force_over_a_backup_that_knows_a_former_code(over: Shell):
    over.call("capture", "KESTREL-44", lines="of the same client\n")
    before = over.call("backup").stdout.strip()
    codes = ("KESTREL-44", "KESTREL-4")
    assert over.call("merge", *codes, "--yes-merge", *codes).returncode == 0
    over.call("rename", "KESTREL-4", "OWL-9")
    over.call("hold", "OWL-9", "--reason", "a court asked")
    back = over.call("restore", before)
    assert "The legal hold on KESTREL-4 is not in this backup" in back.stderr
    assert "The legal hold on KESTREL-44 is not in this backup" in back.stderr
    for code in codes:
        assert "a court asked" in over.call("keep", code).stdout


def test_a_former_code_leads_to_the_new_one_after_a_backup_of_before(over: Shell):
    before = over.call("backup").stdout.strip()
    over.call("rename", "KESTREL-4", "HERON-2")
    over.call("rename", "HERON-2", "OWL-9")
    over.call("hold", "OWL-9", "--reason", "a court asked")
    back = over.call("restore", before)
    assert "KESTREL-4 is OWL-9 now, as it was before." in back.stderr
    assert "The legal hold on OWL-9 is not in this backup" in back.stderr
    assert "KESTREL-4 is OWL-9 now" in over.call("sessions", "KESTREL-4").stderr
    assert "All is well" in over.call("verify").stdout
    # That backup knows all of it.
    after = over.call("restore", over.call("backup").stdout.strip()).stderr
    assert "OWL-9" not in after


def test_a_former_record_that_does_not_open_is_told(over: Shell, tmp_path: Path):
    before = over.call("backup").stdout.strip()
    over.call("hold", "KESTREL-4", "--reason", "a court asked")
    new = over.keep(tmp_path / "new", "another five words for testing")
    over.call("passphrase", "--new-passphrase-file", str(new))
    back = over.call("restore", before)
    assert "The former record does not open with this passphrase" in back.stderr


@pytest.mark.parametrize("way", ["rename", "merge"])
def test_what_is_destroyed_is_known_by_every_code_that_it_had(over: Shell, way: str):
    by_hand = over.call("backup").stdout.strip()
    over.call("capture", "KESTREL-4", lines="/save\n")
    if way == "rename":
        over.call("rename", "KESTREL-4", "OWL-9")
    else:
        over.call("capture", "OWL-9", lines="of the same client\n")
        codes = ("KESTREL-4", "OWL-9")
        assert over.call("merge", *codes, "--yes-merge", *codes).returncode == 0
    order = ("--yes-destroy", "OWL-9", "--reason", "over", "--before-time")
    done = over.call("destroy", "OWL-9", *order)
    assert by_hand in done.stdout
    assert not [*(over.home / "summaries").iterdir()]
    back = over.call("restore", by_hand)
    assert "destroyed of KESTREL-4 is back with this backup" in back.stderr


def test_prints_that_the_app_wrote_go_along(over: Shell, told: Paths):
    from sessiontui.services.caseload import Caseload
    from sessiontui.store.open import find_key, open_record
    from tests.story import home_paths

    paths = home_paths(over.home)
    record = open_record(paths, find_key(paths, PASSPHRASE))
    caseload = Caseload(record)
    written = caseload.past(caseload.find_client("KESTREL-4")).prints.write_summary()
    record.close()
    other = written.with_name("KESTREL-4-77-session-1-summary.txt")
    other.touch()
    assert over.call("destroy", "KESTREL-4", *YES).returncode == 0
    assert not written.exists()
    assert other.exists()


def test_at_the_keyboard_the_code_is_typed_once_more(over: Shell):
    window = over.terminal("destroy", "KESTREL-4")
    window.answer("Passphrase: ", PASSPHRASE)
    window.answer("why › ", "seven years are over")
    window.answer("destroy it › ", "KESTREL-5")
    code, shown = window.end()
    assert code == 2
    assert "nothing was destroyed" in plain(shown)
    window = over.terminal("destroy", "KESTREL-4")
    window.answer("Passphrase: ", PASSPHRASE)
    window.answer("why › ", "seven years are over")
    window.answer("destroy it › ", "KESTREL-4")
    code, shown = window.end()
    assert code == 0
    assert "RECEIPT OF DESTRUCTION" in plain(shown)


def test_a_receipt_never_overwrites_a_file(over: Shell, tmp_path: Path):
    (tmp_path / "there").write_text("mine")
    done = over.call("destroy", "KESTREL-4", *YES, "-o", str(tmp_path / "there"))
    assert done.returncode == 7
    assert over.call("sessions", "KESTREL-4").returncode == 0


def test_a_request_and_its_answer_stay_with_the_record(named: Shell):
    words = "I never said that.\nMy brother did.\n"
    done = named.call("request", "KESTREL-4", "--session", "1", lines=words)
    assert done.stdout == "1\n"
    assert "To be answered by" in done.stderr
    assert "extended" in done.stderr
    assert "wait for an answer: 1" in named.call("due").stderr
    listed = named.call("requests").stdout
    assert "1  KESTREL-4  session 1  request" in listed
    assert "  My brother did." in listed
    printed = named.call("summary", "KESTREL-4").stdout
    assert printed.endswith("   I never said that.\n   My brother did.\n")
    assert "CLIENT'S REQUESTS FOR AMENDMENT\n 1 Request, " in printed
    assert ", written down by R. Amadi\n" in printed
    sheet = named.call("summary", "KESTREL-4", "--format", "takehome").stdout
    assert "REQUESTS" not in sheet

    done = named.call("request", "KESTREL-4", "--kind", "denied", lines="It is so.")
    assert done.returncode == 0
    assert "wait for an answer" not in named.call("due").stderr
    assert " 2 Denied to 1, " in named.call("summary", "KESTREL-4").stdout
    rows = json.loads(named.call("requests", "KESTREL-4", "--json").stdout)
    assert [(row["kind"], row["about"], row["session"]) for row in rows] == [
        ("request", None, 1),
        ("denied", 1, 1),
    ]
    assert named.call(
        "request", "KESTREL-4", "--kind", "accepted", lines="x"
    ).returncode


@pytest.mark.parametrize(
    ("call", "lines", "code"),
    [
        (("KESTREL-4",), " \n", 2),
        (("KESTREL-4",), b"\xff\xfe", 2),
        (("KESTREL-4", "--session", "9"), "x", 4),
        (("KESTREL-4", "--kind", "denied"), "x", 2),
        (("KESTREL-4", "--kind", "denied", "--about", "7"), "x", 4),
        (("KESTREL-4", "--about", "1"), "x", 2),
        (("NOBODY",), "x", 4),
    ],
)
def test_what_is_no_request_is_kept_nowhere(
    shell: Shell, call: tuple[str, ...], lines: str | bytes, code: int
):
    assert shell.call("request", *call, lines=lines).returncode == code
    assert shell.call("requests").stderr == "There are no requests.\n"


def test_two_codes_are_merged_once_both_are_given_again(named: Shell):
    named.call("capture", "KESTREL-44", lines="> sleep through\na note\n")
    done = named.call("merge", "KESTREL-44", "KESTREL-4")
    assert done.returncode == 2
    assert "KESTREL-44 session 1 becomes KESTREL-4 session" in done.stderr
    assert "KESTREL-44 goal 1 becomes KESTREL-4 goal" in done.stderr
    assert "Nothing was merged." in done.stderr
    wrong = ("--yes-merge", "KESTREL-4", "KESTREL-44")
    assert named.call("merge", "KESTREL-44", "KESTREL-4", *wrong).returncode == 2
    right = ("--yes-merge", "KESTREL-44", "KESTREL-4")
    done = named.call("merge", "KESTREL-44", "KESTREL-4", *right)
    assert done.returncode == 0
    assert "KESTREL-44 leads there, too." in done.stderr
    assert "sleep through" in named.call("summary", "KESTREL-44").stdout
    assert "KESTREL-44\n" not in named.call("clients").stdout
    assert named.call("verify").returncode == 0


def test_a_signed_code_is_pointed_to(named: Shell):
    named.call("capture", "KESTREL-44", lines="a note\n")
    named.call("sign", "KESTREL-44")
    done = named.call("merge", "KESTREL-44", "KESTREL-4")
    assert done.returncode == 1
    assert "see also KESTREL-44" in done.stderr
    assert "See also KESTREL-44." in named.call("sessions", "KESTREL-4").stderr
    assert "See also KESTREL-4." in named.call("sessions", "KESTREL-44").stderr


def test_words_of_another_move_out_under_a_hold_and_their_original_is_kept(
    named: Shell, tmp_path: Path, template: Template
):
    named.call("capture", "HERON-2", lines="a word of a third party\nhers\n")
    named.call("capture", "WREN-2", lines="theirs\n")
    order = ("move", "HERON-2", "WREN-2", "--line", "1")
    assert named.call(*order, "--held", "--reason", "x").returncode == 2
    named.call("hold", "HERON-2", "--reason", "court")
    assert named.call(*order, "--reason", "x").returncode == 2
    assert named.call(*order, "--held", "--reason", " ").returncode == 2
    done = named.call(*order, "--held", "--reason", "another's words")
    assert done.returncode == 0, done.stderr

    assert "third party" not in named.call("summary", "HERON-2").stdout
    assert (
        "third party"
        not in named.call("find", lines="third party\n").stdout.split("WREN-2")[0]
    )
    assert "third party" in named.call("summary", "WREN-2").stdout
    named.call("capture", "HERON-2", lines="/undo\n/undo\n")
    assert "third party" in named.call("summary", "WREN-2").stdout
    done = named.call("verify")
    assert done.returncode == 0, done.stdout
    assert "HERON-2: 1 line moved out under the legal hold" in done.stderr
    assert "another's words" in done.stderr
    written = tmp_path / "held.json"
    named.call("export", "--format", "json", "-o", str(written))
    assert "third party" in written.read_text(encoding="utf-8")
    # The held client's own export has it, too, and goes into another record.
    own = tmp_path / "own.json"
    named.call("export", "HERON-2", "--format", "json", "-o", str(own))
    assert "third party" in own.read_text(encoding="utf-8")
    there = Shell(template.copy_to(tmp_path / "there").data, tmp_path)
    done = there.call("import", str(own))
    assert done.returncode == 0, done.stderr
    assert "third party" not in there.call("summary", "HERON-2").stdout


def test_less_of_somebody_on_hold_is_told(named: Shell):
    """Restoring an earlier backup must not be a quiet way out of a hold."""
    less = "This backup has less of {}, who is under a legal hold"
    named.call("capture", "KESTREL-4", lines="held\n~ apart\n")
    before = named.call("backup").stdout.strip()
    named.call("hold", "KESTREL-4", "--reason", "court")
    assert "has less of" not in named.call("restore", before).stderr
    named.call("capture", "KESTREL-4", lines="/edit 1 held and more\n")
    assert less.format("KESTREL-4") in named.call("restore", before).stderr
    named.call("capture", "KESTREL-4", lines="~ more apart\n")
    assert less.format("KESTREL-4") in named.call("restore", before).stderr
    named.call("capture", "OWL-9", lines="new\n")
    named.call("hold", "OWL-9", "--reason", "court")
    assert less.format("OWL-9") in named.call("restore", before).stderr
    assert "OWL-9" not in named.call("clients").stdout


def test_psychotherapy_notes_that_expired_are_an_event(named: Shell):
    named.call("capture", "HERON-2", lines="a note\n~ a guess\n")
    destroy = ("destroy", "HERON-2", "--notes-only", "--before-time")
    done = named.call(*destroy, "--yes-destroy", "HERON-2", "--reason", "over")
    assert done.returncode == 0, done.stderr
    told = named.call("verify")
    assert told.returncode == 0
    assert "Psychotherapy notes were destroyed on" in told.stderr


@pytest.mark.parametrize("victim", ["WREN-2", "OWL-9"])
def test_the_original_stays_whoever_is_destroyed(
    named: Shell, tmp_path: Path, victim: str
):
    named.call("capture", "HERON-2", lines="a word of a third party\nhers\n")
    for code in ("WREN-2", "OWL-9"):
        named.call("capture", code, lines="theirs\n")
    named.call("hold", "HERON-2", "--reason", "court")
    order = ("--line", "1", "--held", "--reason", "another's")
    assert named.call("move", "HERON-2", "HERON-2", *order).returncode == 2
    assert named.call("move", "HERON-2", "WREN-2", *order).returncode == 0
    named.call("capture", "WREN-2", lines="/on 2 /edit a word of hers\n")
    named.call("capture", "WREN-2", lines="/on 2 /move OWL-9\n")

    gone = ("--yes-destroy", victim, "--reason", "over", "--before-time")
    assert named.call("destroy", victim, *gone).returncode == 0

    written = tmp_path / "held.json"
    done = named.call("export", "HERON-2", "--format", "json", "-o", str(written))
    assert done.returncode == 0, done.stderr
    assert "third party" in written.read_text(encoding="utf-8")
    assert "HERON-2: 1 line moved out under the legal hold" in (
        named.call("verify").stderr
    )
    named.call("hold", "HERON-2", "--lift", "--reason", "over")
    gone = ("--yes-destroy", "HERON-2", "--reason", "over", "--before-time")
    assert named.call("destroy", "HERON-2", *gone).returncode == 0
    done = named.call("verify")
    assert "All is well" in done.stdout
    assert "moved out" not in done.stderr
