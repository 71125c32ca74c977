# SPDX-License-Identifier: AGPL-3.0-or-later
"""Records of a JSON document: a single one, a list, a page of an API, or one a line; one at a time."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from graph.errors import DataError, TooLarge
from graph.sources._hsds.record import ORGANIZATION, SERVICE, Fields, HsdsRecord, part_of
from graph.sources._reading import SourceFault

MOST_BYTES = 100 * 1024**2
TOO_LARGE = "{file} : ce fichier JSON dépasse {most} Mo. Découpez-le, ou envoyez-le en CSV dans un zip."
NOT_UTF8 = "le texte n’est pas en UTF-8. Enregistrez le fichier en UTF-8."
BROKEN = "le JSON se brise ici : une virgule, un guillemet ou une accolade manque, ou le fichier est coupé."
DEEP = "des listes sont prises les unes dans les autres sans fin : ce n’est pas du HSDS."
TWICE = "la même clé, « {key} », est écrite deux fois."
NO_NUMBER = "« {text} » n’est pas un nombre."
NOTHING = "ce n’est ni une organisation ni un service du standard HSDS : il faut « id » et « name »."
CATEGORY = "c’est une catégorie (« taxonomy »), ni une organisation ni un service : elle n’a pas de fiche ici."
# What only a service has, and what only an organisation has, where names do not tell.
_OF_SERVICE = ("organization_id", "organization", "status", "service_at_locations", "service_areas")
_OF_CATEGORIES = ("taxonomy", "taxonomy_detail", "term_uri", "version")
_BLANK = re.compile(r"[\s,]*")
_PAGE = re.compile(r'\s*\{[^\[{]*?"contents"\s*:\s*\[')


def records_in(path: Path, name: str) -> Iterator[HsdsRecord | SourceFault]:
    """The records of a document; raises DataError with its line where it is no JSON, TooLarge."""
    if path.stat().st_size > MOST_BYTES:
        raise TooLarge(TOO_LARGE.format(file=name, most=MOST_BYTES // 1024**2))
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise DataError(NOT_UTF8, file=name) from error
    for line, value in _values(text, name):
        yield _record(value, line)


def _values(text: str, name: str) -> Iterator[tuple[int, Any]]:
    """Each value of the document with its line."""
    decoder = json.JSONDecoder(parse_constant=_refuse, object_pairs_hook=_once)
    page = _PAGE.match(text)
    start = page.end() if page else _BLANK.match(text).end()  # type: ignore[union-attr]
    inside = page is not None or text[start : start + 1] == "["
    start += 1 if inside and page is None else 0
    line, seen = 1, 0
    while True:
        start = _BLANK.match(text, start).end()  # type: ignore[union-attr]
        if start >= len(text) or (inside and text[start] == "]"):
            if inside and start >= len(text):
                raise DataError(BROKEN, file=name, line=text.count("\n") + 1)
            return
        line, seen = line + text.count("\n", seen, start), start
        try:
            value, start = decoder.raw_decode(text, start)
        except RecursionError as error:
            raise DataError(DEEP, file=name, line=line) from error
        except json.JSONDecodeError as error:
            raise DataError(BROKEN, file=name, line=error.lineno) from error
        except ValueError as error:
            raise DataError(str(error), file=name, line=line) from error
        yield line, value


def _record(value: Any, line: int) -> HsdsRecord | SourceFault:
    if not isinstance(value, dict):
        return SourceFault(line, "", str(value)[:60], NOTHING)
    inner = part_of(value, SERVICE)
    if inner and part_of(value, "location"):
        place: Fields = {name: part for name, part in value.items() if name != SERVICE}
        value = {**inner, "service_at_locations": [place]}
    if not value.get("id") or not value.get("name"):
        return SourceFault(line, "", str(value.get("name") or value.get("id") or "")[:60], NOTHING)
    if any(name in value for name in _OF_CATEGORIES):
        return SourceFault(line, "", str(value["name"])[:60], CATEGORY)
    is_service = any(name in value for name in _OF_SERVICE)
    return HsdsRecord(SERVICE if is_service else ORGANIZATION, value, line)


def _refuse(text: str) -> None:
    raise ValueError(NO_NUMBER.format(text=text))


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        raise ValueError(TWICE.format(key=next(name for name in names if names.count(name) > 1)[:60]))
    return found
