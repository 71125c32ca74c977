// SPDX-License-Identifier: AGPL-3.0-or-later
// The card of the chosen node: from the server, else (no network) what the map itself knows.
import { told } from "./loading.js";

export class Card {
  constructor(map) { this.map = map; }

  get element() { return document.getElementById("card"); }

  // Until the new card is there, the links of the last one, which are about something else, are out of reach.
  async show(id, address) {
    this.asked?.abort();
    for (const part of this.element.children) part.inert = true;
    if (id === null) { this.element.replaceChildren(made("p", this.element.dataset.hint, "hint")); return; }
    const asked = this.asked = new AbortController();
    const text = await told(address, "text", { signal: asked.signal });
    if (asked.signal.aborted) return;
    if (text !== null) this.element.innerHTML = text; else this.local(this.map.nodes.get(id));
  }

  local(node) {
    if (!node) return;
    const links = [...new Set([node.parent ?? node, ...node.children, ...node.others])].map((other) => {
      const item = made("li", ""), link = item.appendChild(made("a", other.label));
      link.href = "#";
      link.dataset.iri = other.id;
      item.prepend(made("i", "", `point k-${other.group}`));
      return item;
    });
    const list = made("ul", "", "map-links");
    list.append(...links);
    this.element.replaceChildren(made("h2", node.label), made("p", this.element.dataset.offline, "small grey"), list);
  }
}

export function made(name, textContent, className = "") { return Object.assign(document.createElement(name), { textContent, className }); }
