"""The options that every command shares, and the command classes that carry them."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click
from click.core import ParameterSource

from sessiontui.cli.output import tell
from sessiontui.errors import CannotWriteError, UsageError
from sessiontui.settings.paths import HOME_VARIABLE, expanded_home, find_paths
from sessiontui.settings.zone import go_by_zone

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from datetime import datetime
    from typing import TypeVar

    from sessiontui.settings.model import Settings
    from sessiontui.settings.paths import Paths

    _F = TypeVar("_F", bound=Callable[..., Any])

PASSPHRASE_VARIABLE = "SESSIONTUI_PASSPHRASE_FILE"  # noqa: S105 - a variable's name


@dataclass(slots=True)
class Options:
    """Options of the whole call."""

    home: str = ""
    passphrase_file: Path | None = None

    @property
    def paths(self) -> Paths:
        """Every path in use."""
        return find_paths(self.home or None)

    def settings_or_usual(self) -> Settings:
        """The settings, or the usual ones where the file is wrong.

        It is for what must work in trouble; that the file is wrong is told in the end.
        """
        from sessiontui.settings.model import Settings, load_settings

        try:
            return load_settings(self.paths.settings)
        except UsageError:
            return Settings()

    def backups(self, settings: Settings) -> Path:
        """The folder of backups when no file is named."""
        chosen = settings.backups.folder
        return (
            self.paths.data / expanded_home(chosen) if chosen else (self.paths.backups)
        )


A_PIPE = Path("-")
"""The name that stands for standard output where a file could be named."""

pass_options = click.make_pass_decorator(Options, ensure=True)


def _keep_home(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        given = context.get_parameter_source("home") is ParameterSource.ENVIRONMENT
        if given and not expanded_home(value).is_absolute():
            raise UsageError(
                f"{HOME_VARIABLE} is to be a whole path, from / or ~ on: else it is "
                "another folder wherever you are."
            )
        context.ensure_object(Options).home = value


def _keep_file(context: click.Context, _: click.Parameter, value: str | None) -> None:
    if value:
        file = expanded_home(value)
        context.ensure_object(Options).passphrase_file = file


def shared_options(*, hidden: bool = False) -> list[click.Parameter]:
    """The shared options; hidden ones may also stand behind a command's name."""
    return [
        click.Option(
            ["--home"],
            metavar="DIR",
            envvar=None if hidden else HOME_VARIABLE,
            show_envvar=True,
            expose_value=False,
            callback=_keep_home,
            hidden=hidden,
            help="Keep everything in DIR instead of the usual places.",
        ),
        click.Option(
            ["--passphrase-file"],
            metavar="FILE",
            envvar=None if hidden else PASSPHRASE_VARIABLE,
            show_envvar=True,
            expose_value=False,
            callback=_keep_file,
            hidden=hidden,
            help="Take the passphrase from FILE's first line; for unattended use.",
        ),
    ]


entry_option = click.option(
    "--entry",
    metavar="DAY",
    help="A missed appointment or a contact, by its day; DAY.2 is a second one.",
)
"""An entry that was no hour, beside `--session`."""


class DayOption(click.DateTime):
    """A day as it is typed for an option: 2026-11-27."""

    def __init__(self) -> None:
        """Take a day and nothing else."""
        super().__init__(["%Y-%m-%d"])

    def convert(
        self, value: object, param: click.Parameter | None, ctx: click.Context | None
    ) -> datetime:
        """The day, or how one is written."""
        try:
            return super().convert(value, param, ctx)
        except click.BadParameter:
            self.fail(f"there is no day {value}; type one as 2026-11-27.", param, ctx)


class WholeNumber(click.IntRange):
    """A whole number, by the name that it has in a sentence."""

    name = "number"


def session_option(what: str) -> Callable[[_F], _F]:
    """One session, by its number."""
    return click.option(
        "--session", "number", type=WholeNumber(min=1), metavar="N", help=what
    )


width_option = click.option(
    "--width",
    type=WholeNumber(min=0),
    default=80,
    show_default=True,
    help="Columns to wrap at; 0 leaves every line as long as it is.",
)
reason_option = click.option(
    "--reason", metavar="WHY", help="Why; without it, it is asked for or read."
)


def encryption_options(command: _F) -> _F:
    """The ways in which a file is encrypted: by a passphrase, or for keys."""
    encrypt = click.option(
        "--encrypt", is_flag=True, help="Encrypt the file (age); asks for a passphrase."
    )
    recipient = click.option(
        "--recipient",
        "recipients",
        multiple=True,
        metavar="AGE1…",
        help="Encrypt it for an age key instead; may be given several times.",
    )
    return encrypt(recipient(command))


class _JsonOption(click.Option):
    """An option whose value stands behind `=` only, and is shown so."""

    def get_help_record(self, ctx: click.Context) -> tuple[str, str] | None:
        """Show no space that nobody may type."""
        record = super().get_help_record(ctx)
        return record and (record[0].replace(" ", "", 1), record[1])


json_option = click.option(
    "--json",
    "as_data",
    cls=_JsonOption,
    type=click.Choice(("1", "2")),
    flag_value="1",
    is_flag=False,
    metavar="[=2]",
    help="Print JSON instead; with =2 it says what it is: sessiontui schema output",
)
"""Output for programs; its value is the version of the shape."""
_WITHOUT_VERSION = "--json"


def which_session(number: int | None, entry: str | None) -> int | str | None:
    """The session or the entry that is asked for; neither is the last session.

    Raises:
        UsageError: both are.
    """
    if number is not None and entry is not None:
        raise UsageError("--session and --entry are two things: take one.")
    return entry if number is None else number


class NewFile(click.Path):
    """A file that is written; with a slash behind it, in a folder that is there."""

    def __init__(self) -> None:
        """Take it as a path."""
        super().__init__(path_type=Path)

    def convert(
        self,
        value: Any,  # noqa: ANN401 - click's own
        param: click.Parameter | None,
        ctx: click.Context | None,
    ) -> Any:  # noqa: ANN401 - click's own
        """Refuse a folder that is not there, such as that of a stick not plugged in."""
        if not str(value):
            # As of a variable that is empty: here is not what anybody means.
            raise UsageError("A file is to be named; nothing was written.")
        means_folder = str(value).rpartition(os.sep)[2] in {"", ".", ".."}
        if means_folder and not Path(value).is_dir():
            raise CannotWriteError(f"There is no folder {value}; nothing was written.")
        return super().convert(value, param, ctx)


output_option = click.option(
    "-o",
    "--output",
    type=NewFile(),
    metavar="FILE",
    help="Write a new file that only you can read, instead of stdout.",
)


class RecordCommand(click.Command):
    """A command that also takes the shared options behind its own name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - click's own
        """Take click's arguments and add the shared options."""
        super().__init__(*args, **kwargs)
        self.params = [*self.params, *shared_options(hidden=True)]

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take no word behind `--json` for its version, which only `=` names."""
        behind = args.index("--") if "--" in args else len(args)
        told = [f"{x}=1" if x == _WITHOUT_VERSION else x for x in args[:behind]]
        return super().parse_args(ctx, told + args[behind:])

    def invoke(self, ctx: click.Context) -> Any:  # noqa: ANN401 - click's own
        """Go by the zone of the settings, then do as the command says.

        A settings file that is wrong is told also by what needs none of it, in the end.
        """
        settings = ctx.ensure_object(Options).paths.settings
        go_by_zone(settings)
        result = super().invoke(ctx)
        if settings.exists():
            _tell_if_wrong(settings)
        return result


def _tell_if_wrong(settings: Path) -> None:
    from sessiontui.settings.model import load_settings

    try:
        load_settings(settings)
    except UsageError as error:
        tell(str(error))


def command(name: str, *examples: str) -> Callable[[Callable[..., Any]], RecordCommand]:
    """A decorator for a command of this program, whose help ends with examples."""
    return click.command(name, cls=RecordCommand, epilog=as_examples(examples))


def as_examples(examples: Sequence[str]) -> str:
    """Examples as click shows them: a line each, never joined."""
    return "\b\nEXAMPLE\n" + "\n".join(f"  {line}" for line in examples)


def forget_passphrase_file() -> None:
    """Leave no passphrase file to a process that begins anew."""
    os.environ.pop(PASSPHRASE_VARIABLE, None)
