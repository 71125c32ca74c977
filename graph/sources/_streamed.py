# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of large files one by one: the rows of a table, the objects of a JSON list or of lines of JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TextIO

from graph.errors import DataError
from graph.sheets import begins_a_table, stream_rows
from graph.sources._reading import SourceContent, SourceFault

# What our own tables write before a text that a spreadsheet would calculate.
GUARDED = re.compile(r"^'(?=[=+\-@\t\r])")
CHUNK = 64 * 1024
LONGEST = 4 * 1024 * 1024  # characters of one record
MOST_NAMES = 500
# An object that holds lists of records, rather than a record: what comes before the first of these lists is plain.
_TEXT = r'\s*"[^"\\]*"\s*'
WRAPPED = re.compile(
    rf"\s*\{{(?:{_TEXT}:(?:{_TEXT}|\s*(?:[-+.\dEe]+|true|false|null|\[\s*\])\s*),)*{_TEXT}:\s*\[\s*\{{", re.ASCII
)
NOT_UTF8 = "ce fichier n’est pas en UTF-8. Enregistrez-le en UTF-8."
NOT_JSON = "ce n’est plus du JSON à cet endroit. Téléchargez le fichier de nouveau, en entier."
TOO_LONG = "un seul élément dépasse {most} Mo, ou n’a pas de fin. Vérifiez le fichier."
TOO_DEEP = "des éléments sont emboîtés trop profondément. Demandez un fichier plus simple."
NO_RECORDS = "ce fichier ne contient aucune fiche."
NO_OBJECT = "cet élément n’est pas une fiche : on attend des noms de champs et leurs valeurs."
TOO_WIDE = "cette fiche a plus de {most} champs. Gardez ceux qui servent."
NESTED = "ce champ en contient d’autres, là où l’on attend un texte. Il est laissé."
WRONG_LENGTH = "cette ligne a {found} cellules, et le titre {wanted}. Vérifiez les séparateurs et les guillemets."
TWICE = "la colonne « {name} » est là deux fois. Gardez-en une."


@dataclass(frozen=True)
class StreamedRecord:
    """A record: the list it stands in (« structures », "" where there is one only), its number from 1 (the row of a
    table), its texts by name, several where the file gives a list; empty ones where it has the name alone."""

    group: str
    row: int
    texts: Mapping[str, tuple[str, ...]]


def streamed(content: SourceContent) -> Iterator[StreamedRecord | SourceFault]:
    """The records of a file; raises DataError where it cannot be read further."""
    head = content.head()
    if _is_json(head):
        yield from _objects(content)
    elif begins_a_table(head) and b"\0" not in head:
        yield from _rows(content)
    else:
        raise DataError(NO_RECORDS, file=content.name)


def first_names(content: SourceContent) -> tuple[str, frozenset[str]]:
    """The list and the names of the first record; of a table those of its heading. None where there is no record."""
    try:
        if not _is_json(content.head()) and begins_a_table(content.head()):
            _, heading = next(stream_rows(content.path, name=content.name).rows, (0, ()))
            return "", frozenset(map(_name, heading))
        group, value = next(_elements(content, errors="replace"), ("", None))
    except (DataError, OSError):
        return "", frozenset()
    return group, frozenset(value) if isinstance(value, dict) else frozenset()


def _is_json(head: bytes) -> bool:
    return head.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] in (b"{", b"[")


def _name(heading: str) -> str:
    return heading.strip().lower()


def _rows(content: SourceContent) -> Iterator[StreamedRecord | SourceFault]:
    rows = stream_rows(content.path, name=content.name).rows
    _, heading = next(rows, (0, ()))
    names = tuple(map(_name, heading))
    twice = next((name for name in names if name and names.count(name) > 1), "")
    if twice:
        raise DataError(TWICE.format(name=twice), file=content.name, line=1)
    for number, cells in rows:
        if len(cells) != len(names):
            yield SourceFault(number, "", "", WRONG_LENGTH.format(found=len(cells), wanted=len(names)))
        else:
            pairs = [(name, GUARDED.sub("", cell)) for name, cell in zip(names, cells, strict=True)]
            yield StreamedRecord("", number, {name: (text,) if text else () for name, text in pairs})


def _objects(content: SourceContent) -> Iterator[StreamedRecord | SourceFault]:
    for row, (group, value) in enumerate(_elements(content), 1):
        if not isinstance(value, dict):
            yield SourceFault(row, "", str(value)[:80], NO_OBJECT)
        elif len(value) > MOST_NAMES:
            yield SourceFault(row, "", "", TOO_WIDE.format(most=MOST_NAMES))
        else:
            nested = [name for name, own in value.items() if not _is_flat(own)]
            yield from (SourceFault(row, name, "", NESTED) for name in nested)
            texts = {name: _texts(own) for name, own in value.items() if name not in nested}
            yield StreamedRecord(group, row, texts)


def _elements(content: SourceContent, errors: str = "strict") -> Iterator[tuple[str, Any]]:
    """The elements of a document, each with the list it stands in."""
    wrapped = WRAPPED.match(content.head().decode("utf-8-sig", "ignore")) is not None
    with content.path.open(encoding="utf-8-sig", errors=errors, newline="") as stream:
        yield from _values(_JsonStream(stream, content.name), wrapped)


def _values(reading: _JsonStream, wrapped: bool) -> Iterator[tuple[str, Any]]:
    """The elements of a list, those of the lists of an object under their names, or the objects of lines."""
    if wrapped:
        for name in reading.lists():
            yield from ((name, value) for value in reading.elements())
    elif reading.peek() == "[":
        yield from (("", value) for value in reading.elements())
    else:
        while reading.peek():
            yield "", reading.value()
    reading.end()


def _is_flat(value: Any) -> bool:
    parts = value if isinstance(value, list) else [value]
    return not any(isinstance(part, list | dict) for part in parts)


def _texts(value: Any) -> tuple[str, ...]:
    if isinstance(value, list):
        return tuple(dict.fromkeys(text for item in value for text in _texts(item)))
    if value is None:
        return ()
    text = ("true" if value else "false") if isinstance(value, bool) else str(value).strip()
    return (text,) if text else ()


class _JsonStream:
    """JSON read as far as it is asked for; numbers are given as they are written."""

    def __init__(self, stream: TextIO, file: str) -> None:
        self._stream, self._file = stream, file
        self._text, self._at, self._line, self._ended = "", 0, 1, False
        self._decoder = json.JSONDecoder(parse_float=str, parse_int=str, parse_constant=self._refuse)

    def peek(self) -> str:
        """The next character that is no blank, "" at the end."""
        while True:
            while self._at < len(self._text) and self._text[self._at].isspace():
                self._at += 1
            if self._at < len(self._text):
                return self._text[self._at]
            if self._ended:
                return ""
            self._more()

    def value(self) -> Any:
        """The next value, whole."""
        if not self.peek():
            raise self._wrong(NOT_JSON)
        while True:
            try:
                value, end = self._decoder.raw_decode(self._text, self._at)
            except json.JSONDecodeError as error:
                if self._ended:
                    raise self._wrong(NOT_JSON) from error
            except RecursionError as error:
                raise self._wrong(TOO_DEEP) from error
            else:
                if end < len(self._text) or self._ended:  # a number may go on
                    self._at = end
                    return value
            self._more()

    def elements(self) -> Iterator[Any]:
        """The elements of the list that comes next."""
        self._take("[")
        if self.peek() == "]":
            self._take("]")
            return
        while True:
            yield self.value()
            if self.peek() != ",":
                self._take("]")
                return
            self._take(",")

    def lists(self) -> Iterator[str]:
        """The names of the lists of the object that comes next; each is to be read before the next one is asked for."""
        self._take("{")
        while True:
            name = str(self.value())
            self._take(":")
            if self.peek() == "[":
                yield name
            else:
                self.value()
            if self.peek() != ",":
                self._take("}")
                return
            self._take(",")

    def end(self) -> None:
        """Raises DataError where something comes after the end."""
        if self.peek():
            raise self._wrong(NOT_JSON)

    def _take(self, character: str) -> None:
        if self.peek() != character:
            raise self._wrong(NOT_JSON)
        self._at += 1

    def _more(self) -> None:
        """Reads on; what was read is let go of."""
        if len(self._text) - self._at > LONGEST:
            raise self._wrong(TOO_LONG.format(most=LONGEST // 1024**2))
        self._line += self._text.count("\n", 0, self._at)
        rest = self._text[self._at :]
        try:
            chunk = self._stream.read(max(CHUNK, len(rest)))
        except UnicodeDecodeError as error:
            raise self._wrong(NOT_UTF8) from error
        self._text, self._at, self._ended = rest + chunk, 0, not chunk

    def _wrong(self, why: str) -> DataError:
        return DataError(why, file=self._file, line=self._line + self._text.count("\n", 0, self._at))

    def _refuse(self, name: str) -> Any:
        raise json.JSONDecodeError(name, self._text, self._at)
