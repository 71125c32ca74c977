// SPDX-License-Identifier: AGPL-3.0-or-later
// The card of the chosen node: from the server, else (no network) what the map itself knows.
import { all, byId, made } from "../../elements.js";
import { told } from "./loading.js";

export class Card {
  /** @param {MindMap} map */
  constructor(map) {
    this.map = map;
  }

  get element() {
    return byId("card");
  }

  /**
   * Until the new card is there, the links of the last one, which are about something else, are out of reach.
   * @param {string | null} id
   * @param {string | URL} address
   */
  async show(id, address) {
    this.asked?.abort();
    for (const part of all(this.element, ":scope > *")) part.inert = true;
    if (id === null) {
      this.element.replaceChildren(made("p", { textContent: this.element.dataset.hint ?? "", className: "hint" }));
      return;
    }
    const asked = (this.asked = new AbortController());
    const text = await told(address, "text", { signal: asked.signal });
    if (asked.signal.aborted) return;
    if (text !== null) this.element.innerHTML = text;
    else this.local(this.map.nodes.get(id));
  }

  /** @param {MapNode | undefined} node */
  local(node) {
    if (!node) return;
    const links = [...new Set([node.parent ?? node, ...node.children, ...node.others])].map((other) => {
      const item = made("li");
      const link = item.appendChild(made("a", { textContent: other.label, href: "#" }));
      link.dataset.iri = other.iri;
      item.prepend(made("i", { className: `point k-${other.group}` }));
      return item;
    });
    const list = made("ul", { className: "map-links" }, ...links);
    const offline = made("p", { textContent: this.element.dataset.offline ?? "", className: "small grey" });
    this.element.replaceChildren(made("h2", { textContent: node.label }), offline, list);
  }
}
