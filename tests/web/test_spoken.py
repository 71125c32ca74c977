# SPDX-License-Identifier: AGPL-3.0-or-later
"""Each sentence that is composed of the shipped facts is spoken: on pages, in their attributes, in files and answers.

A few of each kind are tried each time; all of them with the slow tests.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from functools import cache
from html import unescape
from urllib.parse import unquote

import pypdfium2
import pytest
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.mindmaps import perspectives
from graph.namespaces import RDF, SKOS
from tests.french import faults, spoken_faults
from tests.siege import LENGTH
from tests.web.told import told
from web.app.ecosystem import current_ecosystem

FRENCH = {"Accept-Language": "fr"}
ASKED = "commune=Tours&besoin=free-software-transition"
VIEWS = [item.slug for item in perspectives() if not item.needs_centre and not item.needs_ends]
PAGES = [
    "/", "/orientation", "/orientation?pas=ou", "/orientation?pas=zzz", f"/orientation?{ASKED}",
    f"/orientation/fiche?{ASKED}", "/orientation?commune=Azay-le-Rideau&outil=excel&outil=icloud&besoin=zorglub",
    "/orientation?commune=Le Louroux&besoin=training&professionnel=1&mode=remote", "/orientation?besoin=&commune=Zzz",
    "/annuaire", "/annuaire/outils?libre=1", "/annuaire/zzz", "/recherche?q=a", "/recherche?q=Le Louroux",
    "/glossaire", "/pourquoi-le-libre", "/diagnostic", "/diagnostic/libre", "/a-propos",
    "/accessibilite", "/droits", "/ontologie", "/entre-professionnels", "/orientation/bon", "/bon?numero=ABC",
    "/retours", "/corrections", "/export/", "/nulle-part", "/fiche/organisation/zzz", "/carte?vue=reseaux",
    "/carte?vue=chemin&de=organisation/infini&vers=need/file-sharing", "/carte/partager?vue=outils",
]  # fmt: skip
FILES = [
    f"/orientation/fiche.pdf?{ASKED}", "/pourquoi-le-libre.pdf", "/carte.pdf?vue=reseaux", "/carte.md?vue=besoins",
    f"/api/v1/referrals?{ASKED.replace('besoin', 'need')}", "/api/v1/search?q=le", "/carte.json?vue=reseaux",
    "/api/v1/path?from=organisation/infini&to=need/file-sharing",
]  # fmt: skip
FEW = 20
"""One card in that many is tried each time."""
COPIED = re.compile(r"<textarea\b[^>]*>(.*?)</textarea>", re.DOTALL)
DRAFT = re.compile(r'href="mailto:\?([^"]*)"')


@pytest.fixture
def reader(touraine_app: Flask) -> FlaskClient:
    return touraine_app.test_client()


@pytest.fixture(scope="session")
def marked(touraine_app: Flask) -> re.Pattern[str]:
    """Names with a mark of their own, as « Kahoot! »: their marks are theirs."""
    with touraine_app.app_context():
        facts = current_ecosystem().repository.public.facts(p=SKOS.prefLabel)
        found = {fact.o.value for fact in facts if re.search(r"\w[!*]", getattr(fact.o, "value", ""))}
    return re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))) or "(?!)")


def cards(app: Flask) -> list[str]:
    """The address of the card of each thing."""
    with app.app_context():
        dataset = current_ecosystem().repository.public
        prefix = f"{dataset.base}/id/"
        found = {fact.s for fact in dataset.facts(p=RDF.type) if fact.s.startswith(prefix)}
    return sorted(f"/fiche/{iri.removeprefix(prefix)}" for iri in found)


@cache
def _faults(text: str) -> tuple[str, ...]:
    """Most texts stand on many pages."""
    return tuple(faults(text))


def wrong_on(html: str, marked: re.Pattern[str]) -> Iterator[str]:
    """What a reader of a page would stumble on, in what it shows, says, copies and writes to others."""
    for text, lang, attribute in set(told(html)):
        if lang == "fr":
            yield from (f"{attribute or 'text'}: {fault}" for fault in _faults(marked.sub("§", text)))
    copied = [unescape(text) for text in COPIED.findall(html)]
    copied += [unquote(unescape(text).replace("&body=", "\n")) for text in DRAFT.findall(html)]
    for line in (line for text in copied if "<iframe" not in text for line in text.splitlines()):
        yield from (f"copied: {fault}" for fault in _faults(marked.sub("§", line)))


def stumbles(reader: FlaskClient, addresses: Iterable[str], marked: re.Pattern[str]) -> set[str]:
    """What is wrong on pages, with the first address of each."""
    found: dict[str, str] = {}
    for address in addresses:
        response = reader.get(address, headers=FRENCH, follow_redirects=True)
        assert response.status_code < 500, address
        if response.mimetype == "text/html":
            for fault in wrong_on(response.text, marked):
                found.setdefault(fault, address)
    return {f"{fault} ({address})" for fault, address in found.items()}


def test_pages_are_spoken(reader: FlaskClient, marked: re.Pattern[str]) -> None:
    assert stumbles(reader, PAGES, marked) == set()


def test_a_few_cards_of_each_kind_are_spoken(touraine_app: Flask, reader: FlaskClient, marked: re.Pattern[str]) -> None:
    assert stumbles(reader, cards(touraine_app)[::FEW], marked) == set()


@pytest.mark.slow
def test_every_card_is_spoken(touraine_app: Flask, reader: FlaskClient, marked: re.Pattern[str]) -> None:
    assert stumbles(reader, cards(touraine_app), marked) == set()


@pytest.mark.slow
def test_every_answer_is_spoken(touraine_app: Flask, reader: FlaskClient, marked: re.Pattern[str]) -> None:
    """Each need, each tool and each audience, in three places of which names begin otherwise."""
    with touraine_app.app_context():
        model = current_ecosystem().model
        needs = [choice.slug for choice in model.scheme("need").choices]
        audiences = [choice.slug for choice in model.scheme("audience").choices]
    tools = [card.removeprefix("/fiche/tool/") for card in cards(touraine_app) if card.startswith("/fiche/tool/")]
    asked = [
        *(f"commune=Amboise&besoin={slug}&mode=on-site" for slug in needs),
        *(f"commune=Le Louroux&outil={slug}" for slug in tools),
        *(f"commune=Tours&besoin=training&public={slug}" for slug in audiences),
    ]
    assert stumbles(reader, [f"/orientation{page}?{one}" for one in asked for page in ("", "/fiche")], marked) == set()


@pytest.mark.slow
def test_every_map_and_table_is_spoken(touraine_app: Flask, reader: FlaskClient, marked: re.Pattern[str]) -> None:
    """Each map and each table, and the map around one thing in four of each kind: around every one in a siege."""
    things = [card.removeprefix("/fiche/") for card in cards(touraine_app)[:: 4 if LENGTH == 1 else 1]]
    around = [f"/carte?vue=autour&centre={thing}" for thing in things]
    assert (
        stumbles(
            reader,
            [*(f"/carte?vue={view}" for view in VIEWS), *around, "/couverture", "/couverture?theme=equip"],
            marked,
        )
        == set()
    )


def strings(value: object) -> Iterator[str]:
    """The sentences of a document: its strings with a space."""
    if isinstance(value, str):
        yield from ([value] if " " in value else [])
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from strings(one)


def lines_of(response: TestResponse) -> Iterator[str]:
    """What a file says, its lines joined where paper breaks them."""
    if response.mimetype == "application/pdf":
        pages = pypdfium2.PdfDocument(response.data)
        yield " ".join(" ".join(page.get_textpage().get_text_range().split()) for page in pages)
    elif "json" in response.mimetype:
        yield from strings(json.loads(response.text))
    else:
        yield from response.text.replace("\r\n ", "").splitlines()


@pytest.mark.parametrize("address", FILES)
def test_files_and_answers_are_spoken(reader: FlaskClient, marked: re.Pattern[str], address: str) -> None:
    response = reader.get(address, headers=FRENCH)
    assert response.status_code == 200
    assert {fault for line in lines_of(response) for fault in spoken_faults(marked.sub("§", line))} == set()


def test_a_calendar_is_spoken(client: FlaskClient) -> None:
    answer = client.get("/orientation/dates.ics?commune=Chinon&besoin=file-sharing&date=2021-06-01", headers=FRENCH)
    assert answer.mimetype == "text/calendar"
    assert {fault for line in lines_of(answer) for fault in spoken_faults(line)} == set()


def test_what_is_wrong_is_found() -> None:
    """Each sort of fault, where it would stand."""
    page = """<html lang="fr"><p>À la place de Excel, il y a 1 autres outils, de Le Mans.</p><p title="Qui ?">vu(e)s</p>
      <p>L'un, ou  l’autre\u00a0 ici.</p><p>« Ici »</p><span lang="en">Who ?</span><code>de Excel</code>
      <textarea>Bonjour : un ?</textarea></html>"""
    assert {fault.rpartition(": ")[2] for fault in wrong_on(page, re.compile("(?!)"))} == {
        "not elided", "plural for one", "not contracted", "a plain space before a mark", "does not agree",
        "a straight apostrophe", "two spaces", "a plain space after «",
    }  # fmt: skip
