# SPDX-License-Identifier: AGPL-3.0-or-later
"""A file comes in by a page: nothing is written before it was shown, nothing typed is lost, one click takes it back."""

from __future__ import annotations

import io
import re
from dataclasses import replace
from datetime import timedelta
from html import unescape
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph import clock
from graph.deliveries.opening import LICENCES
from graph.deliveries.pending import DAYS, FOLDER, MOST_BYTES, PendingDeliveries
from graph.errors import TooLarge
from graph.namespaces import ORG, RDF
from graph.rdf.dataset import Fact
from graph.sources import cell_option
from tests.field_files import FILES
from tests.instances import DAY, draft, label
from tests.states import PATIENCE
from tests.web.gated import entered, seal_in
from tests.web.test_pages import text_of
from web.app.sessions import PATH
from web.app.sizes import LARGEST_FILE, LARGEST_REQUEST
from web.site.importing.reading import FileRead, FileReadings
from web.site.importing.words import LICENCES as OFFERED

PAGE = f"{PATH}/importer"
HERE = {"Origin": "http://localhost"}
LONG = f"http://127.0.0.1:8080/interpreter?data={'a' * 1_000}"
TABLE = (
    "Structure;Ville;Courriel;Contact (nom);MAJ\n"
    "Le Comptoir bleu;Tours;bonjour@comptoir.example;Mme Camille EXEMPLE;02/03/21\n"
    "La Ruche verte;Saint-Cyr/Loir;ruche@verte.example;M. Claude EXEMPLE;03/04/21\n"
    "Le Foyer rouge;Chinon;foyer@rouge;Mme Dominique EXEMPLE;05/06/21\n"
)


def sent(client: FlaskClient, content: bytes | None, name: str = "liste.csv", **said: str) -> TestResponse:
    """What the first page answers to a file."""
    form: dict[str, object] = {"autre": "La Maison", "licence": "etalab-2.0", **said}
    form["jeton"] = seal_in(client.get(PAGE))
    if content is not None:
        form["fichier"] = (io.BytesIO(content), name)
    return client.post(PAGE, data=form, headers=HERE, content_type="multipart/form-data")


def brought(client: FlaskClient, content: str = TABLE, **said: str) -> str:
    """The address of a file that waits."""
    answer = sent(client, content.encode(), **said)
    assert answer.status_code == 303, text_of(answer.text)
    return answer.location


def done(client: FlaskClient, address: str, **form: str) -> TestResponse:
    """What a form of a file that waits answers."""
    seal = seal_in(client.get(PAGE))
    return client.post(address, data={"jeton": seal, **form}, headers=HERE)


def read(client: FlaskClient, address: str) -> TestResponse:
    """A page once the file was read."""
    for _ in range(40):
        page = client.get(address)
        if "se recharge seule" not in page.text:
            return page
    raise AssertionError("the file is still being read")


def state(app: Flask) -> frozenset[Fact]:
    """All facts."""
    return frozenset(app.extensions["tisserand"].repository.full.facts())


def test_a_file_is_shown_then_written_then_taken_back(app: Flask, moderator: FlaskClient) -> None:
    before = state(app)
    address = brought(moderator)
    columns = unescape(read(moderator, address).text)
    assert "c’est quel jour" in columns.replace("\u202f", " ").replace("\xa0", " ")
    assert "des noms de personnes" in columns
    assert "Camille" not in columns
    unanswered = done(moderator, address)
    assert unanswered.status_code == 400
    assert done(moderator, address, **{"o-dates": "day-first"}).status_code == 303
    preview = read(moderator, f"{address}/apercu")
    assert "2 lignes à corriger" in text_of(preview.text)
    assert state(app) == before
    table = moderator.get(f"{address}/a-corriger.csv")
    assert table.mimetype == "text/csv"
    assert "Saint-Cyr/Loir" in table.text
    option = cell_option("Ville", "Saint-Cyr/Loir")
    near = re.findall(rf'name="v-{re.escape(option)}"\s+value="(=[^"]+)"', unescape(preview.text))
    assert near
    values = {f"v-{option}": near[0], f"v-{cell_option('Courriel', 'foyer@rouge')}": "without"}
    assert done(moderator, f"{address}/valeurs", **values).status_code == 303
    assert "à corriger" not in text_of(read(moderator, f"{address}/apercu").text)
    written = done(moderator, f"{address}/integrer")
    assert written.status_code == 303
    assert "fait=integre" in written.location
    assert "Le Comptoir bleu" in app.test_client().get("/annuaire/acteurs?q=comptoir+bleu").text
    number = re.findall(r"numero=(\d+)", written.location)[0]
    assert "C’est fait" in text_of(moderator.get(written.location).text)
    assert read(moderator, address).status_code == 404
    assert done(moderator, f"{PAGE}/defaire/{number}").status_code == 303
    assert state(app) == before


def test_only_moderators_bring_files(app: Flask) -> None:
    """Whoever did not enter, and whoever entered by another right, gets one answer, and nothing is kept."""
    for client, words in ((app.test_client(), ""), (entered(app), "Réservé à la modération")):
        for address in (PAGE, f"{PAGE}/code", f"{PAGE}/code/apercu", f"{PAGE}/code/a-corriger.csv"):
            answer = client.get(address)
            assert (answer.status_code, words in text_of(answer.text)) == (403, True)
        answer = client.post(PAGE, data={"fichier": (io.BytesIO(b"a;b"), "a.csv")}, headers=HERE)
        assert answer.status_code == 403
    assert not (app.extensions["tisserand"].settings.instance / FOLDER).exists()
    assert app.test_client().get("/importer").location == PAGE


@pytest.mark.parametrize(
    ("content", "said", "words"),
    [
        pytest.param(None, {}, "Choisissez un fichier", id="nothing"),
        pytest.param(b"a;b\n1;2\n", {"adresse": "https://exemple.org/a.csv"}, "l’un ou l’autre", id="two"),
        pytest.param(b"a;b\n1;2\n", {"autre": ""}, "de qui vient", id="of nobody"),
        pytest.param(b"a;b\n1;2\n", {"autre": "🎉 !"}, "de qui vient", id="of no word"),
        pytest.param(b"a;b\n1;2\n", {"licence": ""}, "ce que l’on peut faire", id="no licence"),
        pytest.param(b"a;b\n1;2\n", {"jour": "hier"}, "n’est pas un jour", id="no day"),
        pytest.param(b"", {}, "est vide", id="empty"),
        pytest.param(None, {"adresse": LONG}, "machine de ce réseau", id="private address, as long as a query is"),
        pytest.param(None, {"adresse": "ftp://exemple.org/a"}, "adresse complète", id="no address of the web"),
    ],
)
def test_what_cannot_be_kept_is_said_and_nothing_typed_is_lost(
    moderator: FlaskClient, content: bytes | None, said: dict[str, str], words: str
) -> None:
    answer = sent(moderator, content, **said)
    assert answer.status_code in {400, 413}
    assert words in text_of(answer.text)
    assert said.get("autre", "La Maison") in answer.text
    assert "Fichiers qui attendent" not in answer.text


@pytest.mark.parametrize(
    ("content", "name"),
    [
        pytest.param(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, "photo.csv", id="an image called CSV"),
        pytest.param(b"<!doctype html><html><body>Bonjour</body></html>", "page.json", id="a page"),
        pytest.param(b"Nom;Ville\n", "titres.csv", id="titles alone"),
    ],
)
def test_what_cannot_be_read_says_why(moderator: FlaskClient, content: bytes, name: str) -> None:
    page = read(moderator, sent(moderator, content, name).location)
    assert page.status_code == 200
    assert "Ce fichier ne se lit pas" in text_of(page.text)
    assert "Rien n’est écrit" in text_of(page.text)
    assert "Traceback" not in page.text


def test_a_file_that_is_too_large_is_refused(tmp_path: Path) -> None:
    waiting = PendingDeliveries(tmp_path)
    with pytest.raises(TooLarge, match="dépasse 20 Mo"):
        waiting.keep(b"a" * (MOST_BYTES + 1), "liste.csv", "modération")
    assert waiting.all() == []
    assert MOST_BYTES < LARGEST_FILE


def test_a_file_may_be_larger_than_what_visitors_send(moderator: FlaskClient) -> None:
    """It is kept, and read: what is wrong with it is said, not that it is too long."""
    long = b"Nom;Ville\n" + b"Le Comptoir bleu;Tours\n" + b"x" * (LARGEST_REQUEST // 2) + b";\n" * LARGEST_REQUEST
    form = {"autre": "La Maison", "licence": "etalab-2.0", "jeton": seal_in(moderator.get(PAGE))}
    answer = moderator.post(PAGE, data={**form, "fichier": (io.BytesIO(long), "liste.csv")}, headers=HERE)
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 303


def test_how_large_a_file_may_be_is_said_to_whoever_sends_a_larger_one(moderator: FlaskClient) -> None:
    """Before it is read: its length alone tells."""
    form = {"jeton": seal_in(moderator.get(PAGE)), "fichier": (io.BytesIO(b"x" * (LARGEST_FILE + 1)), "liste.csv")}
    answer = moderator.post(PAGE, data=form, headers=HERE)
    answer.request.environ["wsgi.input"].close()
    assert answer.status_code == 413
    assert "dépasse 20 Mo" in text_of(answer.text)
    assert "flask import" in text_of(answer.text)


def test_other_sites_and_old_forms_write_nothing(moderator: FlaskClient) -> None:
    address = brought(moderator)
    form = {"jeton": seal_in(moderator.get(PAGE))}
    for action in ("", "/valeurs", "/integrer", "/abandonner"):
        foreign = moderator.post(f"{address}{action}", data=form, headers={"Origin": "https://ailleurs.example"})
        assert foreign.status_code == 403
        assert moderator.post(f"{address}{action}", data={"jeton": "x"}, headers=HERE).status_code == 400
    assert done(moderator, f"{address}/abandonner").status_code == 303
    assert read(moderator, address).status_code == 404


def test_nothing_is_written_without_need(app: Flask, moderator: FlaskClient) -> None:
    before = state(app)
    answer = done(moderator, f"{PAGE}/defaire/1")
    assert answer.status_code == 409
    assert "n’est pas l’envoi d’un fichier" in text_of(answer.text)
    assert done(moderator, f"{PAGE}/defaire/{10**20}").status_code == 404
    address = brought(moderator, "Ville;Courriel\nTours;a@b.example\nChinon;c@d.example\n")
    assert done(moderator, address).status_code == 303
    empty = read(moderator, f"{address}/apercu")
    assert "Aucune ligne ne peut entrer" in text_of(empty.text)
    assert done(moderator, f"{address}/integrer").status_code == 400
    assert state(app) == before


def test_what_was_ticked_stays_ticked(app: Flask, moderator: FlaskClient) -> None:
    """Until it is written: what a page asked again would else be written otherwise than it was shown."""
    first = brought(moderator, "Nom;Courriel\nLe Comptoir bleu;a@b.example\nLa Ruche verte;c@d.example\n")
    assert done(moderator, first).status_code == 303
    assert "fait=integre" in done(moderator, f"{first}/integrer").location
    before, again = state(app), brought(moderator, "Nom;Courriel\nLe Comptoir bleu;a@b\n")
    assert "1 ligne à corriger" in text_of(read(moderator, f"{again}/apercu").text)
    page = done(moderator, f"{again}/integrer", fautes="without", disparus="remove")
    assert page.status_code == 400
    assert "Plus d’une fiche sur dix" in text_of(page.text)
    assert re.findall(r'type="checkbox" name="(\w+)" value="\w+" checked', page.text) == ["fautes", "disparus"]
    assert "1 ligne à corriger" in text_of(page.text)
    assert state(app) == before
    assert "fait=integre" in done(moderator, f"{again}/integrer", fautes="without", complete="1").location
    assert "La Ruche verte" in app.test_client().get("/annuaire/acteurs?q=ruche+verte").text


def test_a_row_that_is_a_known_card_is_shown_merged_and_told_to_whoever_undoes_it(
    app: Flask, moderator: FlaskClient
) -> None:
    """By its number in its commune; who asks keeps it apart, and the merge alone is taken back too."""
    table = "Nom;Commune;SIRET\n{};Tours;73282932000074\n"
    first = brought(moderator, table.format("Le Comptoir bleu"))
    assert done(moderator, f"{first}/integrer").status_code == 303
    again = brought(moderator, table.format("LE COMPTOIR BLEU"), autre="La Ville")
    shown = text_of(read(moderator, f"{again}/apercu").text)
    assert "1 ligne est une fiche déjà connue" in shown
    assert "rapprochée d’office" in shown
    assert "doublon" not in shown
    one = "/annuaire/acteurs?q=comptoir+bleu"
    written = done(moderator, f"{again}/integrer")
    assert "fait=integre" in written.location
    assert "1 fiche" in text_of(app.test_client().get(one).text)
    decided = moderator.get(f"{PATH}/rapprochements")
    assert "d’office, avec un fichier" in text_of(decided.text)
    numbers = {name: re.findall(rf'name="{name}" value="([^"]+)"', decided.text)[-1] for name in ("numero", "fiche")}
    undo = {"jeton": seal_in(decided), **numbers}
    assert "defait" in moderator.post(f"{PATH}/rapprochements/defaire", data=undo, headers=HERE).location
    assert "2 fiches" in text_of(app.test_client().get(one).text)
    third = brought(moderator, table.format("Comptoir bleu"), autre="Le Pays")
    assert "fiche déjà connue" not in text_of(read(moderator, f"{third}/apercu").text), "two could be meant"


def test_rows_to_correct_run_nothing(moderator: FlaskClient) -> None:
    """Numbers and telephones stay as they are; nothing else begins as a formula does."""
    address = brought(
        moderator, "Nom;Site web;Téléphone\n-2+3+cmd|x;pas une page;+33 2 47 00 00 00\nA;https://a.example;\n"
    )
    assert done(moderator, address).status_code == 303
    assert read(moderator, f"{address}/apercu").status_code == 200
    table = moderator.get(f"{address}/a-corriger.csv").text
    assert "\r\n'-2+3+cmd" in table
    assert ";+33 2 47 00 00 00;" in table


def test_a_file_that_is_being_read_is_read_once(app: Flask, tmp_path: Path) -> None:
    """However many others come meanwhile: pages that ask again and again would start it anew each time."""
    repository, waiting = app.extensions["tisserand"].repository, PendingDeliveries(tmp_path)
    files = [waiting.one(waiting.keep(TABLE.encode(), "liste.csv", "essais")) for _ in range(5)]
    readings = FileReadings()
    with readings._turn:
        works = [readings._work(file, repository, whole=False) for file in files]
        assert [readings._work(file, repository, whole=False) for file in files] == works
    assert all(work.done.wait(PATIENCE) for work in works)


def test_what_is_journaled_elsewhere_does_not_have_a_file_read_again(app: Flask, tmp_path: Path) -> None:
    """Where people write all day, a long file would never be shown; what it speaks of is read again."""
    repository, waiting = app.extensions["tisserand"].repository, PendingDeliveries(tmp_path)
    file = waiting.one(waiting.keep(b"Nom;Ville\nLe Comptoir bleu;Tours\n", "liste.csv", "essais"))
    file = waiting.say(file, replace(file.request, source="La Maison", licence="cc0"))
    readings = FileReadings()

    def found() -> object:
        work = readings._work(file, repository, whole=True)
        assert work.done.wait(PATIENCE)
        return readings.of(file, repository, whole=True)

    first = found()
    assert isinstance(first, FileRead)
    assert first.judged is not None
    source = first.judged.delivered.source
    elsewhere = Fact(f"{repository.base}/id/organisation/elsewhere", RDF.type, ORG.FormalOrganization, f"{source}-else")
    repository.commit(draft({elsewhere}))
    assert found() is first
    repository.commit(draft({label(first.judged.delivered.things[0].iri, "Autre nom", f"{source}-else")}))
    assert found() is not first


def test_a_file_waits_a_week(moderator: FlaskClient) -> None:
    address = brought(moderator)
    assert "liste.csv" in moderator.get(PAGE).text
    clock.hold(DAY + timedelta(days=DAYS + 1))
    assert "liste.csv" not in moderator.get(PAGE).text
    assert read(moderator, address).status_code == 404


def test_a_field_of_a_wiki_that_has_no_place_here_stays_as_it_is_said(moderator: FlaskClient) -> None:
    address = sent(moderator, FILES["entries.json"].encode(), "entries.json").location
    page = read(moderator, address).text
    kept = re.findall(r'value="([^"]+)" selected>Garder tel quel', page)
    assert [value.rpartition("#")[2] for value in kept] == [
        "checkboxListeThemes",
        "listefiche12",
        "date_creation_fiche",
    ]
    form = dict(re.findall(r'<select id="(c\d+)"(?:(?!</select>).)*?<option value="([^"]+)" selected>', page, re.S))
    assert done(moderator, address, **form).status_code == 303
    assert "1 ligne" in text_of(read(moderator, f"{address}/apercu").text)


def test_the_page_offers_every_licence_that_a_file_may_have() -> None:
    assert {word for word, *_ in OFFERED} == LICENCES.keys()
