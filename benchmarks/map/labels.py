# SPDX-License-Identifier: AGPL-3.0-or-later
"""Labels as a page really draws them: where each stands on the screen, how large it is, which ones overlap.

On a canvas every call that paints text is noted with the turn and the place that it has at that moment; in a drawing
they are the boxes of its texts; in an outline, the rectangles of its lines. Lines of one label are kept together. Two
labels overlap when they share more than half a pixel in every direction.
"""

from __future__ import annotations

import itertools
import math
from collections import Counter
from dataclasses import dataclass
from typing import Any

from playwright.sync_api import Page

Quad = tuple[tuple[float, float], ...]
SHARED = 0.5  # pixels
# Notes what each canvas painted since it was last cleared.
RECORDER = """(() => {
  const painted = window.painted = new Map();
  const { clearRect, fillText } = CanvasRenderingContext2D.prototype;
  CanvasRenderingContext2D.prototype.clearRect = function (...area) {
    painted.set(this.canvas, []);
    return clearRect.apply(this, area);
  };
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
    const told = this.measureText(text), turn = this.getTransform();
    const [left, right] = [x - told.actualBoundingBoxLeft, x + told.actualBoundingBoxRight];
    const [top, bottom] = [y - told.actualBoundingBoxAscent, y + told.actualBoundingBoxDescent];
    const corners = [[left, top], [right, top], [right, bottom], [left, bottom]];
    if (text.trim()) painted.get(this.canvas)?.push({
      text, key: [turn.a, turn.b, turn.c, turn.d, turn.e, turn.f].map((it) => it.toFixed(2)).join(),
      size: parseFloat(this.font.match(/([\\d.]+)px/)[1]) * Math.hypot(turn.a, turn.b),
      corners: corners.map(([px, py]) => [turn.a * px + turn.c * py + turn.e, turn.b * px + turn.d * py + turn.f]),
    });
    return fillText.call(this, text, x, y, ...more);
  };
})();"""
CANVAS = """() => [...painted].filter(([canvas]) => canvas.isConnected && canvas.checkVisibility())
  .flatMap(([canvas, texts]) => {
    const box = canvas.getBoundingClientRect(), scale = box.width / canvas.width;
    return texts.map((it) => ({ ...it, size: it.size * scale,
      corners: it.corners.map(([x, y]) => [box.x + x * scale, box.y + y * scale]) }));
  })"""
SVG = """() => [...document.querySelectorAll(".map-drawing svg text")]
  .filter((it) => it.checkVisibility()).map((it, rank) => {
    const { x, y, width, height } = it.getBBox(), m = it.getScreenCTM();
    return { text: it.textContent, key: `svg ${rank}`,
      size: parseFloat(getComputedStyle(it).fontSize) * Math.hypot(m.a, m.b),
      corners: [[x, y], [x + width, y], [x + width, y + height], [x, y + height]]
        .map(([px, py]) => [m.a * px + m.c * py + m.e, m.b * px + m.d * py + m.f]) };
  })"""
TREE = """() => {
  const tree = document.querySelector("#outline [role=tree], #outline");
  const walker = document.createTreeWalker(tree, NodeFilter.SHOW_TEXT);
  // What a folded branch cuts off is not shown.
  const cut = (item) => {
    let { left, right, top, bottom } = { left: -1e6, right: 1e6, top: -1e6, bottom: 1e6 };
    for (let above = item; above && above !== document.body; above = above.parentElement) {
      if (getComputedStyle(above).overflowY === "visible") continue;
      const box = above.getBoundingClientRect();
      [left, right] = [Math.max(left, box.left), Math.min(right, box.right)];
      [top, bottom] = [Math.max(top, box.top), Math.min(bottom, box.bottom)];
    }
    return ([x, y]) => x >= left && x <= right && y >= top && y <= bottom;
  };
  const found = [];
  const items = [...document.querySelectorAll("#outline [data-iri]")];
  while (walker.nextNode()) {
    const owner = walker.currentNode.parentElement.closest("[data-iri]"), range = document.createRange();
    range.selectNodeContents(walker.currentNode);
    if (!owner || !walker.currentNode.data.trim() || walker.currentNode.parentElement.closest(".vh")) continue;
    const { parentElement } = walker.currentNode, seen = cut(parentElement);
    if (!parentElement.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
    for (const { left, right, top, bottom } of range.getClientRects()) if (right - left > 1
      && seen([(left + right) / 2, (top + bottom) / 2])) found.push({
      text: walker.currentNode.data.trim(), key: `item ${items.indexOf(owner)}`,
      size: parseFloat(getComputedStyle(walker.currentNode.parentElement).fontSize),
      corners: [[left, top], [right, top], [right, bottom], [left, bottom]] });
  }
  return found;
}"""


@dataclass(frozen=True)
class DrawnLabel:
    """One label on the screen: its lines as quadrilaterals, and the size of its text, all in CSS pixels."""

    text: str
    size: float
    lines: tuple[Quad, ...]


@dataclass(frozen=True)
class Labels:
    """All labels that a page shows."""

    shown: tuple[DrawnLabel, ...]

    @property
    def pairs(self) -> list[tuple[str, str]]:
        """Every two labels that overlap."""
        return [(one.text, two.text) for one, two in itertools.combinations(self.shown, 2) if _cross(one, two)]

    @property
    def smallest(self) -> float:
        """Size of the smallest text in pixels; 0 where there is none."""
        return min((label.size for label in self.shown), default=0.0)

    @property
    def share(self) -> float:
        """Part of the labels that overlap another one."""
        touched = {id(one) for one in self.shown for two in self.shown if one is not two and _cross(one, two)}
        return len(touched) / max(1, len(self.shown))


def labels(page: Page, reading: str) -> Labels:
    """What a page shows: `reading` is CANVAS (with RECORDER in the page from its start), SVG or TREE."""
    return Labels(tuple(_grouped(page.evaluate(reading))))


def _grouped(texts: list[dict[str, Any]]) -> list[DrawnLabel]:
    """Texts in the order in which they were painted; those that follow each other at one place are one label."""
    counted = Counter(text["key"] for text in texts)
    # Painted straight on the ground, texts have nothing in common but the view.
    ground = {key for key, times in counted.items() if times > 8 and "," in key}
    found: list[DrawnLabel] = []
    last = ""
    for text in texts:
        line = tuple((x, y) for x, y in text["corners"])
        if text["key"] == last and (last not in ground or _follows(found[-1], text["size"], line)):
            before = found.pop()
            found.append(
                DrawnLabel(f"{before.text} {text['text']}", min(before.size, text["size"]), (*before.lines, line))
            )
        else:
            found.append(DrawnLabel(text["text"], text["size"], (line,)))
        last = text["key"]
    return found


def _follows(before: DrawnLabel, size: float, line: Quad) -> bool:
    """Whether a line painted on the ground stands right under the last one of a label, as its continuation."""
    last = before.lines[-1]
    apart = abs(sum(x for x, _ in line) - sum(x for x, _ in last)) / 4
    return abs(before.size - size) < 0.01 and apart < 1 and 0 < line[3][1] - last[3][1] < 1.6 * size


def _cross(one: DrawnLabel, two: DrawnLabel) -> bool:
    return any(overlap(a, b) for a in one.lines for b in two.lines)


def overlap(one: Quad, two: Quad) -> bool:
    """Whether two turned rectangles share more than half a pixel along each of their sides (separating axes)."""
    for quad in (one, two):
        for (ax, ay), (bx, by) in ((quad[0], quad[1]), (quad[1], quad[2])):
            length = math.hypot(bx - ax, by - ay) or 1.0
            ux, uy = (bx - ax) / length, (by - ay) / length
            first = [x * ux + y * uy for x, y in one]
            second = [x * ux + y * uy for x, y in two]
            if min(max(first), max(second)) - max(min(first), min(second)) <= SHARED:
                return False
    return True
