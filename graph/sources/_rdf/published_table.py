# SPDX-License-Identifier: AGPL-3.0-or-later
"""The table that this product publishes (`iri`, `nature`, then a column a field), read back as things."""

from __future__ import annotations

import csv
import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

from graph.errors import DataError, TooLarge
from graph.model import EntityClass, Field
from graph.namespaces import SCHEMA, SH, compact, expand
from graph.sources._rdf.problems import Problems
from graph.sources._rdf.writings import BOM
from graph.sources._reading import (
    SourceColumn,
    SourceContent,
    SourceEntity,
    SourceFault,
    SourceReading,
    SourceTerms,
    SourceValue,
)
from graph.text.folding import fold

BEGINNING = ("iri", "nature")
SEPARATOR = "|"
MAX_BYTES = 50 * 1024 * 1024
_CELL = 131_072
_QUALIFIED = re.compile(r"(.+) \(([a-z]+:[\w-]+)\)")
_ADDRESS = re.compile(r"(https?://[^\s<>]+?)/id/([a-z-]+)/([^/#?\s]+)")
# What keeps a spreadsheet from calculating a text.
_STOPPED = re.compile(r"(?:^|(?<=[|;,\t\r\n]))'(?=[=+\-@\t\r\n＝＋－＠])")
SAID_BY_IT = (
    "Ce tableau ne dit pas qui a dit quoi : ses faits sont pris comme dits par lui. Le fichier N-Quads (.nq) du même "
    "site garde chaque source."
)
IDENTIFIED = "elle dit quelle fiche est sur la ligne"
KNOWN, LEFT = "par son titre", "laissée : son titre n’est celui d’aucun champ d’ici"
NO_KIND = "la nature « {kind} » n’est pas connue ici : corrigez-la, ou retirez la ligne."
NO_ADDRESS = "l’adresse (colonne iri) n’a pas la forme https://…/id/nature/nom : corrigez-la."
WRONG_LENGTH = "la ligne a {found} cases au lieu de {wanted} : il manque ou il y a trop de séparateurs."
SEVERAL = "plusieurs fiches de ce tableau portent ce nom, et rien ne dit laquelle est liée : ce lien est laissé."
PERSONS = "une personne : elle n’entre pas ici."


def is_published_table(content: SourceContent) -> bool:
    """Whether its first columns are those of the table that we publish."""
    first = content.head(4096).removeprefix(BOM).decode("utf-8", "replace").partition("\n")[0]
    return [cell.strip().strip('"').lower() for cell in re.split("[,;\t]", first)[:2]] == list(BEGINNING)


def read_published_table(content: SourceContent, terms: SourceTerms) -> SourceReading:
    """Its rows as things; raises DataError for what is not UTF-8, TooLarge."""
    if content.path.stat().st_size > MAX_BYTES:
        raise TooLarge(f"{content.name} : le fichier dépasse {MAX_BYTES // 1024**2} Mo. Découpez-le en plusieurs.")
    table = _Table(content, terms)
    return SourceReading(table.things(), tuple(table.columns()), notices=(SAID_BY_IT,))


@dataclass
class _Table:
    content: SourceContent
    terms: SourceTerms
    separator: str = field(init=False)
    problems: Problems = field(default_factory=Problems)
    _known: dict[tuple[str, str], Field | None] = field(default_factory=dict)

    def __post_init__(self) -> None:
        first = self.content.head(4096).removeprefix(BOM)
        self.separator = first.decode("utf-8", "replace").lower().partition("iri")[2].lstrip('"')[:1]

    def _rows(self) -> Iterator[tuple[int, list[str]]]:
        """Rows with their line, the heading first."""
        csv.field_size_limit(_CELL)
        with self.content.path.open(encoding="utf-8-sig", newline="") as stream:
            rows = csv.reader(stream, delimiter=self.separator)
            try:
                for row in rows:
                    yield rows.line_num, row
            except UnicodeDecodeError as error:
                raise DataError("le texte n’est pas en UTF-8.", file=self.content.name) from error
            except csv.Error as error:
                text = "une case est trop longue, ou un guillemet n’est pas fermé."
                raise DataError(text, file=self.content.name, line=rows.line_num) from error

    @cached_property
    def heading(self) -> list[str]:
        """The titles of the columns."""
        return next((row for _, row in self._rows()), [])

    @cached_property
    def base(self) -> str:
        """Under which base the table names its things: that of most."""
        bases = Counter(found[1] for found in map(self._address, self._rows()) if found)
        return bases.most_common(1)[0][0] if bases else ""

    def _address(self, row: tuple[int, list[str]]) -> re.Match[str] | None:
        return _ADDRESS.fullmatch(row[1][0].strip()) if row[1] else None

    @cached_property
    def _fields(self) -> dict[str, list[Field]]:
        """The fields of any class by the title of their column, which their property tells apart."""
        found: dict[str, list[Field]] = defaultdict(list)
        for path, fields in self.terms.model.fields.items():
            found[fold(fields[0].name())].append(fields[0])
            found[f"{fold(fields[0].name())} ({compact(path)})"].append(fields[0])
        return found

    @cached_property
    def _told_apart(self) -> frozenset[str]:
        """The properties that a heading names, as two fields bear one name."""
        return frozenset(expand(found[2]) for found in map(_QUALIFIED.fullmatch, self.heading) if found)

    def _field(self, title: str, own: EntityClass | None) -> Field | None:
        """The field of a column for a class: the first of that title that the class has, and no other column is."""
        key = title, own.kind if own else ""
        if key not in self._known:
            self._known[key] = self._sought(title, own)
        return self._known[key]

    def _sought(self, title: str, own: EntityClass | None) -> Field | None:
        qualified = _QUALIFIED.fullmatch(title)
        wanted = f"{fold(qualified[1])} ({qualified[2]})" if qualified else fold(title)
        for found in self._fields.get(wanted, ()):
            here = found if own is None else own.field(found.path)
            if here is not None and (qualified or found.path not in self._told_apart):
                return here
        return None

    @cached_property
    def _named(self) -> dict[str, list[tuple[str, EntityClass]]]:
        """The things that bear a name, each with its class: an actor and its tool may bear the same."""
        found: dict[str, list[tuple[str, EntityClass]]] = defaultdict(list)
        place = next((n for n, title in enumerate(self.heading) if self._is_name(title)), None)
        for _, row in self._rows():
            own = self._classes.get(fold(row[1])) if len(row) > 1 else None
            if place is not None and own is not None and len(row) > place:
                found[row[place].strip()].append((self._key(row[0].strip()), own))
        return found

    def _meant(self, name: str, place: Field) -> list[str]:
        """The addresses of the things of that name that a field may lead to."""
        return [key for key, own in self._named.get(name, ()) if not own.scheme and own.iri in place.targets]

    def _is_name(self, title: str) -> bool:
        found = self._field(title, None)
        return found is not None and found is next(iter(self.terms.model.fields.values()))[0]

    def _key(self, iri: str) -> str:
        return iri.replace(f"{self.base}/id/", f"{self.terms.background.base}/id/", 1) if self.base else iri

    @cached_property
    def _classes(self) -> dict[str, EntityClass]:
        return {fold(item.label()): item for item in self.terms.model.classes}

    def things(self) -> Iterator[SourceEntity | SourceFault]:
        """A thing or a fault a row; lists of choices, territories and sources are known without it, or say nothing."""
        for line, row in self._rows():
            if line == 1 or not any(row):
                continue
            if len(row) != len(self.heading):
                text = WRONG_LENGTH.format(found=len(row), wanted=len(self.heading))
                yield SourceFault(line, "", row[0], text)
            elif (thing := self._thing(line, row)) is not None:
                yield thing
        yield from self.problems.faults()

    def _thing(self, line: int, row: list[str]) -> SourceEntity | SourceFault | None:
        iri, own = row[0].strip(), self._classes.get(fold(row[1]))
        if iri in self.terms.model.choices or self.terms.background.is_territory(self._key(iri)):
            return None
        if own is not None and own.iri == SCHEMA.Dataset:
            return None  # whose each fact is, is not told: its sources would be those of nothing
        if own is None:
            return SourceFault(line, self.heading[1], row[1], NO_KIND.format(kind=row[1]))
        if own.restricted:
            return SourceFault(line, "", "", PERSONS)
        if _ADDRESS.fullmatch(iri) is None:
            return SourceFault(line, self.heading[0], iri, NO_ADDRESS)
        values = [
            value for n, cell in enumerate(row[2:], 2) for value in self._values(line, self.heading[n], cell, own)
        ]
        return SourceEntity(own.kind, self._key(iri), tuple(values), line)

    def _values(self, line: int, title: str, cell: str, own: EntityClass) -> Iterator[SourceValue]:
        found = self._field(title, own)
        if found is None or not cell.strip():
            return
        text = _STOPPED.sub("", cell)
        several = [text] if found.is_single and not found.is_link else text.split(SEPARATOR)
        for one in filter(None, map(str.strip, several)):
            meant = self._meant(one, found) if found.is_link else []
            if len(meant) > 1:
                self.problems.add(SEVERAL, line, one, title)
            elif meant:
                yield SourceValue(found.path, meant[0], title, link=True)
            elif not _is_cut_address(one, found):
                yield SourceValue(found.path, one, title)

    def columns(self) -> Iterator[SourceColumn]:
        """What each column is taken as."""
        kinds = {fold(row[1]): None for _, row in self._rows() if len(row) > 1}
        met = [own for kind in kinds if (own := self._classes.get(kind))]
        for title in self.heading:
            found = next(((own, field) for own in met if (field := self._field(title, own))), None)
            if title in BEGINNING:
                yield SourceColumn(title, "", IDENTIFIED)
            elif found:
                yield SourceColumn(title, f"{found[0].kind} {compact(found[1].path)}", KNOWN)
            else:
                yield SourceColumn(title, "", LEFT)


def _is_cut_address(text: str, place: Field) -> bool:
    """Whether it is but the end of an address, as earlier tables had them: nobody can open it."""
    return place.node_kind == SH.IRI and ":" not in text
