// SPDX-License-Identifier: AGPL-3.0-or-later
// vis-network as a stage: it pans, zooms and redraws; the same canvas goes from one view to the next.
/* global vis */
import { first } from "../../elements.js";
import { chips, lineAt } from "./lines.js";
import { Motion, motion, play, settled } from "./motion.js";
import { Painter } from "./paint.js";

const CLOSEST = 3;
// How near to a line one touches it, in pixels.
const REACH = 9;
/** @param {View} view */
const dots = (view) => view.data.nodes.map(({ id, label, x, y }) => ({ id, label, x, y }));

// The colours of the stylesheets, in light and in dark: each is read when it is first used.
/** @param {(name: string) => any} read */
const kept = (read) =>
  new Proxy(/** @type {Record<string, any>} */ ({}), {
    get: (known, name) => (known[String(name)] ??= read(String(name))),
  });

/** @param {HTMLElement} holder */
function readLook(holder) {
  const style = getComputedStyle(holder);
  /**
   * @param {CSSStyleDeclaration} of
   * @param {string} name
   */
  const value = (of, name) => of.getPropertyValue(name).trim();
  const look = /** @type {Look} */ (kept((name) => value(style, `--m-${name}`)));
  look.family = style.fontFamily;
  look.branches = kept((index) => value(style, `--b${index}`));
  look.kinds = kept((kind) => {
    const probe = holder.appendChild(document.createElement("i"));
    probe.className = `k-${kind}`;
    const colour = value(getComputedStyle(probe), "--k") || look.ink;
    probe.remove();
    return colour;
  });
  return look;
}

export class CanvasStage {
  /**
   * `taps` answers what is touched: choose(id), badge(id, href), around(id).
   * @param {HTMLElement} holder
   * @param {View} view
   * @param {Taps} taps
   */
  constructor(holder, view, taps) {
    this.holder = holder;
    this.view = view;
    /** @type {Taps} */
    this.taps = taps;
    this.scene = settled(view);
    this.stop = () => {};
    this.painter = new Painter(readLook(holder), view.data.painting);
    this.nodes = new vis.DataSet(dots(view));
    // Everything is painted around the library, which would leave out a label whose anchor is off the screen.
    const renderer = () => ({ drawNode: () => {}, nodeDimensions: { width: 1, height: 1 } });
    const { options } = view.data;
    this.net = new vis.Network(
      holder,
      { nodes: this.nodes, edges: [] },
      { ...options, nodes: { ...options.nodes, shape: "custom", ctxRenderer: renderer } },
    );
    // One stop for the Tab key: the holder, which says what it is.
    first(holder, "[tabindex]").removeAttribute("tabindex");
    this.net.on("beforeDrawing", (ctx) => this.painter.ground(ctx, this.scene));
    this.net.on("afterDrawing", (ctx) => {
      for (const node of this.scene.nodes) this.painter.node(ctx, node);
      for (const sign of this.scene.signs) this.painter.sign(ctx, sign);
      for (const name of this.scene.names) this.painter.name(ctx, name);
      for (const chip of this.painter.chips) this.painter.chip(ctx, chip);
    });
    this.listen();
    this.fit();
  }

  listen() {
    this.net.on("click", ({ pointer, event }) => {
      const { id, badge } = this.at(pointer.canvas);
      if (badge) {
        this.taps.badge(id, badge.href);
        return;
      }
      if (event.srcEvent?.detail > 1 || event.tapCount > 1) return;
      const touched = id === null ? this.lineAt(pointer.canvas) : null;
      if (touched) this.taps.line(touched.line);
      else this.taps.choose(id);
      this.point(touched);
    });
    this.net.on("doubleClick", ({ pointer }) => {
      const { id, badge } = this.at(pointer.canvas);
      if (id && !badge) this.taps.around(id);
    });
    this.holder.addEventListener("pointermove", (event) => {
      if (event.buttons) return;
      const box = this.holder.getBoundingClientRect();
      const spot = this.net.DOMtoCanvas({ x: event.clientX - box.left, y: event.clientY - box.top });
      const { id } = this.at(spot);
      const touched = id === null ? this.lineAt(spot) : null;
      if (id === this.painter.under && touched?.line === (this.painter.pointed ?? undefined)) return;
      this.painter.under = id;
      this.holder.classList.toggle("over", id !== null || touched !== null);
      this.point(touched);
    });
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.painter.look = readLook(this.holder);
      this.net.redraw();
    });
    new ResizeObserver(() => this.fit()).observe(this.holder);
  }

  /**
   * The node whose turned box is under a point, its badge first; a little room around helps fingers.
   * @param {{ x: number, y: number }} _
   */
  at({ x, y }) {
    let best = null;
    let least = 6;
    for (const node of this.view.nodes.values()) {
      const { badge } = node;
      if (badge && Math.abs(x - badge.x) < badge.half + 6 && Math.abs(y - badge.y) < badge.high + 6)
        return { id: node.id, badge };
      const turn = (-node.angle * Math.PI) / 180;
      const dx = x - node.x;
      const dy = y - node.y;
      const [across, along] = [dx * Math.cos(turn) - dy * Math.sin(turn), dx * Math.sin(turn) + dy * Math.cos(turn)];
      const [left, top, width, height] = node.frame;
      const off = Math.max(left - across, across - left - width, top - along, along - top - height);
      if (off < least) {
        least = off;
        best = node.id;
      }
    }
    return { id: best, badge: null };
  }

  /** @param {{ x: number, y: number }} spot */
  lineAt(spot) {
    if (this.holder.dataset.moving !== undefined) return null;
    return lineAt(this.view.lines, spot, REACH / this.net.getScale());
  }

  /**
   * Names the line that is touched, else those of what is chosen.
   * @param {{ line: Line, at: Point } | null} touched
   */
  point(touched) {
    this.painter.pointed = touched?.line ?? null;
    const [x, y] = touched?.at ?? [0, 0];
    const text = touched?.line.label ?? "";
    this.painter.chips = touched ? [{ text, x, y, half: this.halfOf(text) }] : this.named();
    this.net.redraw();
  }

  // The names of the lines of what is chosen, unless all are written.
  named() {
    const { related } = this.painter;
    const written = this.view.names.some((name) => name.rows.length);
    if (!related?.id || written || this.holder.dataset.moving !== undefined) return [];
    const lines = this.view.lines.filter(
      ({ from, to, label }) => label && (related.same.has(from) || related.same.has(to)),
    );
    const nodes = [...this.view.nodes.values()].filter((node) => related.lit.has(node.id));
    return chips(lines, nodes, (text) => this.halfOf(text), this.view.data.painting.small[0] * 0.75);
  }

  /** @param {string} text */
  halfOf(text) {
    const canvas = /** @type {HTMLCanvasElement} */ (first(this.holder, "canvas"));
    const ctx = /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));
    ctx.save();
    this.painter.italic(ctx);
    const { width } = ctx.measureText(text);
    ctx.restore();
    return width / 2 + 8;
  }

  /** @param {Related | null} related */
  show(related) {
    this.painter.related = related;
    this.point(null);
  }

  /**
   * Goes to another view on the same canvas. `live`: it is the same, which grows; whoever looks closer goes on.
   * @param {View} view
   * @param {boolean} [live]
   */
  change(view, live = false) {
    this.stop();
    const old = this.view;
    const closer = live && !this.isFitted();
    this.view = view;
    Object.assign(this.painter, { under: null, pointed: null, chips: [] });
    this.nodes.update(dots(view));
    this.nodes.remove(this.nodes.getIds().filter((id) => !view.nodes.has(id)));
    this.net.setSize("100%", "100%");
    const moving = new Motion(old, view, [this.camera(), closer ? this.camera() : this.fitted()]);
    this.holder.dataset.moving = "";
    this.stop = play(
      (part) => {
        const { scene, camera } = moving.at(part);
        this.scene = part < 1 ? scene : settled(view);
        if (part === 1) this.show(this.painter.related);
        this.look(camera);
      },
      () => {
        delete this.holder.dataset.moving;
        this.point(null);
      },
    );
  }

  /** @returns {Camera} */
  camera() {
    const { x, y } = this.net.getViewPosition();
    return [x, y, this.net.getScale()];
  }

  // Where to look from to see the whole view.
  /** @returns {Camera} */
  fitted() {
    const [left, top, width, height] = this.view.bounds;
    const { clientWidth, clientHeight } = this.holder;
    // Where the outline is the map, the canvas has no room: it waits as it is.
    if (!clientWidth) return this.camera();
    return [
      left + width / 2,
      top + height / 2,
      Math.min(this.view.data.largest, clientWidth / width, clientHeight / height),
    ];
  }

  // Whether the whole view is seen, as it was when it came.
  isFitted() {
    const fitted = this.fitted();
    return this.camera().every((number, index) => Math.abs(number - fitted[index]) <= 0.01 * Math.abs(number) + 0.5);
  }

  /** @param {Camera} _ */
  look([x, y, scale]) {
    // A canvas that lost its room has no scale: it is given one with the next room.
    if (scale > 0) this.net.moveTo({ position: { x, y }, scale });
  }

  fit() {
    if (!this.holder.clientWidth || this.holder.dataset.moving !== undefined) return;
    this.net.setSize("100%", "100%");
    this.net.redraw();
    this.look(this.fitted());
  }

  /** @param {number} factor */
  zoom(factor) {
    if (factor) this.net.moveTo({ scale: Math.min(CLOSEST, this.net.getScale() * factor), ...motion(200) });
    else {
      const [x, y, scale] = this.fitted();
      this.net.moveTo({ position: { x, y }, scale, ...motion(200) });
    }
  }

  /**
   * Brings a node into sight without moving what is already seen.
   * @param {string} id
   */
  reveal(id) {
    const node = this.view.nodes.get(id);
    if (!node) return;
    const [x, y] = node.middle;
    const seen = this.net.canvasToDOM({ x, y });
    const { clientWidth, clientHeight } = this.holder;
    const [, , width, height] = node.frame;
    const turn = (node.angle * Math.PI) / 180;
    const [cos, sin] = [Math.abs(Math.cos(turn)), Math.abs(Math.sin(turn))];
    // Half of what it takes on the screen: at fit, all is in sight up to the edges.
    const half = (this.net.getScale() / 2) * 0.98;
    const [wide, high] = [(width * cos + height * sin) * half, (width * sin + height * cos) * half];
    if (seen.x < wide || seen.y < high || seen.x > clientWidth - wide || seen.y > clientHeight - high)
      this.net.moveTo({ position: { x, y }, ...motion(350) });
  }

  /**
   * Where something of the drawing is in the window, for tests and for what hangs over the canvas.
   * @param {number} x
   * @param {number} y
   */
  spot(x, y) {
    const box = this.holder.getBoundingClientRect();
    const seen = this.net.canvasToDOM({ x, y });
    return [box.x + seen.x, box.y + seen.y];
  }
}
