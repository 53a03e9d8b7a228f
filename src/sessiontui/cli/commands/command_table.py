"""The group of all commands; each one's module is imported when it is wanted."""

from __future__ import annotations

import os
import sys
from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING

import click

from sessiontui.cli.options import Options, as_examples, shared_options
from sessiontui.cli.output import abandon_stdout, prepare_streams, say, tell
from sessiontui.cli.process import where_of
from sessiontui.domain.text import one_line
from sessiontui.errors import CannotWriteError, SessionTuiError

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

PROGRAM = "sessiontui"
COMPLETION_VARIABLE = "_SESSIONTUI_COMPLETE"
INTERRUPTED = 130
PIPE_CLOSED = 141
_EXTRA = "Got unexpected extra argument"
_LONGEST_PATH = 200
_LONGEST_NAME = 40
_NEAR = 0.75
"""The part of a name that must be there, for it to be the one that was meant."""

_BY_SUBJECT: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "Every day": {
            "open": "commands.open_and_demo",
            "capture": "capture.capture",
            "summary": "commands.prints.session",
            "clients": "commands.lists",
            "find": "commands.lists",
            "waiting": "commands.lists",
        },
        "Over time": {
            "sessions": "commands.lists",
            "progress": "commands.prints.course",
            "plan": "commands.prints.course",
            "course": "commands.prints.course",
            "supervision": "commands.prints.course",
            "ending": "commands.prints.course",
        },
        "The record": {
            "sign": "commands.signing",
            "amend": "commands.signing",
            "verify": "commands.verify_backup_passphrase",
            "private": "commands.prints.psychotherapy_notes",
            "request": "commands.amendment_requests",
            "requests": "commands.amendment_requests",
            "export": "commands.exchange",
            "import": "commands.exchange",
        },
        "Keeping": {
            "backup": "commands.verify_backup_passphrase",
            "restore": "commands.verify_backup_passphrase",
            "recover": "commands.salvage",
            "due": "commands.retention",
            "keep": "commands.retention",
            "hold": "commands.retention",
            "move": "commands.rename_merge_move",
            "rename": "commands.rename_merge_move",
            "merge": "commands.rename_merge_move",
            "destroy": "commands.erase",
        },
        "Setting up": {
            "demo": "commands.open_and_demo",
            "help": "commands.guide_settings_where",
            "marks": "commands.guide_settings_where",
            "guide": "commands.guide_settings_where",
            "settings": "commands.guide_settings_where",
            "formats": "commands.prints.formats",
            "passphrase": "commands.verify_backup_passphrase",
            "recovery-key": "commands.verify_backup_passphrase",
            "where": "commands.guide_settings_where",
            "schema": "commands.guide_settings_where",
            "man": "commands.guide_settings_where",
            "completion": "commands.guide_settings_where",
        },
    }
)
COMMAND_MODULES: Mapping[str, str] = MappingProxyType(
    {name: module for part in _BY_SUBJECT.values() for name, module in part.items()}
)
"""Every command and the module that holds it as COMMANDS[name], in order of use."""

_EXAMPLES = (
    "sessiontui demo             look around with fictional clients",
    "sessiontui                  begin a record, or open yours",
    "sessiontui summary WREN-7   print the last session",
)


class LazyGroup(click.Group):
    """A group whose commands come from the table above."""

    def by_subject(self) -> Mapping[str, tuple[str, ...]]:
        """The names of all commands under the heading where each is looked for."""
        return {title: tuple(names) for title, names in _BY_SUBJECT.items()}

    def format_help(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what a beginner needs, on one screen: a sentence for what is daily."""
        self.format_usage(ctx, formatter)
        with formatter.indentation():
            formatter.write_paragraph()
            formatter.write_text((self.help or "").split("\n")[0])
            formatter.write_paragraph()
            for line in _EXAMPLES:
                formatter.write_text(f"\b\n{line}")
        (daily, names), *others = self.by_subject().items()
        longest = max(map(len, ("Setting up:", *names)))
        room = formatter.width - longest - 4
        with formatter.section(daily):
            formatter.write_dl(self._sentences(ctx, names, longest, room))
        formatter.write_paragraph()
        with formatter.indentation():
            formatter.write_dl(
                [
                    *((f"{title}:".ljust(longest), " ".join(x)) for title, x in others),
                    ("Options:", "--home DIR, --passphrase-file FILE, --version, -h"),
                    ("More:", f"{PROGRAM} help, {PROGRAM} COMMAND -h, {PROGRAM} guide"),
                ]
            )

    def whole_help(self, ctx: click.Context) -> str:
        """Every command in a sentence, every option, and the exit codes."""
        formatter = ctx.make_formatter()
        super().format_help(ctx, formatter)
        return formatter.getvalue().rstrip("\n")

    def _sentences(
        self, ctx: click.Context, names: Iterable[str], longest: int, room: int
    ) -> list[tuple[str, str]]:
        found = (self.get_command(ctx, name) for name in names)
        return [
            (str(each.name).ljust(longest), each.get_short_help_str(room))
            for each in found
            if each is not None
        ]

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        """List the commands by subject, all in the same columns."""
        longest = max(map(len, COMMAND_MODULES))
        room = formatter.width - longest - 4
        for title, names in _BY_SUBJECT.items():
            with formatter.section(title):
                formatter.write_dl(self._sentences(ctx, names, longest, room))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command that is called, or say which one was probably meant."""
        name = args[0]
        if name in COMMAND_MODULES or name.startswith("-") or ctx.resilient_parsing:
            return super().resolve_command(ctx, args)
        from difflib import get_close_matches

        near = get_close_matches(name.lower(), COMMAND_MODULES, 1, _NEAR)
        meant = (
            f"Did you mean {near[0]!r}?"
            if near
            else f"A client is opened with: {PROGRAM} open CLIENT."
        )
        said = one_line(name, _LONGEST_NAME)
        raise click.UsageError(f"There is no command {said!r}. {meant}", ctx)

    def list_commands(self, ctx: click.Context) -> list[str]:
        """All names, in order of use."""
        del ctx
        return list(COMMAND_MODULES)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, from its own module."""
        del ctx
        if cmd_name not in COMMAND_MODULES:
            return None
        module = import_module(f"sessiontui.cli.{COMMAND_MODULES[cmd_name]}")
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
    context_settings={"help_option_names": ["-h", "--help"]},
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
        from sessiontui.cli.commands.open_and_demo import open_
        from sessiontui.settings.zone import go_by_zone

        go_by_zone(context.ensure_object(Options).paths.settings)
        context.invoke(open_)


def run(arguments: Sequence[str]) -> int:
    """Carry out one call and return its exit code; nothing is raised but an exit."""
    prepare_streams()
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
        better = "put words in quotation marks"
        if words.rstrip(")")[-1:].isdigit() and _names_session(error):
            better = "a session is named by --session N"
        words = f"That is more than the command takes; {better}"
    return words if words.endswith((".", "?")) else f"{words}."


def _names_session(error: click.ClickException) -> bool:
    context = error.ctx if isinstance(error, click.UsageError) else None
    options = context.command.params if context else []
    return any(option.name == "number" for option in options)


def _carry_out(arguments: list[str]) -> int:
    if instruction := os.environ.get(COMPLETION_VARIABLE):
        from click.shell_completion import shell_complete

        return shell_complete(cli, {}, PROGRAM, COMPLETION_VARIABLE, instruction)
    with cli.make_context(PROGRAM, arguments) as context:
        code = cli.invoke(context)
    if sys.stdout is not None:
        sys.stdout.flush()
    return code if isinstance(code, int) else 0
