// SPDX-License-Identifier: AGPL-3.0-or-later
// The outline of a map as a tree for the keyboard and for screen readers; on a telephone, it is the map itself.
import { all, announce, around, byId, first } from "../../../elements.js";
import { keyOf } from "../model.js";
import { above, below, isOpen, labelOf, lineOf, narrow, rename, turn, upgrade } from "./item.js";
import { TreeKeys } from "./keys.js";
import { TreePointer } from "./pointer.js";

const CLOSED = "rien";

export class Tree {
  /** @type {HTMLElement | null} */
  current = null;
  /** @type {AbortController} */
  ended;
  settled = false;

  /**
   * @param {HTMLElement} element
   * @param {MindMap} map
   */
  constructor(element, map) {
    this.element = element;
    this.map = map;
    this.list = first(element, ".o-tree");
    this.sheet = first(element, ".o-sheet");
    this.items = new Map(all(this.list, "li[data-iri]").map((item) => [keyOf(item), item]));
    /** @type {string[]} */
    this.trail = [];
    this.keys = new TreeKeys(this);
    this.pointer = new TreePointer(this);
    /** @type {string | null} */
    this.shown = null;
    for (const item of all(this.list, "li")) upgrade(item);
    this.list.setAttribute("role", "tree");
    this.list.setAttribute("aria-labelledby", "outline-title");
    this.list.setAttribute("aria-describedby", "outline-hint");
    this.rove(/** @type {HTMLElement | null} */ (this.list.firstElementChild));
    element.classList.add("alive");
    if (narrow.matches) this.takeCard();
    this.listen();
    requestAnimationFrame(() => element.classList.add("animated"));
  }

  listen() {
    this.ended = new AbortController();
    const { signal } = this.ended;
    this.list.addEventListener("keydown", (event) => this.keys.key(event), { signal });
    this.list.addEventListener("focusin", (event) => this.rove(around(event, "li")), { signal });
    this.list.addEventListener("click", (event) => this.pointer.click(event), { signal });
    this.list.addEventListener("dblclick", (event) => this.pointer.twice(event), { signal });
    first(this.sheet, "button").addEventListener("click", () => this.map.choose(null), { signal });
    const drawer = first(this.element, ".o-open");
    drawer.setAttribute("role", "button");
    drawer.setAttribute("aria-expanded", "false");
    drawer.addEventListener(
      "click",
      (event) => {
        event.preventDefault();
        this.drawer(!this.element.classList.contains("drawn-out"));
      },
      { signal },
    );
    drawer.addEventListener(
      "keydown",
      (event) => {
        if (event.key === " ") {
          event.preventDefault();
          drawer.click();
        }
      },
      { signal },
    );
  }

  /** @param {boolean} open */
  drawer(open) {
    this.element.classList.toggle("drawn-out", open);
    first(this.element, ".o-open").setAttribute("aria-expanded", String(open));
    if (open && this.current) lineOf(this.current).focus();
  }

  /**
   * One stop for the Tab key: the current item, then its other relations if they are shown.
   * @param {HTMLElement | null} item
   */
  rove(item) {
    if (!item || item === this.current) return;
    this.reach(-1);
    this.current = item;
    this.reach(0);
  }

  /** @param {number} index */
  reach(index) {
    if (!this.current) return;
    const line = lineOf(this.current);
    line.tabIndex = index;
    for (const link of all(line, ".o-also a, .o-card")) link.tabIndex = index;
  }

  visible() {
    return all(this.list, "li").filter((item) => !item.parentElement?.closest("li.closed"));
  }

  /** @param {HTMLElement | null | undefined} item */
  put(item) {
    if (!item) return;
    lineOf(item).focus({ preventScroll: true });
    this.see(item);
  }

  /** @param {HTMLElement} item */
  see(item) {
    const smooth = !matchMedia("(prefers-reduced-motion: reduce)").matches;
    const behavior = smooth ? "smooth" : "auto";
    const links = /** @type {HTMLElement | null} */ (lineOf(item).querySelector(".o-also"));
    if (links?.offsetHeight && !smooth) links.scrollIntoView({ block: "nearest", behavior });
    first(item, ".o-row").scrollIntoView({ block: "nearest", behavior });
  }

  /**
   * What is here opens here; what the server kept back is asked of it.
   * @param {HTMLElement} item
   */
  open(item) {
    const kept = Number(item.dataset.hidden ?? 0);
    if (below(item) && !(narrow.matches && kept)) {
      turn(item, true);
      this.remember();
      return;
    }
    this.more(item);
  }

  /** @param {HTMLElement} item */
  close(item) {
    for (const one of [item, ...all(item, "li")]) if (isOpen(one)) turn(one, false);
    if (item.contains(document.activeElement) && document.activeElement !== lineOf(item)) this.put(item);
    this.remember();
  }

  /** @param {HTMLElement} item */
  async more(item) {
    this.put(item);
    const { map, list } = this;
    const iri = keyOf(item);
    const { more = "" } = list.dataset;
    const said = more.replace("{n}", item.dataset.hidden ?? "").replace("{label}", () => labelOf(item));
    if (await map.go(narrow.matches ? this.address([...this.opened(), iri]) : map.opened(iri))) announce(said);
  }

  opened() {
    return [...this.items.values()]
      .filter((item) => item !== this.list.firstElementChild && isOpen(item))
      .map(keyOf);
  }

  /** @param {string[]} opened */
  address(opened) {
    const url = new URL(location.href);
    url.searchParams.delete("ouvert");
    for (const iri of opened) url.searchParams.append("ouvert", this.map.data.refs[iri] ?? iri);
    if (!opened.length) url.searchParams.append("ouvert", CLOSED);
    return url;
  }

  // On a telephone the branches that are open are part of the view, so of its address.
  remember() {
    if (narrow.matches) this.map.replaceAddress(this.address(this.opened()));
  }

  /** @param {HTMLElement} item */
  choose(item) {
    if (item.matches(".o-rest")) {
      first(item, "a").click();
      return;
    }
    this.map.choose(keyOf(item));
  }

  /** @param {HTMLElement} item */
  enter(item) {
    this.choose(item);
    if (!item.matches(".o-rest")) this.card().focus();
  }

  card() {
    const card = byId("card");
    if (narrow.matches) return this.sheet;
    card.tabIndex = -1;
    return card;
  }

  /**
   * Along a cross-link, with the way back kept.
   * @param {HTMLAnchorElement} link
   * @param {HTMLElement} item
   */
  follow(link, item) {
    const goal = this.items.get(link.dataset.to ?? "");
    if (!goal) {
      location.assign(link.href);
      return;
    }
    this.trail.push(keyOf(item));
    this.focus(keyOf(goal));
    this.map.choose(keyOf(goal), { quiet: true });
    announce((this.list.dataset.followed ?? "").replace("{text}", () => link.title));
  }

  back() {
    const iri = this.trail.pop();
    if (!iri) return;
    this.focus(iri);
    this.map.choose(iri, { quiet: true });
    const item = this.items.get(iri);
    if (item) announce((this.list.dataset.back ?? "").replace("{label}", () => labelOf(item)));
  }

  /** @param {string} iri */
  focus(iri) {
    const item = this.items.get(iri);
    if (!item) return;
    for (let up = above(item); up; up = above(up)) if (!isOpen(up)) turn(up, true);
    this.remember();
    this.put(item);
  }

  /**
   * What is chosen.
   * @param {Related | null} related
   */
  show(related) {
    const linked = new Set(related ? this.map.nodes.get(related.id ?? "")?.others.map((other) => other.id) : []);
    for (const [iri, item] of this.items) {
      lineOf(item).setAttribute("aria-selected", String(iri === related?.id));
      rename(item);
      item.classList.toggle("o-linked", linked.has(iri));
    }
    // What is chosen may not be drawn: its card says so.
    const chosen = related?.id ?? this.map.chosen;
    const fresh = this.settled && this.shown !== chosen;
    this.shown = chosen;
    this.settled = true;
    if (narrow.matches) this.showSheet(fresh);
  }

  // The card of a telephone: a sheet at the foot of the window, which leaves the map in reach.
  takeCard() {
    const card = byId("card");
    card.removeAttribute("aria-live");
    this.sheet.append(card);
  }

  /** @param {boolean} fresh */
  showSheet(fresh) {
    const inside = this.sheet.contains(document.activeElement);
    this.sheet.hidden = this.shown === null;
    const item = this.items.get(this.shown ?? "");
    if (item && fresh) {
      // Its name at once; the rest comes when the server has answered.
      const title = document.createElement("h2");
      title.textContent = labelOf(item);
      byId("card").replaceChildren(title);
      this.see(item);
    } else if (!item && inside) this.put(this.current);
  }

  leave() {
    this.ended.abort();
    this.keys.leave();
  }
}
