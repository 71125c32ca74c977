// SPDX-License-Identifier: AGPL-3.0-or-later
// vis-network as a stage: it pans, zooms and redraws; places, lines and boxes come from the server as they are.
/* global vis */
const CLOSEST = 3;
// Size of text on badges, as in graph/layout.
const BADGE = 21;
const radians = (degrees) => degrees * Math.PI / 180;

export class CanvasStage {
  constructor(holder, map) {
    this.holder = holder;
    this.map = map;
    this.related = null;
    this.under = null;
    const { nodes, edges, options, sectors } = map.data;
    this.lines = edges.map((edge) => ({ ...edge, shape: new Path2D(edge.path) }));
    this.sectors = sectors.map((sector) => ({ ...sector, shape: new Path2D(sector.path) }));
    this.shapes = Object.fromEntries(Object.entries(map.data.shapes).map(([kind, path]) => [kind, new Path2D(path)]));
    this.readLook();
    const renderer = ({ ctx, id }) => ({ drawNode: () => this.drawNode(ctx, map.nodes.get(id)), nodeDimensions: { width: 24, height: 24 } });
    this.net = new vis.Network(holder, {
      nodes: new vis.DataSet(nodes.map(({ id, label, x, y, level }) => ({ id, label, x, y, level }))),
      edges: new vis.DataSet(edges.map(({ from, to }) => ({ from, to }))),
    }, { ...options, nodes: { ...options.nodes, ctxRenderer: renderer } });
    this.net.on("beforeDrawing", (ctx) => this.drawGround(ctx));
    this.listen();
    this.fit();
  }

  listen() {
    this.net.on("click", ({ pointer, event }) => {
      const { id, badge } = this.at(pointer.canvas);
      if (badge) { this.map.root.querySelector(`.carte-dessin.large a[data-more="${CSS.escape(id)}"]`)?.dispatchEvent(new MouseEvent("click", { bubbles: true, cancelable: true })); return; }
      if (event.srcEvent?.detail > 1 || event.tapCount > 1) return;
      this.map.choose(id);
    });
    this.net.on("doubleClick", ({ pointer }) => { const { id } = this.at(pointer.canvas); if (id) this.map.around(id); });
    this.move = (event) => {
      if (event.buttons) return;
      const box = this.holder.getBoundingClientRect();
      const { id } = this.at(this.net.DOMtoCanvas({ x: event.clientX - box.left, y: event.clientY - box.top }));
      if (id === this.under) return;
      this.under = id;
      this.holder.classList.toggle("sur", id !== null);
      this.net.redraw();
    };
    this.holder.addEventListener("pointermove", this.move);
    this.scheme = matchMedia("(prefers-color-scheme: dark)");
    this.recolour = () => { this.readLook(); this.net.redraw(); };
    this.scheme.addEventListener("change", this.recolour);
    this.resized = new ResizeObserver(() => this.fit());
    this.resized.observe(this.holder);
  }

  // Colours are those of the stylesheets, in light and in dark.
  readLook() {
    const style = getComputedStyle(this.holder);
    const value = (name) => style.getPropertyValue(name).trim();
    this.look = Object.fromEntries(["ground", "paper", "ink", "core", "core-text", "on", "cross", "choice", "badge", "badge-text", "mark", "tint"]
      .map((name) => [name, value(`--m-${name}`)]));
    this.branches = [...Array(8).keys()].map((index) => value(`--b${index}`));
    this.family = style.fontFamily;
    const probe = this.holder.appendChild(document.createElement("i"));
    this.kinds = {};
    for (const kind of new Set(this.map.data.nodes.map((node) => node.group))) {
      probe.className = `k-${kind}`;
      this.kinds[kind] = getComputedStyle(probe).getPropertyValue("--k").trim() || this.look.ink;
    }
    probe.remove();
  }

  drawGround(ctx) {
    const { related, look } = this;
    ctx.lineCap = "round";
    for (const { theme, shape } of this.sectors) {
      ctx.globalAlpha = Number(look.tint);
      ctx.fillStyle = this.branches[theme];
      ctx.fill(shape);
    }
    for (const line of this.lines) {
      const cross = line.role === "cross";
      const touches = related && (line.from === related.id || line.to === related.id);
      const lit = cross ? touches : related && related.lit.has(line.from) && related.lit.has(line.to);
      ctx.strokeStyle = cross ? (lit ? look.choice : look.cross) : this.branches[line.theme];
      ctx.globalAlpha = cross ? (lit ? 0.95 : related ? 0.06 : 0.3) : (lit ? 1 : related ? 0.18 : 0.78);
      ctx.lineWidth = cross && lit ? 3.4 : line.width;
      ctx.setLineDash(cross && !lit ? [3, 5] : []);
      ctx.stroke(line.shape);
    }
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  drawNode(ctx, node) {
    const { look } = this;
    const chosen = this.related?.id === node.id;
    const hot = chosen || this.under === node.id;
    const colour = this.kinds[node.group] ?? look.ink;
    const outlined = node.role === "pill" && this.map.data.families[node.group] === "besoin";
    const [left, top, width, height] = node.frame;
    ctx.save();
    ctx.globalAlpha = this.map.masked.has(node.group) ? 0.16 : !this.related || this.related.lit.has(node.id) ? 1 : 0.22;
    ctx.translate(node.x, node.y);
    ctx.rotate(radians(node.angle));
    const corner = { theme: 14, pill: 9, leaf: 6 }[node.role] ?? height / 2.6;
    ctx.beginPath();
    ctx.roundRect(left, top, width, height, corner);
    const fills = { centre: look.core, theme: look.paper, pill: outlined ? look.paper : colour, leaf: hot ? look.mark : null };
    if (fills[node.role]) { ctx.fillStyle = fills[node.role]; ctx.fill(); }
    const edges = { centre: [look.paper, 6], theme: [this.branches[node.theme], 4], pill: outlined ? [this.branches[node.theme], 2.5] : null };
    const edge = hot && node.role !== "leaf" ? [look.badge, 5] : edges[node.role];
    if (edge) { [ctx.strokeStyle, ctx.lineWidth] = edge; ctx.stroke(); }
    if (node.markX !== undefined) this.drawMark(ctx, node, node.role === "pill" ? (outlined ? this.branches[node.theme] : look.on) : colour);
    const inks = { centre: look["core-text"], theme: look.ink, pill: outlined ? look.ink : look.on, leaf: look.ink };
    this.drawText(ctx, node, inks[node.role], node.role === "leaf" && !hot);
    ctx.restore();
    if (node.badge) this.drawBadge(ctx, node);
  }

  drawMark(ctx, node, colour) {
    const shape = this.shapes[node.group];
    if (!shape) return;
    ctx.save();
    ctx.translate(node.markX, 0);
    ctx.rotate(-radians(node.angle));
    ctx.scale(node.markSize, node.markSize);
    ctx.fillStyle = colour;
    ctx.fill(shape);
    if (node.role === "leaf") { ctx.strokeStyle = this.look.ground; ctx.lineWidth = 1.5 / node.markSize; ctx.stroke(shape); }
    ctx.restore();
  }

  drawText(ctx, node, ink, halo) {
    ctx.font = `${node.role === "leaf" && this.related?.id !== node.id ? 400 : 600} ${node.size}px ${this.family}`;
    ctx.textAlign = node.align;
    ctx.textBaseline = "alphabetic";
    ctx.lineJoin = "round";
    node.lines.forEach((line, index) => {
      const y = node.offsets[index];
      if (halo) { ctx.strokeStyle = this.look.ground; ctx.lineWidth = 4; ctx.strokeText(line, node.textX, y); }
      ctx.fillStyle = ink;
      ctx.fillText(line, node.textX, y);
    });
  }

  drawBadge(ctx, node) {
    const [x, y, half] = node.badge;
    ctx.save();
    ctx.globalAlpha = !this.related || this.related.lit.has(node.id) ? 1 : 0.22;
    ctx.beginPath();
    ctx.roundRect(x - half, y - BADGE * 0.8, 2 * half, BADGE * 1.6, BADGE * 0.8);
    const folds = node.badgeText === "−";
    ctx.fillStyle = folds ? this.look.paper : this.look.badge;
    ctx.fill();
    if (folds) { [ctx.strokeStyle, ctx.lineWidth] = [this.look.cross, 1.5]; ctx.stroke(); }
    ctx.fillStyle = folds ? this.look.ink : this.look["badge-text"];
    ctx.font = `600 ${BADGE}px ${this.family}`;
    ctx.textAlign = "center";
    ctx.fillText(node.badgeText, x, y + BADGE * 0.364);
    ctx.restore();
  }

  // The node whose turned box is under a point, its badge first; a little room around helps fingers.
  at({ x, y }) {
    for (const node of this.map.nodes.values()) {
      if (node.badge && Math.hypot(x - node.badge[0], y - node.badge[1]) < node.badge[2] + 4) return { id: node.id, badge: true };
    }
    let best = null, least = 6;
    for (const node of this.map.nodes.values()) {
      const turn = -radians(node.angle), dx = x - node.x, dy = y - node.y;
      const [across, along] = [dx * Math.cos(turn) - dy * Math.sin(turn), dx * Math.sin(turn) + dy * Math.cos(turn)];
      const [left, top, width, height] = node.frame;
      const off = Math.max(left - across, across - left - width, top - along, along - top - height);
      if (off < least) { least = off; best = node.id; }
    }
    return { id: best, badge: false };
  }

  show(related) { this.related = related; this.net.redraw(); }

  fit() {
    const [left, top, width, height] = this.map.data.bounds;
    const { clientWidth, clientHeight } = this.holder;
    if (!clientWidth) return;
    this.net.setSize("100%", "100%");
    this.net.redraw();
    this.net.moveTo({ position: { x: left + width / 2, y: top + height / 2 }, scale: Math.min(1.25, clientWidth / width, clientHeight / height) });
  }

  zoom(factor) {
    if (!factor) { this.fit(); return; }
    this.net.moveTo({ scale: Math.min(CLOSEST, this.net.getScale() * factor), ...this.motion(200) });
  }

  // Brings a node into sight without moving what is already seen.
  reveal(id) {
    const node = this.map.nodes.get(id);
    if (!node) return;
    const seen = this.net.canvasToDOM({ x: node.x, y: node.y });
    const { clientWidth, clientHeight } = this.holder;
    if (seen.x < 40 || seen.y < 40 || seen.x > clientWidth - 40 || seen.y > clientHeight - 40) {
      this.net.moveTo({ position: { x: node.x, y: node.y }, ...this.motion(350) });
    }
  }

  motion(duration) {
    return matchMedia("(prefers-reduced-motion: reduce)").matches ? {} : { animation: { duration, easingFunction: "easeInOutQuad" } };
  }

  leave() {
    this.resized.disconnect();
    this.scheme.removeEventListener("change", this.recolour);
    this.net.destroy();
  }
}
