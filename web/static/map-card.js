// SPDX-License-Identifier: AGPL-3.0-or-later
// The card of the chosen node: from the server, else (no network) what the map itself knows.
export class Card {
  constructor(map) { this.map = map; }

  get element() { return document.getElementById("fiche"); }

  async show(id, address) {
    this.asked?.abort();
    if (id === null) { this.element.replaceChildren(Object.assign(document.createElement("p"), { className: "aide", textContent: this.element.dataset.hint })); return; }
    const asked = this.asked = new AbortController();
    const answer = await fetch(address, { signal: asked.signal }).catch(() => null);
    const text = answer?.ok ? await answer.text() : null;
    if (this.asked !== asked) return;
    if (text !== null) this.element.innerHTML = text; else this.local(this.map.nodes.get(id));
  }

  local(node) {
    if (!node) return;
    const title = Object.assign(document.createElement("h2"), { textContent: node.label }), list = document.createElement("ul");
    list.className = "carte-liens";
    for (const other of new Set([...(node.parent ? [node.parent] : []), ...node.children, ...node.others])) {
      const link = Object.assign(document.createElement("a"), { href: "#", textContent: other.label });
      link.dataset.iri = other.id;
      const item = document.createElement("li"), dot = document.createElement("i");
      dot.className = `point k-${other.group}`;
      item.append(dot, link);
      list.append(item);
    }
    this.element.replaceChildren(title, Object.assign(document.createElement("p"), { className: "petit gris", textContent: this.element.dataset.offline }), list);
  }
}
