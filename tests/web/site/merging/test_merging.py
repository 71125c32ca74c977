# SPDX-License-Identifier: AGPL-3.0-or-later
"""Two cards that may be one: shown side by side, decided by those who may, read by everybody, and taken back."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from rdflib import Dataset as RdfDataset
from rdflib import URIRef

from exports._studio import Bounds, Studio
from graph.entity.knowledge import Knowledge
from graph.identity.merges import MergeDesk
from graph.identity.waiting import WaitingPairs, keys_of
from graph.namespaces import DCT, OWL, SCHEMA
from graph.validation.data import DataCheck, subjects
from tests.applications import filled
from tests.instances import ID, PREFIXES, dump, write
from tests.web.conftest import TOWN
from tests.web.gated import entered, seal_in
from web.app.sessions import PATH

PAGE = f"{PATH}/rapprochements"
HERE = {"Origin": "http://localhost"}
OURS, THEIRS = "organisation/comptoir", "organisation/map-comptoir"
MAP = (
    PREFIXES
    + """<id/source/map> a schema:Dataset ; skos:prefLabel "La carte d’à côté"@fr ; dct:issued "2020-03-01"^^xsd:date ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/map-comptoir> a org:FormalOrganization ; skos:prefLabel "COMPTOIR EXEMPLE (ASSO)"@fr ;
  schema:location <id/territory/commune-37072> ; schema:telephone "+33 2 00 00 00 02" ; schema:address "8 quai Neuf" .
<id/service/map-repair> a schema:Service ; skos:prefLabel "Réparer ensemble"@fr ; tis:meetsNeed <NEED> ;
  schema:provider <id/organisation/map-comptoir> .
""".replace("<NEED>", "<https://w3id.org/tisserand/need/file-sharing>")
)
SECRET = (
    MAP.replace("source/map>", "source/closed>")
    .replace("map-", "closed-")
    .replace(
        "dct:license",
        "dct:accessRights <http://publications.europa.eu/resource/authority/access-right/RESTRICTED> ;\n  dct:license",
    )
)


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """The small town, and the map of another house that knows one of its organisations otherwise."""
    made = filled(tmp_path / "instance", TOWN)
    made.extensions["tisserand"].repository.load([write(tmp_path, MAP, "map.ttl")], "essais")
    yield made
    made.extensions["tisserand"].close()


def decide(client: FlaskClient, choice: str, one: str = OURS, other: str = THEIRS, **more: str) -> str:
    """The page after a decision."""
    form = {"un": one, "autre": other, "choix": choice, "jeton": seal_in(client.get(PAGE)), **more}
    return client.post(PAGE, data=form, headers=HERE, follow_redirects=True).text


def undo(client: FlaskClient, **number: str) -> str:
    """The page after the last choice, or the one of that number, was undone."""
    form = {"jeton": seal_in(client.get(PAGE)), **number}
    return client.post(f"{PAGE}/defaire", data=form, headers=HERE, follow_redirects=True).text


def test_the_pair_is_shown_field_by_field_with_what_it_weighs(moderator: FlaskClient) -> None:
    page = moderator.get(PAGE).text.replace("\xa0", " ")
    assert "<strong>1 sur 1</strong>" in page
    assert page.index("Le Comptoir Exemple") < page.index("COMPTOIR EXEMPLE (ASSO)")
    row = re.search(r'<th scope="row">Téléphone</th>.*?</tr>', page, re.DOTALL)
    assert row is not None
    assert "02 00 00 00 01" in row[0]
    assert "02 00 00 00 02" in row[0]
    address = re.search(r'<th scope="row">Adresse[^<]*</th>.*?</tr>', page, re.DOTALL)
    assert address is not None
    assert 'type="radio"' not in address[0], "nothing is to be chosen where one alone says it"
    assert re.search(r"<p>\+ \d+ : ", page)


def test_merged_both_are_one_card_and_the_former_address_leads_to_it(app: Flask, moderator: FlaskClient) -> None:
    visitor = app.test_client()
    assert "une seule fiche" in decide(moderator, "meme")
    card = visitor.get(f"/fiche/{THEIRS}")
    assert (card.status_code, card.location) == (301, f"/fiche/{OURS}")
    assert "Réparer ensemble" in visitor.get(f"/fiche/{OURS}").text
    reader = Knowledge(app.extensions["tisserand"].repository.public)
    facts = list(reader.dataset.facts(ID + OURS, SCHEMA.telephone))
    assert {reader.of_fact(fact).how for fact in facts if fact.source.endswith("/map")} == {"said"}
    assert {reader.of_fact(fact).how for fact in facts if fact.source.endswith("/ecosystem")} == {"confirmed"}
    for pasted in (f"{ID}{THEIRS}", f"http://localhost/fiche/{THEIRS}?affichage=liste"):
        assert f'href="/fiche/{OURS}"' in visitor.get("/recherche", query_string={"q": pasted}).text
    moved = visitor.get(f"/id/{THEIRS}.ttl")
    assert (moved.status_code, moved.location) == (301, f"/id/{OURS}.ttl")
    data = RdfDataset()
    data.parse(data=visitor.get(f"/id/{OURS}.ttl").text, format="turtle")
    kept, merged = URIRef(ID + OURS), URIRef(ID + THEIRS)
    told = {(s, p, o) for s, p, o, _ in data.quads()}
    assert {(kept, URIRef(OWL.sameAs), merged), (merged, URIRef(DCT.isReplacedBy), kept)} <= told
    assert (URIRef(ID + "service/map-repair"), URIRef(SCHEMA.provider), kept) in told
    listed = visitor.get("/annuaire/acteurs").text
    assert f"/fiche/{OURS}" in listed
    assert THEIRS not in listed
    assert visitor.get("/api/v1/search?q=comptoir exemple asso").json["results"][0]["iri"] == ID + OURS
    assert ID + OURS in visitor.get(f"/api/v1/neighbours?id={THEIRS}").text
    assert visitor.get(f"/carte.json?vue=autour&centre={THEIRS}").json["centre"] == ID + OURS
    here = app.extensions["tisserand"]
    known = here.repository.background.is_territory
    check = DataCheck(here.repository.full, here.model, known)
    assert not [fault for fault in check.findings(subjects(here.repository.full)) if fault.is_violation]


def test_undone_the_site_is_as_before_whatever_came_in_between(
    app: Flask, moderator: FlaskClient, tmp_path: Path
) -> None:
    repository = app.extensions["tisserand"].repository
    decide(moderator, "meme")
    later = MAP.replace("8 quai Neuf", "9 quai Neuf")
    repository.load([write(tmp_path, later, "map.ttl")], "essais")
    assert "Rien à regarder" in moderator.get(PAGE).text, "the decision survives the next delivery"
    assert app.test_client().get(f"/fiche/{THEIRS}").status_code == 301
    assert "tout est comme avant" in undo(moderator)
    assert app.test_client().get(f"/fiche/{THEIRS}").status_code == 200
    own = {line for line in dump(repository.full) if "/source/map>" in line}
    assert own == {line for line in dump(repository.said) if "/source/map>" in line}
    assert "<strong>1 sur 1</strong>" in moderator.get(PAGE).text


def test_two_that_are_told_apart_are_not_asked_again(moderator: FlaskClient) -> None:
    page = decide(moderator, "autre")
    assert "Rien à regarder" in page
    assert "1 paire a déjà été décidée" in page
    assert "défaites d’abord" in decide(moderator, "meme")
    number = re.search(r'name="numero" value="(\d+)"', page)
    assert number is not None
    assert "<strong>1 sur 1</strong>" in undo(moderator, numero=number[1])
    again = decide(moderator, "autre")
    assert again.count('name="numero"') == 1, "what was taken back and decided again is one decision"
    assert "C’est déjà décidé" in decide(moderator, "autre", THEIRS, OURS)
    assert "<strong>1 sur 1</strong>" in undo(moderator)


def test_the_queue_goes_to_its_end_and_is_what_comparing_again_gives(app: Flask, tmp_path: Path) -> None:
    here = app.extensions["tisserand"]
    third = MAP.replace("source/map", "source/third").replace("map-", "third-")
    twin = third[third.index("<id/organisation") : third.index("<id/service")].replace("third-", "twin-")
    here.repository.load([write(tmp_path, third + twin, "third.ttl")], "essais")
    studio = Studio(Bounds(memory=600_000_000, seconds=300.0, idle=300.0))
    desk, queue, short = MergeDesk(here.repository, here.model), WaitingPairs(), WaitingPairs(most=1)
    apart = WaitingPairs(lambda work, *given: studio.do(work, *given).made, few=0)

    def waiting(pairs: WaitingPairs) -> set[frozenset[str]]:
        found = pairs.of(here.repository, here.model, here.territories)
        while found.sought:
            found = pairs.of(here.repository, here.model, here.territories)
        assert not found.failed
        assert found.total == len(found.pairs) or pairs is short
        return {keys_of(pair) for pair in found.pairs}

    assert len(waiting(queue)) == 5
    assert waiting(apart) == waiting(queue)
    process = studio.pid
    moved = third.replace("COMPTOIR EXEMPLE (ASSO)", "La Ronde des Moulins")
    here.repository.load([write(tmp_path, moved + twin, "third.ttl")], "essais")
    assert waiting(apart) == waiting(queue) == waiting(WaitingPairs())
    assert (len(waiting(apart)), studio.pid) == (3, process), "what did not change is not told again"
    studio.close()
    here.repository.load([write(tmp_path, third + twin, "third.ttl")], "essais")
    assert len(waiting(apart)) == 5, "a process that went is told everything"
    studio.close()
    desk.merge(ID + OURS, f"{ID}organisation/third-comptoir", "essais")
    assert waiting(queue) == waiting(WaitingPairs()), "its source tells the other one apart"
    for _ in range(2):
        (pair,) = waiting(short)
        desk.part(*pair, "essais")
    assert not waiting(short)


def test_while_many_are_compared_the_page_says_so_and_comes_back(
    app: Flask, moderator: FlaskClient, caplog: pytest.LogCaptureFixture
) -> None:
    ready = threading.Event()

    def slow(*_work: object) -> bytes:
        ready.wait()
        raise MemoryError

    app.extensions["merging"] = WaitingPairs(slow, few=0)
    page = moderator.get(PAGE).text
    assert 'http-equiv="refresh"' in page
    assert "est en cours" in page
    assert "Rien à regarder" not in page
    ready.set()
    while "est en cours" in (page := moderator.get(PAGE).text):
        pass
    assert 'role="alert"' in page
    assert 'http-equiv="refresh"' not in page
    assert "n’a pas abouti" in caplog.text


def test_the_answer_that_was_chosen_is_shown_with_the_reason(app: Flask, moderator: FlaskClient) -> None:
    path = f"montre-{SCHEMA.telephone}"
    page = decide(moderator, "tard")
    asked = re.findall(rf'name="{re.escape(path)}" value="(un|autre)"( checked)?', page)
    assert len(asked) == 2
    hidden = next(side for side, checked in asked if not checked)
    decide(moderator, "meme", **{path: hidden})
    card = app.test_client().get(f"/fiche/{OURS}").text
    assert "la modération l’a choisie" in card
    assert "propres termes" not in card, "what was decided is none of what a source says of it"


def test_a_merge_with_what_only_professionals_see_is_theirs(app: Flask, moderator: FlaskClient, tmp_path: Path) -> None:
    repository = app.extensions["tisserand"].repository
    repository.load([write(tmp_path, SECRET, "closed.ttl")], "essais")
    before = dump(repository.public)
    assert "une seule fiche" in decide(moderator, "meme", OURS, "organisation/closed-comptoir")
    assert dump(repository.public) == before
    assert repository.full.links(ID + OURS, OWL.sameAs) == [ID + "organisation/closed-comptoir"]
    assert app.test_client().get("/fiche/organisation/closed-comptoir").status_code == 404


@pytest.mark.parametrize(
    ("one", "other", "said"),
    [
        pytest.param(OURS, OURS, "une seule fiche", id="itself"),
        pytest.param(OURS, "service/map-repair", "pas de même nature", id="another kind"),
        pytest.param("territory/commune-37072", "territory/commune-37261", "ne se rapprochent pas", id="places"),
        pytest.param("source/map", "source/ecosystem", "ne se rapprochent pas", id="sources"),
        pytest.param(OURS, "organisation/nobody", "rechargez la page", id="nobody"),
        pytest.param("<>", "é\u202e", "rechargez la page", id="no address"),
    ],
)
def test_what_cannot_be_one_is_refused_in_a_sentence(
    app: Flask, moderator: FlaskClient, one: str, other: str, said: str
) -> None:
    number = app.extensions["tisserand"].repository.number
    assert said in decide(moderator, "meme", one, other)
    assert app.extensions["tisserand"].repository.number == number


def test_only_moderators_see_it_and_change_it(app: Flask) -> None:
    assert app.test_client().get("/rapprochements").location == PAGE
    for client in (app.test_client(), entered(app)):
        assert client.get(PAGE).status_code == 403
        assert client.post(PAGE, data={"choix": "meme"}, headers=HERE).status_code == 403
