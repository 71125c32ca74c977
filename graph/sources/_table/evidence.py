# SPDX-License-Identifier: AGPL-3.0-or-later
"""How well what stands in a column fits a place: how many of its cells, in words; and which place fits it best."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from graph.namespaces import FOAF, ORG, SCHEMA, SH, TIS, WGS, XSD
from graph.sources._table.cells import TableCells
from graph.sources._table.days import is_day
from graph.sources._table.places import ACTOR, ADDRESS, PLACE, POINT, POSTCODE, SERVICE, TablePlace, Titles
from graph.sources._table.profile import ColumnProfile
from graph.sources._table.shapes import (
    emails,
    is_address,
    is_flag,
    number,
    official_number,
    point,
    telephones,
    urls,
    writing,
)
from graph.text.spoken_hours import as_opening_hours

# The share of its cells by which a column without a known title is known, and that below which its title misleads.
SURE, MISLED = 0.8, 0.2
# The share of its words under which a column speaks of another list than ours.
FOREIGN = 0.5
# Fewer cells prove nothing: one number may be anything.
ENOUGH = 3
SEPARATORS = (";", "|", "\n", ",", "/")
POSTCODES_EXIST = "{fit} code{s} sur {total} existe{nt}"
ADDRESSES = "{percent} % ressemblent à une adresse"
ONE_WAY, WAYS = "des numéros de téléphone", "écrits de {ways} façons, remis en ordre"
KEYS = "clé de contrôle juste pour {fit}"
EMAILS, PAGES = "{fit} adresse{s} de courriel sur {total}", "{fit} adresse{s} de pages sur {total}"
COMMUNES = "{fit} commune{s} reconnue{s} sur {total}"
AREAS = "{fit} territoire{s} reconnu{s} sur {total}"
HOURS = "{fit} lu{s}, {rest} gardé{others} comme texte"
ALL_HOURS = "tous sont lus"
ALL_WORDS = "tous les mots sont reconnus"
ONE_WORD, SOME_WORDS = "{fit} mot sur {total} reconnu", "{fit} mots sur {total} reconnus"
ONE_LATER, LATER = "l’autre à l’étape suivante", "les {rest} autres à l’étape suivante"
ONE_KEPT, KEPT = "l’autre gardé comme texte", "les {rest} autres gardés comme texte"
DAYS, FLAGS, NUMBERS = "{fit} date{s} sur {total}", "{fit} oui ou non sur {total}", "{fit} coordonnée{s} sur {total}"
LAMBERT = "des coordonnées Lambert-93, mises en degrés"
METRES = 1_000.0
# A column of choices says the same few words again and again.
MOST_WORDS = 300


@dataclass(frozen=True)
class Evidence:
    """How many of `total` cells (or words) fit a place, said in words; `partly`: the others are kept all the same."""

    fit: int
    total: int
    words: str
    partly: bool = False

    @property
    def share(self) -> float:
        """The same, 0 to 1."""
        return self.fit / self.total if self.total else 0.0


def look(place: TablePlace, profile: ColumnProfile, cells: TableCells) -> Evidence | None:
    """How a column fits a place, None where any text does."""
    if place.field is not None and place.field.scheme:
        return None if place.choice else _words(place, profile, cells)
    if place.path == SCHEMA.openingHours:
        fit, total = profile.fitting(as_opening_hours), profile.seen
        words = HOURS if fit < total else ALL_HOURS
        return Evidence(
            fit, total, words.format(fit=fit, rest=total - fit, s=_s(fit), others=_s(total - fit)), partly=fit < total
        )
    found = _test(place, cells)
    if found is None:
        return None
    test, words = found
    fit, total = profile.fitting(test), profile.seen
    return Evidence(fit, total, _said(place, profile, words, fit))


def _said(place: TablePlace, profile: ColumnProfile, words: str, fit: int) -> str:
    if place.path == SCHEMA.telephone:
        ways = len({writing(text) for text in profile.counts if telephones(text)})
        words = WAYS if ways > 1 else ONE_WAY
        return words.format(ways=ways)
    if place.path in (WGS.lat, WGS.long) and profile.share(_is_metres) >= SURE:
        return LAMBERT
    percent = 100 * fit // max(profile.seen, 1)
    return words.format(fit=fit, total=profile.seen, percent=percent, s=_s(fit), nt="nt" if fit > 1 else "")


def _s(count: int) -> str:
    return "s" if count > 1 else ""


def _is_metres(text: str) -> bool:
    value = number(text)
    return value is not None and abs(value) > METRES


def _test(place: TablePlace, cells: TableCells) -> tuple[Callable[[str], object], str] | None:
    tests: dict[str, tuple[Callable[[str], object], str]] = {
        POSTCODE: (cells.is_postcode, POSTCODES_EXIST),
        ADDRESS: (is_address, ADDRESSES),
        SCHEMA.telephone: (telephones, ONE_WAY),
        SCHEMA.email: (emails, EMAILS),
        ORG.identifier: (official_number, KEYS),
        PLACE: (cells.is_commune, COMMUNES),
        SCHEMA.areaServed: (cells.is_area, AREAS),
        POINT: (point, NUMBERS),
    }
    field = place.field
    if place.path in tests or field is None:
        return tests.get(place.path)
    if field.node_kind == SH.IRI:
        return urls, PAGES
    typed = {XSD.boolean: (is_flag, FLAGS), XSD.date: (is_day, DAYS), XSD.decimal: (_is_number, NUMBERS)}
    return next((typed[datatype] for datatype in field.datatypes if datatype in typed), None)


def _is_number(text: str) -> bool:
    return number(text) is not None


def _words(place: TablePlace, profile: ColumnProfile, cells: TableCells) -> Evidence:
    """How many different words are known, those of a cost that is an amount included."""
    separator = separator_of(place, profile, cells)
    different = {part for part, _ in profile.parts(separator)}
    known = sum(bool(cells.read(place, part, separator).texts) for part in different)
    total = len(different)
    kept = place.path == TIS.cost or is_foreign(known, total)
    # Numbers are codes of a list of theirs: words that are not known yet may be.
    partly = known < total and not all(part.isdecimal() for part in different)
    return Evidence(known, total, _words_said(known, total, kept=kept), partly)


def _words_said(known: int, total: int, *, kept: bool) -> str:
    if known == total:
        return ALL_WORDS
    first = ONE_WORD if known < 2 else SOME_WORDS
    last = (ONE_KEPT if kept else ONE_LATER) if total - known == 1 else (KEPT if kept else LATER)
    return f"{first}, {last}".format(fit=known, total=total, rest=total - known)


def is_foreign(known: int, total: int) -> bool:
    """Whether words are those of another list: too many to be asked about one by one."""
    return total >= ENOUGH and known < FOREIGN * total


def separator_of(place: TablePlace, profile: ColumnProfile, cells: TableCells) -> str:
    """What parts several values of a cell: where they are choices, what leaves most words known; else what is there."""
    field = place.field
    if field is None or (field.max_count == 1 and not field.scheme):
        return ""
    if field.scheme:
        known = cells.words[field.scheme]

        def worth(separator: str) -> tuple[float, int]:
            parts = [known.find(part) for part, _ in profile.parts(separator)]
            return sum(map(bool, parts)) / max(len(parts), 1), len(parts)

        used = [mark for mark in SEPARATORS if any(mark in text for text in profile.counts)]
        best = max(["", *used], key=worth)
        return best or (";" if ";" in used else "")
    splits = field.is_link or field.node_kind == SH.IRI or place.path == ORG.identifier
    marks = (mark for mark in SEPARATORS[:3] if any(mark in text for text in profile.counts))
    return next(marks, "") if splits else ""


def guesses(profile: ColumnProfile, titles: Titles, cells: TableCells) -> Iterator[tuple[TablePlace, Evidence]]:
    """The places that a column without a known title fits, the surest kinds of values first."""
    if profile.seen < ENOUGH:
        return
    for kind, path in (
        (ACTOR, SCHEMA.email), (ACTOR, ORG.identifier), (ACTOR, SCHEMA.telephone), (ACTOR, FOAF.homepage),
        (ACTOR, POINT), (ACTOR, POSTCODE), (ACTOR, SCHEMA.openingHours), (ACTOR, PLACE), (ACTOR, ADDRESS),
    ):  # fmt: skip
        place = titles.at(kind, path)
        evidence = look(place, profile, cells) if place else None
        if place and evidence and evidence.share >= SURE:
            yield place, evidence
    for field in titles.model.kind(SERVICE).fields:
        place = titles.at(SERVICE, field.path)
        if field.scheme and place and len(profile.counts) < min(profile.seen, MOST_WORDS):
            evidence = _words(place, profile, cells)
            if evidence.share >= SURE and evidence.total >= ENOUGH:
                yield place, evidence
