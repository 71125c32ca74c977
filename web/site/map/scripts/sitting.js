// SPDX-License-Identifier: AGPL-3.0-or-later
// What a room added since its workshop began, told on its screen: kept by this window until it leaves that mode.
import { byId } from "../../elements.js";

const KEPT = "ajouts";

export class Sitting {
  /** @param {MindMap} map */
  constructor(map) {
    this.map = map;
    this.show();
  }

  /** @returns {string[]} */
  get added() {
    try {
      return JSON.parse(sessionStorage.getItem(KEPT) ?? "[]");
    } catch {
      return [];
    }
  }

  /**
   * How many cards came, fewer those that went; in a workshop, they add up.
   * @param {import("../../difference.js").Changes} changes
   */
  count({ added, gone }) {
    const kinds = new Set((this.map.root.dataset.kinds ?? "").split(" "));
    const shown = [added, gone].map((cards) => cards.filter(({ kind }) => kinds.has(kind)));
    const [more, fewer] = shown.map((cards) => cards.map(({ iri }) => iri));
    const now = new Set([...this.added, ...more]);
    for (const iri of fewer) now.delete(iri);
    this.keep(this.map.workshop.on ? [...now] : []);
    this.show();
    return more.length - fewer.length;
  }

  /** @param {string[]} iris */
  keep(iris) {
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(iris));
    } catch {
      // Some browsers keep nothing: the map goes on growing, without the counter.
    }
  }

  show() {
    const said = byId("added");
    const { length } = this.added;
    const { one = "", many = "" } = said.dataset;
    said.textContent = (length === 1 ? one : many).replace("{n}", String(length));
    said.hidden = !this.map.workshop.on || !length;
  }
}
