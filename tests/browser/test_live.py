# SPDX-License-Identifier: AGPL-3.0-or-later
"""Open pages follow what another process changes: a list, a map, a screen before a room; nobody loses a thing."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

from playwright.sync_api import Browser, Page, expect

from graph.settings import ROOT
from tests.browser.chromium import NEEDED, served
from tests.browser.stage import alive, spot
from tests.conftest import TESTS
from tests.instances import DAY, ID, PREFIXES, settings_in
from web.app.ecosystem import Ecosystem

pytestmark = NEEDED
BEE, WEFT = f"{ID}organisation/abeille", f"{ID}network/trame"
NEWCOMER = (
    PREFIXES
    + """<id/source/arrivals> a schema:Dataset ; skos:prefLabel "Arrivées"@fr ;
  dct:license <https://www.etalab.gouv.fr/licence-ouverte-open-licence> .
<id/organisation/abeille> a org:FormalOrganization ; skos:prefLabel "Abeille Numérique"@fr .
<id/membership/abeille-trame> a org:Membership ; skos:prefLabel "Abeille Numérique, membre de la Trame"@fr ;
  org:member <id/organisation/abeille> ; org:organization <id/network/trame> .
"""
)

AHEAD = """async () => {
  const { src } = document.querySelector('script[src*="current.js"]');
  const { Follower } = await import(src.replace("current.js", "follow.js"));
  let taken = 0;
  const follower = new Follower("/api/v1/changes", 1000, async () => Boolean(++taken));
  clearTimeout(follower.timer);
  for (let asked = 0; asked < 9; asked++) await follower.look();
  const before = taken;
  await follower.look();
  return [before, taken];
}"""


def _flask(instance: Path, *words: str) -> None:
    """A command in a process of its own, beside the server."""
    known = {"INSTANCE": str(instance), "TODAY": DAY.isoformat(), "PATH": os.environ["PATH"]}
    command = [sys.executable, "-m", "flask", "--app", "app", *words]
    subprocess.run(command, cwd=ROOT, env=known, check=True, capture_output=True)


def _list(page: Page, address: str) -> Page:
    """A directory on a narrow window, its filters unfolded, in which somebody is typing."""
    page.set_viewport_size({"width": 600, "height": 800})
    page.goto(f"{address}/annuaire/acteurs")
    page.locator("details.facets > summary").click()
    page.locator("#aq").press_sequentially("ateli")
    return page


def test_open_pages_follow_what_another_process_changes(browser: Browser, tmp_path: Path) -> None:
    file = tmp_path / "arrivals.ttl"
    file.write_text(NEWCOMER, encoding="utf-8")
    context = browser.new_context(viewport={"width": 1366, "height": 800}, locale="fr-FR", reduced_motion="reduce")
    with served(tmp_path / "instance", [TESTS / "ecosystem.ttl"]) as address:
        listed = _list(context.new_page(), address)
        room, said = alive(context, address, "vue=reseaux&mode=atelier")
        drawn, heard = alive(context, address, "vue=reseaux")
        drawn.mouse.click(*spot(drawn, WEFT))
        expect(drawn).to_have_url(re.compile("choix=network"))
        shown = drawn.url

        _flask(tmp_path / "instance", "load", str(file))
        expect(listed.locator("#told")).to_have_text(re.compile(r"^1\sfiche de plus$"))
        expect(listed.locator("li.fresh a")).to_have_text(["Abeille Numérique"])
        expect(listed.locator("#aq")).to_have_value("ateli")
        expect(listed.locator("#aq")).to_be_focused()
        expect(listed.locator("details.facets")).to_have_attribute("open", "")
        expect(drawn.locator(f'.map-drawing a.node.fresh[data-iri="{BEE}"]')).to_have_count(1)
        expect(drawn.locator("#announcement")).to_have_text(re.compile(r"^1\sfiche de plus$"))
        expect(drawn.locator(f'.map-drawing a.choice[data-iri="{WEFT}"]')).to_have_count(1)
        assert drawn.url == shown
        expect(room.locator("#added")).to_have_text(re.compile(r"^1\sajout depuis le début de la séance$"))
        expect(room.locator("#added")).to_be_visible()

        with Ecosystem(settings_in(tmp_path / "instance"), data=()).replayed() as command:
            command.repository.undo(2, "essais")
        expect(listed.locator("#told")).to_have_text(re.compile(r"^1\sfiche de moins$"))
        expect(listed.get_by_role("link", name="Abeille Numérique")).to_have_count(0)
        expect(drawn.locator(f'[data-iri="{BEE}"]')).to_have_count(0)
        expect(room.locator("#added")).to_be_hidden()
        assert [*said.words, *heard.words] == []
        # Of two servers one may number its states otherwise: whoever goes from one to the other is not read again.
        assert listed.evaluate(AHEAD) == [0, 1]
        context.close()
