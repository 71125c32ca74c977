// SPDX-License-Identifier: AGPL-3.0-or-later
// The outline of a map as a tree for the keyboard and for screen readers; on a telephone, it is the map itself.
import { all, around, byId, first, withKeys } from "../../elements.js";
import { fold } from "./folding.js";

const narrow = matchMedia("(max-width: 700px)");
const CLOSED = "rien";
// How long what is typed still counts as one word.
const PAUSE = 700;
/**
 * @param {Element} item
 * @returns {HTMLElement | null}
 */
const above = (item) => item.parentElement?.closest("li") ?? null;
/**
 * What an item shows, apart from what hangs under it: it has the focus, and tells its place and its state.
 * @param {Element} item
 */
const lineOf = (item) => first(item, ":scope > .o-entry");
/**
 * @param {Element} item
 * @returns {HTMLElement | null}
 */
const below = (item) => item.querySelector(":scope > .o-fold > ul");
/** @param {Element} item */
const siblingsOf = (item) => /** @type {HTMLElement[]} */ ([...(item.parentElement?.children ?? [])]);

/** @param {HTMLElement} item */
const iriOf = (item) => item.dataset.iri ?? "";

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
    this.items = new Map(all(this.list, "li[data-iri]").map((item) => [iriOf(item), item]));
    /** @type {string[]} */
    this.trail = [];
    this.typed = "";
    /** @type {string | null} */
    this.shown = null;
    for (const item of all(this.list, "li")) this.upgrade(item);
    this.list.setAttribute("role", "tree");
    this.list.setAttribute("aria-labelledby", "outline-title");
    this.list.setAttribute("aria-describedby", "outline-hint");
    this.rove(/** @type {HTMLElement | null} */ (this.list.firstElementChild));
    element.classList.add("alive");
    if (narrow.matches) this.takeCard();
    this.listen();
    requestAnimationFrame(() => element.classList.add("animated"));
  }

  /**
   * Roles come with the script: without it, lists of links are lists of links.
   * @param {HTMLElement} item
   */
  upgrade(item) {
    const group = below(item);
    const siblings = siblingsOf(item);
    const line = lineOf(item);
    const row = first(line, ".o-row");
    const kept = Number(above(item)?.dataset.hidden ?? 0);
    const more = siblings.at(-1)?.matches(".o-rest") ? 1 : 0;
    const states = {
      id: `${item.id}-entry`,
      role: "treeitem",
      tabindex: -1,
      "aria-selected": false,
      "aria-level": this.depth(item),
      "aria-posinset": siblings.indexOf(item) + 1,
      "aria-setsize": siblings.length + Math.max(0, kept - more),
    };
    for (const [key, value] of Object.entries(states)) line.setAttribute(key, String(value));
    for (const inner of all(row, "a")) inner.tabIndex = -1;
    row.querySelector(".o-toggle")?.setAttribute("aria-hidden", "true");
    item.setAttribute("role", "none");
    group?.setAttribute("role", "group");
    this.name(item);
    if (item === this.list.firstElementChild || !this.folds(item)) {
      item.classList.remove("closed");
      if (group) line.setAttribute("aria-expanded", "true");
      return;
    }
    if (narrow.matches) row.append(/** @type {HTMLTemplateElement} */ (byId("outline-card")).content.cloneNode(true));
    this.turn(item, group !== null && !(narrow.matches && item.classList.contains("closed")));
  }

  /**
   * Its name is what is read on its line, in that order, then its kind: who speaks to the page says what is written.
   * @param {HTMLElement} item
   */
  name(item) {
    const line = lineOf(item);
    const chosen = line.getAttribute("aria-selected") === "true";
    /** @param {string} name */
    const part = (name) => {
      const one = line.querySelector(`.o-${name}`);
      return one && (one.id ||= `${item.id}-${name}`);
    };
    const links = part("also");
    const shown = [
      part("word") || part("name"),
      part("mark"),
      this.isOpen(item) || part("count"),
      chosen && links,
      part("kind"),
    ];
    line.setAttribute("aria-labelledby", shown.filter((id) => typeof id === "string" && id).join(" "));
    if (links && !chosen) line.setAttribute("aria-describedby", links);
    else line.removeAttribute("aria-describedby");
  }

  /** @param {HTMLElement} item */
  depth(item) {
    const owner = above(item);
    return owner ? Number(lineOf(owner).getAttribute("aria-level")) + 1 : 1;
  }

  /** @param {HTMLElement} item */
  folds(item) {
    return below(item) !== null || (Number(item.dataset.hidden) > 0 && !item.matches(".o-rest"));
  }

  /** @param {HTMLElement} item */
  isOpen(item) {
    return lineOf(item).getAttribute("aria-expanded") === "true";
  }

  /**
   * @param {HTMLElement} item
   * @param {boolean} open
   */
  turn(item, open) {
    lineOf(item).setAttribute("aria-expanded", String(open));
    item.classList.toggle("closed", !open);
    this.name(item);
  }

  listen() {
    this.ended = new AbortController();
    const { signal } = this.ended;
    this.list.addEventListener("keydown", (event) => this.key(event), { signal });
    this.list.addEventListener("focusin", (event) => this.rove(around(event, "li")), { signal });
    this.list.addEventListener("click", (event) => this.click(event), { signal });
    this.list.addEventListener(
      "dblclick",
      (event) => {
        const item = /** @type {HTMLElement | undefined} */ (around(event, ".o-name")?.closest("li[data-iri]"));
        if (item && !narrow.matches) {
          event.preventDefault();
          this.map.around(iriOf(item));
        }
      },
      { signal },
    );
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
      Home: () => this.put(this.visible()[0]),
      End: () => this.put(this.visible().at(-1)),
      Enter: () => (event.shiftKey ? this.map.around(iriOf(item)) : this.enter(item)),
      " ": () => this.choose(item),
      "*": () => this.openAll(item),
      Backspace: () => this.back(),
    };
    const found =
      keys[event.key] ?? (event.key.length === 1 && event.key !== "/" ? () => this.type(event.key, item) : null);
    if (!found) return;
    event.preventDefault();
    event.stopPropagation();
    found();
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
   * @param {HTMLElement} item
   * @param {number} by
   */
  step(item, by) {
    const all = this.visible();
    this.put(all[all.indexOf(item) + by]);
  }

  /** @param {HTMLElement} item */
  inwards(item) {
    if (!lineOf(item).hasAttribute("aria-expanded")) return;
    if (this.isOpen(item)) this.put(/** @type {HTMLElement | undefined} */ (below(item)?.firstElementChild));
    else this.open(item);
  }

  /** @param {HTMLElement} item */
  outwards(item) {
    if (this.isOpen(item) && item !== this.list.firstElementChild) this.close(item);
    else this.put(above(item));
  }

  /** @param {HTMLElement} item */
  openAll(item) {
    for (const one of siblingsOf(item)) if (one.matches(".closed") && below(one)) this.turn(one, true);
    this.remember();
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
    const all = this.visible();
    const from = all.indexOf(item) + (again || this.typed.length === 1 ? 1 : 0);
    const ring = [...all.slice(from), ...all.slice(0, from)];
    this.put(ring.find((one) => fold(one.querySelector(".o-word")?.textContent ?? "").startsWith(sought)));
  }

  /**
   * What is here opens here; what the server kept back is asked of it.
   * @param {HTMLElement} item
   */
  open(item) {
    const kept = Number(item.dataset.hidden ?? 0);
    if (below(item) && !(narrow.matches && kept)) {
      this.turn(item, true);
      this.remember();
      return;
    }
    this.more(item);
  }

  /** @param {HTMLElement} item */
  close(item) {
    for (const one of [item, ...all(item, "li")]) if (this.isOpen(one)) this.turn(one, false);
    if (item.contains(document.activeElement) && document.activeElement !== lineOf(item)) this.put(item);
    this.remember();
  }

  /** @param {HTMLElement} item */
  async more(item) {
    this.put(item);
    const { map, list } = this;
    const iri = iriOf(item);
    const { more = "" } = list.dataset;
    const said = more.replace("{n}", item.dataset.hidden ?? "").replace("{label}", () => this.label(item));
    if (await map.go(narrow.matches ? this.address([...this.opened(), iri]) : map.opened(iri))) say(said);
  }

  opened() {
    return [...this.items.values()]
      .filter((item) => item !== this.list.firstElementChild && this.isOpen(item))
      .map(iriOf);
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
  label(item) {
    return first(item, ".o-word").textContent ?? "";
  }

  /** @param {HTMLElement} item */
  choose(item) {
    if (item.matches(".o-rest")) {
      first(item, "a").click();
      return;
    }
    this.map.choose(iriOf(item));
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

  /** @param {MouseEvent} event */
  click(event) {
    if (withKeys(event) || event.shiftKey || event.button > 0) return;
    const item = /** @type {HTMLElement | null} */ (around(event, "li"));
    const link = /** @type {HTMLAnchorElement | null} */ (around(event, "a"));
    if (!item) return;
    const handled = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (link?.dataset.to) {
      handled();
      this.follow(link, item);
      return;
    }
    if (around(event, ".o-card")) {
      handled();
      this.enter(item);
      return;
    }
    if (item.matches(".o-rest")) {
      if (link) {
        handled();
        this.beyond(item, link);
      }
      return;
    }
    const row = around(event, ".o-row");
    if (!row) return;
    const turning =
      around(event, ".o-toggle") ||
      (narrow.matches && lineOf(item).hasAttribute("aria-expanded") && item !== this.list.firstElementChild);
    if (turning) {
      handled();
      this.put(item);
      if (this.isOpen(item)) this.close(item);
      else this.open(item);
      return;
    }
    if (!link && !narrow.matches && !around(event, ".o-name")) return;
    handled();
    if (narrow.matches) this.enter(item);
    else {
      this.put(item);
      this.choose(item);
    }
  }

  /**
   * « +n » at the end of a branch, or « refermer ».
   * @param {HTMLElement} item
   * @param {HTMLAnchorElement} link
   */
  beyond(item, link) {
    const owner = above(item);
    if (!item.matches(".o-less")) {
      if (owner) this.more(owner);
      return;
    }
    this.put(owner);
    this.map.go(link.href);
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
    this.trail.push(iriOf(item));
    this.focus(iriOf(goal));
    this.map.choose(iriOf(goal), { quiet: true });
    say((this.list.dataset.followed ?? "").replace("{text}", () => link.title));
  }

  back() {
    const iri = this.trail.pop();
    if (!iri) return;
    this.focus(iri);
    this.map.choose(iri, { quiet: true });
    const item = this.items.get(iri);
    if (item) say((this.list.dataset.back ?? "").replace("{label}", () => this.label(item)));
  }

  /** @param {string} iri */
  focus(iri) {
    const item = this.items.get(iri);
    if (!item) return;
    for (let up = above(item); up; up = above(up)) if (!this.isOpen(up)) this.turn(up, true);
    this.remember();
    this.put(item);
  }

  /**
   * What is chosen, and what the legend dims.
   * @param {Related | null} related
   */
  show(related) {
    const linked = new Set(related ? this.map.nodes.get(related.id ?? "")?.others.map((other) => other.id) : []);
    for (const [iri, item] of this.items) {
      lineOf(item).setAttribute("aria-selected", String(iri === related?.id));
      this.name(item);
      item.classList.toggle("o-linked", linked.has(iri));
      const kind = this.map.nodes.get(iri)?.group;
      if (this.map.masked) item.classList.toggle("o-masked", this.map.masked.has(kind ?? ""));
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
      title.textContent = this.label(item);
      byId("card").replaceChildren(title);
      this.see(item);
    } else if (!item && inside) this.put(this.current);
  }

  leave() {
    this.ended.abort();
    clearTimeout(this.pause);
  }
}

/** @param {string} text */
function say(text) {
  byId("announcement").textContent = text;
}
