// SPDX-License-Identifier: AGPL-3.0-or-later
// Lines of the map under the hand: which one is touched, and where what it is called can be read.

const STEPS = 24;
// Where along a line its name is tried.
const ALONG = [0.5, 0.4, 0.6, 0.3, 0.7, 0.8, 0.2];

/**
 * @param {number[]} points
 * @param {number} part
 * @returns {Point}
 */
export function along([x, y, a, b, c, d, e, f], part) {
  const rest = 1 - part;
  const [one, two, three, four] = [rest ** 3, 3 * rest ** 2 * part, 3 * rest * part ** 2, part ** 3];
  return [one * x + two * a + three * c + four * e, one * y + two * b + three * d + four * f];
}

/**
 * The line nearest to a point, the last drawn of two, and where on it.
 * @param {Line[]} lines
 * @param {{ x: number, y: number }} point
 * @param {number} reach
 * @returns {{ line: Line, at: Point } | null}
 */
export function lineAt(lines, { x, y }, reach) {
  let found = null;
  let least = reach;
  for (const line of lines) {
    if (!line.label) continue;
    let [was, before] = along(line.points, 0);
    for (let step = 1; step <= STEPS; step += 1) {
      const [to, down] = along(line.points, step / STEPS);
      const [dx, dy] = [to - was, down - before];
      const part = Math.max(0, Math.min(1, ((x - was) * dx + (y - before) * dy) / (dx * dx + dy * dy || 1)));
      /** @type {Point} */
      const at = [was + dx * part, before + dy * part];
      const off = Math.hypot(x - at[0], y - at[1]);
      if (off <= least) [least, found] = [off, { line, at }];
      [was, before] = [to, down];
    }
  }
  return found;
}

/**
 * Chips that name lines where they cover nothing that stays lit, nor each other.
 * @param {Line[]} lines
 * @param {MapNode[]} nodes
 * @param {(text: string) => number} halfOf
 * @param {number} high
 * @returns {Chip[]}
 */
export function chips(lines, nodes, halfOf, high) {
  const taken = nodes.map(({ middle: [x, y], angle, frame: [, , width, height] }) => {
    const [cos, sin] = [Math.abs(Math.cos((angle * Math.PI) / 180)), Math.abs(Math.sin((angle * Math.PI) / 180))];
    return { x, y, half: (width * cos + height * sin) / 2, high: (width * sin + height * cos) / 2 };
  });
  /** @type {Chip[]} */
  const made = [];
  for (const { label, points } of lines) {
    const half = halfOf(label);
    for (const part of ALONG) {
      const [x, y] = along(points, part);
      if (taken.some((it) => Math.abs(it.x - x) < it.half + half && Math.abs(it.y - y) < it.high + high)) continue;
      taken.push({ x, y, half, high });
      made.push({ text: label, x, y, half });
      break;
    }
  }
  return made;
}
