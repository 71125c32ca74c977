// SPDX-License-Identifier: AGPL-3.0-or-later
// The keyboard of the map: arrows go where they point, other keys do what the help says.
import { byId } from "../../elements.js";

/** @type {Record<string, Point>} */
const WAYS = { ArrowRight: [1, 0], ArrowLeft: [-1, 0], ArrowDown: [0, 1], ArrowUp: [0, -1] };
// How much nearer what belongs together seems.
const KIN = 0.55;

/**
 * The node that an arrow leads to from another one: the nearest in that direction, relations of the tree before others.
 * @param {Iterable<MapNode>} nodes
 * @param {MapNode} here
 * @param {string} key
 */
export function towards(nodes, here, key) {
  const [dx, dy] = WAYS[key];
  const mates = new Set(here.parent?.children ?? []);
  const kin = new Set([here.parent, ...here.children, ...mates]);
  let best = null;
  let least = Infinity;
  for (const node of nodes) {
    if (node === here) continue;
    const [x, y] = [node.middle[0] - here.middle[0], node.middle[1] - here.middle[1]];
    const along = x * dx + y * dy;
    const aside = Math.abs(x * dy - y * dx);
    // One beside it in the same branch lies rather above or below than further out.
    if (along < 4 || aside > along * (mates.has(node) ? 1.2 : 2.2)) continue;
    const cost = (along + aside * 1.6) * (kin.has(node) ? KIN : 1);
    if (cost < least) [best, least] = [node, cost];
  }
  // Nothing that way: a child that lies aside is still further out.
  return (
    best ??
    here.children.find(
      (child) => (child.middle[0] - here.middle[0]) * dx + (child.middle[1] - here.middle[1]) * dy > 0,
    ) ??
    null
  );
}

export class Keys {
  /** @param {MindMap} map */
  constructor(map) {
    this.map = map;
    document.addEventListener("keydown", (event) => this.key(event), true);
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key } = event;
    const target = /** @type {HTMLElement} */ (event.target);
    if (event.ctrlKey || event.metaKey || event.altKey || target.closest("input, textarea, select, dialog[open]"))
      return;
    // Letters find by name in the outline; and whoever dictates may have turned single signs off.
    const sign = key.length === 1 && key !== " ";
    if (sign && (localStorage.getItem("touches") === "non" || (target.closest("[role=tree]") && /\p{L}/u.test(key))))
      return;
    if (key === "Escape" && document.querySelector(":popover-open")) return;
    const stop = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (key === " " && target.dataset.kind) {
      stop();
      target.click();
      return;
    }
    if (this.anywhere(key)) {
      stop();
      return;
    }
    if (!target.closest("#canvas, .map-drawing") && target !== document.body) return;
    if (this.onMap(key)) stop();
  }

  /** @param {string} key */
  anywhere(key) {
    const { map } = this;
    /** @type {Record<string, () => void>} */
    const acts = {
      "/": () => map.workshop.panel("search", true),
      p: () => map.workshop.panel("views"),
      l: () => map.workshop.panel("legend"),
      i: () => map.workshop.panel("index"),
      c: () => map.workshop.panel("compare"),
      m: () => map.press("[data-names]"),
      r: () => map.workshop.story(),
      n: () => map.press(".map-story a[rel=next]"),
      b: () => map.press(".map-story a[rel=prev]"),
      "?": () => map.help(),
      a: () => map.press("[data-workshop]"),
      f: () => map.workshop.screen(),
      q: () => map.workshop.code(),
      "[": () => map.press("#earlier[href]"),
      "]": () => map.press("#later[href]"),
      Escape: () => map.escape(),
    };
    if (!acts[key]) return false;
    acts[key]();
    return true;
  }

  /** @param {string} key */
  onMap(key) {
    const { map } = this;
    const chosen = map.nodes.get(map.chosen ?? "");
    if (WAYS[key]) {
      this.walk(key);
      return true;
    }
    /** @type {Record<string, () => unknown>} */
    const acts = {
      Home: () => map.step(map.view.centre),
      Enter: () => chosen && map.around(chosen.id),
      " ": () => chosen && map.turn(chosen.id),
      d: () => chosen && map.onCard("[data-from]"),
      v: () => chosen && map.onCard("[data-to]"),
      "+": () => map.stage.zoom?.(1.25),
      "-": () => map.stage.zoom?.(0.8),
      0: () => map.stage.zoom?.(0),
    };
    if (!acts[key]) return false;
    acts[key]();
    return true;
  }

  /** @param {string} key */
  walk(key) {
    const { map } = this;
    const here = map.nodes.get(map.chosen ?? "") ?? map.view.node(map.view.centre);
    const next = map.chosen ? towards(map.nodes.values(), here, key) : (towards(map.nodes.values(), here, key) ?? here);
    if (next) map.step(next.id);
  }
}
