# SPDX-License-Identifier: AGPL-3.0-or-later
"""What somebody settled about the columns of a source, as a file that people read and correct, in TOML.

TOML rather than JSON: remarks say in French what each line means, and a line is mended without counting brackets.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from graph.errors import DataError
from graph.sources._reading import SourceColumn, SourceMapping

COLUMNS, OPTIONS = "columns", "options"
MOST_BYTES = 1024 * 1024
HEADER = """# Ce que veut dire chaque colonne des fichiers de cette source, pour que le prochain envoi ne demande rien.
# À gauche, le titre de la colonne ; à droite, ce qu’elle dit ("" : laissée de côté).
"""
OPTIONS_HEADER = "# Ce qui a été demandé, et répondu."
NOT_TOML = "ce n’est pas un fichier de correspondance : {error}."
NO_TABLE = "sous « [{name}] », chaque ligne est un nom, « = », puis un texte entre guillemets."
TOO_LARGE = "ce fichier de correspondance est trop gros pour en être un."
_LINE = re.compile(r"at line (\d+)")


def read_mapping(path: Path) -> SourceMapping:
    """The mapping of a file; raises DataError."""
    if path.stat().st_size > MOST_BYTES:
        raise DataError(TOO_LARGE, file=path.name)
    try:
        said = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError, RecursionError) as error:
        line = _LINE.search(str(error))
        raise DataError(NOT_TOML.format(error=error), file=path.name, line=int(line[1]) if line else None) from error
    return SourceMapping(_texts(said, COLUMNS, path), _texts(said, OPTIONS, path))


def write_mapping(path: Path, mapping: SourceMapping, why: Mapping[str, str] | None = None) -> None:
    """Writes a mapping; `why` says in French beside a column how it came to be taken so."""
    path.write_text("\n".join(_lines(mapping, why or {})) + "\n", encoding="utf-8")


def cell_option(column: str, value: str) -> str:
    """The option that says what is meant instead of a value of a column, empty to enter without it."""
    return f"{column} : {value}"


def mapping_of(columns: Iterable[SourceColumn], options: Mapping[str, str]) -> SourceMapping:
    """The mapping by which a reading can be made again: what became of its columns, what was answered.

    The column by which a table tells its rows is said, although nothing of it enters: the next file must be told by it.
    One that holds nothing is not: nobody knows what it will say.
    """
    from graph.sources._table.deciding import EMPTY, OF_YOURS  # only who keeps a mapping pays for it
    from graph.sources._table.places import ROW_NUMBER

    kept = [column for column in columns if not column.why.startswith(EMPTY)]
    said = {column.name: ROW_NUMBER if OF_YOURS in column.why else column.taken_as for column in kept}
    return SourceMapping(said, dict(options))


def _texts(said: Mapping[str, object], name: str, path: Path) -> dict[str, str]:
    table = said.get(name, {})
    if not isinstance(table, dict) or not all(isinstance(value, str) for value in table.values()):
        raise DataError(NO_TABLE.format(name=name), file=path.name)
    return {str(key): value for key, value in table.items()}


def _lines(mapping: SourceMapping, why: Mapping[str, str]) -> Iterator[str]:
    yield HEADER
    yield f"[{COLUMNS}]"
    for name, said in mapping.columns.items():
        remark = "".join(filter(str.isprintable, " ".join(why.get(name, "").split())))
        yield f"{_quoted(name)} = {_quoted(said)}" + (f"  # {remark}" if remark else "")
    if mapping.options:
        yield f"\n{OPTIONS_HEADER}\n[{OPTIONS}]"
        yield from (f"{_quoted(name)} = {_quoted(said)}" for name, said in mapping.options.items())


def _quoted(text: str) -> str:
    """A basic string of TOML: what JSON escapes, TOML does alike, but for the character of deletion."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
