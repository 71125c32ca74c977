// SPDX-License-Identifier: AGPL-3.0-or-later
// Paints a scene on a canvas as drawing.css paints the SVG: grounds, lines, nodes, badges, signs.
import { litLine } from "./model.js";

const FAINT = 0.22;
const DIM = 0.16;
/** @param {number} degrees */
const radians = (degrees) => (degrees * Math.PI) / 180;
/** @type {Map<string, Path2D>} */
const paths = new Map();
/** @param {string} path */
const shape = (path) => {
  const known = paths.get(path);
  if (known) return known;
  if (paths.size > 500) paths.clear();
  const made = new Path2D(path);
  paths.set(path, made);
  return made;
};

export class Painter {
  /** @param {Look} look */
  constructor(look) {
    this.look = look;
    /** @type {Related | null} */
    this.related = null;
    /** @type {string | null} */
    this.under = null;
    this.masked = new Set();
  }

  /** @param {MapNode} node */
  dimmed(node) {
    return this.masked.has(node.group);
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Scene} _
   */
  ground(ctx, { sectors, lines }) {
    ctx.lineCap = "round";
    for (const { theme, path, alpha } of sectors) {
      ctx.globalAlpha = Number(this.look.tint) * alpha;
      ctx.fillStyle = this.look.branches[theme];
      ctx.fill(shape(path));
    }
    for (const line of lines) this.line(ctx, line);
    ctx.setLineDash([]);
    ctx.globalAlpha = 1;
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Line} line
   */
  line(ctx, line) {
    const { look, related } = this;
    const lit = related && litLine(line, related);
    const [x, y, a, b, c, d, e, f] = line.points;
    const looks = {
      branch: [look.branches[line.theme], line.width, lit ? 1 : related ? 0.18 : 0.78, []],
      cross: lit ? [look.choice, 3.4, 0.95, []] : [look.cross, 1.5, related ? 0.06 : 0.3, [3, 5]],
      change: [look.change, 3, lit || !related ? 0.95 : 0.3, []],
      way: [look.choice, 6, 0.9, []],
    }[line.name];
    [ctx.strokeStyle, ctx.lineWidth] = looks;
    ctx.globalAlpha = (line.dimmed ? Math.min(DIM, looks[2]) : looks[2]) * line.alpha;
    ctx.setLineDash(line.state === "ended" ? [9, 7] : looks[3]);
    ctx.beginPath();
    ctx.moveTo(x, y);
    ctx.bezierCurveTo(a, b, c, d, e, f);
    ctx.stroke();
    if (line.head && line.alpha === 1) {
      ctx.fillStyle = look.change;
      ctx.fill(shape(line.head));
    }
  }

  /** @param {MapNode} node */
  alphaOf(node) {
    return (this.dimmed(node) ? DIM : !this.related || this.related.lit.has(node.id) ? 1 : FAINT) * node.alpha;
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {MapNode} node
   */
  node(ctx, node) {
    const { look } = this;
    const chosen = this.related?.id === node.id;
    const hot = chosen || this.under === node.id;
    const colour = look.kinds[node.group];
    const branch = look.branches[node.theme];
    const outlined = node.role === "pill" && (node.family === "need" || node.empty);
    const [left, top, width, height] = node.frame;
    ctx.save();
    ctx.globalAlpha = this.alphaOf(node);
    ctx.translate(node.x, node.y);
    ctx.rotate(radians(node.angle));
    ctx.beginPath();
    ctx.roundRect(left, top, width, height, node.corner);
    const fills = {
      centre: look.core,
      theme: look.paper,
      pill: outlined ? look.paper : colour,
      leaf: hot ? look.mark : null,
    };
    if (fills[node.role]) {
      ctx.fillStyle = fills[node.role];
      ctx.fill();
    }
    /** @type {Record<string, [string, number] | null>} */
    const edges = {
      centre: [look.paper, 6],
      theme: [branch, 4],
      pill: outlined ? [node.family === "need" ? branch : colour, 2.5] : null,
      leaf: null,
    };
    /** @type {[string, number] | null} */
    const state = node.state ? [look[node.state], node.role === "leaf" ? 2 : 4] : null;
    /** @type {[string, number] | null} */
    const edge = hot && node.role !== "leaf" ? [look.badge, 5] : (state ?? edges[node.role]);
    if (edge) {
      [ctx.strokeStyle, ctx.lineWidth] = edge;
      ctx.setLineDash(node.empty || ["ended", "left"].includes(node.state) ? [8, 6] : []);
      ctx.stroke();
      ctx.setLineDash([]);
    }
    if (node.mark)
      this.mark(
        ctx,
        node,
        node.role !== "pill" ? colour : outlined ? (node.family === "need" ? branch : colour) : look.on,
      );
    const inks = { centre: look["core-text"], theme: look.ink, pill: outlined ? look.ink : look.on, leaf: look.ink };
    this.text(ctx, node, inks[node.role], node.role === "leaf" && !hot && !node.state);
    ctx.restore();
    if (node.badge && node.settled) this.badge(ctx, node);
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {MapNode} node
   * @param {string} colour
   */
  mark(ctx, node, colour) {
    if (!node.mark) return;
    ctx.save();
    ctx.translate(node.mark.x, 0);
    ctx.rotate(-radians(node.angle));
    ctx.scale(node.mark.size, node.mark.size);
    ctx.fillStyle = colour;
    ctx.fill(shape(node.mark.path));
    if (node.role === "leaf") {
      ctx.strokeStyle = this.look.ground;
      ctx.lineWidth = 1.5 / node.mark.size;
      ctx.stroke(shape(node.mark.path));
    }
    ctx.restore();
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {MapNode} node
   * @param {string} ink
   * @param {boolean} halo
   */
  text(ctx, node, ink, halo) {
    const weight = node.role === "leaf" && this.related?.id !== node.id ? 400 : 600;
    ctx.textAlign = node.align;
    ctx.textBaseline = "alphabetic";
    ctx.lineJoin = "round";
    for (const row of node.rows) {
      ctx.font = row.note ? `italic 400 21px ${this.look.family}` : `${weight} ${node.size}px ${this.look.family}`;
      if (halo) {
        ctx.strokeStyle = this.look.ground;
        ctx.lineWidth = 4;
        ctx.strokeText(row.text, row.x, row.y);
      }
      ctx.fillStyle = ink;
      ctx.fillText(row.text, row.x, row.y);
      if (node.state === "ended" && !row.note) this.strike(ctx, row, node.align);
    }
  }

  /**
   * What has ended is struck through: said without a colour. What lives on elsewhere is not.
   * @param {CanvasRenderingContext2D} ctx
   * @param {{ text: string, x: number, y: number }} row
   * @param {MapNode["align"]} align
   */
  strike(ctx, row, align) {
    const { width } = ctx.measureText(row.text);
    const size = parseFloat(ctx.font.match(/([\d.]+)px/)?.[1] ?? "0");
    const left = row.x - { left: 0, center: width / 2, right: width }[align];
    ctx.fillRect(left, row.y - size * 0.36, width, size * 0.075);
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {MapNode} node
   */
  badge(ctx, node) {
    if (!node.badge) return;
    const { x, y, half, high, text, folds } = node.badge;
    ctx.save();
    ctx.globalAlpha = this.alphaOf(node);
    ctx.beginPath();
    ctx.roundRect(x - half, y - high, 2 * half, 2 * high, high);
    ctx.fillStyle = folds ? this.look.paper : this.look.badge;
    ctx.fill();
    if (folds) {
      [ctx.strokeStyle, ctx.lineWidth] = [this.look.cross, 1.5];
      ctx.stroke();
    }
    ctx.fillStyle = folds ? this.look.ink : this.look["badge-text"];
    ctx.font = `600 21px ${this.look.family}`;
    ctx.textAlign = "center";
    ctx.fillText(text, x, y + 7.6);
    ctx.restore();
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {Sign & { node: MapNode }} sign
   */
  sign(ctx, sign) {
    ctx.save();
    ctx.globalAlpha = sign.step ? 1 : this.alphaOf(sign.node);
    ctx.beginPath();
    ctx.arc(sign.x, sign.y, sign.radius, 0, 2 * Math.PI);
    ctx.fillStyle = sign.step ? this.look.choice : this.look[sign.state];
    ctx.fill();
    [ctx.strokeStyle, ctx.lineWidth] = [this.look.ground, 2];
    ctx.stroke();
    ctx.fillStyle = this.look.on;
    ctx.font = `600 21px ${this.look.family}`;
    ctx.textAlign = "center";
    ctx.fillText(sign.text, sign.x, sign.y + 7.6);
    ctx.restore();
  }
}
