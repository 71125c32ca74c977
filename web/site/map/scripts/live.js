// SPDX-License-Identifier: AGPL-3.0-or-later
// The map grows while it is open: what others add comes from where its branch is; who looks at it loses nothing.
import { all, announce, byId, first } from "../../elements.js";
import { moreOrLess, refuseEarlier } from "../../difference.js";
import { Sitting } from "./sitting.js";
import { isOpen, lineOf, turn } from "./tree/item.js";

const FRESH = "fresh";

export class Live {
  /** @param {MindMap} map */
  constructor(map) {
    this.map = map;
    this.sitting = new Sitting(map);
    this.held = false;
    for (const name of ["pointerdown", "pointerup", "pointercancel"])
      document.addEventListener(name, () => (this.held = name === "pointerdown"), true);
  }

  // Something is on its way, is held or is being typed: what changed is told again a little later.
  get busy() {
    const { loader, film, canvas } = this.map;
    const typing = document.activeElement?.matches("#map :is(input[type=search], select)");
    const moving = canvas?.holder.dataset.moving !== undefined;
    return this.held || moving || film?.on || loader.asked !== null || typing;
  }

  /** @param {import("../../difference.js").Changes} changes */
  async take(changes) {
    if (this.busy) return false;
    const { view } = this.map;
    const piece = await this.map.again();
    if (this.busy || this.map.view !== view) return false;
    if (!piece) throw new Error("no piece");
    refuseEarlier(first(piece, "#map"), changes);
    const things = new Set([changes.added, changes.changed].flat().flatMap(thingsOf));
    const count = this.sitting.count(changes);
    if (this.isOther(piece, changes)) this.grow(piece, changes.reset ? null : things);
    announce(moreOrLess(count, this.map.root.dataset) || (this.map.root.dataset.changed ?? ""));
    return true;
  }

  /**
   * Whether the view would be another one: a date of before, or another part of the graph, may know of nothing.
   * @param {Document} piece
   * @param {import("../../difference.js").Changes} changes
   */
  isOther(piece, changes) {
    const drawn = [...changes.changed, ...changes.gone].some(({ iri }) => this.map.view.places.has(iri));
    return changes.reset || drawn || first(piece, "#map-data").textContent !== byId("map-data").textContent;
  }

  /**
   * @param {Document} piece
   * @param {Set<string> | null} things
   */
  grow(piece, things) {
    const { map } = this;
    const before = map.view;
    const kept = this.keep();
    const mark = (/** @type {View} */ view) => {
      const fresh = [...view.nodes.values()].filter(
        (node) => !before.nodes.has(node.id) && (things === null || things.has(node.iri)),
      );
      const old = [...view.nodes.values()].filter((node) => before.nodes.get(node.id)?.fresh);
      for (const node of fresh.length ? fresh : old) {
        node.fresh = true;
        map.tree.items.get(node.id)?.classList.add(FRESH);
      }
      for (const link of view.links) link.classList.toggle(FRESH, view.nodes.get(keyed(link))?.fresh ?? false);
    };
    map.replace(piece, mark);
    kept();
  }

  // What is open, typed, scrolled to and under the keyboard, to be put back in what takes the place of it.
  keep() {
    const { map } = this;
    const { open } = map.root.dataset;
    const focused = focusedIn(map.root);
    const folds = new Map(all(map.root, "details").map((fold) => [nameOf(fold), fold.hasAttribute("open")]));
    const branches = new Map([...map.tree.items].map(([key, item]) => [key, isOpen(item)]));
    const drawn = map.tree.element.classList.contains("drawn-out");
    const typed = map.search?.input.value ?? "";
    const places = () => [byId("side"), map.tree.element, map.tree.list];
    const tops = places().map((one) => one.scrollTop);
    return () => {
      if (open) map.root.dataset.open = open;
      for (const fold of all(map.root, "details")) fold.toggleAttribute("open", folds.get(nameOf(fold)) ?? false);
      for (const [key, item] of map.tree.items) {
        const was = branches.get(key);
        if (was !== undefined && was !== isOpen(item)) turn(item, was);
      }
      if (drawn) map.tree.drawer(true);
      if (map.search) map.search.input.value = typed;
      places().forEach((one, rank) => (one.scrollTop = tops[rank]));
      focused();
    };
  }
}

/** @param {import("../../difference.js").ChangedCard} card */
const thingsOf = ({ iri, links }) => [iri, ...links.map(({ o }) => o.iri)];
/** @param {SVGAElement} link */
const keyed = ({ dataset }) => dataset.key ?? dataset.iri ?? "";
/** @param {Element} fold */
const nameOf = (fold) => fold.id || (fold.querySelector("summary")?.textContent ?? "").replace(/\d+/g, "");

/**
 * Where the keyboard is, to be found again: a line of the outline, a name, or where it leads.
 * @param {HTMLElement} root
 */
function focusedIn(root) {
  const focused = document.activeElement;
  if (!(focused instanceof HTMLElement || focused instanceof SVGElement) || !root.contains(focused)) return () => {};
  const item = focused.closest("li[data-iri]");
  const { key, iri } = item instanceof HTMLElement ? item.dataset : { key: undefined, iri: undefined };
  const line = iri && `#outline li[${key ? "data-key" : "data-iri"}="${CSS.escape(key ?? iri)}"]`;
  const href = focused.getAttribute("href");
  const named = focused.id ? `#${CSS.escape(focused.id)}` : href && `#map a[href="${CSS.escape(href)}"]`;
  return () => {
    if (document.activeElement === focused) return;
    const again = line && root.querySelector(line);
    const found = again ? lineOf(/** @type {HTMLElement} */ (again)) : named ? root.querySelector(named) : null;
    if (found instanceof HTMLElement || found instanceof SVGElement) found.focus({ preventScroll: true });
  };
}
