# SPDX-License-Identifier: AGPL-3.0-or-later
"""JSON of unknown hands, read item after item: bounded, its numbers as they are written, what JSON forbids told."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Generator, Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from graph.errors import DataError, TooLarge
from graph.sources._reading import SourceContent

LARGEST = 64 * 1024 * 1024
MEGABYTE = 1024 * 1024
MOST_ITEMS = 500_000
MOST_DIGITS = 300
TOO_LARGE = "« {name} » fait {size} Mo : {most} Mo au plus. Coupez-le en plusieurs fichiers."
TOO_MANY = "il y a plus de 500 000 éléments : coupez ce fichier en plusieurs."
EMPTY = "ce fichier est vide. Téléchargez-le de nouveau."
PAGE = "c’est une page web, et non des données : l’adresse répond peut-être une erreur. Ouvrez-la pour le voir."
NOT_TEXT = "ce caractère n’est pas de l’UTF-8. Enregistrez le fichier en UTF-8."
NOT_JSON = "ce n’est pas du JSON à cet endroit. Téléchargez le fichier de nouveau, sans le modifier."
CUT = "ce JSON s’arrête avant sa fin. Téléchargez le fichier de nouveau, en entier."
TOO_DEEP = "des crochets s’emboîtent trop profondément. Demandez un autre fichier à qui vous l’a donné."
MORE = "il y a autre chose après la fin de ce JSON. Gardez un seul document par fichier."
TWICE = "« {name} » y est dit deux fois : gardez une seule valeur."
NO_VALUE = "« {name} » n’est pas une valeur de JSON : écrivez un nombre, ou rien."
_SPACE = re.compile(r"[ \t\r\n]*")
_LONE = re.compile("[\ud800-\udfff]")
_BOMS = {b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class JsonItem:
    """An item of a document: the name under which it stands ("" in a list that is the whole), its value, its number
    from 1 under that name, and what is wrong in it, in French, "" when nothing is."""

    name: str
    value: Any
    row: int
    problem: str = ""


def json_head(content: SourceContent) -> str:
    """The beginning of a content, as text, where it may be JSON; "" for anything else."""
    head = content.head()
    text = head.decode(_BOMS.get(head[:2], "utf-8"), "ignore").lstrip("\ufeff \t\r\n")
    return text if text[:1] in ("{", "[") else ""


def bounded_bytes(content: SourceContent, most: int = LARGEST) -> bytes:
    """What a content holds, that many bytes at most; raises TooLarge, or DataError when there is nothing."""
    size = content.path.stat().st_size
    if size > most:
        raise TooLarge(TOO_LARGE.format(name=content.name, size=-(-size // MEGABYTE), most=most // MEGABYTE))
    raw = content.path.read_bytes()
    if not raw.strip(b"\xef\xbb\xbf \t\r\n\0"):
        raise DataError(EMPTY, file=content.name)
    return raw


def bounded_text(content: SourceContent, most: int) -> str:
    """The same as text, in UTF-8 or as Windows wrote it before; raises DataError for a web page too."""
    raw = bounded_bytes(content, most)
    try:
        text = raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = raw.decode("cp1252", "replace")
    if text.lstrip()[:1] == "<":
        raise DataError(PAGE, file=content.name)
    return text


class JsonDocument:
    """A document: its text is held, its items are made one at a time. Raises DataError where it is no JSON at all."""

    def __init__(self, content: SourceContent) -> None:
        self._file = content.name
        raw = bounded_bytes(content)
        try:
            self._text = raw.decode(_BOMS.get(raw[:2], "utf-8")).lstrip("\ufeff")
        except UnicodeDecodeError as error:
            raise DataError(NOT_TEXT, file=self._file, line=raw.count(b"\n", 0, error.start) + 1) from error
        self._begin = self._after_space(0)
        if self._text[self._begin : self._begin + 1] == "<":
            raise DataError(PAGE, file=self._file)
        self._problems: list[str] = []
        self._decoder = json.JSONDecoder(
            object_pairs_hook=self._object_of,
            parse_float=Decimal,
            parse_int=Decimal,
            parse_constant=self._constant,
        )

    def items(self, lists: Collection[str] = ()) -> Iterator[JsonItem]:
        """The items of a list; the values of an object, where those of `lists` are lists given item after item."""
        first = self._text[self._begin : self._begin + 1]
        if first == "[":
            place = yield from self._listed(self._begin + 1, "")
        elif first == "{":
            place = yield from self._named(self._begin + 1, lists)
        elif first:
            value, place = self._value(self._begin)
            yield JsonItem("", value, 1)
        else:
            raise DataError(EMPTY, file=self._file)
        if self._after_space(place) < len(self._text):
            raise self._wrong(MORE, place)

    def _listed(self, place: int, name: str) -> Generator[JsonItem, None, int]:
        place, row = self._after_space(place), 0
        while self._here(place) != "]":
            value, place = self._value(place)
            row += 1
            if row > MOST_ITEMS:
                raise self._wrong(TOO_MANY, place)
            yield JsonItem(name, value, row, self._problem())
            place = self._next(place, "]")
        return place + 1

    def _named(self, place: int, lists: Collection[str]) -> Generator[JsonItem, None, int]:
        place, row, met = self._after_space(place), 0, set[str]()
        while self._here(place) != "}":
            name, place = self._key(place)
            if name in met:
                raise self._wrong(TWICE.format(name=name), place)
            met.add(name)
            row += 1
            if row > MOST_ITEMS:
                raise self._wrong(TOO_MANY, place)
            if name in lists and self._here(place) == "[":
                place = yield from self._listed(place + 1, name)
            else:
                value, place = self._value(place)
                yield JsonItem(name, value, row, self._problem())
            place = self._next(place, "}")
        return place + 1

    def _key(self, place: int) -> tuple[str, int]:
        """A name and where its value begins."""
        name, place = self._value(place)
        place = self._after_space(place)
        if not isinstance(name, str) or self._here(place) != ":":
            raise self._wrong(NOT_JSON, place)
        return whole(name), self._after_space(place + 1)

    def _value(self, place: int) -> tuple[Any, int]:
        try:
            return self._decoder.raw_decode(self._text, place)
        except RecursionError as error:
            raise self._wrong(TOO_DEEP, place) from error
        except json.JSONDecodeError as error:
            cut = self._after_space(error.pos) >= len(self._text) or error.msg.startswith("Unterminated")
            raise self._wrong(CUT if cut else NOT_JSON, error.pos) from error
        except (ValueError, ArithmeticError) as error:
            raise self._wrong(NOT_JSON, place) from error

    def _next(self, place: int, end: str) -> int:
        """Where the next item begins, or the end of them all."""
        place = self._after_space(place)
        if self._here(place) == end:
            return place
        if self._here(place) != ",":
            raise self._wrong(NOT_JSON, place)
        place = self._after_space(place + 1)
        if self._here(place) == end:
            raise self._wrong(NOT_JSON, place)
        return place

    def _here(self, place: int) -> str:
        if place >= len(self._text):
            raise self._wrong(CUT, len(self._text))
        return self._text[place]

    def _after_space(self, place: int) -> int:
        found = _SPACE.match(self._text, place)
        return found.end() if found else place

    def _wrong(self, why: str, place: int) -> DataError:
        return DataError(why, file=self._file, line=self._text.count("\n", 0, place) + 1)

    def _problem(self) -> str:
        """What was met in the item that was just read."""
        found = self._problems[0] if self._problems else ""
        self._problems.clear()
        return found

    def _object_of(self, pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for name, value in pairs:
            if name in found:
                self._problems.append(TWICE.format(name=whole(name)))
            found[whole(name)] = value
        return found

    def _constant(self, name: str) -> None:
        self._problems.append(NO_VALUE.format(name=name))


def whole(text: str) -> str:
    """A text without halves of characters, which JSON lets write and nothing can keep."""
    return _LONE.sub("\ufffd", text)


def texts_of(value: Any) -> tuple[str, ...]:
    """What a value says, without outer spaces: nothing for null and for objects; a list says what its items say."""
    if isinstance(value, list):
        return tuple(text for item in value if not isinstance(item, list) for text in texts_of(item))
    if isinstance(value, bool):
        return ("true" if value else "false",)
    number = str(value) if isinstance(value, Decimal | int | float) else ""
    text = whole(value).strip() if isinstance(value, str) else number
    return (text,) if text else ()


def written(value: Any) -> str:
    """A value as JSON on one line, names in their order."""
    return whole(json.dumps(value, ensure_ascii=False, separators=(", ", ": "), default=_number))


def _number(value: Any) -> int | float | str:
    """A number as it is written; as a text where it is one that no program computes with."""
    if abs(value.adjusted()) > MOST_DIGITS:
        return str(value)
    return int(value) if value.as_tuple().exponent >= 0 else float(value)
