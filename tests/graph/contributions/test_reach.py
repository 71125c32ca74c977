# SPDX-License-Identifier: AGPL-3.0-or-later
"""What a card belongs to: its networks that day and the places it lies in; not what it serves or leads to."""

from __future__ import annotations

from datetime import date

from graph.contributions.reach import belongs_to
from graph.rdf.dataset import Dataset
from graph.territory import Territories
from tests.conftest import TESTS, dataset_of

DAY = date(2021, 6, 1)


def reached(territories: Territories, thing: str, day: date = DAY) -> set[str]:
    data: Dataset = dataset_of(TESTS / "ecosystem.ttl")
    start = f"{data.base}/id/"
    return {iri.removeprefix(start) for iri in belongs_to(data, territories, f"{start}{thing}", day)}


def test_a_card_belongs_to_its_networks_and_to_the_places_it_lies_in(territories: Territories) -> None:
    found = reached(territories, "organisation/passerelle")
    assert {"organisation/passerelle", "network/trame", "working-group/accueils"} <= found
    assert {"territory/commune-37261", "territory/epci-243700754", "territory/departement-37"} <= found
    assert "network/cercle" not in found


def test_a_service_belongs_where_who_offers_it_does(territories: Territories) -> None:
    found = reached(territories, "service/files-back")
    assert any(one.startswith("organisation/") for one in found)
    assert any(one.startswith("territory/commune-") for one in found)
    assert not any(one.startswith("need/") for one in found)


def test_what_is_unknown_belongs_to_nothing_but_itself(territories: Territories) -> None:
    assert reached(territories, "organisation/nowhere") == {"organisation/nowhere"}
