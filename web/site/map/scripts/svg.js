// SPDX-License-Identifier: AGPL-3.0-or-later
// The drawing of the page itself as a stage: shows what is chosen by classes alone, also for paper.
import { all } from "../../elements.js";
import { keyOf, litLine } from "./model.js";

export class SvgStage {
  /** @param {View} view */
  constructor(view) {
    this.view = view;
    this.badges = /** @type {SVGAElement[]} */ (all(view.svg, "a.more"));
  }

  /** @param {Related | null} related */
  show(related) {
    const lit = related?.lit ?? new Set();
    const { svg } = this.view;
    svg.classList.toggle("chosen", related !== null);
    for (const item of this.view.links) {
      item.classList.toggle("lit", lit.has(keyOf(item)));
      item.classList.toggle("choice", related?.same.has(keyOf(item)) ?? false);
    }
    for (const badge of this.badges) badge.classList.toggle("lit", lit.has(badge.dataset.more ?? ""));
    for (const line of this.view.lines)
      line.element.classList.toggle("lit", related !== null && litLine(line, related));
    for (const [index, name] of all(svg, "[data-from]").entries()) {
      const { from, to } = this.view.names[index];
      name.classList.toggle("lit", related !== null && (related.same.has(from) || related.same.has(to)));
    }
  }

  reveal() {}
}
