// SPDX-License-Identifier: AGPL-3.0-or-later
// The search of the map: what is drawn first, then what the graph knows elsewhere, which opens or recentres the map.
import { all, around, first, made } from "../../elements.js";
import { fold, names } from "./folding.js";
import { told } from "./loading.js";

const WAIT = 160;
const HERE = 6;
const AWAY = 8;

export class Search {
  /**
   * @param {HTMLFormElement} form
   * @param {MindMap} map
   */
  constructor(form, map) {
    this.form = form;
    this.map = map;
    this.input = /** @type {HTMLInputElement} */ (form.elements.namedItem("q"));
    this.list = first(form, ".matches");
    this.rank = -1;
    for (const [name, value] of Object.entries({
      role: "combobox",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
      "aria-autocomplete": "list",
    }))
      this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.type());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const item = /** @type {HTMLElement | null} */ (around(event, "li[data-iri]"));
      if (item) this.take(item);
    });
    form.addEventListener("submit", (event) => this.submit(event));
  }

  type() {
    clearTimeout(this.timer);
    const text = this.input.value;
    if (!text.trim()) {
      this.close();
      return;
    }
    this.fill(text, []);
    this.timer = setTimeout(() => this.ask(text), WAIT);
  }

  /** @param {string} text */
  here(text) {
    if (!fold(text)) return [];
    const nodes = [...this.map.view.places.values()].map(([node]) => node).filter((node) => names(text, node.label));
    return nodes.sort((one, two) => this.place(one, text) - this.place(two, text)).slice(0, HERE);
  }

  /**
   * Where the words stand in a name: what begins with them first.
   * @param {MapNode} node
   * @param {string} text
   */
  place(node, text) {
    const found = ` ${fold(node.label)}`.indexOf(` ${fold(text)}`);
    return found < 0 ? Infinity : found;
  }

  /** @param {string} text */
  async ask(text) {
    this.asked?.abort();
    this.asked = new AbortController();
    const address = new URL(this.map.root.dataset.search ?? "", location.href);
    address.searchParams.set("q", text.trim());
    address.searchParams.set("limit", String(AWAY));
    const found = await told(address, "json", { signal: this.asked.signal });
    if (found && this.input.value === text) this.fill(text, found.results);
  }

  /**
   * @param {string} text
   * @param {Found[]} results
   */
  fill(text, results) {
    const { here = "", away = "", none = "" } = this.list.dataset;
    const drawn = this.here(text);
    const kinds = (this.map.root.dataset.kinds ?? "").split(" ");
    // Under another name, or one that is misspelt, the server finds what is drawn too.
    const also = results.flatMap(({ iri }) => this.map.view.found(iri) ?? []).filter((node) => !drawn.includes(node));
    const rows = [
      ...[...drawn, ...also].map((node) => this.row(node.iri, node.label, node.group, here)),
      ...results
        .filter(({ iri, kind }) => !this.map.view.places.has(iri) && kinds.includes(kind))
        .map(({ iri, label, kind }) => this.row(iri, label, kind, away)),
    ];
    if (!rows.length) rows.push(made("li", { textContent: none, className: "small grey" }));
    // What was pointed at stays so when more is found.
    const pointed = this.items[this.rank]?.dataset.iri;
    this.list.replaceChildren(...rows);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.point(this.items.findIndex((item) => item.dataset.iri === pointed));
  }

  get items() {
    return all(this.list, "li[data-iri]");
  }

  /** @param {number} rank */
  point(rank) {
    const items = this.items;
    this.rank = rank;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === rank)));
    if (rank < 0) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    items[rank].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[rank].id);
  }

  /**
   * @param {string} iri
   * @param {string} label
   * @param {string} kind
   * @param {string} where
   */
  row(iri, label, kind, where) {
    const glyph = made("i", { className: `k-${kind}` });
    const item = made("li", {}, glyph, made("span", {}, label), made("small", {}, where));
    item.id = `match ${iri}`.replaceAll(" ", "-");
    item.setAttribute("role", "option");
    item.dataset.iri = iri;
    return item;
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { length } = this.items;
    if (event.key === "Escape") {
      event.stopPropagation();
      if (this.list.hidden) this.input.blur();
      this.close();
      return;
    }
    if (this.list.hidden || !length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const next = event.key === "ArrowDown" ? this.rank + 1 : Math.max(this.rank, 0) - 1;
    this.point((next + length) % length);
  }

  /** @param {SubmitEvent} event */
  submit(event) {
    const exact = this.here(this.input.value);
    const item = this.list.hidden ? null : this.items[Math.max(0, this.rank)];
    if (!item && !exact.length) return;
    event.preventDefault();
    if (item) this.take(item);
    else {
      this.close();
      this.map.show(exact[0].id);
    }
  }

  /** @param {HTMLElement} item */
  take(item) {
    this.close();
    this.input.value = first(item, "span").textContent ?? "";
    this.map.show(item.dataset.iri ?? "");
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.point(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}
