"""The table of commands: what can be asked for on the line besides recording."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Mapping


class Command(StrEnum):
    """Something the line can be asked to do."""

    FIND = "find"
    UNDO = "undo"
    REDO = "redo"
    NEXT = "next"
    MOVE = "move"
    RETAG = "retag"
    LAST = "last"
    ASK = "ask"
    VIEW = "view"
    FEEDBACK = "feedback"
    AT = "at"
    START = "start"
    STOP = "stop"
    HELD = "held"
    PRESENT = "present"
    PLACE = "place"
    SERVICE = "service"
    MISSED = "missed"
    CONTACT = "contact"
    REST = "rest"
    LOCK = "lock"
    SAVE = "save"
    COPY = "copy"
    FORMAT = "format"
    SUMMARY = "summary"
    PROGRESS = "progress"
    WAITING = "waiting"
    CLIENTS = "clients"
    KEYS = "keys"
    SIGN = "sign"
    AMEND = "amend"
    HELP = "help"
    QUIT = "quit"


@dataclass(frozen=True, slots=True)
class CommandRow:
    """One command: its /words, what may follow it, and what it does.

    One `in_full` gives way to every other /word that begins like its own.
    """

    command: Command
    words: tuple[str, ...]
    what: str
    argument: str = ""
    in_full: bool = False


COMMANDS: tuple[CommandRow, ...] = (
    CommandRow(Command.FIND, ("find",), "search every session", "WORDS"),
    CommandRow(Command.UNDO, ("undo",), "take back the last change"),
    CommandRow(Command.REDO, ("redo",), "bring it back"),
    CommandRow(Command.NEXT, ("next",), "tick the current item"),
    CommandRow(
        Command.MOVE, ("move",), "move the newest or the selected lines", "CLIENT"
    ),
    CommandRow(
        Command.RETAG, ("retag",), "make the newest or the selected lines a", "KIND"
    ),
    CommandRow(Command.LAST, ("last",), "from last time, again"),
    CommandRow(
        Command.ASK, ("ask",), "an open question, for this tab or a moment", "MOMENT"
    ),
    CommandRow(Command.VIEW, ("view",), "client view, to turn the screen"),
    CommandRow(Command.FEEDBACK, ("feedback",), "the client types the closing answers"),
    CommandRow(Command.AT, ("at",), "give the selected line its minute", "TIME"),
    CommandRow(Command.START, ("start",), "when the session began: now, or at", "TIME"),
    CommandRow(Command.STOP, ("stop",), "when it stopped: now, or at", "TIME"),
    CommandRow(Command.HELD, ("held",), "how the session is held: video, phone", "HOW"),
    CommandRow(Command.PRESENT, ("present",), "who is there: client, mother", "WHO"),
    CommandRow(
        *(Command.PLACE, ("place",), "where the client is: at home", "WHERE"),
        in_full=True,
    ),
    CommandRow(
        *(Command.SERVICE, ("service",), "the type of this session", "WHAT"),
        in_full=True,
    ),
    CommandRow(
        *(Command.MISSED, ("missed",), "no hour: nobody came, and why", "WHY"),
        in_full=True,
    ),
    CommandRow(
        *(Command.CONTACT, ("contact",), "no hour: a call or message: phone 10m"),
        argument="HOW",
        in_full=True,
    ),
    CommandRow(Command.REST, ("rest",), "blank the screen; typing still records"),
    CommandRow(Command.LOCK, ("lock",), "close the record until the passphrase"),
    CommandRow(Command.SUMMARY, ("summary",), "the summary tab"),
    CommandRow(Command.FORMAT, ("format",), "choose the print", "NAME"),
    CommandRow(Command.SAVE, ("save",), "write the summary, or the print", "NAME"),
    CommandRow(Command.COPY, ("copy",), "send the summary to the clipboard"),
    CommandRow(Command.SIGN, ("sign",), "show what will be signed; again signs it"),
    CommandRow(
        Command.AMEND,
        ("amend",),
        "add to a signed session: late, addendum or correction",
        "WHICH WORDS",
    ),
    CommandRow(Command.PROGRESS, ("progress",), "one client over time", "CLIENT"),
    CommandRow(
        Command.WAITING, ("waiting",), "on the caseload: what is due, over all clients"
    ),
    CommandRow(Command.CLIENTS, ("clients", "caseload"), "back to the caseload"),
    CommandRow(Command.KEYS, ("keys", "palette"), "every action, by name"),
    CommandRow(Command.HELP, ("help",), "marks, keys, words; of one tab: goals", "TAB"),
    CommandRow(Command.QUIT, ("quit",), "leave; all is saved"),
)

COMMAND_WORDS: Mapping[str, CommandRow] = MappingProxyType(
    {word: row for row in COMMANDS for word in row.words}
)
