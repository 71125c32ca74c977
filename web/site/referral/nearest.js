// SPDX-License-Identifier: AGPL-3.0-or-later
// Which commune somebody stands in, told in the browser: where that is goes nowhere.
/**
 * The centres of communes: their codes, and thousandths of a degree, each less the one before.
 * @typedef {{ codes: string, latitudes: number[], longitudes: number[] }} Centres
 */
/** @typedef {[number, number]} Spot latitude and longitude, in degrees */
const RADIANS = Math.PI / 180;
const AROUND = 3; // farther from a commune than its third neighbour is, one is at sea or abroad, not in it

/**
 * @param {Spot} one
 * @param {Spot} other
 */
export const kilometres = (one, other) => {
  const [lat1, lat2] = [one[0] * RADIANS, other[0] * RADIANS];
  const half =
    Math.sin((lat2 - lat1) / 2) ** 2 +
    Math.cos(lat1) * Math.cos(lat2) * Math.sin(((other[1] - one[1]) * RADIANS) / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(half)));
};

/** @param {number[]} steps */
export const degrees = (steps) => {
  let sum = 0;
  return steps.map((step) => (sum += step) / 1000);
};

/**
 * The code of the commune whose centre is nearest; nothing where that centre is too far.
 * @param {Spot} here
 * @param {Centres} known
 */
export const nearest = (here, { codes, latitudes, longitudes }) => {
  const longitude = degrees(longitudes);
  const centres = degrees(latitudes).map((latitude, rank) => /** @type {Spot} */ ([latitude, longitude[rank]]));
  const away = centres.map((centre) => kilometres(here, centre));
  const best = away.reduce((found, distance, rank) => (distance < away[found] ? rank : found), 0);
  const neighbours = centres.map((centre) => kilometres(centres[best], centre)).sort((one, other) => one - other);
  return away[best] <= neighbours[AROUND] ? codes.split(" ")[best] : "";
};
