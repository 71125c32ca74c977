# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a territory is, and the two ways in which a name fails to be one."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from graph.errors import Ambiguous, InvalidInput, UnknownThing
from graph.text.wording import Phrase, Said

# From the nearest to the widest; these words are part of the IRIs (`commune-37261`).
LEVELS = ("commune", "epci", "departement", "region", "pays")
SHOWN = 5

_AMBIGUOUS = Phrase("« {text} » désigne plusieurs lieux : {places}. Choisissez, ou précisez le département.")
_AMONG_MANY = Phrase(
    "« {text} » désigne plusieurs lieux : {places} … ({count} en tout). Choisissez, ou précisez le département."
)
_PERHAPS = Phrase("Aucun lieu ne s’appelle « {text} ». Vouliez-vous dire : {places} ?")
_NO_PLACE = Phrase("Aucun lieu ne s’appelle « {text} ». Vérifiez le nom, ou donnez le code postal.")
_ALSO_ABROAD = Phrase(
    "« {text} » est hors de France, et c’est aussi le nom d’une commune : {places}. Choisissez-la si c’est elle."
)
_ABROAD = Phrase(
    "« {text} » est hors de France, et seuls les lieux de France sont connus ici : "
    "donnez la commune de France la plus proche."
)
# How a former name is told in the file, before the year where one is known.
PART, CALLED, OTHER = ">", "=", "?"
_PAST = re.compile(rf"(.+)([{PART}{CALLED}{OTHER}])(\d*)")


class AmbiguousTerritory(Ambiguous):
    """Several territories bear that name or that postal code; `suggestions` are the choices, by key."""


class UnknownTerritory(InvalidInput, UnknownThing):
    """No territory bears that name; a bad value (400) with up to five suggestions, by key."""


def level_of(iri: str) -> str:
    """The level that the IRI of a territory tells, "" for any other."""
    level = iri.rpartition("/id/territory/")[2].partition("-")[0]
    return level if level in LEVELS else ""


def ambiguous(text: str, places: Sequence[str], *, abroad: bool = False) -> Said:
    """What to say of a text that several places are named by, or one that is also `abroad`; the first are shown."""
    shown, count = ", ".join(places[:SHOWN]), len(places)
    phrase = _ALSO_ABROAD if abroad else _AMONG_MANY if count > SHOWN else _AMBIGUOUS
    return phrase(text=text.strip(), places=shown, count=count)


def unknown(text: str, places: str) -> Said:
    """What to say of a text that names no place, with those that come near, if any."""
    return (_PERHAPS if places else _NO_PLACE)(text=text.strip(), places=places)


def abroad(text: str) -> Said:
    """What to say of a name that is known to be outside France."""
    return _ABROAD(text=text.strip())


class Past(NamedTuple):
    """A former name: PART of its commune, or CALLED so, since a year; OTHER when the land was shared out again.

    `year` is empty when no event of the history says it.
    """

    name: str
    how: str
    year: str


@dataclass(frozen=True, slots=True)
class Territory:
    """One territory of the official geographic code.

    `code` is the INSEE code (SIREN of an EPCI, `fr` for the country); `parents` are the keys of the levels above,
    nearest first; `latitude` and `longitude` are decimal degrees (WGS 84), None where no open contour was at hand;
    `aliases` are names which now lead here (former communes, urban districts, usual names), `former` the codes which
    do; `past` tells of the former communes among them what became of them.
    """

    code: str
    level: str
    name: str
    postcodes: tuple[str, ...]
    parents: tuple[str, ...]
    latitude: float | None
    longitude: float | None
    population: int
    aliases: tuple[str, ...] = ()
    former: tuple[str, ...] = ()
    past: tuple[Past, ...] = ()

    @property
    def key(self) -> str:
        """`commune-37261`: the last part of its IRI; `resolve` takes it too."""
        return f"{self.level}-{self.code}"

    @property
    def departement(self) -> str:
        """The code of its département, empty when it spans several."""
        return self._code("departement")

    @property
    def label(self) -> str:
        """The name with what tells it from others of that name: `Vannes (56)`."""
        return f"{self.name} ({self.departement})" if self.departement else self.name

    def _code(self, level: str) -> str:
        if self.level == level:
            return self.code
        found = (key.removeprefix(f"{level}-") for key in self.parents if key.startswith(f"{level}-"))
        return next(found, "")

    @classmethod
    def of_line(cls, line: str) -> Territory:
        """The territory of one line of the file; raises ValueError when the line is not one."""
        level, code, name, aliases, former, postcodes, epci, departement, region, *numbers, past = line.split("\t")
        population, latitude, longitude = numbers
        before = past_of(past)
        above = {"epci": epci, "departement": departement, "region": region}
        return cls(
            code=code,
            level=level,
            name=name,
            postcodes=_list(postcodes),
            parents=_parents(level, above),
            latitude=float(latitude) if latitude else None,
            longitude=float(longitude) if longitude else None,
            population=int(population or 0),
            aliases=(*_list(aliases), *(item.name for item in before)),
            former=_list(former),
            past=before,
        )


def _list(cell: str) -> tuple[str, ...]:
    return tuple(cell.split("|")) if cell else ()


def past_of(cell: str) -> tuple[Past, ...]:
    """The former names of a cell such as `Saint-Bauld>2018|Tauxigny>2018`."""
    return tuple(Past(*found.groups()) for item in _list(cell) if (found := _PAST.fullmatch(item)))


def _parents(level: str, above: Mapping[str, str]) -> tuple[str, ...]:
    keys = [f"{name}-{code}" for name, code in above.items() if code]
    return (*keys, "pays-fr") if level != "pays" else ()


def find_row(lines: list[str], level: str, code: str) -> int | None:
    """Where a code is among lines sorted as text, None where it is not."""
    start = f"{level}\t{code}\t"
    row = bisect_left(lines, start)
    return row if row < len(lines) and lines[row].startswith(start) else None
