// SPDX-License-Identifier: AGPL-3.0-or-later
// Paints a scene on a canvas as drawing.css paints the SVG, with the same colours and strokes: grounds, lines, nodes,
// badges, signs.
import { litLine } from "./model.js";

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
  /**
   * @param {Look} look
   * @param {Painting} painting
   */
  constructor(look, painting) {
    this.look = look;
    this.painting = painting;
    /** @type {Related | null} */
    this.related = null;
    /** @type {string | null} */
    this.under = null;
    /** @type {Chip[]} */
    this.chips = [];
    /** @type {Line | null} */
    this.pointed = null;
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
    const lit = (related && litLine(line, related)) || line.element === this.pointed?.element;
    const [x, y, a, b, c, d, e, f] = line.points;
    const { pens, dashes } = this.painting;
    const pen = pens[lit && line.name === "cross" ? "lit" : line.name];
    const inks = { branch: look.branches[line.theme], cross: look.cross, change: look.change, way: look.choice };
    ctx.strokeStyle = pen === pens.lit ? look.choice : inks[line.name];
    ctx.lineWidth = pen.width || line.width;
    const beside = related && !lit ? pen.faint : pen.opacity;
    const shown = lit && line.name === "branch" ? 1 : beside;
    ctx.globalAlpha = shown * line.alpha;
    ctx.setLineDash(line.state === "ended" ? dashes.ended : pen.dash);
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
    const { faint } = this.painting;
    return (!this.related || this.related.lit.has(node.id) ? 1 : faint) * node.alpha;
  }

  /**
   * @param {CanvasRenderingContext2D} ctx
   * @param {MapNode} node
   */
  node(ctx, node) {
    const { look } = this;
    const { edges, dashes } = this.painting;
    const chosen = this.related?.same.has(node.id);
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
    if (node.fresh) {
      [ctx.strokeStyle, ctx.lineWidth] = [look.now, edges.now];
      ctx.stroke();
    }
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
    const usual = {
      centre: [look.paper, edges.centre],
      theme: [branch, edges.theme],
      pill: outlined ? [node.family === "need" ? branch : colour, edges.need] : null,
      leaf: null,
    };
    /** @type {[string, number] | null} */
    const state = node.state
      ? [look[node.state], node.role === "leaf" ? edges["changed-leaf"] : edges.changed]
      : null;
    /** @type {[string, number] | null} */
    const edge = hot && node.role !== "leaf" ? [look.badge, edges.choice] : (state ?? usual[node.role]);
    if (edge) {
      [ctx.strokeStyle, ctx.lineWidth] = edge;
      ctx.setLineDash(node.empty || ["ended", "left"].includes(node.state) ? dashes.broken : []);
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
      ctx.lineWidth = this.painting.edges.mark / node.mark.size;
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
    const { weights, small, edges } = this.painting;
    const weight = weights[node.role === "leaf" && !this.related?.same.has(node.id) ? 0 : 1];
    ctx.textAlign = node.align;
    ctx.textBaseline = "alphabetic";
    ctx.lineJoin = "round";
    for (const row of node.rows) {
      const set = row.note ? `italic ${weights[0]} ${small[0]}px` : `${weight} ${node.size}px`;
      ctx.font = `${set} ${this.look.family}`;
      if (halo) {
        ctx.strokeStyle = this.look.ground;
        ctx.lineWidth = edges.halo;
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
    const [over, thick] = this.painting.strike;
    ctx.fillRect(left, row.y - size * over, width, size * thick);
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
      [ctx.strokeStyle, ctx.lineWidth] = [this.look.cross, this.painting.edges.badge];
      ctx.stroke();
    }
    ctx.fillStyle = folds ? this.look.ink : this.look["badge-text"];
    this.small(ctx, text, x, y);
    ctx.restore();
  }

  /**
   * A few signs in the middle of a badge or of a disc.
   * @param {CanvasRenderingContext2D} ctx
   * @param {string} text
   * @param {number} x
   * @param {number} y
   */
  small(ctx, text, x, y) {
    const { weights, small } = this.painting;
    ctx.font = `${weights[1]} ${small[0]}px ${this.look.family}`;
    ctx.textAlign = "center";
    ctx.fillText(text, x, y + small[1]);
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
    [ctx.strokeStyle, ctx.lineWidth] = [this.look.ground, this.painting.edges.sign];
    ctx.stroke();
    ctx.fillStyle = this.look.on;
    this.small(ctx, sign.text, sign.x, sign.y);
    ctx.restore();
  }

  /**
   * The words on a line, or its number.
   * @param {CanvasRenderingContext2D} ctx
   * @param {LineName} name
   */
  name(ctx, name) {
    const { look, related } = this;
    const lit = !related || related.same.has(name.from) || related.same.has(name.to);
    ctx.save();
    ctx.globalAlpha = lit ? 1 : this.painting.faint;
    if (name.radius) {
      ctx.beginPath();
      ctx.arc(name.x, name.y, name.radius, 0, 2 * Math.PI);
      ctx.fillStyle = look.paper;
      ctx.fill();
      [ctx.strokeStyle, ctx.lineWidth] = [look.cross, this.painting.edges.badge];
      ctx.stroke();
      ctx.fillStyle = look.ink;
      this.small(ctx, name.text, name.x, name.y);
    }
    this.italic(ctx);
    [ctx.strokeStyle, ctx.lineWidth, ctx.lineJoin] = [look.ground, this.painting.edges.said, "round"];
    ctx.fillStyle = look.ink;
    for (const { text, x, y } of name.rows) {
      ctx.strokeText(text, x, y);
      ctx.fillText(text, x, y);
    }
    ctx.restore();
  }

  /** @param {CanvasRenderingContext2D} ctx */
  italic(ctx) {
    const { weights, small } = this.painting;
    ctx.font = `italic ${weights[0]} ${small[0]}px ${this.look.family}`;
    ctx.textAlign = "center";
    ctx.textBaseline = "alphabetic";
  }

  /**
   * What a line is called, over all the rest.
   * @param {CanvasRenderingContext2D} ctx
   * @param {Chip} chip
   */
  chip(ctx, { text, x, y, half }) {
    const [size, rise] = this.painting.small;
    ctx.save();
    ctx.beginPath();
    ctx.roundRect(x - half, y - size * 0.72, 2 * half, size * 1.44, size / 3);
    ctx.fillStyle = this.look.paper;
    ctx.fill();
    [ctx.strokeStyle, ctx.lineWidth] = [this.look.choice, this.painting.edges.badge];
    ctx.stroke();
    this.italic(ctx);
    ctx.fillStyle = this.look.ink;
    ctx.fillText(text, x, y + rise);
    ctx.restore();
  }
}
