# SPDX-License-Identifier: AGPL-3.0-or-later
"""An instance that people have used for a while: whatever page somebody opens, something is there."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from html import unescape
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from graph.entry.roles import Grant
from graph.skills.store import Skills
from graph.workshops.store import Workshops
from tests.applications import application
from tests.conftest import TESTS
from tests.instances import DAY, PREFIXES, write
from tests.web.app.test_shared_links import ASKED, OF_PROGRAMS, PARTS
from tests.web.confided import confide
from tests.web.conftest import TOWN
from tests.web.gated import account_secret
from tests.web.mailed import mailed_links
from web.app.ecosystem import DATA
from web.app.sessions import NAME, PATH

HERE = {"Origin": "http://localhost"}
CARD = "organisation/atelier"
WRITING = f"{PATH}/recits/ajouter?vue=reseaux&date=2021-06-01"
TOLD = {"titre": "Au début", "texte": "Deux réseaux se parlent.", "passage": "Compte rendu de juin"}
SLIP = {"commune": "Chinon", "besoin": "file-sharing", "acteur": CARD, "service": "service/files-back"}
# What another house says: an organisation of the town by another name.
MAP = """<id/source/map> a schema:Dataset ; skos:prefLabel "La carte d’à côté"@fr ; dct:issued "2020-03-01"^^xsd:date ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/map-comptoir> a org:FormalOrganization ; skos:prefLabel "COMPTOIR EXEMPLE (ASSO)"@fr ;
  schema:location <id/territory/commune-37072> ; schema:telephone "+33 2 00 00 00 02" ; schema:address "8 quai Neuf" ;
  schema:email "bonjour@carte.example" ; tis:callsBack true .
"""
TABLE = b"""Structure;Ville;Courriel;MAJ
Le Comptoir bleu;Tours;bonjour@comptoir.example;02/03/21
La Ruche verte;Saint-Cyr/Loir;ruche@verte.example;13/04/21
"""
# Files that nobody gets who did not come in.
FILES = {"workshop_end.as_pdf", "workshop_end.file"}
# The kinds of mailed links, by the route that each opens.
OPENED = {
    "signing.link": "sign in", "entry.show": "invitation", "keepers.show": "card, yearly",
    "keepers.correct": "card, edit", "keepers.agree": "card, asking", "keepers.stop": "card, stop",
    "keepers.hand_over": "card, yearly", "claiming.link": "claim", "subscriptions.one": "news, confirm",
    "subscriptions.stopping": "news, stop", "callback.open_one": "callback", "hand.confirming": "skill",
    "hand.show": "hand, asked", "contributing.question": "question",
}  # fmt: skip


@dataclass(frozen=True)
class LivedIn:
    """An instance in a folder, the secret that opens it to whoever may do everything, and what its addresses ask for.

    `parts` and `asked`: by route, what stands for the parts of its address, and what it is asked, of things there.
    """

    folder: Path
    secret: str
    parts: dict[str, dict[str, str | int]]
    asked: dict[str, dict[str, str]]

    def pages(self, app: Flask) -> Iterator[tuple[str, str]]:
        """Each page that can be asked for: its route, and an address at which it shows something.

        Raises `werkzeug.routing.BuildError` for a route with a part that nothing stands for.
        """
        at = app.url_map.bind("localhost")
        for rule in app.url_map.iter_rules():
            name = rule.endpoint
            if "GET" in (rule.methods or ()) and not {name, name.partition(".")[0]} & (OF_PROGRAMS | FILES):
                there = {part: value for part, value in self.parts.get(name, {}).items() if part in rule.arguments}
                yield name, at.build(name, {**there, **self.asked.get(name, {})})


def lived_in(folder: Path) -> LivedIn:
    """Fills an instance in `folder`/instance as people do: they send, ask, write, bring, and are answered."""
    app = application(
        folder / "instance", [*TOWN, TESTS / "ecosystem-catalogue.ttl", DATA / "diagnosis" / "digital-life.ttl"]
    )
    here = app.extensions["tisserand"]
    here.repository.load([write(folder, PREFIXES + MAP, "map.ttl")], "essais")
    confide(app)
    mailed = mailed_links(app)
    secret = account_secret(app, "accueil@exemple.fr", Grant("administrator"))
    desk = app.test_client()
    desk.set_cookie(NAME, secret, path=PATH)
    kind, slug = CARD.split("/")
    with closing(Workshops(here.settings.database_url, here.settings.base_url)) as workshops:
        code = workshops.find(1).code
    with closing(Skills(here.settings.database_url)) as skills:
        known = skills.shown(DAY)[0].number
    number = _sent(app.test_client(), "/orientation/bon", SLIP).location.split("/bon/")[1].partition("?")[0]
    file, thanked = _brought(desk), _thanked(app.test_client())
    links: dict[str, dict[str, str | int]] = {name: {"secret": mailed[sort][1]} for name, sort in OPENED.items()}
    things: dict[str, dict[str, str | int]] = {
        "contributing.complete": {"slug": "organisation", "secret": thanked["suite"]},
        "importing.columns": {"code": file},
        "importing.preview": {"code": file},
        "room.show": {"code": code},
        "slip.show": {"number": number},
        "sources.things": {"slug": "ecosystem"},
        "testimony.slip": {"number": number},
        "making.show": {"slug": _written(desk)},
    }
    for name in ("signing.link", "entry.show"):
        links[name] = {"token": links[name]["secret"]}
    for name, parts in PARTS.items():
        if "kind" in parts and name not in links:
            things[name] = {"kind": kind, "slug": slug}
    asked = {
        "contributing.thanks": thanked,
        "callback.show": {"acteur": "organisation/map-comptoir"},
        "skills.ask": {"competence": str(known)},
        "testimony.unreached": {"acteur": CARD},
        "unreached.show": {"acteur": CARD},
        "slip.give": SLIP,
    }
    here.close()
    return LivedIn(folder / "instance", secret, {**PARTS, **links, **things}, {**ASKED, **asked})


def _sent(client: FlaskClient, page: str, asked: dict[str, str] | None = None, **typed: object) -> TestResponse:
    """What answers a form of a page, with what it holds and what is typed in it."""
    opened = client.get(page, query_string=asked)
    held: dict[str, list[str]] = {}
    for name, value in re.findall(r'<input type="hidden"\s+name="([^"]+)"\s+value="([^"]*)"', opened.text):
        held.setdefault(name, []).append(unescape(value))
    answer = client.post(page, data={**held, **typed}, headers=HERE, content_type="multipart/form-data")
    assert answer.status_code == 303, (page, answer.status_code)
    return answer


def _thanked(visitor: FlaskClient) -> dict[str, str]:
    """What the page is asked that thanks whoever sent a contribution: `suite` leads back to it."""
    typed = {"prefLabel": "Les Brodeuses de Bléré", "worksOn": "email", "areaServed": "Bléré"}
    return dict(parse_qsl(urlsplit(_sent(visitor, "/contribuer/organisation", **typed).location).query))


def _brought(desk: FlaskClient) -> str:
    """The code of a file that waits to be taken in."""
    said = {"autre": "La Maison", "licence": "etalab-2.0", "fichier": (io.BytesIO(TABLE), "liste.csv")}
    code = _sent(desk, f"{PATH}/importer", **said).location.rpartition("/")[2]
    answers = f"{PATH}/importer/{code}"
    while "se recharge seule" in desk.get(answers).text:
        pass
    _sent(desk, answers, **{"o-dates": "day-first"})
    while "se recharge seule" in desk.get(f"{answers}/apercu").text:
        pass
    return code


def _written(desk: FlaskClient) -> str:
    """The slug of a story with one view."""
    return _sent(desk, WRITING, nouveau="Un récit", recit="", **TOLD).location.rpartition("/")[2].partition("?")[0]
