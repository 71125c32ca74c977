# SPDX-License-Identifier: AGPL-3.0-or-later
"""Commands that speak French: their errors are one line on the error output, never a traceback."""

from __future__ import annotations

import errno
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import IO, Any

import click
from flask.cli import ScriptInfo

from graph.errors import BrokenJournal, InvalidInput, SettingsError, TisserandError

_MESSAGES: tuple[tuple[type[click.UsageError], str], ...] = (
    (click.NoSuchOption, "l’option « {option_name} » n’existe pas"),
    (click.BadOptionUsage, "l’option « {option_name} » attend une valeur"),
    (click.MissingParameter, "il manque {param.human_readable_name}"),
    (click.BadParameter, "la valeur donnée pour {param.human_readable_name} ne convient pas"),
)


# What the system says in its own language.
_SYSTEM = {
    errno.ENOENT: "ce fichier ou ce dossier n’existe pas",
    errno.EACCES: "vous n’avez pas le droit d’y écrire ou de le lire",
    errno.EPERM: "vous n’avez pas le droit d’y écrire ou de le lire",
    errno.EISDIR: "c’est un dossier",
    errno.ENOTDIR: "un élément de ce chemin n’est pas un dossier",
    errno.ENOSPC: "il n’y a plus de place sur le disque",
    errno.EROFS: "ce disque ne s’écrit pas",
    errno.ENAMETOOLONG: "ce nom est trop long",
}


FILE = click.Path(path_type=Path)
# What click adds to the help of an option, at its end.
_ADDED = (
    (re.compile(r"(?<=[\[ ])default: "), "par défaut : "),
    (re.compile(r"(?<=[\[ ])(\d+)<=x<=(\d+)(?=[\];])"), r"de \1 à \2"),
    (re.compile(r"(?<=[\[ ])x>=(\d+)(?=[\];])"), r"\1 au moins"),
    (re.compile(r"(?<=[\[ ])required(?=\])"), "obligatoire"),
)


class Refusal(click.ClickException):
    """One line on the error output about what could not be done."""

    exit_code = 1

    def show(self, file: IO[Any] | None = None) -> None:
        """Writes the line."""
        click.echo(f"Erreur : {self.message}", err=True)


class Misuse(Refusal):
    """One line about a command that was badly written."""

    exit_code = 2


class Alarm(Refusal):
    """One line about a journal that is no longer whole: no answer of this instance can be trusted before it is."""

    exit_code = 2


_KINDS: dict[type[TisserandError], type[Refusal]] = {BrokenJournal: Alarm, SettingsError: Misuse}


class FrenchHelp(click.Command):
    """A command whose help has French headings."""

    def get_help_option(self, ctx: click.Context) -> click.Option | None:
        """`--help`, in French."""
        return _in_french(super().get_help_option(ctx))

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """The line on how it is written."""
        formatter.write_usage(ctx.command_path, " ".join(self.collect_usage_pieces(ctx)), prefix="Usage : ")

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options, what they are by default and between which bounds."""
        records = [record for param in self.get_params(ctx) if (record := param.get_help_record(ctx)) is not None]
        with formatter.section("Options "):
            formatter.write_dl([(name, _bounds_in_french(text)) for name, text in records])


class Command(FrenchHelp):
    """A command whose mistakes, the user's and ours, are said in French."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Reads the arguments; a bad one is refused with the name of the parameter."""
        try:
            return super().parse_args(ctx, args)
        except click.exceptions.NoArgsIsHelpError:
            raise
        except click.UsageError as error:
            raise Misuse(f"{_usage(error)}. Voir « flask {ctx.info_name} --help ».") from error

    def invoke(self, ctx: click.Context) -> Any:
        """Runs the command for the application."""
        with errors_in_french(), ctx.ensure_object(ScriptInfo).load_app().app_context():
            return super().invoke(ctx)


def _in_french(option: click.Option | None) -> click.Option | None:
    if option is not None:
        option.help = "Affiche cette aide."
    return option


def _bounds_in_french(text: str) -> str:
    """What click adds to the help of an option, in French."""
    for pattern, said in _ADDED:
        text = pattern.sub(said, text)
    return text


class CommandGroup(FrenchHelp, click.Group):
    """A command of commands, whose mistakes are said in French."""

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Its options, then its commands."""
        super().format_options(ctx, formatter)
        with formatter.section("Commandes "):
            formatter.write_dl([(name, one.get_short_help_str(80)) for name, one in sorted(self.commands.items())])

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """The command of a name; another name is refused with those there are."""
        try:
            return super().resolve_command(ctx, args)
        except click.UsageError as error:
            known = ", ".join(sorted(self.commands))
            raise Misuse(f"« {args[0]} » n’est pas une commande de « {ctx.info_name} » : {known}.") from error


def counted(number: int, words: str) -> str:
    """`1 fait ajouté`, `2 faits ajoutés`: words that all take an s."""
    return f"{number} {words}" if number < 2 else f"{number} {' '.join(f'{word}s' for word in words.split())}"


@contextmanager
def errors_in_french() -> Iterator[None]:
    """Turns our errors, and those of the system, into one line."""
    try:
        yield
    except TisserandError as error:
        suggestions = ", ".join(item.label for item in error.suggestions[:5])
        kind = _KINDS.get(type(error), Refusal)
        raise kind(error.message + (f" Peut-être : {suggestions}." if suggestions else "")) from error
    except BrokenPipeError:
        sys.exit(1)
    except OSError as error:
        meaning = _SYSTEM.get(error.errno or 0, error.strerror or str(error))
        raise Refusal(f"« {error.filename or ''} » : {meaning}.") from error


def refuse_unwritable(path: Path) -> None:
    """Raises InvalidInput where no file can be put: a folder, a device (it would be replaced), an absent folder."""
    if path.is_dir():
        raise InvalidInput(f"« {path} » est un dossier : donnez un nom de fichier.", field="output")
    if path.exists() and not path.is_file():
        raise InvalidInput(f"« {path} » n’est pas un fichier ordinaire : donnez un autre nom.", field="output")
    if not path.parent.is_dir():
        raise InvalidInput(f"Le dossier « {path.parent} » n’existe pas : créez-le d’abord.", field="output")


def _usage(error: click.UsageError) -> str:
    for kind, message in _MESSAGES:
        if isinstance(error, kind):
            return message.format(**vars(error))
    return "cette commande ne se comprend pas"
