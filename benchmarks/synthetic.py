# SPDX-License-Identifier: AGPL-3.0-or-later
"""Seeded synthetic ecosystems: some actors of a département (10³), all of them (10⁴), all those of a région (10⁵)."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

from benchmarks.names import association
from graph.model import Model
from graph.namespaces import DCT, ORG, RDF, SCHEMA, SKOS, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, Fact, Value, boolean_literal, date_literal, text_literal
from graph.referral.situation import Query
from graph.territory import Territories, Territory

BASE = "http://localhost:5000"
ID = f"{BASE}/id/"
DAY = date(2021, 6, 1)
# How far an offer reaches, as in directories of local services: most of it is local.
REACH = {"commune": 0.27, "epci": 0.35, "departement": 0.25, "region": 0.08, "pays": 0.05}
COSTS = {"free": 0.45, "free-under-conditions": 0.15, "membership": 0.1, "paid": 0.2, "": 0.1}
MODES = ("on-site", "remote", "at-the-association")
AUDIENCES = ("everyone", "associations", "seniors", "young-people", "volunteers")


@dataclass(frozen=True)
class SyntheticData:
    """A synthetic dataset with the communes where requests come from."""

    size: int
    dataset: Dataset
    communes: tuple[Territory, ...]


def ecosystem(size: int, model: Model, territories: Territories, seed: int = 7) -> SyntheticData:
    """`size` actors with 1 to 3 services each, competences, networks and dated memberships."""
    maker = _Maker(size, model, territories, random.Random(seed))
    dataset = Dataset.in_memory(maker.facts(), BASE)
    return SyntheticData(size, dataset, tuple(maker.communes))


def queries(found: SyntheticData, model: Model, count: int, seed: int) -> list[Query]:
    """Requests as advisers make them: one or two needs at a commune, often free, sometimes an audience or a mode."""
    chance = random.Random(seed)
    needs = popular([choice.iri for choice in model.scheme("need").choices])
    return [
        Query(
            commune=chance.choice(found.communes).key,
            needs=tuple(needs.draw(chance, 1 if chance.random() < 0.85 else 2)),
            free=chance.random() < 0.5,
            audiences=(chance.choice(AUDIENCES),) if chance.random() < 0.3 else (),
            mode=chance.choice(MODES) if chance.random() < 0.2 else "",
            date=DAY.isoformat(),
            limit=11,
        )
        for _ in range(count)
    ]


@dataclass(frozen=True)
class Popular:
    """Things of which some are wanted far more than others, as in every directory (Zipf's law)."""

    items: tuple[str, ...]
    weights: tuple[float, ...]

    def draw(self, chance: random.Random, count: int) -> list[str]:
        """Distinct things, the popular ones more often."""
        found: dict[str, None] = {}
        while len(found) < count:
            found[chance.choices(self.items, self.weights)[0]] = None
        return list(found)


def popular(items: list[str]) -> Popular:
    """The same order of popularity for offers and for requests."""
    mixed = random.Random(1).sample(items, len(items))
    return Popular(tuple(mixed), tuple(1 / rank for rank in range(1, len(items) + 1)))


class _Maker:
    def __init__(self, size: int, model: Model, territories: Territories, chance: random.Random) -> None:
        self._size = size
        self._territories = territories
        self._chance = chance
        self._needs = popular([choice.iri for choice in model.scheme("need").choices])
        self.communes = self._draw_communes()
        self._used: set[str] = set()

    def _draw_communes(self) -> list[Territory]:
        """The communes of one département, or of one région, each as often as its population asks."""
        scope = "departement-37" if self._size <= 10_000 else "region-24"
        codes = (line.split("\t")[1] for line in self._territories._lines if line.startswith("commune\t"))
        found = [self._territories.by_code("commune", code) for code in codes]
        inside = [commune for commune in found if scope in commune.parents]
        # The square root keeps villages in the picture.
        return self._chance.choices(inside, [(commune.population + 1) ** 0.5 for commune in inside], k=self._size)

    def facts(self) -> Iterator[Fact]:
        for number, commune in enumerate(self.communes):
            yield from self._actor(number, commune)
        for key in sorted(self._used):
            yield from self._territories.facts(BASE, self._territories.by_key(key))

    def _actor(self, number: int, commune: Territory) -> Iterator[Fact]:
        chance, iri = self._chance, f"{ID}organisation/a{number}"
        yield from _said(
            iri,
            (RDF.type, ORG.FormalOrganization),
            (SKOS.prefLabel, text_literal(association(number, commune.name), "fr")),
            (SCHEMA.location, self._area(commune, "commune")),
            (SCHEMA.areaServed, self._reached(commune)),
            (TIS.confirmedOn, self._day()),
            (TIS.confirmedBy, iri),
        )
        if number % 200 == 0:
            yield Fact(iri, TIS.entryPoint, boolean_literal(True), "")
        for rank in range(chance.choices((1, 2, 3), (0.6, 0.3, 0.1))[0]):
            yield from self._service(f"{ID}service/s{number}-{rank}", iri, commune)
        if chance.random() < 0.6:
            yield from self._membership(number, iri, commune)

    def _service(self, iri: str, actor: str, commune: Territory) -> Iterator[Fact]:
        chance = self._chance
        count = chance.choices((1, 2, 3, 4), (0.4, 0.3, 0.2, 0.1))[0]
        yield from _said(
            iri,
            (RDF.type, SCHEMA.Service),
            (SKOS.prefLabel, text_literal(f"Service {iri.rsplit('/', 1)[1]}", "fr")),
            (SCHEMA.provider, actor),
            *((TIS.meetsNeed, need) for need in self._needs.draw(chance, count)),
            *(
                (TIS.accessMode, f"{VOCABULARY}access-mode/{mode}")
                for mode in chance.sample(MODES, chance.randint(0, 2))
            ),
            *(
                (SCHEMA.audience, f"{VOCABULARY}audience/{slug}")
                for slug in chance.sample(AUDIENCES, chance.randint(0, 2))
            ),
        )
        cost = chance.choices(list(COSTS), list(COSTS.values()))[0]
        if cost:
            yield Fact(iri, TIS.cost, f"{VOCABULARY}cost/{cost}", "")
        if chance.random() < 0.3:
            yield Fact(iri, SCHEMA.areaServed, self._reached(commune), "")
        if chance.random() < 0.8:
            yield Fact(iri, TIS.openToAssociations, boolean_literal(chance.random() < 0.9), "")
        if chance.random() < 0.7:
            yield Fact(iri, TIS.confirmedOn, self._day(), "")
            yield Fact(iri, TIS.confirmedBy, actor, "")
        if chance.random() < 0.15:
            yield Fact(iri, SCHEMA.endDate, date_literal(DAY + timedelta(days=chance.randint(-200, 600))), "")

    def _membership(self, number: int, actor: str, commune: Territory) -> Iterator[Fact]:
        """One network for some fifty actors of the same département."""
        department = commune.departement or "00"
        network = f"{ID}network/n{department}-{self._chance.randrange(max(1, self._size // 5_000 + 1))}"
        yield from _said(
            network, (RDF.type, ORG.OrganizationalCollaboration), (SKOS.prefLabel, text_literal("Réseau", "fr"))
        )
        start = DAY + timedelta(days=self._chance.randint(-900, 100))
        yield from _said(
            f"{ID}membership/m{number}",
            (RDF.type, ORG.Membership),
            (SKOS.prefLabel, text_literal(f"Adhésion {number}", "fr")),
            (ORG.member, actor),
            (ORG.organization, network),
            (SCHEMA.startDate, date_literal(start)),
        )
        if self._chance.random() < 0.01:
            yield Fact(network, DCT.subject, self._needs.draw(self._chance, 1)[0], "")

    def _reached(self, commune: Territory) -> str:
        return self._area(commune, self._chance.choices(list(REACH), list(REACH.values()))[0])

    def _area(self, commune: Territory, level: str) -> str:
        chain = self._territories.chain(commune)
        self._used.update(item.key for item in chain)
        area = next((item for item in chain if item.level == level), commune)
        return self._territories.iri(BASE, area)

    def _day(self) -> Value:
        return date_literal(DAY - timedelta(days=int(self._chance.expovariate(1 / 500))))


def _said(iri: str, *pairs: tuple[str, Value]) -> Iterator[Fact]:
    for path, value in pairs:
        yield Fact(iri, path, value, "")
