# SPDX-License-Identifier: AGPL-3.0-or-later
"""Nothing public depends on restricted facts: byte for byte, header for header, on every address that can be found."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing
from datetime import date
from html import unescape
from pathlib import Path
from typing import NamedTuple
from urllib.parse import quote, urldefrag, urljoin, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from graph.contributions.proposal import Proposal, ProposedField
from graph.contributions.sender import Sender
from graph.entry.roles import Grant
from graph.namespaces import SKOS
from graph.rdf.dataset import text_literal
from graph.skills.asking import HandRequest
from graph.skills.declaring import SUBJECT, ToldSkill
from graph.skills.hands import Asker, Hands
from graph.skills.store import Skills
from tests.applications import application
from tests.conftest import TESTS
from tests.siege import LENGTH, counted
from tests.web.confided import confide
from tests.web.gated import secret_of
from tests.web.test_bad_input import ROUTES
from web.app.ecosystem import DATA
from web.app.sessions import NAME, PATH

pytestmark = pytest.mark.long

PUBLIC = (TESTS / "ecosystem.ttl", TESTS / "ecosystem-catalogue.ttl", DATA / "diagnosis" / "digital-life.ttl")
RESTRICTED = (TESTS / "ecosystem-restricted.ttl", TESTS / "ecosystem-everywhere.ttl")
DAY = "2021-06-01"
# What waits to be read is sought as restricted words are.
WAITS = "zibeline-qui-attend"


class Followed(NamedTuple):
    """Of addresses that the same code answers, how many to follow: with parameters, without; and whose they are."""

    asked: int
    plain: int
    of_one: tuple[str, ...]  # whatever comes after these names one thing of many


# Many of each kind of page, each parameter in some values, are for the slow test, and all of them for a siege; every
# rule, every restricted thing in every form, every thing as data and every restricted name are in each.
OF_ONE_THING = ("/id/", "/fiche/", "/lieu/")
FEW = Followed(3, 2, OF_ONE_THING)
ALL = Followed(5, 100, OF_ONE_THING) if LENGTH == 1 else Followed(12, 10_000, OF_ONE_THING)
ADDRESS = re.compile(r"""(?:(?:href|src|action)="(?=[^"#])|data-[a-z-]+="(?=/|https?:))([^"]+)\"""")
# A table of the directory is cut the same way in each of its forms, which are asked whole too.
TABLE = re.compile(r"(/export/\w+)\.(?:csv|xlsx|ods|csv\.zip|point-virgule\.zip)$")
# So are the forms of a card, which each card leads to.
OF_A_CARD = re.compile(r"/fiche/[^/?]+/[^/?]+/(corriger|signaler|histoire|ma-structure|lien)")
JSON_ADDRESS = re.compile(r'"(/[a-z][^"\\]*)"')
FRAGMENTS = [f"/carte/vue?vue={view}&date={DAY}" for view in ("reseaux", "besoins", "outils", "territoire")]
FRAGMENTS += ["/atelier/inconnu"]
FRAGMENTS += ["/bon/inconnu", "/etre-rappele/inconnu", "/contribuer/reponse/inconnu", "/fiche/service/inconnu.ics"]
FRAGMENTS += ["/ma-structure/envoye", "/ma-structure/inconnu"]
FRAGMENTS += ["/actualites/courriel/inconnu", "/actualites/courriel/inconnu/arret"]
FRAGMENTS += ["/coup-de-main/x", "/competence/x"]
FRAGMENTS += [f"/recit/inconnu{form}" for form in ("", "/papier", ".json", ".md")]
PROFESSIONAL = [
    "/orientation?outil=plume&professionnel=1", "/orientation?besoin=video-meeting&professionnel=1",
    "/api/v1/referrals?tool=plume&asker=professional", "/api/v1/referrals?tool=nuage-libre&asker=professional",
    "/api/v1/search?q=plume", "/api/v1/search?q=experte&kind=person", "/api/v1/neighbours?id=person/expert",
    "/api/v1/path?from=person/expert&to=tool/plume", "/api/v1/neighbours?id=organisation/relais&depth=3",
    "/carte?vue=autour&centre=person/expert", "/carte/fiche?centre=competence/expert-cloud", "/annuaire/personnes",
    "/annuaire/postes", "/annuaire/competences", "/id/person/", "/id/person", "/sitemap.xml", "/robots.txt",
    "/static/built/inter.woff2", "/etre-rappele/x",
    "/toujours-exact/x", "/toujours-exact/x/corriger", "/toujours-exact/x/accord", "/toujours-exact/x/ne-plus-ecrire",
    "/toujours-exact/x/passer-la-main",
]  # fmt: skip
OF_ONE = (
    "/fiche/{}", "/fiche/{}/lien", "/id/{}", "/id/{}.ttl", "/id/{}.jsonld", "/carte.json?vue=autour&centre={}",
    "/carte/fiche?centre={}",
)  # fmt: skip
OF_WORDS = (
    "/api/v1/search?q={0}", "/recherche?q={0}", "/orientation?question={0}", "/api/v1/referrals?tool={0}&need={0}",
)  # fmt: skip
GATED = (
    "entry.", "signing.", "account.", "accounts.", "professionals.", "moderation.", "contributions.", "making.",
    "testimony.", "importing.", "merging.", "crossed.", "sources.", "inside.", "versions.", "bringing.", "sorting.",
    "openid.", "claims.", "workshop_end.", "skills.", "workshops.", "wall.", "kept.", "elsewhere.",
    "contributing.complete",
)  # fmt: skip
# When each thing came to an instance is in these, as the moment that tells it from every other.
FEEDS = ("/actualites.atom", "/actualites.json")
MADE_FOR_ONE = ("/static/", "/entrer/", "/connexion", PATH)


class CrawledAnswer(NamedTuple):
    """What an address answers: only the time it is, and how long it took, are left out."""

    status: int
    mimetype: str
    headers: tuple[tuple[str, str], ...]
    body: bytes


Answers = dict[str, CrawledAnswer]


def _instance(folder: Path, *files: Path) -> Flask:
    app = application(folder, files)
    app.config["API_CALLS_PER_MINUTE"] = 10**9
    app.extensions["tisserand"].prepare()
    return app


@pytest.fixture(scope="module")
def plain(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The small town without any restricted fact."""
    app = _instance(tmp_path_factory.mktemp("plain"), *PUBLIC)
    yield app
    app.extensions["tisserand"].close()


@pytest.fixture(scope="module")
def secretive(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The same with restricted facts, contributions that nobody has read yet, and what colleagues say and ask."""
    app = _instance(tmp_path_factory.mktemp("secretive"), *PUBLIC, *RESTRICTED)
    _propose(app)
    _confide(app)
    assert confide(app) > 500
    yield app
    app.extensions["tisserand"].close()


def _propose(app: Flask) -> None:
    """Has things wait to be read: a new one, another name for a known one, and something told of it."""
    here = app.extensions["tisserand"]
    base, known = here.repository.base, "organisation/atelier"
    for path, is_new, comment in ((f"organisation/{WAITS}", True, ""), (known, False, ""), (known, False, WAITS)):
        name = ProposedField(SKOS.prefLabel, (), (text_literal(f"{WAITS} {path}", "fr"),))
        fields = () if comment else (name,)
        proposal = Proposal("organisation", f"{base}/id/{path}", is_new, fields, comment=comment, page=f"/{WAITS}")
        assert here.contributions.add(proposal, Sender())
    assert here.contributions.count_open() == 3


def _confide(app: Flask) -> None:
    """Has colleagues say that they know things, under their name, and ask each other."""
    here = app.extensions["tisserand"]
    settings, who = here.settings, here.people.make("zibeline@exemple.fr", Grant("professional")).number
    here.people.change(who, "Zibeline Martin", "")
    here.people.consent(who, SUBJECT, "oui")
    with closing(Skills(settings.database_url)) as skills, closing(Hands(settings.database_url, "x")) as hands:
        for subject in ("tool/plume", "need/video-meeting"):
            skills.tell(who, ToldSkill(subject, "expert", "network/trame", (), True, date(2100, 1, 1)))
        known = skills.shown(date(2099, 1, 1))
        assert len(known) == 2
        asked = HandRequest(WAITS, "soon", "zibeline@exemple.org")
        assert hands.ask(known[0], asked, Asker(0, 1), WAITS, lambda *_: 1)


def _links(address: str, text: str) -> Iterator[str]:
    for found in (*ADDRESS.findall(text), *JSON_ADDRESS.findall(text)):
        whole = urldefrag(urljoin(f"http://localhost{address}", unescape(found))).url
        parts = urlsplit(whole)
        if parts.netloc in {"localhost", "localhost:5000"} and not parts.path.startswith(MADE_FOR_ONE):
            yield parts.path + (f"?{parts.query}" if parts.query else "")


def _kind(address: str, of_one: tuple[str, ...]) -> str:
    """Addresses that the same code answers: whatever the parameters, and whatever the entity."""
    path, asked, _ = OF_A_CARD.sub(r"/fiche/\1/x", address).partition("?")
    path = TABLE.sub(r"\1", path) if asked else path
    return (path if asked and not path.startswith(of_one) else path.rpartition("/")[0]) + asked


def _crawled(app: Flask, start: Iterable[str], most: Followed) -> Answers:
    """What all that links lead to answers, near first; of the same kind of address, so many."""
    client, waiting, answers, counts = app.test_client(), list(dict.fromkeys(start)), {}, Counter[str]()
    seen = set(waiting)
    for address in waiting:
        answers[address] = _answer(client, address)
        if answers[address].mimetype not in {"text/html", "application/json", "image/svg+xml"}:
            continue
        for link in _links(address, answers[address].body.decode()):
            kind = _kind(link, most.of_one)
            if link not in seen and counts[kind] < (most.asked if "?" in link or OF_A_CARD.match(link) else most.plain):
                counts[kind] += 1
                seen.add(link)
                waiting.append(link)
    return answers


def _start(app: Flask, public: Flask) -> list[str]:
    """Every rule, every entity of the full dataset (the restricted ones in every form), and every restricted name."""
    rules = [rule.rule for rule in app.url_map.iter_rules() if not rule.arguments and "GET" in (rule.methods or ())]
    asked = [f"{path}?{base}" for path, (base, _) in ROUTES.items() if base]
    full, shown = (one.extensions["tisserand"].repository.full for one in (app, public))
    things = {path for fact in full.facts() if (path := full.relative(fact.s))}
    hidden = sorted(things - {path for fact in shown.facts() if (path := shown.relative(fact.s))})
    own = [form.format(path) for path in hidden for form in OF_ONE]
    own += [f"/id/{path}.ttl" for path in sorted(things) if path not in hidden]
    names = {fact.o.value for path in hidden for fact in full.facts(s=f"{full.base}/id/{path}", p=SKOS.prefLabel)}
    own += [form.format(quote(name)) for name in sorted(names) for form in OF_WORDS]
    start = (*rules, *asked, *FRAGMENTS, *PROFESSIONAL, *own)
    return [path for path in start if path in PROFESSIONAL or not path.startswith(MADE_FOR_ONE)]


@pytest.fixture(scope="module")
def found(plain: Flask, secretive: Flask) -> Answers:
    """What the instance with restricted facts answers, at every kind of address."""
    return _crawled(secretive, _start(secretive, plain), FEW)


def _answer(client: FlaskClient, address: str, cookie: str = "") -> CrawledAnswer:
    response = client.get(address, headers={"Cookie": cookie} if cookie else {})
    body = re.sub(rb'"elapsed_ms": ?[\d.]+', b'"elapsed_ms":0', response.data)
    # The seal of a form is new each time.
    body = re.sub(rb'name="jeton" value="[^"]+"', b'name="jeton"', body)
    headers = tuple(sorted(item for item in response.headers if item[0] not in {"Content-Length", "Date"}))
    return CrawledAnswer(response.status_code, response.mimetype, headers, body)


def _again(app: Flask, addresses: Iterable[str], cookie: str = "") -> Answers:
    client = app.test_client(use_cookies=False)
    return {address: _answer(client, address, cookie) for address in addresses}


def _undated(answers: Answers) -> Answers:
    """Without the moment at which an instance began to show what it shows: two instances never began together."""
    masked = {}
    for address, answer in answers.items():
        headers = tuple(item for item in answer.headers if item[0] != "Last-Modified")
        body = re.sub(rb'"at": ?"[^"]+"', b'"at":""', answer.body) if address.startswith("/sante") else answer.body
        if address.startswith(FEEDS):
            headers = tuple(item for item in headers if item[0] != "ETag")
            body = re.sub(rb"[\d-]{10}T[\d:]{8}Z|urn:uuid:[\da-f-]+", b"", body)
        masked[address] = answer._replace(headers=headers, body=body)
    return masked


def _differing(one: Answers, other: Answers) -> list[str]:
    return [address for address in one if one[address] != other[address]]


def test_the_addresses_are_many_and_of_every_rule(plain: Flask, found: Answers) -> None:
    """Else the other tests would compare little."""
    assert len(found) > 400
    assert {200, 303, 400, 404} <= {answer.status for answer in found.values()}
    adapter = plain.url_map.bind("localhost")
    met = {adapter.match(path)[0] for address in found if adapter.test(path := urlsplit(address).path)}
    own = {rule.endpoint for rule in plain.url_map.iter_rules() if "GET" in (rule.methods or ())} - {"static", "script"}
    assert {name for name in own if not name.startswith(GATED)} - met == set()


def test_an_instance_that_holds_restricted_facts_answers_as_one_that_does_not(plain: Flask, found: Answers) -> None:
    assert _differing(_undated(_again(plain, found)), _undated(found)) == []


@pytest.mark.slow
def test_it_does_at_every_address_that_links_lead_to(plain: Flask, secretive: Flask) -> None:
    found = _crawled(secretive, _start(secretive, plain), ALL)
    assert len(found) > 2500
    with counted("canaries") as tally:
        assert _differing(_undated(_again(plain, found)), _undated(found)) == []
        tally.round(len(found))


def test_no_answer_holds_a_restricted_word(found: Answers) -> None:
    """But where the visitor wrote it."""
    asked = re.compile("zibeline|zbl|expert|discre|silent|person|37050|chambray|-29", re.IGNORECASE)
    silent = {address: answer.body for address, answer in found.items() if not asked.search(address)}
    assert any(b"Atelier Exemple" in body for body in silent.values())
    # Every commune has a page, whatever facts say.
    places = rb"(?<!/lieu/)commune-37050|departement-29"
    said = re.compile(rb"zibeline|ZBL|coll\xc3\xa8gue experte|id/person/|" + places)
    assert {address: said.findall(body) for address, body in silent.items() if said.search(body)} == {}


def test_an_open_session_changes_nothing_public(secretive: Flask, found: Answers) -> None:
    secret = secret_of(secretive)
    # Asked twice: what visitors asked so far shows on the page of counts.
    some = list(found)[::5]
    cookies = "; ".join(f"{prefix}{NAME}={secret}" for prefix in ("", "__Secure-", "__Host-"))
    without, seen = (_again(secretive, some, known) for known in ("", cookies))
    assert _differing(seen, without) == []
    headers = {item for answer in seen.values() for item in answer.headers}
    assert not [item for item in headers if item[0] == "Set-Cookie" or (item[0] == "Vary" and "Cookie" in item[1])]


@pytest.mark.slow
def test_loading_and_undoing_restricted_facts_shows_nowhere(tmp_path: Path, found: Answers) -> None:
    """On one instance, nothing is left out: neither dates, nor tags, nor the health of the instance."""
    app = _instance(tmp_path, *PUBLIC)
    ecosystem = app.extensions["tisserand"]
    some = [*list(found)[::14], "/", "/sante", "/export/touraine.nq", "/export/touraine.ttl", "/couverture.csv"]
    before = _again(app, some)
    change = ecosystem.repository.load(RESTRICTED, "essais")
    assert ecosystem.repository.number == 2
    assert len(ecosystem.full.search.search("zibeline")) > 3
    with counted("canaries") as tally:
        assert _differing(before, _again(app, some)) == []
        ecosystem.repository.undo(change.number, "essais")
        assert _differing(before, _again(app, some)) == []
        tally.round(2 * len(some))
    ecosystem.close()


@pytest.mark.parametrize(
    "form", ["/fiche/{}", "/id/{}", "/id/{}.ttl", "/carte?vue=autour&centre={}", "/carte/fiche?centre={}"]
)
def test_a_restricted_thing_is_as_unknown_as_where_it_never_was(plain: Flask, secretive: Flask, form: str) -> None:
    for thing in ("person/expert", "competence/zibeline-quill", "organisation/zibeline", "post/zibeline-desk"):
        address = form.format(thing)
        never, hidden = (_answer(app.test_client(), address) for app in (plain, secretive))
        assert hidden.status == 404
        assert hidden == never


def test_no_index_of_the_public_side_holds_a_restricted_name(secretive: Flask) -> None:
    ecosystem = secretive.extensions["tisserand"]
    assert not [hit for hit in ecosystem.search.search("zibeline") if "ibeline" in hit.matched]
    assert [hit for hit in ecosystem.full.search.search("zibeline") if "ibeline" in hit.matched]
    index = ecosystem.referral.index
    assert not [iri for iri in index.actors if "zibeline" in iri or "/person/" in iri]
    assert index.dataset is ecosystem.repository.public
