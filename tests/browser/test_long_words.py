# SPDX-License-Identifier: AGPL-3.0-or-later
"""A word of 100 letters, as names and addresses may hold, never makes a page wider than a telephone."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, ViewportSize

from graph.model import Model
from graph.model.ontology import ONTOLOGY, load_model
from tests.browser.chromium import NEEDED, served, settled
from tests.conftest import TESTS
from tests.instances import PREFIXES, write

pytestmark = NEEDED
WIDTH = 320
NAME = '"Partager des fichiers"@fr'
# It begins with a word of its own, by which it is found.
LONG = {name: (name + "mnopqrstuvwxyzabcdefghijkl" * 4)[:100] for name in ("Acteur", "Service", "Outil", "Abesoin")}
FACTS = f"""<id/source/long> a schema:Dataset ; skos:prefLabel "Source{LONG["Outil"]}"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<https://w3id.org/tisserand/need/file-sharing> skos:prefLabel "{LONG["Abesoin"]}"@fr .
<id/organisation/long> a org:FormalOrganization ; skos:prefLabel "{LONG["Acteur"]}"@fr ;
  dct:description "{LONG["Acteur"]} décrit en un mot."@fr ; skos:altLabel "Autrement{LONG["Acteur"]}"@fr ;
  schema:location <id/territory/commune-37072> ; schema:areaServed <id/territory/departement-37> ;
  foaf:homepage <https://{LONG["Acteur"][:60]}.example/{LONG["Acteur"]}> ;
  schema:email "{LONG["Acteur"][:60]}@{LONG["Acteur"][:60]}.example" ; tis:verifiedOn "2021-05-01"^^xsd:date .
<id/service/long> a schema:Service ; skos:prefLabel "{LONG["Service"]}"@fr ;
  schema:provider <id/organisation/long> ; tis:meetsNeed <https://w3id.org/tisserand/need/file-sharing> ;
  tis:cost <https://w3id.org/tisserand/cost/free> ; tis:openToAssociations true ;
  tis:verifiedOn "2021-05-01"^^xsd:date .
<id/tool/long> a schema:SoftwareApplication ; skos:prefLabel "{LONG["Outil"]}"@fr ; tis:freeSoftware true ;
  tis:meetsNeed <https://w3id.org/tisserand/need/file-sharing> .
<id/alternative/long> a tis:Alternative ; skos:prefLabel "Au lieu de {LONG["Outil"]}"@fr ;
  tis:freeTool <id/tool/long> ; tis:replaces <id/tool/grosmail> ; tis:firstStep "{LONG["Service"]}"@fr .
<id/acronym/long> a tis:Acronym ; skos:prefLabel "{LONG["Acteur"].upper()}"@fr ;
  <http://www.w3.org/2008/05/skos-xl#literalForm> "{LONG["Acteur"].upper()}" ;
  tis:expansion "{LONG["Acteur"]}"@fr ; tis:acronymOf <id/organisation/long> .
<id/membership/long> a org:Membership ; skos:prefLabel "Membre{LONG["Acteur"]}"@fr ;
  org:member <id/organisation/long> ; org:organization <id/network/cercle> .
"""
ASKED = "commune=Chinon&besoin=file-sharing&date=2021-06-01"
PAGES = (
    "/", "/annuaire", "/annuaire/acteurs", "/annuaire/services", "/annuaire?besoin=file-sharing", "/annuaire/outils",
    "/fiche/organisation/long", "/fiche/service/long", "/fiche/tool/long", "/fiche/tool/grosmail",
    "/fiche/need/file-sharing", "/fiche/source/long", f"/orientation?{ASKED}", f"/orientation?{ASKED}&outil=GrosMail",
    f"/orientation?{ASKED}&pourquoi={LONG['Acteur']}", f"/orientation?besoin={LONG['Abesoin']}zz&commune=Chinon",
    f"/orientation/fiche?{ASKED}", "/orientation/bon?commune=37072&besoin=file-sharing&acteur=organisation/long",
    "/recherche?q=acteur", f"/recherche?q={LONG['Acteur']}xyz", f"/fiche/organisation/{LONG['Acteur']}",
    "/couverture?date=2021-06-01", "/glossaire", "/carte?vue=besoins&date=2021-06-01&mode=arbre",
    "/carte?vue=autour&centre=organisation/long&date=2021-06-01", "/carte/partager?vue=reseaux", "/diagnostic",
    "/pourquoi-le-libre", "/entre-professionnels", "/fiches-a-verifier", "/retours", "/export/", "/a-propos",
)  # fmt: skip
# What stands wider than the page, but for what scrolls or is cut in a frame of its own.
WIDER = """(width) => {
  const framed = (one) => { for (let up = one.parentElement; up && up !== document.body; up = up.parentElement)
    if (getComputedStyle(up).overflowX !== 'visible') return true; return false; };
  const named = (one) => `${one.tagName}.${one.className}`;
  const wide = (one) => one.getBoundingClientRect().right > width + 1 && !framed(one);
  return [document.documentElement.scrollWidth, [...document.body.querySelectorAll('*')].filter(wide).slice(0, 4)
    .map((one) => `${named(one.parentElement)} > ${named(one)}`)];
}"""


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A server of the small town, where an actor, a service, a tool, a need and an acronym have such a name."""
    folder = tmp_path_factory.mktemp("long")
    more = write(folder, PREFIXES + FACTS, "long.ttl")
    with served(folder, (TESTS / "ecosystem.ttl", more), judged=False, model=_model(folder / "ontology")) as found:
        yield found


def _model(folder: Path) -> Model:
    """The project's model, where that need has such a name."""
    shutil.copytree(ONTOLOGY, folder)
    needs = folder / "vocabularies/need.ttl"
    text = needs.read_text(encoding="utf-8")
    assert text.count(NAME) == 1
    needs.write_text(text.replace(NAME, f'"{LONG["Abesoin"]}"@fr'), encoding="utf-8")
    return load_model(folder)


@pytest.mark.slow
def test_no_page_is_wider_than_a_telephone(browser: Browser, address: str) -> None:
    context = browser.new_context(viewport=ViewportSize(width=WIDTH, height=640), locale="fr-FR")
    page, wrong = context.new_page(), {}
    for path in PAGES:
        page.goto(address + path)
        settled(page)
        scrolled, wider = page.evaluate(WIDER, WIDTH)
        if scrolled > WIDTH:
            wrong[path] = (scrolled, wider)
    context.close()
    assert wrong == {}
