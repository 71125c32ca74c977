// SPDX-License-Identifier: AGPL-3.0-or-later
// One view of the map, read from the page: relations from its data, places and lines from its drawing.
import { all, first } from "../../elements.js";

/** @param {string | null} text */
const numbers = (text) => (text?.match(/-?\d+(\.\d+)?/g) ?? []).map(Number);
/**
 * @param {Element} element
 * @param {string} prefix
 */
const classOf = (element, prefix) =>
  [...element.classList].find((name) => name.startsWith(prefix))?.slice(prefix.length) ?? "";
/** @param {Element} element */
const themeOf = (element) => Number([...element.classList].find((name) => /^t\d$/.test(name))?.slice(1) ?? 0);
/**
 * @param {Element} element
 * @param {string} name
 */
const stated = (element, name) => element.getAttribute(name) ?? "";
/** @param {Element} element */
const at = (element) => numbers(element.getAttribute("transform"));

const ROLES = /** @type {const} */ (["centre", "theme", "pill", "leaf"]);
const LINES = /** @type {const} */ (["branch", "cross", "change", "way"]);
/** @type {Record<string, "left" | "center" | "right">} */
const ALIGN = { start: "left", middle: "center", end: "right" };

/**
 * What tells a node from the other places of the same thing.
 * @param {{ dataset: DOMStringMap }} element
 */
export const keyOf = ({ dataset }) => dataset.key ?? dataset.iri ?? "";

/**
 * A node as the data tell it: the drawing says the rest.
 * @param {NodeData} node
 * @returns {MapNode}
 */
const bare = (node) =>
  /** @type {any} */ ({ iri: node.id, ...node, parent: null, children: [], others: [], alpha: 1, settled: true });

export class View {
  /**
   * @param {HTMLElement} root
   * @param {MapData} data
   * @param {string | URL} address
   */
  constructor(root, data, address) {
    this.data = data;
    this.address = new URL(address, location.href);
    this.title = root.dataset.title;
    this.mode = root.dataset.mode;
    this.svg = /** @type {SVGSVGElement} */ (first(root, ".map-drawing svg"));
    this.bounds = numbers(this.svg.getAttribute("viewBox"));
    /** @type {Map<string, MapNode>} */
    this.nodes = new Map();
    for (const node of data.nodes) this.nodes.set(node.id, bare(node));
    /** @type {Map<string, MapNode[]>} */
    this.places = new Map();
    for (const node of this.nodes.values()) this.places.set(node.iri, [...(this.places.get(node.iri) ?? []), node]);
    this.centre = data.nodes[0].id;
    for (const { from, to, role } of data.edges) {
      const one = this.node(from);
      const two = this.node(to);
      if (role === "branch") {
        two.parent = one;
        one.children.push(two);
      } else {
        one.others.push(two);
        two.others.push(one);
      }
    }
    this.links = /** @type {SVGAElement[]} */ (all(this.svg, "a.node"));
    for (const link of this.links) Object.assign(this.node(keyOf(link)), this.place(link));
    const badges = /** @type {SVGAElement[]} */ (all(this.svg, "a.more"));
    for (const badge of badges) this.node(badge.dataset.more).badge = this.badge(badge);
    const told = new Map(data.edges.map((edge) => [`${edge.from} ${edge.to} ${edge.role}`, edge]));
    this.lines = /** @type {SVGPathElement[]} */ (all(this.svg, "path[data-s]")).map((line) => this.line(line, told));
    this.names = /** @type {SVGGElement[]} */ (all(this.svg, "[data-from]")).map((name) => this.name(name));
    this.sectors = all(this.svg, ".sector").map((path) => ({
      theme: themeOf(path),
      path: stated(path, "d"),
      alpha: 1,
    }));
    this.signs = /** @type {SVGGElement[]} */ (all(this.svg, "g[data-s]")).map((sign) => this.sign(sign));
    this.way = this.signs
      .filter((sign) => sign.step)
      .sort((one, two) => Number(one.text) - Number(two.text))
      .map((sign) => sign.id);
  }

  /** @param {string | undefined} id */
  node(id) {
    const found = this.nodes.get(id ?? "");
    if (!found) throw new Error(`The data of the map have no ${id}.`);
    return found;
  }

  /**
   * A node by its key, else the first one of a thing.
   * @param {string | null | undefined} id
   */
  found(id) {
    return this.nodes.get(id ?? "") ?? this.places.get(id ?? "")?.[0];
  }

  /** @param {string | undefined} rank */
  idOf(rank) {
    return keyOf(this.links[Number(rank)]);
  }

  /**
   * The frame, the text and the marks of a node, in its own turned axes.
   * @param {SVGAElement} link
   * @returns {Place}
   */
  place(link) {
    const [x, y, angle = 0] = at(link);
    const rect = first(link, "rect");
    const text = first(link, "text");
    const mark = link.querySelector(".mark");
    const [left, top, width, height] = ["x", "y", "width", "height"].map((name) => Number(rect.getAttribute(name)));
    const turn = (angle * Math.PI) / 180;
    const [dx, dy] = [left + width / 2, top + height / 2];
    return {
      x,
      y,
      angle,
      frame: [left, top, width, height],
      role: ROLES.find((role) => link.classList.contains(role)) ?? "leaf",
      theme: themeOf(link),
      family: classOf(link, "f-"),
      state: classOf(link, "s-"),
      empty: ["empty", "planned"].some((name) => link.classList.contains(name)),
      middle: [x + dx * Math.cos(turn) - dy * Math.sin(turn), y + dx * Math.sin(turn) + dy * Math.cos(turn)],
      corner: Number(rect.getAttribute("rx")),
      size: Number(text.getAttribute("font-size")),
      align: ALIGN[stated(text, "text-anchor")],
      rows: all(text, "tspan").map((row) => ({
        text: row.textContent ?? "",
        x: Number(row.getAttribute("x")),
        y: Number(row.getAttribute("y")),
        note: row.classList.contains("note"),
      })),
      mark: mark && { x: at(mark)[0], size: at(mark)[2], path: stated(mark, "d") },
    };
  }

  /**
   * @param {SVGAElement} badge
   * @returns {Badge}
   */
  badge(badge) {
    const [x, y] = at(badge);
    const shape = badge.querySelectorAll("rect")[1];
    return {
      x,
      y,
      half: Number(shape.getAttribute("width")) / 2,
      high: Number(shape.getAttribute("height")) / 2,
      text: first(badge, "text").textContent ?? "",
      folds: badge.classList.contains("less"),
      href: stated(badge, "href"),
    };
  }

  /**
   * Words on a line, or how many relations it stands for.
   * @param {SVGGElement} element
   * @returns {LineName}
   */
  name(element) {
    const [x = 0, y = 0] = at(element);
    const rows = all(element, "tspan").map((row) => ({
      text: row.textContent ?? "",
      x: Number(row.getAttribute("x")),
      y: Number(row.getAttribute("y")),
    }));
    const circle = element.querySelector("circle");
    const text = element.querySelector("text")?.textContent ?? "";
    const [from, to] = [this.idOf(element.dataset.from), this.idOf(element.dataset.to)];
    return { from, to, x, y, rows, text, radius: Number(circle?.getAttribute("r") ?? 0) };
  }

  /**
   * @param {SVGPathElement} path
   * @param {Map<string, EdgeData>} told
   * @returns {Line}
   */
  line(path, told) {
    const from = this.idOf(path.dataset.s);
    const to = this.idOf(path.dataset.o);
    const name = LINES.find((one) => path.classList.contains(one)) ?? "cross";
    const edge = told.get(`${from} ${to} ${name === "branch" ? "branch" : "cross"}`);
    return {
      from,
      to,
      name,
      label: edge?.label ?? "",
      title: edge?.title ?? "",
      theme: Number(path.dataset.t ?? 0),
      width: Number(path.getAttribute("stroke-width")),
      points: numbers(path.getAttribute("d")),
      head: path.dataset.head,
      state: classOf(path, "s-"),
      alpha: 1,
      element: path,
    };
  }

  /**
   * @param {SVGGElement} group
   * @returns {Sign}
   */
  sign(group) {
    const [x, y] = at(group);
    const id = this.idOf(group.dataset.s);
    return {
      x,
      y,
      id,
      text: group.textContent ?? "",
      step: group.classList.contains("step"),
      state: classOf(group, "s-"),
      radius: Number(first(group, "circle").getAttribute("r")),
    };
  }

  /**
   * What stays lit with a node, at all its places, and with the way shown; null when everything is equally shown.
   * @param {string | null} id
   * @returns {Related | null}
   */
  related(id) {
    const node = this.nodes.get(id ?? "");
    const lit = new Set(this.way);
    if (!node) return lit.size ? { id: null, lit, same: new Set() } : null;
    const places = this.places.get(node.iri) ?? [node];
    for (const place of places) {
      for (const other of [place, ...place.children, ...place.others]) lit.add(other.id);
      for (let above = place.parent; above; above = above.parent) lit.add(above.id);
    }
    return { id, lit, same: new Set(places.map((place) => place.id)) };
  }
}

/**
 * Whether a line stays lit: a branch with both its ends, another relation when it touches what is chosen.
 * @param {Line} line
 * @param {Related} related
 */
export function litLine(line, related) {
  if (line.name === "way") return true;
  if (line.name === "branch") return related.lit.has(line.from) && related.lit.has(line.to);
  return related.same.has(line.from) || related.same.has(line.to);
}
