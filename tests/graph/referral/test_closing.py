# SPDX-License-Identifier: AGPL-3.0-or-later
"""A closing that was announced: once its day has gone by nothing is offered, until then it is below all the rest."""

from __future__ import annotations

from datetime import date

import pytest

from graph.entity.closing import CLOSED, CLOSING, LOST, OPEN, Closing, closing_of
from graph.errors import InvalidInput
from graph.namespaces import SCHEMA, TIS, VOCABULARY
from graph.rdf.dataset import Dataset, date_literal
from graph.readings.referral.document import referral_document
from tests.conftest import TESTS, dataset_of
from tests.graph.referral.test_scenarios import ALL, asked
from tests.graph.referral.worlds import World, names, short, world, world_of
from tests.instances import BASE, ID, fact

DAY = date(2021, 7, 1)
BACK, CLOUD, HOST = "service/files-back", "instance/nuage-libre", "service/cloud-hosting"
SHUT = VOCABULARY["state/closed"]


def said_to_close(*things: str, on: date = DAY) -> World:
    """The small town where these were announced to close."""
    told = [fact(ID + thing, TIS.announcedEnd, date_literal(on)) for thing in things]
    return world_of(Dataset.in_memory([*dataset_of(TESTS / "ecosystem.ttl").facts(), *told], BASE))


@pytest.mark.parametrize(
    ("known", "expected"),
    [
        (Closing(None, None, ""), OPEN),
        (Closing(None, None, SHUT), CLOSED),
        (Closing(DAY, None, ""), CLOSING),
        (Closing(None, DAY, ""), CLOSING),
        (Closing(None, date(2021, 5, 1), ""), CLOSED),
        (Closing(DAY, date(2021, 5, 1), ""), CLOSING),
        (Closing(date(2021, 5, 1), DAY, SHUT), CLOSED),
    ],
    ids=["nothing", "marked", "ends", "announced", "announced before", "observed later", "observed before"],
)
def test_what_is_known_of_a_closing(known: Closing, expected: str) -> None:
    assert known.at(date(2021, 6, 1)) == expected


@pytest.mark.parametrize("thing", [BACK, CLOUD, HOST], ids=["a service", "an instance", "a hosting"])
def test_what_is_said_to_close_stands_below_every_other_kind_of_answer(thing: str) -> None:
    asked = {"commune": "Tours" if thing == HOST else "Chinon", "needs": ("file-sharing",)}
    before = world("town").ask(**asked).results
    after = said_to_close(thing).ask(**asked).results
    is_it = [short(result.candidate.offer.iri) == thing for result in after]
    assert is_it == [False] * (len(after) - 1) + [True]
    left = after[-1]
    assert left.kind == "direct"
    assert left.closing == DAY
    assert left.warnings() == ("Fermeture annoncée pour le 1er juillet 2021 : à éviter pour commencer.",)
    # The others are those there were, in their order, and none of them is said to close.
    assert [name for name in names(before) if thing not in name] == names(after[:-1])
    assert not any(result.last or result.closing or result.warnings() for result in after[:-1])


def test_what_is_said_to_close_never_takes_the_place_of_another() -> None:
    town = said_to_close(BACK)
    for limit in range(1, 12):
        found = [short(result.candidate.offer.iri) for result in town.ask(commune="Chinon", needs=("file-sharing",),
                 limit=limit).results]  # fmt: skip
        lasting = world("town").ask(commune="Chinon", needs=("file-sharing",), limit=12).results
        assert BACK not in found[: len(lasting) - 1]
        assert (BACK in found) == (limit >= len(lasting))


def test_alone_it_does_not_spare_looking_for_what_lasts() -> None:
    results = said_to_close("service/accounts").ask(commune="Chinon", needs=("accounting",)).results
    assert [result.kind for result in results][-1] == "direct"
    assert {result.kind for result in results[:-1]} >= {"entry-point"}
    assert results[0].kind != "direct"


@pytest.mark.parametrize("thing", [BACK, CLOUD], ids=["a service", "an instance"])
def test_once_the_day_has_gone_by_it_is_kept_out(thing: str) -> None:
    town = said_to_close(thing)
    referral = town.ask(commune="Chinon", needs=("file-sharing",), date="2021-07-02")
    assert ID + thing not in {result.candidate.offer.iri for result in referral.results}
    why = town.engine.why_not(town.situation(commune="Chinon", needs=("file-sharing",), date="2021-07-02"), ID + thing)
    said = [text for judged in why.offers for reason in judged.reasons for text, _ in reason.sentences()]
    assert "Fermeture annoncée pour le 1er juillet 2021 : ce n’est plus proposé." in said


def test_the_document_carries_the_day_and_its_reason() -> None:
    town = said_to_close(CLOUD)
    document = referral_document(town.ask(commune="Chinon", needs=("file-sharing",), tools=("nuage-libre",)))
    *others, last = document["results"]
    assert last["closing"] == "2021-07-01"
    assert {item["closing"] for item in others} == {None}
    assert any(reason["text"].startswith("Fermeture annoncée pour le") for reason in last["reasons"])
    hosts = [item for advice in document["advice"] for way in advice["alternatives"] for item in way["hosts"]]
    assert {(item["announced"], item["open"]) for item in hosts if item["instance"]["iri"] == ID + CLOUD} == {
        ("2021-07-01", True)
    }


DAYS = (date(2019, 12, 1), date(2020, 12, 1), date(2021, 6, 1), date(2026, 11, 29))


def stands(dataset: Dataset, thing: str, day: date) -> str:
    """Whether it is open that day, as facts say it; the end of what is not an online service is that of its offer."""
    known = closing_of(dataset, thing)
    if SCHEMA.WebApplication not in dataset.types(thing) and known.end is not None:
        known = known._replace(end=None, state="")
    return known.at(day)


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_in_no_scenario_does_what_closes_come_before_what_lives_nor_without_a_warning(day: date) -> None:
    warned = 0
    for scenario in ALL:
        here = world(scenario.world)
        try:
            results = here.ask(**asked(scenario) | {"date": day.isoformat()}).results
        except InvalidInput:
            continue
        found = [stands(here.dataset, item.candidate.offer.iri, day) for item in results]
        assert CLOSED not in found, scenario.name
        doubted = [stand in (CLOSING, LOST) for stand in found]
        assert doubted == sorted(doubted), scenario.name
        for item, leaving in zip(results, doubted, strict=True):
            assert bool(item.warnings()) is leaving, (scenario.name, names((item,)))
        warned += sum(doubted)
    assert warned > 0
