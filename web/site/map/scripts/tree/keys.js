// SPDX-License-Identifier: AGPL-3.0-or-later
// The keyboard of the outline, as trees have it: arrows, Home and End, and the first letters of a name.
import { around, withKeys } from "../../../elements.js";
import { fold } from "../folding.js";
import { above, below, iriOf, isOpen, lineOf, siblingsOf, turn } from "./item.js";

// How long what is typed still counts as one word.
const PAUSE = 700;

export class TreeKeys {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  pause;

  /** @param {import("./tree.js").Tree} tree */
  constructor(tree) {
    this.tree = tree;
    this.typed = "";
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    if (withKeys(event)) return;
    const item = around(event, "li");
    if (!item) return;
    // A link inside an item keeps its own Enter.
    if (event.target !== lineOf(item) && (event.key === "Enter" || event.key === " ")) return;
    /** @type {Record<string, () => unknown>} */
    const keys = {
      ArrowDown: () => this.step(item, 1),
      ArrowUp: () => this.step(item, -1),
      ArrowRight: () => this.inwards(item),
      ArrowLeft: () => this.outwards(item),
      Home: () => this.tree.put(this.tree.visible()[0]),
      End: () => this.tree.put(this.tree.visible().at(-1)),
      Enter: () => (event.shiftKey ? this.tree.map.around(iriOf(item)) : this.tree.enter(item)),
      " ": () => this.tree.choose(item),
      "*": () => this.openAll(item),
      Backspace: () => this.tree.back(),
    };
    const found =
      keys[event.key] ?? (event.key.length === 1 && event.key !== "/" ? () => this.type(event.key, item) : null);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found();
  }

  /**
   * @param {HTMLElement} item
   * @param {number} by
   */
  step(item, by) {
    const all = this.tree.visible();
    this.tree.put(all[all.indexOf(item) + by]);
  }

  /** @param {HTMLElement} item */
  inwards(item) {
    if (!lineOf(item).hasAttribute("aria-expanded")) return;
    if (isOpen(item)) this.tree.put(/** @type {HTMLElement | undefined} */ (below(item)?.firstElementChild));
    else this.tree.open(item);
  }

  /** @param {HTMLElement} item */
  outwards(item) {
    if (isOpen(item) && item !== this.tree.list.firstElementChild) this.tree.close(item);
    else this.tree.put(above(item));
  }

  /** @param {HTMLElement} item */
  openAll(item) {
    for (const one of siblingsOf(item)) if (one.matches(".closed") && below(one)) turn(one, true);
    this.tree.remember();
  }

  /**
   * @param {string} sign
   * @param {HTMLElement} item
   */
  type(sign, item) {
    clearTimeout(this.pause);
    this.pause = setTimeout(() => {
      this.typed = "";
    }, PAUSE);
    this.typed += fold(sign) || " ";
    // The same letter again goes from one to the next.
    const again = new Set(this.typed).size === 1;
    const sought = again ? this.typed[0] : this.typed;
    const all = this.tree.visible();
    const from = all.indexOf(item) + (again || this.typed.length === 1 ? 1 : 0);
    const ring = [...all.slice(from), ...all.slice(0, from)];
    this.tree.put(ring.find((one) => fold(one.querySelector(".o-word")?.textContent ?? "").startsWith(sought)));
  }

  leave() {
    clearTimeout(this.pause);
  }
}
