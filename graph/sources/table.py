# SPDX-License-Identifier: AGPL-3.0-or-later
"""Any table, whatever its columns are called: CSV, Excel or LibreOffice, read row by row."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace

from graph.errors import DataError, InvalidInput
from graph.sheets import SheetRow, SheetStream, begins_a_table, stream_rows
from graph.sources._reading import SourceColumn, SourceContent, SourceFormat, SourceReading, SourceTerms
from graph.sources._table.cells import TableCells
from graph.sources._table.deciding import EMPTY, decide, vanished
from graph.sources._table.head import TableHead, body, head_of
from graph.sources._table.places import titles_of
from graph.sources._table.profile import profiles_of
from graph.sources._table.rows import RowReader
from graph.text.wording import Label

SHEET = "sheet"
"""The option that names the sheet of a workbook."""
ORDER = 1000  # after every format that knows what its own look like
SUFFIXES = (".csv", ".tsv", ".tab", ".xlsx", ".xlsm", ".ods", ".xls")
MARKED_UP = (b"{", b"[", b"<")
NO_ROWS = (
    "le tableau n’a que des titres : aucune ligne en dessous. Vérifiez que c’est le bon fichier, ou la bonne feuille."
)
NO_RESULTS = (
    "sous les titres, ce classeur n’a que des formules sans résultat. Ouvrez-le dans un tableur et enregistrez-le, "
    "puis apportez-le de nouveau."
)
ONE_FORMULA, FORMULAS = "une formule sans résultat", "{count} formules sans résultat"
EMPTY_BUT, BESIDE = "{why}, sauf {formulas} ; {what_to_do}", "{why}{mark}{formulas} ; {what_to_do}"
RECKON = "ouvrez ce fichier dans un tableur et enregistrez-le, puis apportez-le de nouveau"
CHOSEN = "Feuille lue : « {sheet} », la plus longue de {count}. Les autres : {others}."
UNTITLED = "Les colonnes n’ont pas de titre : elles sont reconnues par ce qu’elles contiennent."
GUESSED = (
    "Aucun titre de colonne n’est connu : la première ligne a été prise pour des titres ({titles}). Si elle décrit "
    "déjà une fiche, ajoutez au-dessus une ligne de titres, comme « Nom » et « Commune »."
)
LONGEST_TOLD, MOST_TOLD = 40, 4
TITLED_LOW = "Les titres des colonnes ont été lus à la ligne {row}."


def _recognises(content: SourceContent) -> bool:
    """Whether it has the name of a table, or may be one: other formats have been asked before."""
    head = content.head()
    return content.name.lower().endswith(SUFFIXES) or (begins_a_table(head) and _has_columns(head))


def _has_columns(head: bytes) -> bool:
    """Whether the first lines of a text are parted alike."""
    if head.lstrip()[:1] in MARKED_UP:
        return False
    lines = [line for line in head.split(b"\n")[:3] if line.strip()]
    packed = head.startswith((b"PK", b"\xd0\xcf"))
    return packed or any(len(lines) > 1 and min(line.count(mark) for line in lines) > 0 for mark in (b";", b"\t", b","))


def _read(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """The things of a table: it is read once to know its columns, and again as its things are asked for."""
    asked = terms.mapping.options.get(SHEET, "")

    def stream() -> SheetStream:
        return stream_rows(content.path, asked, content.name)

    first = stream()
    head = head_of(first.rows, titles_of(terms.model).find)
    if head is None:
        raise DataError(NO_ROWS, file=content.name)
    short = head.may_be_short or not first.ragged
    rows, nothing = (lambda: body(stream().rows, head)), NO_RESULTS if first.unreckoned else NO_ROWS
    read = read_under(head.titles, rows, content, terms, may_be_short=short, nothing=nothing)
    formulas = {title: first.unreckoned.get(index, 0) for index, title in enumerate(head.titles)}
    columns = tuple(_with_formulas(column, formulas.get(column.name, 0)) for column in read.columns)
    return replace(read, columns=columns, notices=tuple(_notices(first, head, asked)))


def _with_formulas(column: SourceColumn, count: int) -> SourceColumn:
    """A column with how many of its cells hold a formula that nobody reckoned: they are not empty."""
    if not count:
        return column
    said = {"why": column.why, "formulas": ONE_FORMULA if count == 1 else FORMULAS.format(count=count)}
    form = EMPTY_BUT if column.why == EMPTY else BESIDE
    mark = " ; " if " : " in column.why else " : "
    return replace(column, why=form.format(**said, mark=mark, what_to_do=RECKON))


def read_under(titles: Sequence[str], rows: Callable[[], Iterator[SheetRow]], content: SourceContent,
               terms: SourceTerms, *, may_be_short: bool = False, nothing: str = NO_ROWS) -> SourceReading:  # fmt: skip
    """The things of the rows under titles that each name one column; `rows` gives them anew each time it is asked.

    Raises DataError, which says `nothing` where there is no row.
    """
    profiles, count = profiles_of(rows(), len(titles))
    if not count:
        raise DataError(nothing, file=content.name)
    cells = TableCells(terms)
    try:
        columns, kind = decide(titles, profiles, titles_of(terms.model), cells, terms.mapping)
    except InvalidInput as error:
        raise DataError(error.message, file=content.name) from error
    told = [*(column.told() for column in columns), *vanished(titles, terms.mapping)]
    things = RowReader(columns, kind, cells, terms.mapping).things(rows(), may_be_short=may_be_short)
    return SourceReading(things, _in_order(told))


def _in_order(columns: list[SourceColumn]) -> tuple[SourceColumn, ...]:
    """Those that wait for an answer first."""
    return tuple(sorted(columns, key=lambda column: not column.question))


def _notices(stream: SheetStream, head: TableHead, asked: str) -> Iterator[str]:
    """What to know of how it was read: which sheet, where its titles are."""
    others = [f"« {name} »" for name in stream.sheets if name != stream.sheet]
    if others and not asked:
        yield CHOSEN.format(sheet=stream.sheet, count=len(stream.sheets), others=", ".join(others))
    if not head.is_titled:
        yield UNTITLED
    elif head.guessed:
        yield GUESSED.format(titles=", ".join(f"« {title[:LONGEST_TOLD]} »" for title in head.titles[:MOST_TOLD]))
    elif head.row > 1:
        yield TITLED_LOW.format(row=head.row)


source = SourceFormat(
    slug="table",
    label=Label("Tableau (Excel, LibreOffice, CSV)"),
    order=ORDER,
    recognises=_recognises,
    read=_read,
    asks_columns=True,
)
