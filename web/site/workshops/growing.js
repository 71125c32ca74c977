// SPDX-License-Identifier: AGPL-3.0-or-later
// The map on the wall goes on from where things are: what stays moves to its new place, what comes leaves the branch
// that it grows on. A drawing says where each thing is by `transform`, and each thread by `d`.
import { all } from "../elements.js";

const DURATION = 900;
const NUMBER = /-?\d+(?:\.\d+)?/g;
const PLACES = ["transform", "d"];

/** @param {number} time */
const ease = (time) => 1 - (1 - time) ** 3;
/** @param {Element} thing */
const placeOf = (thing) => PLACES.find((name) => thing.hasAttribute(name)) ?? "";

/**
 * Where all is that a drawing moves, by its name.
 * @param {Element} within
 * @returns {Map<string, string>}
 */
export const drawn = (within) =>
  new Map(all(within, "[data-grows] > [id]").map((thing) => [thing.id, thing.getAttribute(placeOf(thing)) ?? ""]));

/**
 * What a text says with its numbers, a part of the way from those of another one.
 * @param {string} from
 * @param {string} to
 * @param {number} part
 */
const between = (from, to, part) => {
  const start = from.match(NUMBER)?.map(Number) ?? [];
  let rank = 0;
  return to.replace(NUMBER, (text) => {
    const was = start[rank++] ?? Number(text);
    return String(Math.round((was + (Number(text) - was) * part) * 10) / 10);
  });
};

/**
 * From where a thing comes: its own place, else that on which it grows; a new thread leaves its own beginning.
 * @param {HTMLElement} thing
 * @param {Map<string, string>} before
 */
const sourceOf = (thing, before) => {
  const own = before.get(thing.id);
  if (own) return own;
  const path = thing.getAttribute("d");
  if (!path) return before.get(thing.dataset.from ?? "") ?? "";
  const [x, y] = path.match(NUMBER) ?? [];
  return `M${x} ${y}C${x} ${y} ${x} ${y} ${x} ${y}`;
};

let going = 0;

/**
 * Moves a drawing on from what it was.
 * @param {Element} within
 * @param {Map<string, string>} before
 */
export function grow(within, before) {
  cancelAnimationFrame(going);
  const map = /** @type {HTMLElement | undefined} */ (all(within, "[data-grows]")[0]);
  if (!map || matchMedia("(prefers-reduced-motion: reduce)").matches) return;
  const moves = /** @type {HTMLElement[]} */ (all(map, ":scope > [id]")).flatMap((thing) => {
    const name = placeOf(thing);
    const to = thing.getAttribute(name) ?? "";
    const from = sourceOf(thing, before);
    return from && from !== to ? [{ thing, name, from, to, fresh: !before.has(thing.id) }] : [];
  });
  if (!moves.length) return;
  map.dataset.moving = "";
  let begun = 0;
  /** @param {number} now */
  const step = (now) => {
    begun ||= now;
    const time = Math.min(1, (now - begun) / DURATION);
    for (const { thing, name, from, to, fresh } of moves) {
      thing.setAttribute(name, time < 1 ? between(from, to, ease(time)) : to);
      if (fresh) thing.setAttribute("opacity", String(time < 1 ? ease(time) : 1));
    }
    if (time < 1) going = requestAnimationFrame(step);
    else delete map.dataset.moving;
  };
  step(performance.now());
}
