// SPDX-License-Identifier: AGPL-3.0-or-later
// One view of the map, read from the page: relations from its data, places and lines from its drawing.
const numbers = (text) => (text.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
const classOf = (element, prefix) => [...element.classList].find((name) => name.startsWith(prefix))?.slice(prefix.length) ?? "";
const themeOf = (element) => Number([...element.classList].find((name) => /^t\d$/.test(name))?.slice(1) ?? 0);
const at = (element) => numbers(element.getAttribute("transform"));

export class View {
  constructor(root, data, address) {
    this.data = data;
    this.address = new URL(address, location.href);
    this.title = root.dataset.title;
    this.mode = root.dataset.mode;
    this.svg = root.querySelector(".map-drawing svg");
    this.bounds = numbers(this.svg.getAttribute("viewBox"));
    this.nodes = new Map(data.nodes.map((node) => [node.id, { ...node, parent: null, children: [], others: [] }]));
    this.centre = data.nodes[0].id;
    for (const { from, to, role } of data.edges) {
      const [one, two] = [this.nodes.get(from), this.nodes.get(to)];
      if (role === "branch") { two.parent = one; one.children.push(two); } else { one.others.push(two); two.others.push(one); }
    }
    this.links = [...this.svg.querySelectorAll("a.node")];
    for (const link of this.links) Object.assign(this.nodes.get(link.dataset.iri), this.place(link));
    for (const badge of this.svg.querySelectorAll("a.more")) this.nodes.get(badge.dataset.more).badge = this.badge(badge);
    this.lines = [...this.svg.querySelectorAll("path[data-s]")].map((line) => this.line(line));
    this.sectors = [...this.svg.querySelectorAll(".sector")].map((path) => ({ theme: themeOf(path), path: path.getAttribute("d") }));
    this.signs = [...this.svg.querySelectorAll("g[data-s]")].map((sign) => this.sign(sign));
    this.way = this.signs.filter((sign) => sign.step).sort((one, two) => one.text - two.text).map((sign) => sign.id);
  }

  // The frame, the text and the marks of a node, in its own turned axes.
  place(link) {
    const [x, y, angle = 0] = at(link), rect = link.querySelector("rect"), text = link.querySelector("text"), mark = link.querySelector(".mark");
    const frame = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
    const turn = angle * Math.PI / 180, [dx, dy] = [frame[0] + frame[2] / 2, frame[1] + frame[3] / 2];
    return {
      x, y, angle, frame,
      role: ["centre", "theme", "pill", "leaf"].find((role) => link.classList.contains(role)),
      theme: themeOf(link), family: classOf(link, "f-"), state: classOf(link, "s-"), empty: link.classList.contains("empty"),
      middle: [x + dx * Math.cos(turn) - dy * Math.sin(turn), y + dx * Math.sin(turn) + dy * Math.cos(turn)],
      corner: Number(rect.getAttribute("rx")),
      size: Number(text.getAttribute("font-size")),
      align: { start: "left", middle: "center", end: "right" }[text.getAttribute("text-anchor")],
      rows: [...text.querySelectorAll("tspan")].map((row) => ({
        text: row.textContent, x: Number(row.getAttribute("x")), y: Number(row.getAttribute("y")), note: row.classList.contains("note"),
      })),
      mark: mark && { x: at(mark)[0], size: at(mark).at(-1), path: mark.getAttribute("d") },
    };
  }

  badge(badge) {
    const [x, y] = at(badge), shape = badge.querySelectorAll("rect")[1];
    return { x, y, half: Number(shape.getAttribute("width")) / 2, high: Number(shape.getAttribute("height")) / 2, text: badge.querySelector("text").textContent, folds: badge.classList.contains("less"), href: badge.getAttribute("href") };
  }

  line(path) {
    const [from, to] = [path.dataset.s, path.dataset.o].map((rank) => this.links[rank].dataset.iri);
    return {
      from, to, name: ["branch", "cross", "change", "way"].find((name) => path.classList.contains(name)), theme: path.dataset.t,
      width: Number(path.getAttribute("stroke-width")), points: numbers(path.getAttribute("d")), head: path.dataset.head, state: classOf(path, "s-"), element: path,
    };
  }

  sign(group) {
    const [x, y] = at(group), id = this.links[group.dataset.s].dataset.iri;
    return { x, y, id, text: group.textContent, step: group.classList.contains("step"), state: classOf(group, "s-"), radius: Number(group.querySelector("circle").getAttribute("r")) };
  }

  // What stays lit with a node, and with the way shown; null when everything is equally shown.
  related(id) {
    const node = this.nodes.get(id), lit = new Set(this.way);
    if (!node) return lit.size ? { id: null, lit } : null;
    for (const other of [node, ...node.children, ...node.others]) lit.add(other.id);
    for (let above = node.parent; above; above = above.parent) lit.add(above.id);
    return { id, lit };
  }
}

// Whether a line stays lit: a branch with both its ends, another relation when it touches what is chosen.
export function litLine(line, related) {
  if (line.name === "way") return true;
  if (line.name === "branch") return related.lit.has(line.from) && related.lit.has(line.to);
  return related.id === line.from || related.id === line.to;
}
