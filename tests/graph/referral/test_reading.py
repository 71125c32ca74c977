# SPDX-License-Identifier: AGPL-3.0-or-later
"""One reader for every text of the desk: what people type is understood, alike in each field; nothing is dropped."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from graph.referral.resolver import Resolver
from graph.referral.situation import Query, Situation
from graph.search import SearchIndex
from tests.graph.referral.worlds import TODAY, told, world
from tests.instances import model, territories

PHRASINGS = Path(__file__).with_name("phrasings.tsv")
UNDERSTOOD, ADDED = 0.95, 0.04
"""The least share of phrasings that must be understood, and the most in which something else may be read too."""


class Phrasing(NamedTuple):
    """What is typed; groups of needs of which one each is heard, and groups of tools."""

    typed: str
    needs: tuple[frozenset[str], ...]
    tools: tuple[frozenset[str], ...]


class Heard(NamedTuple):
    """Slugs of what was read."""

    needs: frozenset[str]
    tools: frozenset[str]


def phrasings() -> list[Phrasing]:
    lines = [line for line in PHRASINGS.read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
    found = []
    for line in lines:
        typed, needs, tools = (*line.split("\t"), "")[:3]
        found.append(Phrasing(typed, *(_groups(text) for text in (needs, tools))))
    return found


def _groups(text: str) -> tuple[frozenset[str], ...]:
    return tuple(frozenset(group.strip().split("|")) for group in text.split("&") if group.strip())


def slugs(asked: Any) -> list[str]:
    return [item.iri.rsplit("/", 1)[-1] for item in asked]


def heard(situation: Situation) -> Heard:
    return Heard(frozenset(slugs(situation.needs)), frozenset(slugs(situation.tools)))


@cache
def read(typed: str, field: str) -> Situation:
    return world("touraine").situation(**{field: typed if field == "question" else (typed,)}, commune="Tours")


def is_understood(phrasing: Phrasing, found: Heard) -> bool:
    needs = all("-" in group or group & found.needs for group in phrasing.needs)
    return needs and all("-" in group or group & found.tools for group in phrasing.tools)


def is_added(phrasing: Phrasing, found: Heard) -> bool:
    return bool(found.needs - frozenset().union(*phrasing.needs))


def test_what_people_type_is_understood_and_nothing_is_added() -> None:
    every = phrasings()
    found = {phrasing: heard(read(phrasing.typed, "needs")) for phrasing in every}
    missed = [phrasing.typed for phrasing in every if not is_understood(phrasing, found[phrasing])]
    added = [phrasing.typed for phrasing in every if is_added(phrasing, found[phrasing])]
    assert len(every) >= 100
    assert len(missed) <= (1 - UNDERSTOOD) * len(every), missed
    assert len(added) <= ADDED * len(every), added


@pytest.mark.parametrize("field", ["question", "tools"])
def test_a_text_says_the_same_whatever_field_it_is_typed_in(field: str) -> None:
    different = [one.typed for one in phrasings() if heard(read(one.typed, field)) != heard(read(one.typed, "needs"))]
    assert different == []


def test_slugs_are_known_without_being_read() -> None:
    town = world("town")
    resolver = Resolver(town.dataset, model(), territories(), SearchIndex())  # which knows no name at all
    situation = resolver.resolve(Query(needs=("file-sharing",), tools=("grosmail",), audiences=("seniors",)), TODAY)
    assert (slugs(situation.needs), slugs(situation.tools)) == (["file-sharing"], ["grosmail"])
    assert slugs(situation.audiences) == ["seniors"]
    assert all(reading.given for reading in situation.readings)


READ = [
    pytest.param("partager des fichiers, envoyer une newsletter", "file-sharing newsletter", "", id="several needs"),
    pytest.param("GrosMail", "", "grosmail", id="a tool alone"),
    pytest.param("le site et GrosMail", "website", "grosmail", id="a need and a tool"),
    pytest.param("faire une visio", "video-meeting", "", id="a need rather than a mode"),
    pytest.param("payer sa cotisation", "membership-management", "", id="a need rather than a cost"),
    pytest.param("les affiches de la fête", "design", "", id="a complement is not asked for"),
    pytest.param("prévenir les membres par mail, newsletter", "newsletter", "", id="a means is not asked for"),
    pytest.param("nos courriels finissent dans les spams", "email-sorting", "", id="the precise of two"),
    pytest.param("communication et compta", "communicate accounting", "", id="a great subject by itself"),
    pytest.param("une newsletter pour nos adhérents", "newsletter", "", id="people are not what is needed"),
    pytest.param("motiver nos bénévoles", "volunteer-management", "", id="people, when nothing else is said"),
    pytest.param("une afiche, une billeterrie", "ticketing", "", id="a typing error in a long word"),
    pytest.param("le relevé des comptes rendus", "meeting-minutes", "", id="the longest name"),
    pytest.param("archives des photos", "archiving", "", id="head before complement"),
    pytest.param("un élément notable du site", "website", "", id="a common word is no tool"),
]


@pytest.mark.parametrize(("typed", "needs", "tools"), READ)
def test_what_is_read_in_a_sentence(typed: str, needs: str, tools: str) -> None:
    situation = world("town").situation(needs=(typed,))
    assert (slugs(situation.needs), slugs(situation.tools)) == (needs.split(), tools.split())


NAMED = [
    pytest.param("Le Compte Asso me rejette mon dossier", "", "le-compte-asso", id="begins with a little word"),
    pytest.param("le compte asso", "legal-procedures", "le-compte-asso", id="the whole text, of a need and a tool"),
    pytest.param("on utilise Chorus Pro", "invoicing", "chorus-pro", id="a name of a need and of a tool"),
    pytest.param("Chorus Pro", "invoicing", "chorus-pro", id="alone, a name of a need and of a tool"),
    pytest.param("la digitale", "", "la-digitale", id="an article and a word"),
    pytest.param("on est bloqués dans la Coop", "", "coop-mediation-numerique", id="a capital on a common word"),
    pytest.param("on est sous Linux", "operating-system", "", id="a kind of system is no tool"),
    pytest.param("notre compte FranceConnect", "online-procedures", "", id="a service for oneself is no tool"),
    pytest.param("La coop du village nous prête une salle", "", "", id="a common word after a capital"),
    pytest.param("Dora cherche une salle", "", "", id="a first name is no tool"),
]


@pytest.mark.parametrize(("typed", "need", "tool"), NAMED)
def test_what_people_name_is_a_need_a_tool_or_both(typed: str, need: str, tool: str) -> None:
    found = heard(world("touraine").situation(question=typed))
    assert found.tools == ({tool} if tool else set())
    assert not need or need in found.needs


@pytest.mark.parametrize(
    ("typed", "mode", "free", "audiences", "place"),
    [
        ("une formation en visio", "remote", False, [], ""),
        ("un site, gratuitement, dans nos murs", "at-the-association", True, [], ""),
        ("des ordinateurs pour les jeunes", "", False, ["young-people"], ""),
        ("la compta avec le trésorier", "", False, ["leaders"], ""),
        ("un site à Saint-Pierre-des-Corps", "", False, [], "Saint-Pierre-des-Corps"),
        ("du wifi à La Riche", "", False, [], "La Riche"),
    ],
)
def test_what_comes_after_the_needs(typed: str, mode: str, free: bool, audiences: list[str], place: str) -> None:
    situation = world("touraine").situation(needs=(typed,))
    assert situation.needs
    assert slugs([situation.mode] if situation.mode else []) == ([mode] if mode else [])
    assert (situation.free, slugs(situation.audiences)) == (free, audiences)
    assert (situation.place.label if situation.place else "") == place
    assert situation.unresolved == ()


def test_what_is_left_of_a_text_is_said_but_for_little_words() -> None:
    town = world("town")
    situation = town.situation(needs=("nous cherchons à partager des fichiers avec des perroquets savants",))
    (aside,) = situation.aside
    assert (aside.query, aside.field, aside.aside) == ("perroquets savants", "besoin", True)
    assert situation.unclear == ()
    assert "« perroquets savants » a été laissé de côté." in told(town.engine.answer(situation).missing)
    assert town.situation(needs=("est-ce que vous pouvez nous aider à partager des fichiers ?",)).unresolved == ()


def test_an_organisation_named_beside_a_need_is_said_with_its_card() -> None:
    (aside,) = world("town").situation(needs=("partager des fichiers avec le Comptoir Exemple",)).aside
    assert [ref.label for ref in aside.named] == ["Le Comptoir Exemple"]


@pytest.mark.parametrize("typed", ["gérer les adhésions comme il se doit", "gestion adhé", "gérer les adh"])
def test_the_only_suggestion_that_answers_is_taken_and_said(typed: str) -> None:
    situation = world("town").situation(needs=(typed,))
    assert slugs(situation.needs) == ["membership-management"]
    assert [reading.given for reading in situation.readings] == [False]


def test_several_suggestions_are_left_to_choose_from() -> None:
    (reading,) = world("town").situation(needs=("partag",)).readings
    assert not reading.sure
    assert len(reading.others) > 1


@pytest.mark.parametrize("typed", ["Partager des fichiers", "share files", "file-sharing"])
def test_a_label_is_no_reading(typed: str) -> None:
    assert [reading.given for reading in world("town").situation(needs=(typed,)).readings] == [True]


def test_a_place_of_a_text_that_is_the_one_known_is_not_left_aside() -> None:
    town = world("town")
    assert town.situation(needs=("un site à Chinon",), commune="Chinon").unresolved == ()
    (aside,) = town.situation(needs=("un site à Chinon",), commune="Tours").aside
    assert aside.query == "Chinon"


@pytest.mark.parametrize("text", ["a e i o u " * 50, "Xa Yb Zc Wd " * 40, "photo video agenda mail " * 20])
def test_a_text_of_many_words_is_read_like_any_other(text: str) -> None:
    situation = world("touraine").situation(question=text[:200])
    assert situation.needs or situation.unresolved
