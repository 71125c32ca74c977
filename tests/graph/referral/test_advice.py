# SPDX-License-Identifier: AGPL-3.0-or-later
"""Advice on tools: alternatives in order, hosts open and closed at the date, helpers near, resources; and its JSON."""

from __future__ import annotations

import json

from graph.namespaces import TIS, VOCABULARY
from graph.rdf.dataset import Dataset
from graph.readings.referral.document import referral_document, why_not_document
from tests.conftest import TESTS, dataset_of
from tests.graph.referral.worlds import short, world, world_of
from tests.instances import BASE, ID, fact


def test_alternatives_come_by_closeness_with_effort_licence_and_first_step() -> None:
    (advice,) = world("town").ask(commune="Chinon", tools=("grosmail",)).advice
    assert [short(item.tool.iri) for item in advice.alternatives] == ["tool/plume", "tool/pigeon"]
    plume, pigeon = advice.alternatives
    assert (plume.licence, plume.first_step.fr) == ("MPL-2.0", "L’installer sur un seul ordinateur.")
    assert plume.effort
    assert plume.effort.label == "Léger"
    # What the alternative says is worth more than what the tool says in general.
    assert pigeon.effort
    assert short(pigeon.effort.iri).endswith("effort/moderate")
    assert [short(helper.actor.iri) for helper in plume.helpers] == ["organisation/atelier"]
    assert [short(resource.iri) for resource in plume.resources] == ["resource/plume-guide"]
    assert [item.instance.label for item in pigeon.open_instances] == ["Boîtes Pigeon d’Exemple"]
    assert pigeon.open_instances[0].condition.fr == "Deux personnes qui suivent."


def test_helpers_are_near() -> None:
    (advice,) = world("town").ask(commune="Tours", tools=("grosmail",)).advice
    assert advice.alternatives[0].helpers == ()


def test_instances_open_and_close_at_their_dates() -> None:
    for day, opened, closed in (
        ("2020-12-01", ["Dates d’Exemple"], []),
        ("2021-06-01", ["Nouvelles dates d’Exemple"], ["Dates d’Exemple"]),
    ):
        (advice,) = world("town").ask(commune="Chinon", tools=("vite-date",), date=day).advice
        (item,) = advice.alternatives
        assert [hosting.instance.label for hosting in item.open_instances] == opened
        assert [hosting.instance.label for hosting in item.closed_instances] == closed
    assert item.closed_instances[0].closed
    assert item.closed_instances[0].closed.isoformat() == "2021-03-31"


def test_a_service_is_open_closed_or_in_doubt() -> None:
    (advice,) = world("town").ask(commune="Chinon", tools=("vite-date",), date="2021-06-01").advice
    (item,) = advice.alternatives
    assert [hosting.open for hosting in item.open_instances] == [True]
    assert [(hosting.open, hosting.to_confirm) for hosting in item.closed_instances] == [(False, False)]
    # On real data: an announced closing is said with its day, before and after it.
    for day, is_open in (("2021-06-01", True), ("2021-07-07", False)):
        (advice,) = world("touraine").ask(commune="Tours", tools=("trello",), date=day).advice
        way = next(way for way in advice.alternatives if short(way.tool.iri) == "tool/kanboard")
        (found,) = way.open_instances if is_open else way.closed_instances
        assert (found.instance.label, found.open, found.to_confirm) == ("Framaboard", is_open, False)
        assert (found.closed, str(found.announced)) == (None, "2021-07-06")


def test_a_service_marked_closed_without_a_date_is_shown_and_never_advised() -> None:
    shut = ID + "instance/libre-date-new"
    facts = [*dataset_of(TESTS / "ecosystem.ttl").facts(), fact(shut, TIS.state, VOCABULARY["state/closed"])]
    town = world_of(Dataset.in_memory(facts, BASE))
    referral = town.ask(commune="Chinon", tools=("vite-date",), date="2021-06-01")
    (item,) = referral.advice[0].alternatives
    assert item.open_instances == ()
    assert {hosting.instance.iri: hosting.closed for hosting in item.closed_instances}[shut] is None
    assert shut not in {result.candidate.offer.iri for result in referral.results}
    # In words, the date that nobody gave is said to be missing.
    document = referral_document(referral)["advice"][0]["alternatives"][0]
    assert {(service["open"], service["closed"]) for service in document["closed"]} == {
        (False, None),
        (False, "2021-03-31"),
    }


def test_what_to_read_before_leaving_a_tool_exists_already() -> None:
    (advice,) = world("touraine").ask(commune="Tours", tools=("gmail",), date="2021-06-01").advice
    found = {short(ref.iri) for ref in advice.readings}
    assert {"resource/small-steps-video", "resource/la-bataille-du-libre"} <= found
    # What is only planned cannot be read, and the minutes are our source.
    assert not {"resource/common-message", "resource/tips-for-advisers", "resource/minutes-2021-02-04"} & found


def test_a_paid_instance_is_not_advised_when_free_is_asked() -> None:
    (advice,) = world("town").ask(commune="Chinon", tools=("grand-tiroir",), free=True).advice
    assert advice.alternatives[0].open_instances == ()


def test_a_free_tool_is_its_own_first_alternative() -> None:
    (advice,) = world("town").ask(commune="Chinon", tools=("plume",)).advice
    assert advice.free
    assert [short(item.tool.iri) for item in advice.alternatives] == ["tool/plume"]
    assert advice.alternatives[0].alternative is None


def test_no_tool_no_advice() -> None:
    assert world("town").ask(commune="Chinon", needs=("email",)).advice == ()


def test_the_document_has_the_keys_of_the_contract() -> None:
    town = world("town")
    referral = town.ask(
        commune="Chinon",
        needs=("file-sharing", "zorglub"),
        tools=("grosmail",),
        audiences=("seniors",),
        mode="remote",
        free=True,
    )
    document = json.loads(json.dumps(referral_document(referral)))
    assert set(document) == {"situation", "results", "missing", "advice", "gaps", "elapsed_ms"}
    situation = document["situation"]
    assert situation["commune"]["code"] == "37072"
    assert situation["date"] == "2021-06-01"
    assert situation["unresolved"][0]["query"] == "zorglub"
    first = document["results"][0]
    assert {"rank", "kind", "actor", "service", "score", "reasons", "path", "verified", "contact"} <= set(first)
    assert {"criterion", "score", "text", "state"} <= set(first["reasons"][0])
    assert set(first["path"][0]) == {"s", "p", "o", "text", "source"}
    assert first["verified"] == "2021-05-12"
    (advice,) = document["advice"]
    assert {"iri", "label", "licence", "effort", "hosts", "helpers"} <= set(advice["alternatives"][0])


def test_the_document_of_why_not() -> None:
    town = world("town")
    why = town.engine.why_not(
        town.situation(commune="Chinon", needs=("file-sharing",), free=True), ID + "organisation/cooperative"
    )
    document = json.loads(json.dumps(why_not_document(why)))
    assert document["actor"]["label"] == "Coopérative Exemple"
    assert any(reason["text"].startswith("Payant") for offer in document["offers"] for reason in offer["reasons"])
