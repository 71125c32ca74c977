// SPDX-License-Identifier: AGPL-3.0-or-later
// The drawing of the page itself as a stage: shows what is chosen by classes alone.
export class SvgStage {
  constructor(svg) {
    this.svg = svg;
    this.items = [...svg.querySelectorAll("a.node")];
    this.badges = [...svg.querySelectorAll("a.more")];
    this.lines = [...svg.querySelectorAll("path[data-s]")];
  }

  show(related) {
    const lit = related?.lit ?? new Set();
    this.svg.classList.toggle("chosen", related !== null);
    for (const item of this.items) {
      item.classList.toggle("lit", lit.has(item.dataset.iri));
      item.classList.toggle("choice", item.dataset.iri === related?.id);
    }
    for (const badge of this.badges) badge.classList.toggle("lit", lit.has(badge.dataset.more));
    for (const line of this.lines) {
      const ends = [this.items[line.dataset.s], this.items[line.dataset.o]].map((item) => item.dataset.iri);
      const touches = ends.includes(related?.id);
      line.classList.toggle("lit", line.classList.contains("cross") ? touches : ends.every((end) => lit.has(end)));
    }
  }

  reveal(id) {
    const item = this.items.find((found) => found.dataset.iri === id);
    const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    item?.scrollIntoView({ block: "nearest", behavior: smooth ? "smooth" : "auto" });
  }
}
