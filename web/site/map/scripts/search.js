// SPDX-License-Identifier: AGPL-3.0-or-later
// The search of the map: what is drawn first, then what the graph knows elsewhere, which opens or recentres the map.
import { made } from "./card.js";
import { told } from "./loading.js";

const WAIT = 160, HERE = 6, AWAY = 8;
const bare = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase().trim();

export class Search {
  constructor(form, map) {
    this.form = form;
    this.map = map;
    this.input = form.elements.q;
    this.list = form.querySelector(".matches");
    this.rank = -1;
    for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": this.list.id, "aria-autocomplete": "list" })) this.input.setAttribute(name, value);
    this.input.addEventListener("input", () => this.type());
    this.input.addEventListener("keydown", (event) => this.key(event));
    this.input.addEventListener("blur", () => setTimeout(() => this.close(), 150));
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => { const item = event.target.closest("li[data-iri]"); if (item) this.take(item); });
    form.addEventListener("submit", (event) => this.submit(event));
  }

  type() {
    clearTimeout(this.timer);
    const text = this.input.value;
    if (!text.trim()) { this.close(); return; }
    this.fill(text, []);
    this.timer = setTimeout(() => this.ask(text), WAIT);
  }

  here(text) {
    const sought = bare(text), nodes = [...this.map.nodes.values()].filter((node) => bare(node.label).includes(sought));
    return nodes.sort((one, two) => bare(one.label).indexOf(sought) - bare(two.label).indexOf(sought)).slice(0, HERE);
  }

  async ask(text) {
    this.asked?.abort();
    this.asked = new AbortController();
    const address = new URL(this.map.root.dataset.search, location.href);
    address.searchParams.set("q", text.trim());
    address.searchParams.set("limit", AWAY);
    const found = await told(address, "json", { signal: this.asked.signal });
    if (found && this.input.value === text) this.fill(text, found.results);
  }

  fill(text, results) {
    const { here, away, none } = this.list.dataset, drawn = this.here(text), kinds = this.map.root.dataset.kinds.split(" ");
    const rows = [
      ...drawn.map((node) => this.row(node.id, node.label, node.group, here)),
      ...results.filter(({ iri, kind }) => !this.map.nodes.has(iri) && kinds.includes(kind)).map(({ iri, label, kind }) => this.row(iri, label, kind, away)),
    ];
    if (!rows.length) rows.push(made("li", none, "small grey"));
    // What was pointed at stays so when more is found.
    const pointed = this.items[this.rank]?.dataset.iri;
    this.list.replaceChildren(...rows);
    this.list.hidden = false;
    this.input.setAttribute("aria-expanded", "true");
    this.point(this.items.findIndex((item) => item.dataset.iri === pointed));
  }

  get items() { return [...this.list.querySelectorAll("li[data-iri]")]; }

  point(rank) {
    const items = this.items;
    this.rank = rank;
    items.forEach((item, index) => item.setAttribute("aria-selected", String(index === rank)));
    if (rank < 0) { this.input.removeAttribute("aria-activedescendant"); return; }
    items[rank].scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", items[rank].id);
  }

  row(iri, label, kind, where) {
    const item = made("li", "");
    item.append(made("i", "", `k-${kind}`), made("span", label), made("small", where));
    item.id = `match ${iri}`.replaceAll(" ", "-");
    item.role = "option";
    item.dataset.iri = iri;
    return item;
  }

  key(event) {
    const { length } = this.items;
    if (event.key === "Escape") { event.stopPropagation(); if (this.list.hidden) this.input.blur(); this.close(); return; }
    if (this.list.hidden || !length || !["ArrowDown", "ArrowUp"].includes(event.key)) return;
    event.preventDefault();
    const next = event.key === "ArrowDown" ? this.rank + 1 : Math.max(this.rank, 0) - 1;
    this.point((next + length) % length);
  }

  submit(event) {
    const exact = this.here(this.input.value), item = this.list.hidden ? null : this.items[Math.max(0, this.rank)];
    if (!item && !exact.length) return;
    event.preventDefault();
    if (item) this.take(item); else { this.close(); this.map.show(exact[0].id); }
  }

  take(item) {
    this.close();
    this.input.value = item.querySelector("span").textContent;
    this.map.show(item.dataset.iri);
  }

  close() {
    clearTimeout(this.timer);
    this.asked?.abort();
    this.list.hidden = true;
    this.point(-1);
    this.input.setAttribute("aria-expanded", "false");
  }
}
