# SPDX-License-Identifier: AGPL-3.0-or-later
"""Whole pages are kept until the facts change; what differs from one visitor to another is never shared."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask, template_rendered
from flask.testing import FlaskClient

from tests.applications import filled
from tests.conftest import TESTS
from tests.instances import DAY
from web.app.kept_pages import LONGEST_ADDRESS
from web.app.recent import all_recent
from web.app.sessions import NAME
from web.site.slip.slips import counter

pytestmark = pytest.mark.long

SINCE = re.compile(rb' data-since="\d+"')
ASKED = "/orientation?commune=Tours&besoin=video-meeting"
PAGES = [
    ASKED, "/orientation/reponses?commune=Tours&besoin=video-meeting", "/", "/annuaire", "/annuaire/outils",
    "/fiche/tool/plume", "/carte?vue=reseaux", "/carte/vue?vue=reseaux", "/couverture", "/glossaire", "/a-propos",
    "/accessibilite", "/pourquoi-le-libre", "/classement",
]  # fmt: skip
MORE = """@prefix tis: <https://w3id.org/tisserand/ontology#> . @prefix xsd: <http://www.w3.org/2001/XMLSchema#> .
@prefix skos: <http://www.w3.org/2004/02/skos/core#> . @prefix org: <http://www.w3.org/ns/org#> .
@prefix schema: <https://schema.org/> . @prefix dct: <http://purl.org/dc/terms/> .
<{base}/id/source/later> a schema:Dataset ; skos:prefLabel "Plus tard"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<{base}/id/organisation/later> a org:FormalOrganization ; skos:prefLabel "La Nouvelle Venue"@fr, "The Newcomer"@en ;
  tis:confirmedOn "2021-05-24"^^xsd:date ; tis:confirmedBy <id/organisation/atelier> .
"""


@pytest.fixture
def app(tmp_path: Path) -> Iterator[Flask]:
    """An application of its own: what is kept, and counted, is that of one test."""
    app = filled(tmp_path, [TESTS / "ecosystem.ttl"])
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


@contextmanager
def made(app: Flask) -> Iterator[list[str | None]]:
    """The templates that are filled in meanwhile."""
    found: list[str | None] = []

    def note(_app: Flask, template: object, **_: object) -> None:
        found.append(getattr(template, "name", None))

    with template_rendered.connected_to(note, app):
        yield found


@pytest.mark.parametrize("address", PAGES)
def test_a_page_asked_again_is_the_same_and_not_made_again(app: Flask, client: FlaskClient, address: str) -> None:
    with made(app) as first:
        one = client.get(address)
    with made(app) as then:
        other = client.get(address)
    assert one.status_code == 200
    assert first
    assert then == []
    assert other.data == one.data
    assert sorted(other.headers) == sorted(one.headers)


def test_a_page_is_kept_for_the_address_under_which_it_was_asked(client: FlaskClient) -> None:
    hosts = ["localhost:5000", "127.0.0.1:5000"]
    told = [client.get("/annuaire", base_url=f"http://{host}").text for host in hosts]
    assert [[f'href="http://{host}/annuaire"' in page for host in hosts] for page in told] == [
        [True, False],
        [False, True],
    ]


def test_what_a_page_does_not_read_makes_no_page_of_its_own(app: Flask, client: FlaskClient) -> None:
    plain = client.get("/annuaire?q=cercle")
    with made(app) as again:
        marked = [client.get(f"/annuaire?{mark}&q=cercle") for mark in ("utm_source=a", "fbclid=b", "ref=c&lang=xx")]
    assert again == []
    assert {page.data for page in marked} == {plain.data}
    assert len(all_recent(app)["pages"]) == 1


def test_languages_and_packings_have_pages_of_their_own(client: FlaskClient) -> None:
    french = client.get("/glossaire", headers={"Accept-Language": "fr"})
    english = client.get("/glossaire", headers={"Accept-Language": "en"})
    packed = client.get("/glossaire", headers={"Accept-Language": "fr", "Accept-Encoding": "gzip"})
    again = client.get("/glossaire", headers={"Accept-Language": "fr", "Accept-Encoding": "gzip"})
    assert english.data != french.data
    assert packed.headers["Content-Encoding"] == again.headers["Content-Encoding"] == "gzip"
    assert packed.data == again.data != french.data
    assert client.get("/glossaire", headers={"Accept-Language": "fr"}).data == french.data


def test_a_change_of_the_facts_shows_at_once(app: Flask, client: FlaskClient, tmp_path: Path) -> None:
    before = client.get("/annuaire").data
    assert b"La Nouvelle Venue" not in before
    more = tmp_path / "more.ttl"
    more.write_text(MORE.format(base=app.extensions["tisserand"].settings.base_url), encoding="utf-8")
    change = app.extensions["tisserand"].repository.load([more], "essais")
    assert b"La Nouvelle Venue" in client.get("/annuaire").data
    app.extensions["tisserand"].repository.undo(change.number, "essais")
    # The page says of which state it is, for when it stays open.
    assert SINCE.sub(b"", client.get("/annuaire").data) == SINCE.sub(b"", before)


def test_a_gap_is_counted_for_each_visitor_of_a_kept_page(app: Flask) -> None:
    for address in ("192.0.2.1", "192.0.2.2", "192.0.2.2"):
        client = app.test_client()
        client.get(ASKED, headers={"User-Agent": "Mozilla/5.0"}, environ_base={"REMOTE_ADDR": address})
    with app.app_context():
        assert counter().slips.gaps() == [("video-meeting", "commune-37261", f"{DAY:%Y-%m}", 2)]


@pytest.mark.parametrize(
    "address",
    [
        "/orientation?commune=Nulle-part",
        "/carte?vue=inconnue",
        "/recherche?q=plume",
        f"/annuaire?q={'a' * LONGEST_ADDRESS}",
    ],
)
def test_what_failed_is_too_long_or_is_asked_once_is_not_kept(app: Flask, client: FlaskClient, address: str) -> None:
    client.get(address)
    assert len(all_recent(app)["pages"]) == 0


def test_who_shows_a_session_neither_gets_nor_leaves_a_kept_page(app: Flask) -> None:
    known = {"Cookie": f"{NAME}=anything"}
    for headers, count in ((known, 0), ({}, 1)):
        app.test_client(use_cookies=False).get("/glossaire", headers=headers)
        assert len(all_recent(app)["pages"]) == count
    with made(app) as again:
        app.test_client(use_cookies=False).get("/glossaire", headers=known)
    assert again == ["glossary/show.html"]


def test_only_the_pages_last_asked_for_are_kept(app: Flask, client: FlaskClient) -> None:
    pages = all_recent(app)["pages"]
    size = len(client.get("/orientation").data)
    pages.most = 5 * size
    for rank in range(9):
        client.get("/orientation", headers={"Accept-Encoding": f"kind-{rank}"})
    assert 3 <= len(pages) <= 5
    assert pages.weight == sum(len(page.body) for page in pages._kept.values()) <= pages.most
    with made(app) as again:
        client.get("/orientation", headers={"Accept-Encoding": "kind-8"})
        client.get("/orientation", headers={"Accept-Encoding": "kind-0"})
    assert again == ["referral/form.html"]
