# SPDX-License-Identifier: AGPL-3.0-or-later
"""A moderator reads what people propose, accepts it field by field, refuses it, and takes each decision back."""

from __future__ import annotations

import re
from dataclasses import replace
from html import unescape

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.sender import Sender
from graph.contributions.store import ContributionFate
from graph.contributions.tables import ACCEPTED, ASKED, LATER, REFUSED, WAITING
from graph.entry.roles import Grant
from graph.identity.merges import MergeDesk
from graph.namespaces import DCT, FOAF, SCHEMA, SKOS
from graph.rdf.dataset import text_literal
from tests.web.gated import entered
from tests.web.test_pages import text_of
from web.app.sessions import PATH

PAGE = f"{PATH}/contributions"
HERE = {"Origin": "http://localhost"}
CANARY = "zibeline-qui-attend"


def known(app: Flask) -> tuple[str, tuple[object, ...]]:
    """An organisation of the small town, and its home pages."""
    data = app.extensions["tisserand"].repository.full
    iri = f"{data.base}/id/organisation/atelier"
    return iri, tuple(data.values(iri, FOAF.homepage))


def correction(app: Flask, comment: str = "C’est ouvert le mercredi.") -> Proposal:
    """Another name and another home page for it."""
    data = app.extensions["tisserand"].repository.full
    iri, pages = known(app)
    names = tuple(data.values(iri, SKOS.prefLabel))
    fields = (
        ProposedField(FOAF.homepage, pages, ("https://nouveau.example.org/",)),
        ProposedField(SKOS.prefLabel, names, (text_literal("Atelier renommé", "fr"),)),
    )
    return Proposal("organisation", iri, False, fields, comment=comment, page="/fiche/organisation/atelier")


def newcomer(app: Flask, name: str = CANARY) -> Proposal:
    """An organisation that nobody knew."""
    iri = f"{app.extensions['tisserand'].repository.base}/id/organisation/{name}"
    field = ProposedField(SKOS.prefLabel, (), (text_literal(name, "fr"),))
    return Proposal("organisation", iri, True, (field,))


def test_a_text_is_shown_in_its_language_beside_what_it_replaces_and_a_place_by_its_name(
    app: Flask, moderator: FlaskClient
) -> None:
    """As forms send them: they show what is said in one language, and name places that no card spoke of so far."""
    data = app.extensions["tisserand"].repository.full
    iri, place = f"{data.base}/id/organisation/atelier", f"{data.base}/id/territory/commune-37027"
    [french] = (name for name in data.values(iri, SKOS.prefLabel) if name.language == "fr")
    assert len(data.values(iri, SKOS.prefLabel)) > 1
    assert place not in data
    fields = (
        ProposedField(SKOS.prefLabel, (french,), (text_literal("Atelier du Cher", "fr"),)),
        ProposedField(SCHEMA.location, tuple(data.values(iri, SCHEMA.location)), (place,)),
    )
    [number] = sent(app, Proposal("organisation", iri, False, fields))
    page = text_of(moderator.get(PAGE, query_string={"numero": number}).text)
    assert "Changé depuis" not in page
    assert "Example Workshop" not in page
    assert "Bléré" in page
    assert "commune-37027" not in page


def sent(app: Flask, *proposals: Proposal) -> list[int]:
    """The numbers of what visitors sent."""
    return [app.extensions["tisserand"].contributions.add(one, Sender()) for one in proposals]


def state(app: Flask, number: int) -> str:
    """What became of one."""
    found: str = app.extensions["tisserand"].contributions.find(number).state
    return found


def acted(client: FlaskClient, number: int, gesture: str, where: str = "", **fields: str | list[str]) -> TestResponse:
    """The page after a gesture, sent from the page that is seen."""
    page = client.get(PAGE, query_string={"numero": number}).text
    seal = re.findall(r'name="jeton" value="([^"]+)"', page)[0]
    data = {"jeton": seal, "numero": str(number), "geste": gesture, **fields}
    kept = {name: value for name, value in data.items() if value}
    return client.post(f"{PAGE}{where}", data=kept, headers=HERE, follow_redirects=True)


def test_a_correction_is_taken_field_by_field_written_otherwise_and_undone(app: Flask, moderator: FlaskClient) -> None:
    [number, other] = sent(app, correction(app), newcomer(app))
    page = moderator.get(PAGE).text
    said = text_of(page)
    assert "sans compte" in said
    assert "C’est ouvert le mercredi." in said
    assert "<ins data-plain>Atelier renommé</ins>" in page
    data = app.extensions["tisserand"].repository.full
    iri, pages = known(app)
    wrong = acted(moderator, number, "accepter", e0="autre", t0="pas une adresse", e1="avant")
    assert wrong.status_code == 400
    assert 'value="pas une adresse"' in wrong.text
    assert state(app, number) == WAITING
    done = acted(moderator, number, "accepter", e0="avant", e1="autre", t1="L’Atelier du coin", suivante=str(other))
    assert "la fiche le dit dès maintenant" in text_of(done.text)
    assert f"n° {other}" in text_of(done.text).replace("\u202f", " ").replace("\xa0", " ")
    assert data.label(iri) == "L’Atelier du coin"
    assert tuple(data.values(iri, FOAF.homepage)) == pages
    last = app.extensions["tisserand"].repository.journal.last()
    assert re.fullmatch(r"modération, invitation \d+", last.author)
    assert last.summary.startswith(f"Contribution n° {number} acceptée")
    assert state(app, number) == ACCEPTED
    assert acted(moderator, number, "refuser", raison="publicite").status_code == 409
    undone = acted(moderator, 0, "", "/defaire")
    assert "de nouveau à relire" in text_of(undone.text)
    assert (state(app, number), data.label(iri)) == (WAITING, "Atelier Exemple")


def test_a_refusal_is_kept_and_a_question_and_what_is_put_off(app: Flask, moderator: FlaskClient) -> None:
    one, two, three = sent(app, newcomer(app), newcomer(app, "deux"), newcomer(app, "trois"))
    assert acted(moderator, one, "refuser").status_code == 400
    acted(moderator, one, "refuser", raison="inverifiable", mot="Personne ne répond.")
    assert app.extensions["tisserand"].contributions.find(one).reason == "Personne ne répond."
    acted(moderator, two, "demander", question="Depuis quand ?")
    acted(moderator, three, "tard")
    assert [state(app, number) for number in (one, two, three)] == [REFUSED, ASKED, LATER]
    asked = text_of(moderator.get(PAGE, query_string={"seulement": "reponse"}).text)
    assert "Depuis quand ?" in asked
    acted(moderator, one, "", "/defaire")
    assert state(app, one) == WAITING


def test_somebody_who_changed_it_meanwhile_is_seen_and_chosen(app: Flask, moderator: FlaskClient) -> None:
    first, second = sent(app, correction(app), replace(correction(app), fields=correction(app).fields[1:]))
    acted(moderator, second, "accepter", e0="autre", t0="Un autre nom")
    page = text_of(moderator.get(PAGE, query_string={"numero": first}).text)
    assert "Changé depuis que la fiche a été lue" in page
    assert "La personne avait lu : Atelier Exemple" in page


def test_what_is_known_already_is_added_to_its_card(app: Flask, moderator: FlaskClient) -> None:
    iri, _ = known(app)
    proposal = newcomer(app, "atelier-exemple")
    mail = ProposedField(SCHEMA.email, (), (text_literal("contact@atelier.example.org"),))
    name = ProposedField(SKOS.prefLabel, (), (text_literal("L’Atelier Exemple", "fr"),))
    [number] = sent(app, replace(proposal, fields=(name, mail)))
    page = unescape(moderator.get(PAGE).text)
    assert "Ressemble à une fiche connue" in page
    assert f"numero={number}&avec=organisation/atelier" in page.replace("%2F", "/")
    acted(moderator, number, "accepter", avec="organisation/atelier", e0="avant")
    data = app.extensions["tisserand"].repository.full
    mails = [value.value for value in data.values(iri, SCHEMA.email)]
    assert mails == ["bonjour@atelier.example", "contact@atelier.example.org"]
    assert proposal.subject not in data
    assert data.label(iri) == "Atelier Exemple"


def test_several_are_decided_together_and_what_cannot_be_is_told(app: Flask, moderator: FlaskClient) -> None:
    one, two, three = sent(app, newcomer(app), newcomer(app, "deux"), newcomer(app, "trois"))
    assert "Cochez" in acted(moderator, 0, "accepter", "/plusieurs", numero="").text
    acted(moderator, 0, "accepter", "/plusieurs", numero="", coche=[str(one), str(two)])
    acted(moderator, 0, "refuser", "/plusieurs", numero="", coche=[str(three), str(one)], raison="publicite")
    assert [state(app, number) for number in (one, two, three)] == [ACCEPTED, ACCEPTED, REFUSED]


def test_what_only_tells_something_is_read_and_dealt_with(app: Flask, moderator: FlaskClient) -> None:
    told = replace(correction(app), fields=(), comment="C’est fermé.")
    one, two, three = sent(app, told, replace(told, comment="Déménagé."), replace(told, comment="Repris ailleurs."))
    assert "C’est lu et traité" in text_of(moderator.get(PAGE).text)
    done = text_of(acted(moderator, one, "regler").text)
    assert "vous l’avez lu, et c’est traité" in done
    assert f"signalement n° {one}, lu et traité" in done
    assert "vous l’avez lu" in text_of(acted(moderator, two, "accepter").text)
    acted(moderator, 0, "accepter", "/plusieurs", numero="", coche=[str(three)])
    assert [state(app, number) for number in (one, two, three)] == [ACCEPTED] * 3
    acted(moderator, one, "", "/defaire")
    assert state(app, one) == WAITING


def test_two_that_are_told_apart_stay_so_until_it_is_undone(app: Flask, moderator: FlaskClient) -> None:
    here = app.extensions["tisserand"]
    name = ProposedField(SKOS.prefLabel, (), (text_literal("L’Atelier Exemple", "fr"),))
    proposal = replace(newcomer(app, "atelier-exemple"), fields=(name,))
    [number] = sent(app, proposal)
    assert 'name="deux" value="organisation/atelier"' in " ".join(moderator.get(PAGE).text.split())
    acted(moderator, number, "accepter", deux=["organisation/atelier", "organisation/rien"])
    desk = MergeDesk(here.repository, here.model)
    assert desk.told_apart() == {frozenset((known(app)[0], proposal.subject))}
    acted(moderator, number, "", "/defaire")
    assert (state(app, number), desk.told_apart(), desk.count()) == (WAITING, frozenset(), 0)


def test_long_texts_and_their_lines_are_taken_whole(app: Flask, moderator: FlaskClient) -> None:
    iri, _ = known(app)
    for text in ("Un mot. " * 400, "Une ligne.\nUne autre."):
        field = ProposedField(DCT.description, (), (text_literal(text.strip(), "fr"),))
        [number] = sent(app, Proposal("organisation", iri, False, (field,)))
        page = moderator.get(PAGE, query_string={"numero": number}).text
        shown = {name: unescape(text) for name, text in re.findall(r'name="(t\d+)"[^>]*value="([^"]*)"', page)}
        acted(moderator, number, "accepter", e0="apres", **shown)
        assert state(app, number) == ACCEPTED
        assert text.strip() in app.extensions["tisserand"].repository.full.text(iri, DCT.description)


def test_what_was_typed_for_one_is_not_for_the_next(app: Flask, moderator: FlaskClient) -> None:
    first, second = sent(
        app, correction(app), replace(correction(app), comment="Autre.", fields=correction(app).fields[:1])
    )
    page = moderator.get(PAGE, query_string={"numero": first}).text
    app.extensions["tisserand"].contributions.decide(first, ContributionFate(REFUSED, "essais", "Non."))
    seal = re.findall(r'name="jeton" value="([^"]+)"', page)[0]
    data = {"jeton": seal, "numero": str(first), "geste": "accepter", "e0": "autre", "t0": "https://a.example/"}
    late = moderator.post(PAGE, data=data, headers=HERE)
    assert late.status_code == 409
    assert f'name="numero" value="{second}"' in " ".join(late.text.split())
    assert "https://a.example/" not in late.text


def test_hostile_words_are_only_read(app: Flask, moderator: FlaskClient) -> None:
    [number] = sent(app, correction(app, comment="<script>alert(1)</script> http://a.example http://b.example"))
    page = moderator.get(PAGE).text
    assert "<script>alert" not in page
    assert "plusieurs liens" in text_of(page)
    assert 'href="http://a.example' not in page
    for data in ({"numero": "9" * 40}, {"numero": "x"}, {"geste": "voler"}, {"numero": str(number + 1)}, {}):
        answer = moderator.post(PAGE, data=data, headers=HERE)
        assert 400 <= answer.status_code < 500
        assert "Traceback" not in answer.text
    assert state(app, number) == WAITING


def test_nothing_of_it_is_read_by_others(app: Flask, client: FlaskClient) -> None:
    [number] = sent(app, newcomer(app))
    for reader in (client, entered(app)):
        assert CANARY not in reader.get(PAGE, query_string={"numero": number}).text
        assert reader.post(PAGE, data={"numero": number, "geste": "tard"}, headers=HERE).status_code == 403
    for address in (f"/id/organisation/{CANARY}", "/export/touraine.nq", "/annuaire", "/sante"):
        assert CANARY not in client.get(address).text.replace(address, "")
    assert not app.extensions["tisserand"].full.search.search(CANARY)
    assert state(app, number) == WAITING


def test_a_card_changed_since_it_was_read_is_not_overwritten_unseen(app: Flask, moderator: FlaskClient) -> None:
    first, second = sent(app, correction(app), replace(correction(app), fields=correction(app).fields[1:]))
    seen = re.findall(r'name="vu" value="(\w+)"', moderator.get(PAGE, query_string={"numero": first}).text)[0]
    acted(moderator, second, "accepter", e0="autre", t0="Un autre nom")
    late = acted(moderator, first, "accepter", vu=seen)
    assert (late.status_code, state(app, first)) == (409, WAITING)
    assert "Un autre nom" in late.text
    again = re.findall(r'name="vu" value="(\w+)"', late.text)[0]
    assert acted(moderator, first, "accepter", vu=again).status_code == 200
    assert state(app, first) == ACCEPTED


def test_a_refused_group_comes_back_whole(app: Flask, moderator: FlaskClient) -> None:
    said = "Achetez des montres pas chères sur ce site, montres de luxe numéro"
    numbers = sent(app, *(replace(newcomer(app, f"essai-{n}"), comment=f"{said} {n}") for n in range(3)))
    acted(moderator, numbers[1], "refuser", raison="publicite")
    refused = [number for number in numbers if state(app, number) == REFUSED]
    assert len(refused) > 1
    acted(moderator, 0, "", "/defaire")
    assert [state(app, number) for number in numbers] == [WAITING] * 3


def test_somebody_looks_after_one_until_they_leave(app: Flask, moderator: FlaskClient) -> None:
    one, other = sent(app, newcomer(app), newcomer(app, "deux"))
    people = app.extensions["tisserand"].people
    account = people.make("modere@exemple.fr", Grant("moderator"))
    acted(moderator, one, "prendre")
    mine = moderator.get(PAGE, query_string={"seulement": "moi"})
    assert "Vous vous en occupez" in text_of(mine.text)
    assert f'value="{other}" aria-label' not in mine.text
    assert acted(entered(app, "moderator"), one, "prendre").status_code == 409
    assert acted(moderator, other, "confier").status_code == 400
    given = acted(moderator, other, "confier", confiee=str(account.number))
    assert f"compte n° {account.number}" in text_of(given.text).replace("\u202f", " ").replace("\xa0", " ")
    people.make("autre@exemple.fr", Grant("moderator"))
    people.take_back(account.number, Grant("moderator"))
    assert "Personne ne s’en occupe encore" in text_of(moderator.get(PAGE, query_string={"numero": other}).text)
    assert acted(moderator, other, "prendre").status_code == 200
    acted(moderator, one, "rendre")
    assert "À moi, 1" in text_of(moderator.get(PAGE).text).replace("\u202f", " ").replace("\xa0", " ")
