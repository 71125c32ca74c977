# SPDX-License-Identifier: AGPL-3.0-or-later
"""What maps say to have begun, ended or moved between two days: that, and only that, which dates of facts say."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from contextlib import suppress
from datetime import date, timedelta
from itertools import combinations, pairwise
from pathlib import Path

import pytest

from graph.errors import UnknownThing
from graph.mindmaps import MindMap, ViewChange
from graph.model import Model
from graph.namespaces import DCT, ORG, SCHEMA
from graph.rdf.dataset import Dataset
from graph.text.days import exact, read_day
from tests.conftest import TESTS, dataset_of
from tests.graph.mindmaps.towns import drawn, iri, short, town
from web.app.ecosystem import DATA

VIEWS = ["reseaux", "reseau", "besoins", "territoire", "outils", "autour"]
SINCE, DAY = date(2020, 12, 1), date(2021, 6, 1)
Pairs = Iterable[tuple[date, date]]
Asked = Iterable[tuple[str, str | None]]
BRIDGES = ((ORG.member, ORG.organization), (ORG.originalOrganization, ORG.resultingOrganization))


class Dates:
    """From when until when each thing and each relation holds, as facts say it by themselves; between two days."""

    def __init__(self, dataset: Dataset) -> None:
        self.dataset = dataset
        self.begins = {it.s: _day(it.o) for path in (DCT.date, SCHEMA.startDate) for it in dataset.facts(p=path)}
        self.ends = {it.s: _gone(it.o) for it in dataset.facts(p=SCHEMA.endDate)}

    @property
    def days(self) -> list[date]:
        """Those on which something differs, some on which nothing does, one before and one after all."""
        found = {*self.begins.values(), *self.ends.values()}
        return sorted({*found, SINCE, DAY, min(found) - timedelta(days=9), max(found) + timedelta(days=9)})

    def lives(self, iri: str, day: date) -> bool:
        """Whether it is there."""
        return self.begins.get(iri, date.min) <= day < self.ends.get(iri, date.max)

    def links(self, iri: str) -> Iterator[tuple[str, str]]:
        """What dates a relation of a thing, and what that leads to: memberships, events."""
        for start, end in BRIDGES:
            for here, there in ((start, end), (end, start)):
                for link in self.dataset.subjects(here, iri):
                    yield from ((link, other) for other in self.dataset.links(link, there))

    def offers(self, iri: str) -> list[str]:
        """The services by which an actor answers needs."""
        return self.dataset.subjects(SCHEMA.provider, iri)


def _day(said: object, *, last: bool = False) -> date:
    """The first or the last day of what a fact says: a day, a month, a year or a bound."""
    found = read_day(str(getattr(said, "value", "")), last=last)
    assert found is not None
    return exact(found)


def _gone(said: object) -> date:
    """The first day on which what ended is no more: that very day, where it ended then at the latest."""
    at_the_latest = str(getattr(said, "value", "")).startswith("[..")
    return _day(said, last=True) + timedelta(days=0 if at_the_latest else 1)


def _from(change: ViewChange) -> date:
    """The day from which it is so."""
    return exact(change.told)


class Window:
    """The two days that a map compares."""

    def __init__(self, mindmap: MindMap, dates: Dates) -> None:
        self.since, self.day = mindmap.since or date.min, mindmap.day
        self.dates = dates

    def began(self, iri: str) -> date | None:
        """The day from which something is there, when it is one of these."""
        return self._within(self.dates.begins.get(iri))

    def ended(self, iri: str) -> date | None:
        """The day from which something is no more, when it is one of these."""
        return self._within(self.dates.ends.get(iri))

    def _within(self, day: date | None) -> date | None:
        return day if day and self.since < day <= self.day else None

    def said(self, change: ViewChange) -> set[date | None]:
        """The days that facts give to what a change tells."""
        links = [link for link, _ in self.dates.links(change.iri)]
        if change.state in ("left", "moved") and not self.dates.lives(change.iri, _from(change)):
            return set()
        return {
            "added": {self.began(change.iri), *map(self.began, links)},
            "ended": {self.ended(change.iri)},
            "left": set(map(self.ended, links)),
            "moved": set(map(self.began, links)),
            "changed": {self.began(change.iri)},
        }[change.state] - {None}

    def state_is_said(self, iri: str, state: str) -> bool:
        """Whether facts say what a node bears."""
        lived, lives = (self.dates.lives(iri, day) for day in (self.since, self.day))
        if lived != lives:
            return state == ("added" if lives else "ended")
        links = list(self.dates.links(iri))
        began = [*(link for link, _ in links), *self.dates.offers(iri)]
        gone = [*began, *(other for _, other in links)]
        said = {"added": any(map(self.began, began)), "left": any(map(self.ended, began))}
        said["moved"] = said["added"] and any(map(self.ended, gone))
        return not state or said.get(state, False)


def false(mindmap: MindMap, dates: Dates) -> list[str]:
    """What a map claims that no date of a fact says, or not that day."""
    window = Window(mindmap, dates)
    changes = [f"{it.day} {it.text}" for it in mindmap.changes if _from(it) not in window.said(it)]
    return changes + [
        f"{node.label}: {node.state}" for node in mindmap.nodes if not window.state_is_said(node.iri, node.state)
    ]


def silent(mindmap: MindMap, dates: Dates) -> list[str]:
    """What dates of facts say of the things of a map, and of who is in which network where these are its subject, that
    it does not tell."""
    window, told = Window(mindmap, dates), {(it.iri, _from(it)) for it in mindmap.changes}
    moved, wrong = {it.iri for it in mindmap.changes if it.state == "moved"}, []
    for node in mindmap.nodes:
        for day in filter(None, (window.began(node.iri), window.ended(node.iri))):
            wrong += [f"{node.label} {day}"] if (node.iri, day) not in told else []
        if mindmap.view in ("reseaux", "reseau") and node.depth < 3:
            came = [(who, day) for who, day in inside(window, node.iri) if who in mindmap.by_iri and who not in moved]
            wrong += [f"{who} in {node.label} {day}" for who, day in came if (who, day) not in told]
    return wrong


def inside(window: Window, group: str) -> Iterator[tuple[str, date]]:
    """Who comes into a group or leaves it, and when, while both are there."""
    dates = window.dates
    for link in dates.dataset.subjects(ORG.organization, group):
        for day in filter(None, (window.began(link), window.ended(link))):
            for who in dates.dataset.links(link, ORG.member):
                if dates.lives(who, day) and dates.lives(group, day):
                    yield who, day


def maps(dataset: Dataset, model: Model, asked: Asked, pairs: Pairs) -> Iterator[MindMap]:
    """The maps of these perspectives (around a centre), between these days."""
    for since, day in pairs:
        for view, centre in asked:
            with suppress(UnknownThing):  # no network that day
                yield drawn(dataset, model, view, day, since=since, centre=centre)


HOMES = """
<id/network/n> a org:OrganizationalCollaboration ; skos:prefLabel "Réseau"@fr, "Network"@en .
<id/network/closed> a org:OrganizationalCollaboration ; skos:prefLabel "Fermé"@fr ;
  schema:endDate "2021-01-31"^^xsd:date .
<id/organisation/gone> a org:FormalOrganization ; skos:prefLabel "Parti"@fr, "Gone"@en .
<id/service/gone> a schema:Service ; skos:prefLabel "Aide"@fr ; schema:provider <id/organisation/gone> .
<id/membership/gone> a org:Membership ; org:member <id/organisation/gone> ; org:organization <id/network/n> ;
  schema:endDate "2021-02-28"^^xsd:date .
<id/organisation/role> a org:FormalOrganization ; skos:prefLabel "Reste"@fr .
<id/membership/before> a org:Membership ; skos:prefLabel "Reste, membre du réseau"@fr ;
  org:member <id/organisation/role> ; org:organization <id/network/n> ; schema:endDate "2021-03-31"^^xsd:date .
<id/membership/after> a org:Membership ; skos:prefLabel "Reste, animateur du réseau"@fr ;
  org:member <id/organisation/role> ; org:organization <id/network/n> ; schema:startDate "2021-04-01"^^xsd:date .
<id/organisation/orphan> a org:FormalOrganization ; skos:prefLabel "Orphelin"@fr .
<id/membership/orphan> a org:Membership ; org:member <id/organisation/orphan> ; org:organization <id/network/closed> .
<id/organisation/both> a org:FormalOrganization ; skos:prefLabel "Deux"@fr .
<id/membership/one> a org:Membership ; org:member <id/organisation/both> ; org:organization <id/network/closed> ;
  schema:endDate "2021-01-15"^^xsd:date .
<id/membership/two> a org:Membership ; org:member <id/organisation/both> ; org:organization <id/network/n> .
"""


def test_who_leaves_has_not_ended(model: Model) -> None:
    mindmap = drawn(town(HOMES), model, "reseaux", DAY, since=SINCE)
    states = {short(node.iri): node.state for node in mindmap.nodes if node.state}
    assert states == {"network/closed": "ended", "organisation/gone": "left"}
    assert [(str(change.day), change.state, change.text) for change in mindmap.changes] == [
        ("2021-01-16", "left", "Deux a quitté « Fermé »"),
        ("2021-02-01", "ended", "Terminé : Fermé (réseau)"),
        ("2021-03-01", "left", "Parti a quitté « Réseau »"),
        ("2021-04-01", "added", "Nouveau : Reste, animateur du réseau"),
        ("2021-04-01", "left", "Lien terminé : Reste, membre du réseau"),
    ]
    # What the one who left still offers is nowhere in this view, and what only belonged to what ended has not ended.
    assert iri("service/gone") not in mindmap.by_iri
    assert mindmap.by_iri[iri("organisation/orphan")].parent == iri("network/closed")
    english = [change.text for change in drawn(town(HOMES), model, "reseaux", DAY, since=SINCE, lang="en").changes]
    assert "Gone has left “Network”" in english


def random_town(seed: int) -> Dataset:
    """Networks in networks, actors in several of them and services, dated or not, in no order."""
    chance = random.Random(seed)

    def dated() -> str:
        days = sorted(date(2020, 1, 1) + timedelta(days=chance.randrange(700)) for _ in range(2))
        said = zip(("schema:startDate", "schema:endDate"), days, strict=True)
        return "".join(f' ; {path} "{day}"^^xsd:date' for path, day in said if chance.random() < 0.4)

    groups = [f"network/n{n}" for n in range(3)] + [f"working-group/g{n}" for n in range(3)]
    kinds = {"network": "OrganizationalCollaboration", "working-group": "OrganizationalUnit"}
    text = [f'<id/{it}> a org:{kinds[it.partition("/")[0]]} ; skos:prefLabel "{it}"@fr{dated()} .' for it in groups]
    for n in range(9):
        text.append(f'<id/organisation/o{n}> a org:FormalOrganization ; skos:prefLabel "O{n}"@fr{dated()} .')
        offer = f"schema:provider <id/organisation/o{n}> ; tis:meetsNeed need:file-sharing"
        text.append(f'<id/service/s{n}> a schema:Service ; skos:prefLabel "S{n}"@fr ; {offer}{dated()} .')
    for n in range(24):
        member = chance.choice([*(f"organisation/o{it}" for it in range(9)), *groups[3:]])
        group = chance.choice([it for it in groups if it != member])
        ends = f"org:member <id/{member}> ; org:organization <id/{group}>"
        text.append(f"<id/membership/m{n}> a org:Membership ; {ends}{dated()} .")
    return town("\n".join(text))


@pytest.mark.parametrize(
    ("files", "centres"),
    [(sorted((DATA / "touraine").glob("*.ttl")), ["network/can"]), ([TESTS / "ecosystem.ttl"], [])],
    ids=["touraine", "small town"],
)
def test_a_claim_is_a_date_of_a_fact_and_a_date_is_told(model: Model, files: list[Path], centres: list[str]) -> None:
    dataset = dataset_of(*files)
    dates = Dates(dataset)
    days = dates.days
    pairs = {*pairwise(days), *((days[0], day) for day in days[1:]), *((day, days[-1]) for day in days[:-1])}
    around = [(view, iri(centre)) for view in ("reseau", "autour") for centre in centres]
    asked: Asked = [*((view, None) for view in VIEWS), *around]
    for mindmap in maps(dataset, model, asked, sorted(pairs)):
        assert false(mindmap, dates) + silent(mindmap, dates) == [], (mindmap.view, mindmap.since, mindmap.day)


@pytest.mark.parametrize("seed", range(4))
def test_so_is_it_in_a_town_made_at_random(model: Model, seed: int) -> None:
    dataset = random_town(seed)
    dates = Dates(dataset)
    pairs = random.Random(seed).sample(list(combinations(dates.days, 2)), 50)
    asked: Asked = [(view, None) for view in ("reseaux", "reseau", "territoire", "besoins")]
    for mindmap in maps(dataset, model, asked, pairs):
        assert false(mindmap, dates) + silent(mindmap, dates) == [], (mindmap.view, mindmap.since, mindmap.day)
