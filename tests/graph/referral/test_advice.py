# SPDX-License-Identifier: AGPL-3.0-or-later
"""Advice on tools: alternatives in order, hosts open and closed at the date, helpers near, resources; and its JSON."""

from __future__ import annotations

import json

from graph.referral.document import referral_document, why_not_document
from tests.graph.referral.worlds import short, world
from tests.instances import ID


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
