# SPDX-License-Identifier: AGPL-3.0-or-later
"""The parts of scripts that only reckon, each asked of its own module: addresses, arrows, motion, places, words."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.chromium import NEEDED

pytestmark = NEEDED
# A view of three nodes as a page would hold it: the centre, a theme under it, and a leaf under that.
VIEW = """const node = (id, x, y, parent = null) => ({ id, x, y, parent, angle: 0, middle: [x, y], label: id,
  children: [], others: [], alpha: 1 });
const view = (...nodes) => ({ nodes: new Map(nodes.map((one) => [one.id, one])), lines: [], sectors: [], signs: [],
  node(id) { return this.nodes.get(id); } });"""


@pytest.fixture(scope="module")
def page(browser: Browser, town: str) -> Iterator[Page]:
    """A page of the site: modules are asked of its own server, under its own rules."""
    context = browser.new_context(locale="fr-FR")
    found = context.new_page()
    found.goto(f"{town}/a-propos")
    yield found
    context.close()


def asked(page: Page, module: str, body: str) -> Any:
    """What a function body returns; `m` is the module."""
    return page.evaluate(f"import('/static/{module}').then(async (m) => {{ {VIEW} {body} }})")


@pytest.mark.parametrize(
    ("values", "query"),
    [
        ("['a', 'b']", "?vue=reseaux&ouvert=a&ouvert=b"),
        ("''", "?vue=reseaux"),
        ("'é/&'", "?vue=reseaux&ouvert=%C3%A9%2F%26"),
    ],
    ids=["several", "none", "to be escaped"],
)
def test_a_parameter_of_an_address_is_replaced_whole(page: Page, values: str, query: str) -> None:
    body = f"return m.withParameter('/carte?vue=reseaux&ouvert=z', 'ouvert', {values}).search"
    assert asked(page, "map/scripts/address.js", body) == query


@pytest.mark.parametrize(
    ("link", "now", "merged"),
    [
        ("/carte?centre=a&ouvert=b", "/carte?centre=a&choix=c", "?centre=a&ouvert=b&choix=c"),
        ("/carte?centre=a&masque=need", "/carte?centre=a&ouvert=b", "?centre=a&masque=need&ouvert=b"),
        ("/carte?centre=z", "/carte?centre=a&ouvert=b&choix=c", "?centre=z"),
    ],
    ids=["what the link changes stays", "what was done since is kept", "elsewhere, nothing is"],
)
def test_a_link_keeps_what_was_done_since_its_page_was_made(page: Page, link: str, now: str, merged: str) -> None:
    urls = f"const [link, now] = ['{link}', '{now}'].map((one) => new URL(one, location.href));"
    body = f"{urls} return m.merged(link, new URL('/carte?centre=a', location.href), now).search"
    assert asked(page, "map/scripts/address.js", body) == merged


def test_the_piece_of_a_view_has_its_whole_query(page: Page) -> None:
    body = "return m.pieceOf(new URL('/carte?vue=outils&choix=a', location.href), '/carte/vue').href"
    assert asked(page, "map/scripts/address.js", body).endswith("/carte/vue?vue=outils&choix=a")


@pytest.mark.parametrize(
    ("key", "reached"),
    [("ArrowRight", "kin"), ("ArrowLeft", None), ("ArrowUp", "above"), ("ArrowDown", "kin")],
    ids=str,
)
def test_an_arrow_leads_to_what_lies_that_way_kin_first(page: Page, key: str, reached: str | None) -> None:
    body = f"""const here = node('here', 0, 0), kin = node('kin', 100, 10, here);
      here.children.push(kin);
      const all = [here, node('stranger', 80, 0), kin, node('above', 5, -60)];
      return m.towards(all, here, '{key}')?.id ?? null"""
    assert asked(page, "map/scripts/keys.js", body) == reached


def test_what_comes_leaves_its_parent_what_goes_fades_and_what_stays_moves(page: Page) -> None:
    body = """const old = view(node('stays', 0, 0), node('goes', 50, 50)), stays = node('stays', 100, 0);
      const motion = new m.Motion(old, view(stays, node('comes', 200, 0, stays)), [[0, 0, 1], [10, 20, 4]]);
      const seen = (time) => { const { scene, camera } = motion.at(time);
        return [Object.fromEntries(scene.nodes.map(({ id, x, alpha }) => [id, [x, alpha]])), camera]; };
      return [0, 0.5, 1].map(seen)"""
    begun, halfway, done = asked(page, "map/scripts/motion.js", body)
    assert begun == [{"stays": [0, 1], "goes": [50, 1], "comes": [0, 0]}, [0, 0, 1]]
    assert halfway == [{"stays": [50, 1], "goes": [50, 0], "comes": [100, 0.5]}, [5, 10, 2]]
    assert done == [{"stays": [100, 1], "goes": [50, 0], "comes": [200, 1]}, [10, 20, 4]]


@pytest.mark.parametrize(
    ("name", "chosen", "lit"),
    [("way", "z", True), ("branch", "a", True), ("branch", "z", False), ("cross", "a", True), ("cross", "z", False)],
    ids=["a way always", "a branch with both ends", "a branch without", "a relation it touches", "one it does not"],
)
def test_a_line_is_lit_with_what_is_chosen(page: Page, name: str, chosen: str, lit: bool) -> None:
    ends = "['a', 'b']" if chosen == "a" else "['a']"
    related = f"{{ id: '{chosen}', same: new Set(['{chosen}']), lit: new Set({ends}) }}"
    body = f"return m.litLine({{ name: '{name}', from: 'a', to: 'b' }}, {related})"
    assert asked(page, "map/scripts/model.js", body) is lit


def test_the_film_stops_at_the_last_date_and_when_somebody_does_something_else(page: Page) -> None:
    body = """const shown = [], select = { selectedIndex: 2 };
      const time = { select, show() {}, get last() { return select.selectedIndex >= 3; },
        async go(index) { shown.push(index); select.selectedIndex = index; return true; } };
      const film = new m.Film({ time });
      await film.start();
      select.selectedIndex = 0;
      time.go = async (index) => { shown.push(index); film.stop(); return true; };
      film.toggle();
      await null;
      return [shown, film.on]"""
    assert asked(page, "map/scripts/film.js", body) == [[3, 1], False]


@pytest.mark.parametrize(
    ("count", "said"), [(0, "rien"), (1, "1 nom"), (12, "12 noms")], ids=["none", "one", "several"]
)
def test_what_is_found_is_counted_in_the_words_of_the_page(page: Page, count: int, said: str) -> None:
    words = "{ none: 'rien', one: '1 nom', many: '{n} noms' }"
    assert asked(page, "suggest.js", f"return m.counted({count}, {words})") == said


def test_what_is_done_again_and_again_is_done_once_with_the_last(page: Page) -> None:
    body = """const done = [], act = m.debounce((one) => done.push(one), 1);
      act(1); act(2);
      await new Promise((later) => setTimeout(later, 20));
      return done"""
    assert asked(page, "suggest.js", body) == [2]


def test_names_of_the_map_are_found_from_their_beginning_on(page: Page) -> None:
    body = """const nodes = view(node('Le Club', 0, 0), node('École du Clos', 0, 0), node('Clé', 0, 0)).nodes;
      const places = new Map([...nodes].map(([id, node]) => [id, [node]]));
      const search = Object.assign(Object.create(m.Search.prototype), { map: { view: { places } } });
      const found = (text) => search.here(text).map((one) => one.id);
      return ['cl', 'ecole', 'rien'].map(found)"""
    assert asked(page, "map/scripts/search.js", body) == [["Clé", "Le Club", "École du Clos"], ["École du Clos"], []]


def test_the_nearest_commune_is_told_unless_it_is_too_far(page: Page) -> None:
    body = """const known = { codes: 'A B C D', latitudes: [47000, 100, 100, 100], longitudes: [500, 0, 0, 0] };
      const at = (...here) => m.nearest(here, known);
      return [m.degrees(known.latitudes), at(47.01, 0.5), at(47.21, 0.5), at(43, -30),
        Math.round(m.kilometres([47.394, 0.685], [48.857, 2.352]))]"""
    places, first, third, lost, away = asked(page, "referral/nearest.js", body)
    assert places == pytest.approx([47, 47.1, 47.2, 47.3])
    assert [first, third, lost] == ["A", "C", ""]
    assert 200 < away < 206


def test_an_element_that_is_missing_is_named(page: Page) -> None:
    body = "try { m.byId('nobody'); } catch (error) { return error.message; }"
    assert asked(page, "elements.js", body) == "Nothing here is #nobody."
    assert asked(page, "elements.js", "return m.made('p', { className: 'small' }, 'a', 'b').outerHTML") == (
        '<p class="small">ab</p>'
    )


def test_the_keys_that_decide_of_two_cards_obey_whoever_dictates(page: Page) -> None:
    body = """const button = document.body.appendChild(document.createElement('button')), pressed = [];
      button.dataset.key = 'm';
      button.addEventListener('click', () => pressed.push(localStorage.getItem('touches')));
      for (const kept of ['non', 'oui']) {
        localStorage.setItem('touches', kept);
        button.dispatchEvent(new KeyboardEvent('keydown', { key: 'm', bubbles: true }));
      }
      localStorage.clear();
      button.remove();
      return pressed;"""
    assert asked(page, "merging/script.js", body) == ["oui"]
