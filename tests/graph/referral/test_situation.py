# SPDX-License-Identifier: AGPL-3.0-or-later
"""From texts to a situation: understood, refused with a French message, or said as not understood; never guessed."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graph.errors import Ambiguous, InvalidInput, TisserandError
from graph.namespaces import VOCABULARY
from graph.referral.situation import PLACE, Query
from tests.graph.referral.worlds import TODAY, short, told, world
from tests.instances import ID


def test_slugs_iris_and_names_are_the_same_need() -> None:
    town = world("town")
    texts = ("file-sharing", VOCABULARY["need/file-sharing"], "Partager des fichiers", "partage de fichiers", "drive")
    for text in texts:
        (asked,) = town.situation(needs=(text,)).needs
        assert (asked.iri, asked.query) == (VOCABULARY["need/file-sharing"], text)


@pytest.mark.parametrize(
    ("text", "slug"),
    [("grosmail", "grosmail"), ("GrosMial", "grosmail"), ("grosmel", "grosmail"), ("Plume Exempel", "plume")],
)
def test_tools_by_slug_name_or_typing_error(text: str, slug: str) -> None:
    (tool,) = world("town").situation(tools=(text,)).tools
    assert short(tool.iri) == f"tool/{slug}"
    assert tool.free is (slug == "plume")


def test_an_iri_of_another_kind_is_not_a_tool() -> None:
    situation = world("town").situation(tools=(ID + "organisation/atelier",), needs=("email",))
    assert situation.tools == ()
    assert situation.unresolved[0].field == "outil"


@pytest.mark.parametrize("text", ["libre-date", "Dates d’Exemple", ID + "instance/libre-date"])
def test_an_online_service_stands_for_the_tool_it_runs(text: str) -> None:
    (tool,) = world("town").situation(tools=(text,)).tools
    assert short(tool.iri) == "tool/libre-date"
    (once,) = world("town").situation(tools=(text, "Nouvelles dates d’Exemple")).tools
    assert once == tool


def test_an_online_service_is_said_closed_at_the_date_and_not_before() -> None:
    town = world("town")
    for day, said in (("2020-12-01", []), ("2021-06-01", ["Dates d’Exemple"])):
        situation = town.situation(tools=("Dates d’Exemple",), date=day)
        closed = [
            text for text in told(town.engine.answer(situation).missing) if "est fermé depuis le 31 mars 2021" in text
        ]
        assert [name for name in said if name in " ".join(closed)] == said
        assert len(closed) == len(said)


@pytest.mark.parametrize(
    ("question", "named"),
    [
        ("c’est quoi la Trame Exemple ?", "network/trame"),
        ("Où est le Comptoir Exemple", "organisation/comptoir"),
        ("Comment joindre la Coopérative Exemple ?", "organisation/cooperative"),
    ],
)
def test_a_question_about_a_thing_names_it_and_makes_no_need_of_it(question: str, named: str) -> None:
    situation = world("town").situation(question=question)
    assert (situation.needs, situation.tools) == ((), ())
    (words,) = situation.unresolved
    assert words.suggestions == ()
    assert named in [short(ref.iri) for ref in words.named]


def test_little_words_of_a_question_are_no_need() -> None:
    assert world("town").situation(question="qui sait quoi, et quand ?").needs == ()


def test_what_is_not_understood_is_said_with_suggestions() -> None:
    situation = world("town").situation(needs=("zorglub bigornon, trucmuche partagé", "zorglub"), commune="Tours")
    first, second = situation.unresolved
    assert first.query == "zorglub bigornon, trucmuche partagé"
    assert first.suggestions
    assert second.suggestions == ()
    referral = world("town").engine.answer(situation)
    assert "« zorglub » n’a pas été compris." in told(referral.missing)
    assert referral.of_kind("entry-point")


@pytest.mark.parametrize("commune", ["Chinon", "37072", "chinon", "CHINON (37)", f"{ID}territory/commune-37072"])
def test_a_commune_in_many_ways(commune: str) -> None:
    situation = world("town").situation(commune=commune, needs=("email",))
    assert situation.place
    assert situation.place.code == "37072"
    assert [place.level for place in situation.places] == ["commune", "epci", "departement", "region", "pays"]


@pytest.mark.parametrize("commune", ["Saint-Germain", "37500"])
def test_an_ambiguous_commune_gives_choices(commune: str) -> None:
    with pytest.raises(Ambiguous) as caught:
        world("town").situation(commune=commune, needs=("email",))
    assert caught.value.field == "commune"
    assert len(caught.value.suggestions) > 1


def test_a_misspelt_commune_gives_suggestions() -> None:
    with pytest.raises(InvalidInput) as caught:
        world("town").situation(commune="Chinnon", needs=("email",))
    assert caught.value.field == "commune"
    assert "Chinon" in caught.value.suggestions[0].label


def test_the_question_of_the_newcomer() -> None:
    situation = world("town").situation(question="association à Chinon qui veut quitter GrosMail, gratuit")
    assert situation.place
    assert situation.place.label == "Chinon"
    assert [tool.label for tool in situation.tools] == ["GrosMail Exemple"]
    assert situation.free
    assert situation.unresolved == ()


@pytest.mark.parametrize(
    ("question", "place", "needs", "extra"),
    [
        ("Comment partager des fichiers à distance ?", None, ["file-sharing"], "remote"),
        ("des ateliers pour seniors à Loches, sur place", "Loches", [], "on-site"),
        ("Je cherche une newsletter gratuite sur Tours", "Tours", ["newsletter"], None),
        ("aide pour la comptabilité, 37132", "Loches", ["accounting"], None),
    ],
)
def test_questions(question: str, place: str | None, needs: list[str], extra: str | None) -> None:
    situation = world("town").situation(question=question)
    assert (situation.place.label if situation.place else None) == place
    assert set(needs) <= {asked.iri.rsplit("/", 1)[-1] for asked in situation.needs}
    assert (situation.mode.iri.rsplit("/", 1)[-1] if situation.mode else None) == extra


def test_a_given_commune_is_not_contradicted_by_the_question() -> None:
    situation = world("town").situation(question="quitter GrosMail à Chinon", commune="Tours")
    assert situation.place
    assert situation.place.label == "Tours"


def test_a_question_about_nothing_known_is_said() -> None:
    situation = world("town").situation(question="xyzzy plugh", commune="Tours")
    assert situation.unresolved[0].field == "question"


def test_the_question_asks_which_place_when_several_bear_the_name() -> None:
    with pytest.raises(Ambiguous):
        world("town").situation(question="un site pour une association à Saint-Germain")


def test_each_thing_once_and_the_day_given() -> None:
    situation = world("town").situation(needs=("email", "courriel"), date="2020-12-01", question="email")
    assert len(situation.needs) == 1
    assert situation.needs[0].query == "email"
    assert situation.day == date(2020, 12, 1)
    assert world("town").situation(needs=("email",)).day == TODAY


REFUSED: list[tuple[str, dict[str, Any], str]] = [
    ("nothing asked", {}, "need"),
    ("only spaces", {"needs": ("  ",), "commune": "Tours"}, "need"),
    ("a date that is not one", {"needs": ("email",), "date": "demain"}, "date"),
    ("a long need", {"needs": ("x" * 10_000,)}, "need"),
    ("a long question", {"question": "x" * 10_000}, "question"),
    ("control characters", {"needs": ("e\x00mail",)}, "need"),
    ("bidi characters", {"tools": ("‮liamsorg",)}, "tool"),
    ("too many", {"needs": ("email",) * 21}, "need"),
    ("an unknown asker", {"needs": ("email",), "asker": "robot"}, "asker"),
    ("no limit", {"needs": ("email",), "limit": 0}, "limit"),
    ("a big limit", {"needs": ("email",), "limit": 1000}, "limit"),
    ("an unknown mode", {"needs": ("email",), "mode": "par télépathie"}, "mode"),
    ("a commune of spaces and noise", {"needs": ("email",), "commune": "%%%"}, "commune"),
]


@pytest.mark.parametrize(("asked", "field"), [case[1:] for case in REFUSED], ids=[case[0] for case in REFUSED])
def test_refused_in_french_with_the_field(asked: dict[str, Any], field: str) -> None:
    with pytest.raises(InvalidInput) as caught:
        world("town").resolver.resolve(Query(**asked))
    assert caught.value.field == field
    assert caught.value.status == 400
    assert caught.value.message.endswith((".", "?"))


@pytest.mark.parametrize("mode", ["remote", "à distance", "À distance", VOCABULARY["access-mode/remote"]])
def test_modes(mode: str) -> None:
    found = world("town").situation(needs=("email",), mode=mode).mode
    assert found
    assert found.iri == VOCABULARY["access-mode/remote"]


@settings(max_examples=80)
@given(
    text=st.text(max_size=60),
    field=st.sampled_from(["needs", "tools", "audiences", "commune", "question", "mode", "date"]),
)
def test_any_text_is_understood_said_or_refused(text: str, field: str) -> None:
    value = (text,) if field in ("needs", "tools", "audiences") else text
    said: TisserandError | None = None
    try:
        situation = world("town").situation(**{"needs": ("email",), field: value})
    except TisserandError as error:
        said = error
    if said is None:
        assert world("town").engine.answer(situation).results
    else:
        assert said.status in (400, 404)
        assert said.message


@pytest.mark.parametrize("text", ["Chinon", "chinon", "37072"])
def test_a_place_alone_is_a_place_in_any_field(text: str) -> None:
    town = world("town")
    for asked in ({"question": text}, {"needs": (text,)}, {"tools": (text,)}):
        situation = town.situation(**asked)
        assert situation.place
        assert (situation.place.label, situation.needs, situation.unresolved) == ("Chinon", (), ()), asked


def test_a_place_of_a_question_is_said_to_have_joined_another() -> None:
    situation = world("touraine").situation(question="un site à Saint-Michel-sur-Loire")
    assert situation.place_note
    assert "a rejoint Coteaux-sur-Loire" in told([situation.place_note])[0]


def test_the_first_of_several_places_is_read_and_the_others_are_offered() -> None:
    situation = world("touraine").situation(question="faire un site à Tours, Joué-lès-Tours et Amboise")
    (read,) = (one for one in situation.readings if one.kind == PLACE)
    assert (read.asked.label, [ref.label for ref in read.others]) == ("Tours", ["Joué-lès-Tours", "Amboise"])
    assert [short(one.iri) for one in situation.needs] == [VOCABULARY["need/website"]]
    assert "Amboise" in " ".join(words.query for words in situation.unresolved)


def test_a_number_alone_is_no_need() -> None:
    situation = world("touraine").situation(question="37041 CEDEX 1")
    assert (situation.needs, situation.place) == ((), None)


def test_a_word_said_of_something_else_is_no_typing_error_of_an_audience() -> None:
    assert world("touraine").situation(question="nos mails partent en spam").audiences == ()
    (families,) = world("touraine").situation(question="un forum pour les parrents").audiences
    assert families.iri == VOCABULARY["audience/families"]


def test_a_nickname_of_several_tools_names_none() -> None:
    town = world("touraine")
    situation = town.situation(question="le drive")
    assert (situation.tools, [one.iri for one in situation.needs]) == ((), [VOCABULARY["need/file-sharing"]])
    (unclear,) = town.situation(tools=("drive",), needs=("email",)).unresolved
    assert {one.label for one in unclear.suggestions} == {"Google Drive", "OneDrive"}
    (named,) = town.situation(question="quitter Google Drive").tools
    assert named.label == "Google Drive"
