# SPDX-License-Identifier: AGPL-3.0-or-later
"""The map over data that nobody would wish for, under the strict policy, and beside a server that is slow, fails, or is
out of reach."""

from __future__ import annotations

import json
import re
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, ViewportSize, expect

from benchmarks.map.labels import CANVAS, RECORDER, SVG, TREE, Labels, labels
from graph.errors import InvalidInput
from graph.mindmaps import perspectives
from tests.browser.chromium import NEEDED, served, settled
from tests.browser.stage import alive, at_rest, opened
from tests.instances import ID, PREFIXES, write
from tests.instances import opened as repository

pytestmark = [*NEEDED, pytest.mark.slow, pytest.mark.long]
VIEWS = [view.slug for view in perspectives() if view.slug != "chemin"]
LARGE, LAPTOP = ViewportSize(width=1920, height=1080), ViewportSize(width=1366, height=768)
SMALL = ViewportSize(width=390, height=844)
SOURCE = """<id/source/hostile> a schema:Dataset ; skos:prefLabel "Essais"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/network/hub> a org:OrganizationalCollaboration ; skos:prefLabel "Le réseau"@fr .
"""
HOSTILE = [
    "vue=reseaux&ouvert=network/hub",
    "vue=autour&centre=network/hub",
    "vue=autour&centre=organisation/o1",
]
LABELS = {
    "a script": "<script>alert(1)</script>",
    "an image that fails": '"><img src=x onerror=alert(1)>',
    "the end of the drawing": "</title></text></svg><svg onload=alert(1)>",
    "a link that runs": "<a href=javascript:alert(1)>ici</a>",
    "an attribute": "' autofocus onfocus='alert(1)' x='",
    "quotes": "« l’\"autre\" 'nom' `là` \\ »",
    "a template": "{{ 7*7 }} {label} ${alert(1)} %s %(n)s",
    "the end of the data": "</script><!--<script>]]>",
    "300 letters": "a" * 300,
    "300 letters in words": "Anticonstitutionnellement vôtre, " * 9,
    "pictures": "👩‍👩‍👧‍👦🇫🇷🧑🏽‍🦽 " * 6,
    "marks on one letter": "Z" + "\u0300\u0316\u0489" * 12 + "algo",
    "from right to left": "جمعية الحروف 12 עמותה",
    "nothing": "",
    "only blanks": " \t\n ",
    "only what is not seen": "\u200b\u2060",
    "lines": "Une\nassociation\r\nsur\ttrois\u2028lignes",
    "a number": "+12",
}
# Dimensions of a page that must not be exceeded: nothing hangs out of the window.
FLOWS = "() => [document.documentElement.scrollWidth, innerWidth]"
HOLDER = """() => {
  const { left, right, top, bottom } = document.getElementById('scene').getBoundingClientRect();
  return [left, right, top, bottom];
}"""
DRAWN = "[...document.querySelectorAll('.map-drawing a.node')].map((node) => node.dataset.iri)"
TEXTS = "[...document.querySelectorAll('.map-drawing a.node text')].map((text) => text.textContent.trim())"
INJECTED = "document.querySelectorAll('#map script, #map img, #map [onerror], #map [onload]').length"


def member(slug: str, label: str) -> str:
    said = json.dumps(label, ensure_ascii=False)
    return (
        f"<id/organisation/{slug}> a org:FormalOrganization ; skos:prefLabel {said}@fr .\n"
        f"<id/membership/{slug}> a org:Membership ; skos:prefLabel {said}@fr ; org:member <id/organisation/{slug}> ; "
        "org:organization <id/network/hub> .\n"
    )


def town_of(folder: Path, text: str) -> list[Path]:
    return [write(folder, PREFIXES + SOURCE + text)]


@pytest.fixture(scope="module")
def hostile(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("hostile")
    text = "".join(member(f"o{rank}", label) for rank, label in enumerate(LABELS.values()))
    with served(folder / "instance", town_of(folder, text), judged=False) as address:
        yield address


@pytest.fixture(scope="module")
def crowd(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    folder = tmp_path_factory.mktemp("crowd")
    text = "".join(member(f"o{rank}", f"Association numéro {rank}") for rank in range(1000))
    with served(folder / "instance", town_of(folder, text)) as address:
        yield address


@pytest.fixture(scope="module")
def strict(browser: Browser) -> Iterator[BrowserContext]:
    """A context whose pages note what the policy refuses, and fail on every dialog."""
    context = browser.new_context(viewport=LARGE, locale="fr-FR", reduced_motion="reduce")
    context.add_init_script(RECORDER)
    context.add_init_script(
        "addEventListener('securitypolicyviolation', (event) => console.error('refused ' + event.blockedURI))"
    )
    yield context
    context.close()


def silent(page: Page, words: list[str], requests: list[str], home: str) -> None:
    """Nothing ran, nothing was refused, nothing was asked elsewhere."""
    assert words == []
    assert [url for url in requests if not url.startswith(home)] == []
    assert page.evaluate(INJECTED) == 0


def readable(found: Labels, frame: list[float]) -> None:
    """Every label apart from the others, none of it off its frame (left, right, top, bottom)."""
    assert found.shown
    assert found.pairs == []
    left, right, top, bottom = frame
    points = [point for label in found.shown for line in label.lines for point in line]
    assert [(x, y) for x, y in points if not (left - 2 <= x <= right + 2 and top - 2 <= y <= bottom + 2)] == []


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("size", [LARGE, LAPTOP], ids=["projector", "laptop"])
def test_hostile_names_are_only_text(strict: BrowserContext, hostile: str, query: str, size: ViewportSize) -> None:
    page, seen = opened(strict, "about:blank")
    page.on("dialog", lambda dialog: seen.words.append(f"dialog {dialog.message}"))
    page.set_viewport_size(size)
    page.goto(f"{hostile}/carte?{query}&date=2021-04-15")
    readable(labels(page, SVG), page.evaluate(HOLDER))
    page.wait_for_selector(".map.with-canvas")
    at_rest(page)
    readable(labels(page, CANVAS), page.evaluate(HOLDER))
    assert all(page.evaluate(TEXTS))
    silent(page, seen.words, seen.requests, hostile)
    page.close()


# Names that a page could take for its own parts; the others, which are only odd to read, are drawn all together above.
PARTS = [rank for rank, label in enumerate(LABELS.values()) if set(label) & set("<{") or not label]


@pytest.mark.parametrize("rank", range(len(LABELS)), ids=list(LABELS))
def test_a_hostile_name_has_its_answers(hostile: str, rank: int) -> None:
    thing = f"organisation/o{rank}"
    for answer in (f"/carte?vue=autour&centre={thing}&choix={thing}", f"/carte.md?vue=autour&centre={thing}"):
        with urllib.request.urlopen(hostile + answer) as found:
            assert found.status == 200


@pytest.mark.parametrize("rank", PARTS, ids=[list(LABELS)[rank] for rank in PARTS])
def test_a_hostile_name_can_be_chosen(strict: BrowserContext, hostile: str, rank: int) -> None:
    page, seen = alive(strict, hostile, f"vue=autour&centre=organisation/o{rank}&choix=organisation/o{rank}")
    expect(page.locator("#card h2")).not_to_be_empty()
    for answer in ("/carte.svg", "/carte.md", "/fiche/organisation/o" + str(rank)):
        query = f"?vue=autour&centre=organisation/o{rank}" if answer.startswith("/carte") else ""
        assert page.request.get(f"{hostile}{answer}{query}").status == 200
    page.goto(f"{hostile}/carte.svg?vue=autour&centre=organisation/o{rank}")
    assert page.evaluate("document.querySelectorAll('script, img, foreignObject').length") == 0
    assert [word for word in seen.words if "favicon" not in word] == []
    page.close()


def test_hostile_names_fit_a_telephone(browser: Browser, hostile: str) -> None:
    context = browser.new_context(
        viewport=SMALL, has_touch=True, is_mobile=True, locale="fr-FR", reduced_motion="reduce"
    )
    page, seen = opened(context, f"{hostile}/carte?vue=reseaux&ouvert=network/hub")
    settled(page)
    needed, there = page.evaluate(FLOWS)
    assert needed <= there
    found = labels(page, TREE)
    assert len(found.shown) > 10
    readable(found, [0, 390, -1e6, 1e6])
    silent(page, seen.words, seen.requests, hostile)
    context.close()


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u0007", "\ufeff"], ids=["reversed", "isolated", "bell", "mark"])
def test_what_hides_or_reverses_text_is_refused_at_the_door(tmp_path: Path, sign: str) -> None:
    files = town_of(tmp_path, member("o1", f"Association {sign}gpj.exe"))
    store = repository(tmp_path / "instance")
    try:
        with pytest.raises(InvalidInput, match="invisible ou de contrôle"):
            store.load(files, "essais")
    finally:
        store.close()


@pytest.mark.parametrize("query", ["vue=reseaux", "vue=reseaux&ouvert=network/hub", "vue=autour&centre=network/hub"])
def test_a_thousand_neighbours_wait_behind_a_number(strict: BrowserContext, crowd: str, query: str) -> None:
    page, seen = alive(strict, crowd, query)
    with urllib.request.urlopen(f"{crowd}/carte.json?{query}&ecran=f1920") as answer:
        nodes: list[dict[str, Any]] = json.load(answer)["nodes"]
    hub = next(node for node in nodes if node["iri"] == ID + "network/hub")
    children = [node for node in nodes if node["parent"] == hub["iri"]]
    assert 3 < len(nodes) <= 150
    assert len(children) + hub["hidden"] == 1000
    assert any(label.text.endswith(f"+{hub['hidden']}") for label in labels(page, CANVAS).shown)
    readable(labels(page, SVG if not page.locator(".with-canvas").count() else CANVAS), page.evaluate(HOLDER))
    silent(page, seen.words, seen.requests, crowd)
    page.close()


def test_circles_end(tmp_path: Path, strict: BrowserContext) -> None:
    ring = "".join(
        f'<id/working-group/g{rank}> a org:OrganizationalUnit ; skos:prefLabel "Groupe {rank}"@fr ; '
        f"org:subOrganizationOf <id/working-group/g{(rank + 1) % 5}> .\n"
        for rank in range(5)
    )
    with served(tmp_path / "instance", town_of(tmp_path, ring + member("o1", "Un membre")), judged=False) as address:
        for query in ("vue=reseaux", "vue=autour&centre=working-group/g0", "vue=autour&centre=organisation/o1"):
            page, seen = alive(strict, address, query)
            drawn = page.evaluate(DRAWN)
            assert len(drawn) == len(set(drawn)) > 1
            silent(page, seen.words, seen.requests, address)
            page.close()


def test_a_thing_alone_is_drawn_and_says_so(tmp_path: Path, strict: BrowserContext) -> None:
    lone = '<id/organisation/lone> a org:FormalOrganization ; skos:prefLabel "Toute seule"@fr .'
    with served(tmp_path / "instance", town_of(tmp_path, lone)) as address:
        page, seen = alive(strict, address, "vue=autour&centre=organisation/lone")
        assert labels(page, CANVAS).shown[0].text[:11] == "Toute seule"
        silent(page, seen.words, seen.requests, address)
        page.close()


def test_an_empty_instance_says_so(tmp_path: Path, strict: BrowserContext) -> None:
    with served(tmp_path / "instance", []) as address:
        page, _ = opened(strict, "about:blank")
        for view in VIEWS:
            page.goto(f"{address}/carte?vue={view}")
            expect(page.locator("main")).to_contain_text(re.compile("rien à dessiner|personne de connu"))
            assert page.locator("main a:visible").count() > 1, view
        page.close()


STATES = [
    "date=2021-04-15",
    "date=2021-04-15&depuis=2020-06-01",
    "choix=organisation/passerelle",
    "forme=rayons",
    "forme=arbre",
    "ouvert=rien",
    "masque=organisation",
    "mode=atelier",
    "lang=en",
    "de=organisation/passerelle&vers=organisation/atelier",
]


EVERY = [*VIEWS, "chemin&de=organisation/passerelle&vers=organisation/atelier"]


@pytest.mark.parametrize("view", EVERY)
def test_the_policy_refuses_nothing_in_any_state(strict: BrowserContext, town: str, view: str) -> None:
    """Every state of one view; of each other view some, so that each state is seen in several."""
    with urllib.request.urlopen(f"{town}/carte?vue={view}") as answer:
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
    rank = EVERY.index(view)
    for asked in STATES[rank % 3 :: 3] if rank else STATES:
        page, seen = alive(strict, town, f"vue={view}&{asked}")
        at_rest(page)
        page.emulate_media(media="print")
        silent(page, seen.words, seen.requests, town)
        page.close()
