// SPDX-License-Identifier: AGPL-3.0-or-later
// From one view to the next: what stays moves, what comes leaves its parent's old place, what goes fades.
export const DURATION = 380;
/** @param {number} time */
const ease = (time) => (time < 0.5 ? 4 * time ** 3 : 1 - (2 - 2 * time) ** 3 / 2);
/**
 * @param {number} from
 * @param {number} to
 * @param {number} part
 */
const mix = (from, to, part) => from + (to - from) * part;
const still = () => matchMedia("(prefers-reduced-motion: reduce)").matches;
/**
 * Text keeps its way up: half turns are jumps, not spins.
 * @param {number} from
 * @param {number} to
 * @param {number} part
 */
const turn = (from, to, part) => (Math.abs(to - from) > 90 ? (part < 0.5 ? from : to) : mix(from, to, part));
/** @param {Line} line */
const keyOf = (line) => `${line.name} ${line.from} ${line.to}`;

/**
 * A view at rest: a scene with all that it takes to paint it, as it stays on the canvas until the next view comes.
 * @param {View} view
 * @returns {Scene}
 */
export function settled(view) {
  return {
    nodes: [...view.nodes.values()].map((node) => Object.assign(node, { alpha: 1, settled: true })),
    lines: view.lines.map((line) => ({ ...line, alpha: 1 })),
    sectors: view.sectors.map((sector) => ({ ...sector, alpha: 1 })),
    signs: view.signs.map((sign) => ({ ...sign, node: view.node(sign.id) })),
    names: view.names,
  };
}

const HERE = { x: 0, y: 0, angle: 0, alpha: 0 };

export class Motion {
  /**
   * Both views, and the camera as [x, y, scale] before and after.
   * @param {View} old
   * @param {View} view
   * @param {[Camera, Camera]} cameras
   */
  constructor(old, view, cameras) {
    this.old = old;
    this.view = view;
    this.cameras = cameras;
    this.gone = [...old.nodes.values()].filter((node) => !view.nodes.has(node.id));
    const lines = new Map(old.lines.map((line) => [keyOf(line), line]));
    this.lines = view.lines.map((line) => ({ line, was: lines.get(keyOf(line))?.points }));
    const kept = new Set(view.lines.map(keyOf));
    this.goneLines = old.lines.filter((line) => !kept.has(keyOf(line)));
    this.from = new Map([...view.nodes.values()].map((node) => [node.id, this.source(node)]));
  }

  /**
   * Where a node comes from: its own old place, else that of the nearest node above it that was there.
   * @param {MapNode} node
   */
  source(node) {
    for (let above = /** @type {MapNode | null} */ (node); above; above = above.parent) {
      const was = this.old.nodes.get(above.id);
      if (was)
        return { x: was.x, y: was.y, angle: above === node ? was.angle : node.angle, alpha: above === node ? 1 : 0 };
    }
    return { x: node.x, y: node.y, angle: node.angle, alpha: 0 };
  }

  /**
   * The scene and the camera at a part of the way, from 0 to 1.
   * @param {number} time
   * @returns {{ scene: Scene, camera: Camera }}
   */
  at(time) {
    const part = ease(time);
    const coming = Math.max(0, 2 * part - 1);
    const going = Math.max(0, 1 - 2 * part);
    const nodes = [...this.view.nodes.values()].map((node) => {
      const from = this.from.get(node.id) ?? HERE;
      return {
        ...node,
        x: mix(from.x, node.x, part),
        y: mix(from.y, node.y, part),
        angle: turn(from.angle, node.angle, part),
        alpha: from.alpha ? 1 : part,
        settled: false,
      };
    });
    const lines = this.lines.map(({ line, was }) => {
      const start = this.from.get(line.to) ?? HERE;
      const points = was ?? [start.x, start.y, start.x, start.y, start.x, start.y, start.x, start.y];
      const moving = line.name === "branch" || was;
      return {
        ...line,
        points: moving ? line.points.map((number, index) => mix(points[index], number, part)) : line.points,
        alpha: was ? 1 : line.name === "branch" ? part : coming,
        head: undefined,
      };
    });
    return {
      scene: {
        nodes: [...this.gone.map((node) => ({ ...node, alpha: going, settled: false })), ...nodes],
        lines: [...this.goneLines.map((line) => ({ ...line, alpha: going, head: undefined })), ...lines],
        sectors: [
          ...this.old.sectors.map((sector) => ({ ...sector, alpha: going })),
          ...this.view.sectors.map((sector) => ({ ...sector, alpha: coming })),
        ],
        signs: [],
        names: [],
      },
      camera: this.camera(part),
    };
  }

  /**
   * @param {number} part
   * @returns {Camera}
   */
  camera(part) {
    const [from, to] = this.cameras;
    return [mix(from[0], to[0], part), mix(from[1], to[1], part), from[2] * (to[2] / from[2]) ** part];
  }
}

/**
 * Calls `frame(part)` until 1; returns how to stop it. Without motion, once.
 * @param {(part: number) => void} frame
 * @param {() => void} done
 */
export function play(frame, done) {
  if (still()) {
    frame(1);
    done();
    return () => {};
  }
  let handle = 0;
  /** @type {number | null} */
  let begun = null;
  /** @param {number} now */
  const step = (now) => {
    begun ??= now;
    const part = Math.min(1, (now - begun) / DURATION);
    frame(part);
    if (part < 1) handle = requestAnimationFrame(step);
    else done();
  };
  handle = requestAnimationFrame(step);
  return () => cancelAnimationFrame(handle);
}

/** @param {number} duration */
export const motion = (duration) => (still() ? {} : { animation: { duration, easingFunction: "easeInOutQuad" } });
