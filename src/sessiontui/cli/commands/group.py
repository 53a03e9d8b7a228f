"""The group of all commands; each one's module is imported when it is wanted."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from sessiontui.cli.options import as_examples, shared_options
from sessiontui.cli.output import abandon_stdout, prepare, say, tell
from sessiontui.cli.process import where_of
from sessiontui.domain.text import one_line
from sessiontui.errors import CannotWriteError, SessionTuiError

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

PROGRAM = "sessiontui"
COMPLETION_VARIABLE = "_SESSIONTUI_COMPLETE"
INTERRUPTED = 130
PIPE_CLOSED = 141
_EXTRA = "Got unexpected extra argument"
_LONGEST_PATH = 200

COMMANDS: Mapping[str, str] = MappingProxyType(
    {
        "open": "commands.screen",
        "demo": "commands.screen",
        "capture": "capture.capture",
        "clients": "commands.read",
        "sessions": "commands.read",
        "summary": "commands.read",
        "sign": "commands.signing",
        "amend": "commands.signing",
        "formats": "commands.formats",
        "private": "commands.private",
        "progress": "commands.read",
        "find": "commands.read",
        "export": "commands.exchange",
        "import": "commands.exchange",
        "request": "commands.requests",
        "requests": "commands.requests",
        "due": "commands.retention",
        "keep": "commands.retention",
        "hold": "commands.retention",
        "destroy": "commands.erase",
        "verify": "commands.maintenance",
        "passphrase": "commands.maintenance",
        "recovery-key": "commands.maintenance",
        "backup": "commands.maintenance",
        "restore": "commands.maintenance",
        "recover": "commands.salvage",
        "marks": "commands.documents",
        "guide": "commands.documents",
        "settings": "commands.documents",
        "schema": "commands.documents",
        "where": "commands.info",
        "completion": "commands.info",
    }
)
"""Every command and the module that holds it as COMMANDS[name], in order of use."""

_EXAMPLES = (
    "sessiontui demo             look around with fictional clients",
    "sessiontui                  begin a record, or open yours",
    "sessiontui summary WREN-7   print the last session",
)


class LazyGroup(click.Group):
    """A group whose commands come from the table above."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order of use."""
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from its own module."""
        del ctx
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"sessiontui.cli.{COMMANDS[cmd_name]}")
        for found in vars(module).values():
            if isinstance(found, click.Command) and found.name == cmd_name:
                return found
        return None


def _show_version(context: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from importlib.metadata import version

        say(f"{PROGRAM} {version(PROGRAM)}")
        context.exit()


@click.group(
    cls=LazyGroup,
    invoke_without_command=True,
    params=[
        *shared_options(),
        click.Option(
            ["--version"],
            is_flag=True,
            expose_value=False,
            is_eager=True,
            callback=_show_version,
            help="Show the version and exit.",
        ),
    ],
    epilog=as_examples(_EXAMPLES),
)
@click.pass_context
def cli(context: click.Context) -> None:
    """Quiet, encrypted session notes for a therapist.

    Without a command, opens the caseload. All notes are kept in an encrypted record
    that only your passphrase opens. What is asked for goes to stdout, all else to
    stderr. --home and --passphrase-file may stand before or behind a command.

    Exit codes: 0 done, 2 usage, 3 wrong passphrase or locked, 4 no such client or
    session, 5 the record is damaged, 6 in use elsewhere, 7 cannot write, 1 anything
    else.
    """
    if context.invoked_subcommand is None:
        from sessiontui.cli.commands.screen import open_

        context.invoke(open_)


def run(arguments: Sequence[str]) -> int:
    """Carry out one call and return its exit code; nothing is raised but an exit."""
    prepare()
    try:
        return _carry_out(list(arguments))
    except click.exceptions.Exit as end:
        return end.exit_code
    except click.UsageError as error:
        path = error.ctx.command_path if error.ctx else PROGRAM
        tell(f"{_sentence(error)} See: {path} --help")
        return error.exit_code
    except click.ClickException as error:
        tell(_sentence(error))
        return error.exit_code
    except (KeyboardInterrupt, click.Abort):
        return INTERRUPTED
    except BrokenPipeError:
        abandon_stdout()
        return PIPE_CLOSED
    except SessionTuiError as error:
        abandon_stdout()
        tell(str(error))
        return error.exit_code
    except OSError as error:
        from sessiontui.store.sqlcipher.files import reason

        abandon_stdout()
        named = one_line(str(error.filename or "A file"), _LONGEST_PATH)
        tell(f"{named} could not be used ({reason(error)}).")
        return CannotWriteError.exit_code
    except Exception as error:  # noqa: BLE001 - its text may hold what was typed
        abandon_stdout()
        tell(
            f"Something went wrong inside SessionTUI ({where_of(error)}). "
            "What was saved is safe."
        )
        return 1


def _sentence(error: click.ClickException) -> str:
    """The fault of a call, in one sentence and on one line."""
    words = " ".join(error.format_message().split())
    if words.startswith(_EXTRA):
        # Not repeated: without its quotation marks it may be what a client said.
        words = "That is more than the command takes; put words in quotation marks"
    return words if words.endswith((".", "?")) else f"{words}."


def _carry_out(arguments: list[str]) -> int:
    if instruction := os.environ.get(COMPLETION_VARIABLE):
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, PROGRAM, COMPLETION_VARIABLE, instruction)
    with cli.make_context(PROGRAM, arguments) as context:
        code = cli.invoke(context)
    if sys.stdout is not None:
        sys.stdout.flush()
    return code if isinstance(code, int) else 0
