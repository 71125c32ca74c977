# SPDX-License-Identifier: AGPL-3.0-or-later
"""What can go wrong, said with what the person can do about it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from graph.text.wording import Spoken


@dataclass(frozen=True)
class Suggestion:
    """One thing that may have been meant: its IRI (or code) and the label to show."""

    iri: str
    label: str


class TisserandError(Exception):
    """An error to show as it is: message, HTTP status, and the parameter at fault when there is one.

    The message is a sentence in both languages, or a text in the one language of its only readers.
    """

    status = 500

    def __init__(
        self, message: str | Spoken, *, field: str | None = None, suggestions: Sequence[Suggestion] = ()
    ) -> None:
        self.message = message if isinstance(message, str) else message.text()
        super().__init__(self.message)
        self.field = field
        self.suggestions = tuple(suggestions)
        self._said = message

    def told(self, lang: str) -> str:
        """The message in a language, in French when it is not translated."""
        return self._said if isinstance(self._said, str) else self._said.plain(lang)


class InvalidInput(TisserandError):
    """A value given by a person or a program cannot be used (400)."""

    status = 400


class Ambiguous(InvalidInput):
    """Several things bear that name, the `words`; `suggestions` lists them, in the order to show."""

    words = ""


class UnknownThing(TisserandError):
    """Nothing bears that identifier or that name (404)."""

    status = 404


class Removed(TisserandError):
    """What bore that identifier was taken away for good, and will not come back (410)."""

    status = 410


class Conflict(TisserandError):
    """What is asked contradicts what has happened since, or is happening now (409)."""

    status = 409


class TooLarge(TisserandError):
    """What was sent is over the size that can be taken (413)."""

    status = 413


class DataError(InvalidInput):
    """A data file cannot be taken; `file` and `line` say where (line is None when it is about the whole file)."""

    def __init__(self, message: str, *, file: str, line: int | None = None) -> None:
        where = file if line is None else f"{file}, ligne {line}"
        super().__init__(f"{where} : {message}")
        self.file = file
        self.line = line


class ModelError(TisserandError):
    """The ontology itself is wrong: for the maintainer, at start."""


class SettingsError(TisserandError):
    """A setting of the environment is wrong: for the maintainer, at start."""


class Hindrance(StrEnum):
    """Why nothing can be written, where that may end without anybody starting the program again."""

    FULL = "full"
    READ_ONLY = "read-only"
    AWAY = "unreachable"
    DAMAGED = "damaged"
    FAILING = "failing"


class StorageError(TisserandError):
    """The journal or the derived stores cannot be opened or written (503); `why` is None where it is another matter."""

    status = 503

    def __init__(self, message: str | Spoken, *, why: Hindrance | None = None) -> None:
        super().__init__(message)
        self.why = why


class AlreadyThere(StorageError):
    """What was to be written once is there: it was sent twice, or somebody else wrote it at the same moment."""


class BrokenJournal(StorageError):
    """Changes are missing from the journal: what was derived from it is then kept, never made again."""

    def __init__(self, message: str | Spoken) -> None:
        super().__init__(message, why=Hindrance.DAMAGED)
