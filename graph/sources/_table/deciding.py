# SPDX-License-Identifier: AGPL-3.0-or-later
"""What each column of a table is taken as, and why: what a mapping says, else its title, else what stands in it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from graph.errors import InvalidInput
from graph.namespaces import ORG, SCHEMA, SKOS, XSD
from graph.sources._reading import SourceColumn, SourceMapping
from graph.sources._table.cells import TableCells
from graph.sources._table.columns import NAMES, NUMBERS, PERSONAL, TableColumn
from graph.sources._table.days import AMBIGUOUS, DAY_FIRST, MONTH_FIRST, NEITHER, day_of, order_of
from graph.sources._table.evidence import ENOUGH, MISLED, SURE, Evidence, guesses, is_foreign, look, separator_of
from graph.sources._table.places import (
    ACTOR,
    ADDRESS,
    EVENT,
    NAME,
    PERSON,
    PLACE,
    ROW_KEY,
    ROW_KINDS,
    SERVICE,
    TablePlace,
    Titles,
)
from graph.sources._table.profile import ColumnProfile
from graph.sources._table.shapes import code_of_five, is_flag, is_person, is_row_code
from graph.text.days import read_day
from graph.text.folding import fold
from graph.text.wording import day_text

KIND, DATES, KEY = "kind", "dates", "key"
"""The options that a table knows: what a row is, in which order its days are written, which column tells its rows."""
BY_TITLE, BY_VALUES, PARTLY = "par son titre", "par ses valeurs : {words}", "en partie : {words}"
AS_SAID, AS_SAID_AND = "déjà choisi", "déjà choisi : {words}"
LEFT_AS_SAID = "laissée : déjà choisi"
NEW_SINCE = "nouvelle depuis l’envoi précédent ; {why}"
GONE_SINCE = "n’est plus dans ce fichier"
EMPTY = "laissée : rien dedans"
OF_YOURS = "laissée : utile à vous seuls ; gardée pour reconnaître les lignes au prochain envoi"
ONLY_YOURS = "laissée : utile à vous seuls"
SHARED = "laissée : « {key} » y est plusieurs fois ; les lignes sont reconnues par leur nom et leur commune"
UNKNOWN = "laissée : nous ne savons pas ce qu’elle dit ; choisissez, si elle sert"
MISLEADING = "laissée : d’après son titre « {label} », mais rien dedans n’y ressemble"
TWICE = "laissée : une fiche n’en a qu’un, celui de la colonne « {other} »"
NO_PLACE = "laissée : {kind} n’a pas cela"
TO_SAY = "à vous de dire : jour ou mois d’abord ?"
QUESTION = "« {text} », c’est quel jour ? {rows} sur {all} sont dans ce cas."
ONE_ROW, ROWS = "Une ligne", "{count} lignes"
NOT_THESE = "Ne pas prendre ces dates"
FIRST_NAME = "par ses valeurs : un nom à chaque ligne"
NO_SUCH_PLACE = (
    "la correspondance dit « {said} » pour la colonne « {column} » : rien ne s’appelle ainsi. Choisissez à nouveau."
)
NO_SUCH_KIND = "une ligne ne peut pas être « {kind} ». Choisissez parmi : {kinds}."
ONLY_ONE = (NAME, SCHEMA.postalCode)
# What events seldom have: under a title that they share with actors, these are actors unless they have days.
OF_ACTORS = frozenset({ADDRESS, ORG.identifier, SCHEMA.openingHours, SCHEMA.telephone})
OFFERED_BY = (SCHEMA.organizer, SCHEMA.provider)


def decide(names: Sequence[str], profiles: Sequence[ColumnProfile], titles: Titles, cells: TableCells,
           mapping: SourceMapping) -> tuple[list[TableColumn], str]:  # fmt: skip
    """Every column, and the kind of what a row is; raises InvalidInput where a mapping says what is not."""
    deciding = _Deciding(titles, cells, mapping)
    columns = [deciding.column(index, name, profiles[index]) for index, name in enumerate(names)]
    kind = _kind(columns, mapping, titles)
    apart = _are_named(columns, kind)
    columns = [_of_kind(column, kind, titles, apart=apart) for column in columns]
    columns = _without_people(_named(columns, kind, titles), titles)
    columns = _keyed(_each_once(columns), mapping)
    return [deciding.finished(column) for column in columns], kind


def vanished(names: Sequence[str], mapping: SourceMapping) -> list[SourceColumn]:
    """The columns that a mapping speaks of and that are no more."""
    return [SourceColumn(name, "", GONE_SINCE) for name, said in mapping.columns.items() if said and name not in names]


class _Deciding:
    """What is asked of each column alone."""

    def __init__(self, titles: Titles, cells: TableCells, mapping: SourceMapping) -> None:
        self._titles, self._cells, self._mapping = titles, cells, mapping

    def column(self, index: int, name: str, profile: ColumnProfile) -> TableColumn:
        """A column by what a mapping says of it, by its title, or by its values."""
        column = TableColumn(index, name, profile)
        if name in self._mapping.columns:
            return self._as_said(column, self._mapping.columns[name])
        found = self._empty_or_titled(column)
        if not self._mapping.columns:
            return found
        told = found.is_personal or found.why == EMPTY
        return found if told else replace(found, why=NEW_SINCE.format(why=found.why))

    def _empty_or_titled(self, column: TableColumn) -> TableColumn:
        if not column.profile.filled:
            return column.aside(EMPTY)
        place = self._titles.find(column.name)
        if place is None:
            return self._by_values(column)
        if place.kind == PERSON:
            return self._of_persons(column, place)
        place = self._flagged(column, place)
        evidence = look(place, column.profile, self._cells)
        if place.path == ROW_KEY:
            return replace(column, place=place, why=OF_YOURS)
        if evidence is None or evidence.partly or evidence.share >= MISLED:
            return replace(column, place=place, why=_why(evidence), sure=True)
        other = self._by_values(column)
        if other.place is not None or other.is_personal:
            return other
        if column.profile.seen < ENOUGH:
            return replace(column, place=place, why=BY_TITLE, sure=True)
        return column.aside(MISLEADING.format(label=place.label))

    def _flagged(self, column: TableColumn, place: TablePlace) -> TablePlace:
        """The place of the choice that a title names, where cells say yes or no: « Gratuit »."""
        if place.field is None or place.field.scheme not in self._cells.words or place.choice:
            return place
        choice = self._cells.words[place.field.scheme].find(column.name)
        return replace(place, choice=choice) if choice and column.profile.share(is_flag) >= SURE else place

    def _of_persons(self, column: TableColumn, place: TablePlace) -> TableColumn:
        why = {NAME: NAMES, SCHEMA.givenName: NAMES, SCHEMA.telephone: NUMBERS}.get(place.path, PERSONAL)
        return column.aside(why)

    def _by_values(self, column: TableColumn) -> TableColumn:
        profile = column.profile
        if len(profile.counts) >= ENOUGH and profile.share(is_person) >= SURE / 2:
            return column.aside(NAMES)
        found = next(guesses(profile, self._titles, self._cells), None)
        if found is not None:
            return replace(column, place=found[0], why=_why(found[1]))
        if profile.seen >= ENOUGH and profile.is_unique and profile.share(is_row_code) >= SURE:
            return replace(column, place=self._titles.at(ACTOR, ROW_KEY), why=OF_YOURS)
        return column.aside(UNKNOWN)

    def _as_said(self, column: TableColumn, said: str) -> TableColumn:
        if not said:
            found = self._empty_or_titled(column)
            return found if found.is_personal or found.why == OF_YOURS else column.aside(LEFT_AS_SAID)
        place = self._titles.place(said)
        if place is None or place.kind == PERSON:
            raise InvalidInput(NO_SUCH_PLACE.format(said=said, column=column.name))
        place = self._flagged(column, place)
        evidence = look(place, column.profile, self._cells) if column.profile.filled else None
        return replace(column, place=place, why=_said_why(evidence), sure=True, settled=True)

    def finished(self, column: TableColumn) -> TableColumn:
        """The same with how its cells are read: what parts them, and the order of its days."""
        place = column.place
        if place is None:
            return column
        field = place.field
        column = replace(column, separator=separator_of(place, column.profile, self._cells))
        if field is not None and field.scheme and not place.choice:
            evidence = look(place, column.profile, self._cells)
            return replace(column, foreign=evidence is not None and is_foreign(evidence.fit, evidence.total))
        return self._dated(column) if field is not None and XSD.date in field.datatypes else column

    def _dated(self, column: TableColumn) -> TableColumn:
        """With the order of its days: what was answered, what some day settles, else a question."""
        options = self._mapping.options
        order = options.get(f"{DATES} {column.name}") or options.get(DATES) or order_of(column.profile.counts)
        if order in (DAY_FIRST, MONTH_FIRST, NEITHER):
            return replace(column, order="" if order == NEITHER else order)
        unsure = [text for text in column.profile.counts if day_of(text) == AMBIGUOUS]
        if not unsure:
            return column
        count, text = sum(column.profile.counts[one] for one in unsure), unsure[0]
        rows = ONE_ROW if count == 1 else ROWS.format(count=count)
        question = QUESTION.format(text=text, rows=rows, all=column.profile.filled)
        asked = SourceColumn(column.name, "", "", question=question, option=DATES, answers=_answers(text))
        return replace(column, why=TO_SAY, question=asked)


def _answers(text: str) -> Mapping[str, str]:
    said = {order: read_day(day_of(text, order)[:10]) for order in (DAY_FIRST, MONTH_FIRST)}
    return {**{order: day_text(day) for order, day in said.items() if day is not None}, NEITHER: NOT_THESE}


def _why(evidence: Evidence | None) -> str:
    if evidence is None:
        return BY_TITLE
    return (PARTLY if evidence.partly else BY_VALUES).format(words=evidence.words)


def _said_why(evidence: Evidence | None) -> str:
    return AS_SAID if evidence is None else AS_SAID_AND.format(words=evidence.words)


# --- columns beside each other --------------------------------------------------------------------------------------


def _kind(columns: Sequence[TableColumn], mapping: SourceMapping, titles: Titles) -> str:
    """What a row is: what was answered, else what the column of names says; an actor where two kinds are named."""
    asked = mapping.options.get(KIND, "")
    if asked and asked not in ROW_KINDS:
        labels = ", ".join(f"{titles.model.kind(kind).label.fr} ({kind})" for kind in ROW_KINDS)
        raise InvalidInput(NO_SUCH_KIND.format(kind=asked, kinds=labels), field=KIND)
    named = {column.place.kind for column in columns if column.place is not None and column.place.path == NAME}
    if asked:
        return asked
    if EVENT in named:
        paths = {column.place.path for column in columns if column.place is not None}
        return EVENT if SCHEMA.startDate in paths or not paths & OF_ACTORS else ACTOR
    return named.pop() if len(named) == 1 else ACTOR


def _of_kind(column: TableColumn, kind: str, titles: Titles, *, apart: bool) -> TableColumn:
    """A column of a table whose rows are of a kind: what is said of actors is said of them, where they can have it.

    `apart`: whether a column names the rows themselves; then one that names actors says who offers them.
    """
    place = column.place
    if place is None:
        return column
    if place.path in OFFERED_BY:
        offered = kind in (SERVICE, EVENT)
        return replace(column, place=titles.at(ACTOR, NAME)) if offered else column.aside(UNKNOWN)
    if place.kind == kind or _stands_beside(place, kind, apart=apart):
        return column
    moves = place.kind in (ACTOR, SERVICE) or (place.path == NAME and not apart)
    own = titles.at(kind, place.path) if moves else None
    if own is not None:
        return replace(column, place=replace(own, choice=place.choice))
    if column.sure and place.kind in (ACTOR, SERVICE):
        return column.aside(NO_PLACE.format(kind=f"« {titles.model.kind(kind).label.fr} »"))
    return column.aside(UNKNOWN)


def _stands_beside(place: TablePlace, kind: str, *, apart: bool) -> bool:
    """What an actor does stands beside it; who offers a service or an event, beside that."""
    if kind == ACTOR:
        return place.kind == SERVICE
    return kind in (SERVICE, EVENT) and place.kind == ACTOR and place.path == NAME and apart


def _are_named(columns: Sequence[TableColumn], kind: str) -> bool:
    """Whether a column names things of a kind."""
    places = (column.place for column in columns if column.place is not None)
    return any(place.kind == kind and place.path == NAME for place in places)


def _named(columns: list[TableColumn], kind: str, titles: Titles) -> list[TableColumn]:
    """With a column of names: where no title says which it is, the first whose texts all differ."""
    if _are_named(columns, kind):
        return columns
    free = (
        column for column in columns
        if column.why == UNKNOWN and column.profile.is_unique and column.profile.share(_is_name) >= SURE
    )  # fmt: skip
    first = next(free, None)
    place = titles.at(kind, NAME)
    return [replace(column, place=place, why=FIRST_NAME) if column is first else column for column in columns]


def _is_name(text: str) -> bool:
    return 1 < len(text) < 120 and sum(map(str.isalpha, text)) > len(text) / 2


def _without_people(columns: list[TableColumn], titles: Titles) -> list[TableColumn]:
    """« Nom » is that of somebody beside « Prénom », and beside any person where another column names the thing."""
    named = [column for column in columns if column.place is not None and column.place.path == NAME]
    kinds = Counter(column.place.kind for column in named if column.place is not None)
    people = _beside(column for column in columns if column.why == NAMES)
    first_names = _beside(column for column in columns if titles.is_first_name(column.name))
    alone = [column for column in named if fold(column.name) in titles.names and not column.settled]
    twice = [
        column for column in named
        if column.place and kinds[column.place.kind] > 1 and column.index in people
        and not titles.names_a_body(column.name)
    ]  # fmt: skip
    theirs = [column for column in twice if column in alone] or twice[:1]
    left = {column.index for column in theirs} | {column.index for column in alone if column.index in first_names}
    return [column.aside(NAMES) if column.index in left else column for column in columns]


def _beside(columns: Iterable[TableColumn]) -> set[int]:
    """The places of the columns that stand beside these."""
    return {column.index + step for column in columns for step in (-1, 1)}


def _each_once(columns: list[TableColumn]) -> list[TableColumn]:
    """Of two columns for what has one value, the one that is known by its title, or the first."""
    best: dict[tuple[str, str], TableColumn] = {}
    for column in sorted(columns, key=lambda column: not column.sure):
        place = column.place
        if place is not None and _is_alone(column, place):
            best.setdefault((place.kind, place.path), column)
    found: list[TableColumn] = []
    for column in columns:
        place = column.place
        first = best.get((place.kind, place.path)) if place is not None and _is_alone(column, place) else None
        kept = first is None or first.index == column.index
        found.append(column if kept or first is None else column.aside(TWICE.format(other=first.name)))
    return found


def _is_alone(column: TableColumn, place: TablePlace) -> bool:
    """Whether no other column may say the same of a thing; the code of a commune goes with its name."""
    if place.choice or place.path == SKOS.altLabel:
        return False
    if place.path == PLACE:
        return column.profile.share(code_of_five) < SURE
    return place.path in ONLY_ONE or (place.field is not None and place.field.is_single)


def _keyed(columns: list[TableColumn], mapping: SourceMapping) -> list[TableColumn]:
    """The column by which the table tells its rows is left aside, and kept for the next delivery."""
    asked = mapping.options.get(KEY, "")
    ids = [column for column in columns if column.place is not None and column.place.path == ROW_KEY]
    best = next((column for column in columns if column.name == asked), None)
    best = best or next((column for column in ids if column.settled or column.profile.is_unique), None)
    found = []
    for column in columns:
        if best is not None and column.index == best.index:
            kept = column if column.place is not None and column.place.path != ROW_KEY else column.aside(OF_YOURS)
            found.append(replace(kept, is_key=True))
        else:
            found.append(column.aside(_unkept(column)) if column in ids else column)
    return found


def _unkept(column: TableColumn) -> str:
    """Why a column that numbers rows does not tell them."""
    key, times = column.profile.counts.most_common(1)[0]
    return ONLY_YOURS if times == 1 else SHARED.format(key=key)
