# SPDX-License-Identifier: AGPL-3.0-or-later
"""Relations under the hand: a line says its name, a key names them all; the data of pyvis are drawn by vis-network."""

from __future__ import annotations

import re
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, expect

from tests.browser.chromium import NEEDED
from tests.browser.stage import alive, at_rest

pytestmark = [*NEEDED, pytest.mark.long]
# A point of the first branch that has a name and lies free, on the screen, and the sentences of that branch.
LINE = """() => {
  const holder = document.getElementById('canvas').getBoundingClientRect();
  const svg = document.querySelector('.map-drawing svg');
  const [left, top, width, height] = svg.getAttribute('viewBox').split(' ').map(Number);
  const data = JSON.parse(document.getElementById('map-data').textContent);
  const scale = Math.min(data.largest, holder.width / width, holder.height / height);
  const ids = [...svg.querySelectorAll('a.node')].map((link) => link.dataset.key ?? link.dataset.iri);
  for (const path of svg.querySelectorAll('path.branch')) {
    const [from, to] = [ids[path.dataset.s], ids[path.dataset.o]];
    const edge = data.edges.find((one) => one.from === from && one.to === to && one.role === 'branch');
    if (!edge?.label) continue;
    const { x, y } = path.getPointAtLength(path.getTotalLength() * 0.7);
    return { edge, x: holder.x + holder.width / 2 + (x - left - width / 2) * scale,
             y: holder.y + holder.height / 2 + (y - top - height / 2) * scale };
  }
}"""
PICTURE = "document.querySelector('#canvas canvas').toDataURL()"
# The data of the page, drawn by vis-network alone: how many nodes and edges, and the colours that are painted.
ALONE = """async () => {
  const { nodes, edges, options } = JSON.parse(document.getElementById('map-data').textContent);
  const holder = document.body.appendChild(document.createElement('div'));
  holder.style.cssText = 'position:fixed;inset:0;width:1800px;height:1000px';
  const net = new vis.Network(holder, { nodes, edges }, options);
  await new Promise((done) => net.once('afterDrawing', done));
  net.fit({ animation: false });
  net.redraw();
  const canvas = holder.querySelector('canvas');
  const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
  const seen = new Set();
  for (let at = 0; at < data.length; at += 4)
    if (data[at + 3] === 255) seen.add((data[at] << 16) + (data[at + 1] << 8) + data[at + 2]);
  const fills = nodes.map(({ color }) => color.background).filter((one) => one.startsWith('#'));
  const boxes = nodes.map(({ id }) => net.getBoundingBox(id));
  const found = {
    nodes: boxes.filter(({ right, left }) => right > left).length,
    edges: net.getConnectedEdges(nodes[0].id).length,
    missing: [...new Set(fills)].filter((one) => !seen.has(parseInt(one.slice(1), 16))),
  };
  net.destroy();
  holder.remove();
  return { ...found, all: nodes.length, held: edges.filter(({ from, to }) => [from, to].includes(nodes[0].id)).length };
}"""


def test_a_line_says_what_it_is_called_and_its_sentence_is_read(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=besoins")
    at_rest(page)
    found: dict[str, Any] = page.evaluate(LINE)
    plain = page.evaluate(PICTURE)
    page.mouse.move(found["x"], found["y"])
    page.wait_for_function(f"before => {PICTURE} !== before", arg=plain)
    expect(page.locator("#canvas")).to_have_class(re.compile(r"\bover\b"))
    page.mouse.click(found["x"], found["y"])
    expect(page.locator("#announcement")).to_have_text(found["edge"]["title"])
    page.mouse.move(2, 2)
    assert seen.words == []


def test_a_key_names_all_relations_and_the_address_says_so(desk: BrowserContext, touraine: str) -> None:
    page, seen = alive(desk, touraine, "vue=outils")
    assert page.locator(".map-drawing .said").count() == 0
    page.keyboard.press("m")
    page.wait_for_url("**noms=oui*")
    at_rest(page)
    assert page.locator(".map-drawing .said").count() > 20
    expect(page.locator("[data-names]")).to_have_text("Ne plus nommer les relations")
    page.keyboard.press("m")
    page.wait_for_url(lambda url: "noms" not in url)
    expect(page.locator(".map-drawing .said")).to_have_count(0)
    assert seen.words == []


@pytest.mark.parametrize("query", ["vue=reseaux&date=2021-04-15", "vue=outils&forme=rayons"])
def test_vis_network_draws_the_data_by_themselves(desk: BrowserContext, touraine: str, query: str) -> None:
    page, seen = alive(desk, touraine, query)
    at_rest(page)
    found: dict[str, Any] = page.evaluate(ALONE)
    assert found["nodes"] == found["all"]
    assert found["edges"] == found["held"] > 0
    assert found["missing"] == []
    assert seen.words == []
