"""The 52 tests that reliability.md (section 9) demands, and which test holds each.

A demand without tests says why it does not apply, or what of it is still open.
"""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping

_KILLS = "tests/faults/test_kills.py::"
_FILES = "tests/faults/test_files.py::"
_ROOM = "tests/faults/test_no_room.py::"
_TYPING = "tests/faults/test_typing.py::"
_RECOVER = "tests/faults/test_recover.py::"
_CRASH = "tests/store/test_crash.py::"
_RECORD = "tests/store/test_record.py::"
_STORE = "tests/store/test_files.py::"
_BACKUP = "tests/store/test_backup.py::"
_SIGNING = "tests/store/test_signing.py::"
_TERMINAL = "tests/proof/test_terminal.py::"
_TYPES = "tests/proof/test_types.py::"
_SLOW = "tests/proof/test_slow.py::"
_PRIVACY = "tests/test_privacy.py::"
_POINTS = "tests/input/test_every_code_point.py::"
_PROGRAM = "tests/cli/test_program.py::"
_UNLOCK = "tests/cli/test_unlock.py::"

DEMANDS: Mapping[int, tuple[str, str]] = MappingProxyType(
    {
        1: ("kill -9 while typing", f"{_TYPING}test_kill_while_typing"),
        2: (
            "kill -9 in what takes several steps",
            f"{_KILLS}test_signing {_KILLS}test_migrating {_KILLS}test_restoring"
            f" {_KILLS}test_restoring_cut_at_each_rename {_KILLS}test_importing"
            f" {_CRASH}test_a_killed_backup_is_whole_or_is_none"
            f" {_CRASH}test_a_killed_change_of_passphrase_leaves_the_old_or_the_new_one"
            " tests/store/test_erase.py::test_a_kill_leaves_all_of_it_or_nothing",
        ),
        3: ("log cut or scribbled on", f"{_FILES}test_a_log_that_power_cut"),
        4: (
            "driver imported without its alias",
            f"{_RECORD}test_the_driver_is_new_enough_and_is_the_one_sqlite_utils_uses",
        ),
        5: (
            "no transaction is left open",
            f"{_PRIVACY}test_an_error_in_the_middle_of_an_entry_shows_none_of_it"
            f" {_RECORD}test_a_full_disk_is_said_and_nothing_is_lost_and_it_goes_on",
        ),
        6: ("acknowledged, then killed", f"{_CRASH}test_no_acknowledged_word_is_lost"),
        7: (
            "a second process",
            f"{_RECORD}test_a_second_writer_is_told_who_holds_the_record",
        ),
        8: (
            "the holder of the lock killed",
            f"{_RECORD}test_after_a_kill_the_next_start_works_and_nothing_is_missing",
        ),
        9: (
            "file replaced, moved or deleted",
            f"{_TYPING}test_the_record_is_replaced_while_somebody_types"
            f" {_RECORD}test_a_file_that_was_replaced_takes_no_more_words"
            f" {_RECORD}test_a_folder_that_vanished_takes_no_more_words",
        ),
        10: (
            "half-typed line after signals and kills",
            f"{_TERMINAL}test_a_deadly_signal_restores_the_terminal_and_loses_nothing"
            f" {_TERMINAL}"
            "test_after_a_kill_in_the_middle_of_a_word_nothing_is_missing",
        ),
        11: (
            "clock jumps and sleep",
            f"{_FILES}test_a_clock_that_jumps tests/proof/test_idle_terminal.py::"
            "test_the_first_key_after_a_long_sleep_finds_it_locked",
        ),
        12: ("disk full while typing", f"{_ROOM}test_a_full_disk_while_typing"),
        13: ("disk full during a backup", f"{_ROOM}test_a_command_without_room"),
        14: ("disk full, new passphrase", f"{_ROOM}test_a_command_without_room"),
        15: (
            "read-only file, folder, mount",
            f"{_FILES}test_a_place_that_is_read_only",
        ),
        16: (
            "no home to write to",
            f"{_FILES}test_a_home_that_cannot_be"
            f" {_STORE}test_without_a_record_there_is_none",
        ),
        17: (
            "umask 000",
            f"{_STORE}test_files_are_private_from_the_first_moment_whatever_the_umask",
        ),
        18: (
            "links, folders, pipes, devices",
            f"{_STORE}test_a_linked_record_works_and_its_sidecars_stand_beside_it"
            f" {_STORE}test_what_is_no_record_is_told_apart_and_left_as_it_is",
        ),
        19: (
            "no descriptors, files that may not grow",
            f"{_FILES}test_no_more_files_may_be_opened"
            f" {_FILES}test_no_descriptors_while_a_session_is_open"
            f" {_ROOM}test_a_command_without_room",
        ),
        20: ("odd paths", f"{_STORE}test_a_record_may_stand_in_any_folder"),
        21: (
            "every bad file",
            f"{_STORE}test_what_is_no_record_is_told_apart_and_left_as_it_is"
            f" {_FILES}test_cut_at_every_page {_FILES}test_random_flipped_bits"
            f" {_FILES}test_a_file_of_another_key_or_age",
        ),
        22: (
            "start zeroed, recovery sheet",
            f"{_STORE}"
            "test_the_recovery_sheet_opens_a_record_whose_starts_are_both_gone"
            f" {_RECOVER}test_both_starts_destroyed_open_with_the_sheet",
        ),
        23: (
            "recover",
            f"{_RECOVER}test_any_one_bad_page_loses_no_line"
            f" {_RECOVER}test_many_bad_pages_lose_what_stood_there_alone",
        ),
        24: (
            "replayed page, forged and deleted rows",
            f"{_FILES}test_an_old_page_put_back"
            f" {_SIGNING}test_whatever_is_tampered_with_is_named"
            " tests/store/test_undo_log.py::test_a_forged_row_is_noticed",
        ),
        25: (
            "hostile schema",
            f"{_RECORD}test_a_record_with_a_trigger_or_view_of_others_is_refused"
            " tests/leaks/test_hostile_files.py::"
            "test_a_record_with_something_in_it_that_acts",
        ),
        26: (
            "a newer program's file",
            f"{_RECORD}test_a_record_of_a_newer_program_is_refused_and_left_as_it_is",
        ),
        27: (
            "every earlier schema",
            f"{_KILLS}test_migrating tests/store/test_earlier.py::"
            "test_a_record_of_each_earlier_schema_opens_verifies_and_goes_on",
        ),
        28: (
            "a log left beside a restore",
            f"{_BACKUP}test_a_log_that_was_left_beside_the_record_does_no_harm",
        ),
        29: (
            "every code point",
            "tests/domain/test_text.py::"
            "test_every_code_point_is_either_kept_or_known_to_be_removed"
            f" {_POINTS}test_every_code_point_on_the_line"
            f" {_POINTS}test_every_code_point_in_whatever_else_is_typed"
            f" {_POINTS}test_every_code_point_by_pipe_and_by_file"
            f" {_POINTS}test_every_code_point_on_the_screen",
        ),
        30: (
            "evil rows",
            "tests/cli/test_progress.py::test_evil_text_drives_no_terminal"
            " tests/input/test_evil_rows.py::"
            "test_evil_rows_reach_no_screen_and_no_print"
            " tests/input/test_evil_values.py::"
            "test_whatever_stands_there_is_said_in_a_sentence_and_named_by_verify"
            " tests/input/test_evil_screens.py::"
            "test_evil_values_are_words_on_every_screen"
            " tests/input/test_evil_screens.py::"
            "test_what_no_screen_can_read_is_said_on_it",
        ),
        31: (
            "markup in the client's words",
            "tests/exchange/test_markdown.py::test_what_was_typed_stays_words"
            " tests/input/test_every_field.py::test_in_every_field_they_are_words",
        ),
        32: (
            "bytes that are no text",
            f"{_TERMINAL}test_bytes_that_are_no_text_do_no_harm"
            " tests/input/test_any_bytes.py::test_noise_does_no_harm",
        ),
        33: (
            "a huge paste",
            "tests/ui/test_paste.py::test_however_it_is_cut_the_same_text_arrives",
        ),
        34: ("any search", f"{_RECORD}test_no_search_is_ever_an_error"),
        35: ("any passphrase", f"{_STORE}test_any_passphrase_works"),
        36: (
            "any words in a field",
            f"{_RECORD}test_every_text_comes_back_as_it_was_typed",
        ),
        37: (
            "every way out of the terminal",
            f"{_TERMINAL}test_a_deadly_signal_restores_the_terminal_and_loses_nothing",
        ),
        38: (
            "a stalled terminal",
            f"{_TERMINAL}test_a_stalled_terminal_holds_nobody_and_loses_nothing"
            f" {_SLOW}test_an_end_while_the_link_stalls_loses_nothing"
            f" {_SLOW}test_a_link_that_stays_stalled_does_not_keep_the_record_open",
        ),
        39: (
            "any size, 100 resizes a second",
            f"{_TYPES}test_at_any_size_a_line_is_recorded"
            f" {_TYPES}test_a_storm_of_sizes_loses_no_letter",
        ),
        40: (
            "closed streams, no terminal",
            f"{_PROGRAM}test_closed_streams_do_no_harm"
            " tests/cli/test_screen.py::test_without_a_terminal_it_points_to_capture",
        ),
        41: (
            "a wrong passphrase writes nothing",
            f"{_STORE}test_a_wrong_passphrase_says_so_and_nothing_reaches_the_terminal",
        ),
        42: (
            "an exception anywhere",
            f"{_TERMINAL}"
            "test_a_fault_ends_in_one_line_without_a_word_of_the_session"
            f" {_PROGRAM}test_what_goes_wrong_inside_is_told_without_a_word_of_it"
            " tests/leaks/test_broken_commands.py::test_a_fault_below_any_command",
        ),
        43: (
            "the environment",
            f"{_PROGRAM}test_every_start_closes_the_side_doors",
        ),
        44: (
            "canaries in files",
            f"{_TERMINAL}test_what_was_typed_is_in_no_file_but_encrypted"
            f" {_PRIVACY}test_no_word_is_written_anywhere_in_clear"
            " tests/leaks/test_whole_house.py::"
            "test_only_what_was_asked_for_holds_words",
        ),
        45: (
            "arguments, environment, memory",
            f"{_UNLOCK}test_the_passphrase_is_in_no_argument_and_no_variable",
        ),
        46: (
            "title and clipboard",
            f"{_TERMINAL}"
            "test_nothing_of_the_session_is_in_the_terminals_title_or_clipboard",
        ),
        47: ("no core dump", f"{_PROGRAM}test_every_start_closes_the_side_doors"),
        48: (
            "a print is whole or not there",
            f"{_STORE}test_a_private_file_is_written_whole_or_not_at_all"
            f" {_KILLS}test_writing_a_print",
        ),
        49: (
            "restore drill",
            f"{_BACKUP}test_a_backup_comes_back_on_a_new_machine",
        ),
        50: (
            "doctor",
            "does not apply: there is no such command; verify and where are",
        ),
        51: (
            "signed sessions refuse everything",
            f"{_SIGNING}test_raw_sql_is_refused_whatever_it_tries",
        ),
        52: (
            "plugins of sqlite-utils",
            f"{_FILES}test_a_recording_plugin_is_never_called",
        ),
    }
)


def held_by(number: int) -> tuple[str, ...]:
    """The tests that hold a demand; none where it says why not."""
    _, held = DEMANDS[number]
    return tuple(held.split()) if held.startswith("tests/") else ()
