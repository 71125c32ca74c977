# SPDX-License-Identifier: AGPL-3.0-or-later
"""The territories of France (commune ⊂ EPCI ⊂ département ⊂ région ⊂ pays), kept as text and read when asked."""

from __future__ import annotations

import gzip
import re
from collections.abc import Callable, Collection, Iterator
from functools import cached_property
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

from graph.errors import DataError, SettingsError, StorageError, UnknownThing
from graph.rdf.dataset import Fact
from graph.settings import ROOT
from graph.territory.area import keys
from graph.territory.facts import facts_of
from graph.territory.index import NameIndex
from graph.territory.names import NameQuery, alias_of
from graph.territory.near import Proposals
from graph.territory.notes import PlaceReading
from graph.territory.types import LEVELS, AmbiguousTerritory, Territory, UnknownTerritory, find_row
from graph.text.wording import Phrase

__all__ = ["LEVELS", "AmbiguousTerritory", "Territories", "Territory", "UnknownTerritory"]

FILE = ROOT / "data" / "territories" / "cog-2026.tsv.gz"
_EARTH_RADIUS_KM = 6371.0
NO_CODE = Phrase("Aucun territoire ne porte le code « {level} {code} ».")
NO_ADDRESS = Phrase("« {iri} » n’est pas l’adresse d’un territoire de ce site.")
NO_AREA = (
    "AREA : « {code} » n’est le code d’aucun territoire. Donnez le numéro d’un département, ou plusieurs séparés par "
    "une virgule ; « fr » pour toute la France."
)
_KEY = re.compile(r"(?:^|/id/territory/)(commune|epci|departement|region|pays)-([0-9a-z]{2,9})$", re.IGNORECASE)


class Territories:
    """Every territory, by code or by name.

    `area` is what the instance is about: its places are listed first among choices, and no other is outside it.
    """

    def __init__(self, lines: list[str], area: Collection[str] = ()) -> None:
        """Takes the codes of the area (see `area.keys`); without any it is the whole country.

        Raises SettingsError where no territory has one of them.
        """
        self._lines = lines
        self._made: dict[str, Territory] = {}
        self.area = tuple(map(self._declared, keys(area)))

    @classmethod
    def load(cls, path: Path = FILE, area: Collection[str] = ()) -> Territories:
        """The territories of a file of `data/territories/build.py`; raises StorageError, DataError, SettingsError."""
        try:
            lines = gzip.decompress(path.read_bytes()).decode("utf-8").splitlines()
        except (OSError, EOFError, UnicodeDecodeError) as error:
            raise StorageError(
                f"Le fichier des territoires « {path} » ne peut pas être lu ({error}). "
                "Refaites-le avec data/territories/build.py, ou reprenez celui du dépôt."
            ) from error
        if not lines or not lines[0].startswith("level\tcode\tname\t"):
            raise DataError("ce n’est pas un fichier de territoires : l’en-tête manque.", file=path.name, line=1)
        return cls(lines[1:], area)

    def about(self, area: Collection[str]) -> Territories:
        """The same territories with another area; raises SettingsError."""
        return Territories(self._lines, area)

    def _declared(self, key: str) -> Territory:
        level, _, code = key.partition("-")
        found = self._find(level, code)
        if found is None:
            raise SettingsError(NO_AREA.format(code=key.removeprefix("departement-")), field="AREA")
        return found

    def __len__(self) -> int:
        return len(self._lines)

    def by_code(self, level: str, code: str) -> Territory:
        """The territory of a level with this code; the code of a former commune gives the one it became part of.

        Raises UnknownThing.
        """
        found = self._find(level, code)
        if found is None and level == "commune" and code in self.names.former:
            return self._at(self.names.former[code])
        if found is None:
            raise UnknownThing(NO_CODE(level=level, code=code), field="territory")
        return found

    def all(self, level: str) -> Iterator[Territory]:
        """Every territory of a level, in the order of codes."""
        return (Territory.of_line(line) for line in self._lines if line.startswith(f"{level}\t"))

    def communes_of(self, place: Territory) -> Iterator[Territory]:
        """The communes of a territory, in the order of codes."""
        lines = (line for line in self._lines if line.startswith("commune\t") and f"\t{place.code}\t" in line)
        return (found for found in map(Territory.of_line, lines) if place.key in found.parents)

    def by_key(self, key: str) -> Territory:
        """The territory of a key such as `commune-37261`; raises UnknownThing."""
        level, _, code = key.partition("-")
        return self.by_code(level, code)

    def _find(self, level: str, code: str) -> Territory | None:
        key = f"{level}-{code}"
        if key in self._made:
            return self._made[key]
        row = find_row(self._lines, level, code)
        return None if row is None else self._made.setdefault(key, self._at(row))

    def _at(self, row: int) -> Territory:
        return Territory.of_line(self._lines[row])

    @cached_property
    def names(self) -> NameIndex:
        """The index of names and postal codes, made at the first question about a name."""
        return NameIndex(self._lines, [place.key for place in self.area])

    @cached_property
    def _proposals(self) -> Proposals:
        return Proposals(self.names)

    def resolve(self, text: str, levels: Collection[str] = LEVELS) -> Territory:
        """The one territory that a person means by a name, a postal code, an INSEE code, a key or an IRI.

        Never a guess: raises AmbiguousTerritory with the choices (those of the area first), UnknownTerritory with up to
        five suggestions, InvalidInput when the text cannot be a name.
        """
        return self.read(text, levels).place

    def read(self, text: str, levels: Collection[str] = LEVELS) -> PlaceReading:
        """As `resolve`, with what is to be said when the text is no name of today: a former one, a part of a town."""
        key = _KEY.search(text.strip()) if len(text) < 300 else None
        found = self._find(key[1].lower(), _code(key[2])) if key else None
        if found is not None:
            return PlaceReading(found, None)
        read = self.names.read(text, levels)
        if read is None:
            raise self._proposals.unknown(text, levels)
        return read

    def former_name(self, place: Territory, typed: str) -> str:
        """The former name that a text being typed begins, where the name of today does not begin so; else ""."""
        return alias_of(place, NameQuery.of(typed).loose)

    def candidates(self, text: str, levels: Collection[str] = LEVELS) -> list[Territory]:
        """All that a text may mean, home first, without suggestions: the quick way to ask whether words are a place.

        Raises InvalidInput when the text cannot be a name.
        """
        return self.names.candidates(text, levels)

    def suggest(self, prefix: str, limit: int = 8, levels: Collection[str] = LEVELS) -> list[Territory]:
        """What a name or a postal code being typed may become, home and largest first; nothing for a bad text."""
        return [self._at(row) for row in self._proposals.suggest(prefix, limit, levels)]

    def chain(self, territory: Territory) -> tuple[Territory, ...]:
        """The territory and all those above it, nearest first; an EPCI spanning two départements skips that level."""
        return (territory, *(self.by_key(key) for key in territory.parents))

    def outside(self, key: str) -> bool:
        """Whether a place has nothing in common with the area: it is not in it, and holds no part of it."""
        place = self.by_key(key)
        return not any(self.contains(part, place) or self.contains(place, part) for part in self.area)

    def contains(self, area: Territory, territory: Territory) -> bool:
        """Whether the whole of `territory` lies in `area` (a territory contains itself)."""
        return area.key == territory.key or area.key in territory.parents

    def iri(self, base: str, territory: Territory) -> str:
        """`<base>/id/territory/commune-37261`."""
        return f"{base.rstrip('/')}/id/territory/{territory.key}"

    def from_iri(self, base: str, iri: str) -> Territory:
        """The territory of an IRI minted under `base`; raises UnknownThing."""
        prefix = f"{base.rstrip('/')}/id/territory/"
        if not iri.startswith(prefix):
            raise UnknownThing(NO_ADDRESS(iri=iri), field="territory")
        return self.by_key(iri.removeprefix(prefix))

    def find(self, base: str, iri: str) -> Territory | None:
        """The same, None for what is no territory."""
        try:
            return self.from_iri(base, iri)
        except UnknownThing:
            return None

    def facts(self, base: str, territory: Territory) -> list[Fact]:
        """What is said of this territory alone, ready for the store; its containers are to be added likewise."""
        return facts_of(base, territory)

    def distance_km(self, one: Territory, other: Territory) -> float | None:
        """Great-circle distance between the two centres in kilometres; None where a centre is not known."""
        if other.latitude is None or other.longitude is None:
            return None
        return self.distance_to_point(one, (other.latitude, other.longitude))

    def distance_to_point(self, place: Territory, point: tuple[float, float]) -> float | None:
        """The same from the centre of a place to a latitude and a longitude."""
        away = self.measuring(place)
        return None if away is None else away(point)

    def measuring(self, place: Territory) -> Callable[[tuple[float, float]], float] | None:
        """What measures so from the centre of a place, for very many points; None where its centre is not known."""
        if place.latitude is None or place.longitude is None:
            return None
        longitude, lat1 = place.longitude, radians(place.latitude)
        narrow = cos(lat1)

        def away(point: tuple[float, float]) -> float:
            lat2 = radians(point[0])
            half_lat, half_long = (lat2 - lat1) / 2, radians(point[1] - longitude) / 2
            square = sin(half_lat) ** 2 + narrow * cos(lat2) * sin(half_long) ** 2
            return 2 * _EARTH_RADIUS_KM * asin(min(1.0, sqrt(square)))

        return away


def _code(text: str) -> str:
    """A code as the file writes it: Corsican départements in capitals, the country in small letters."""
    return text.lower() if text.lower() == "fr" else text.upper()
