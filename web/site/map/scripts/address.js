// SPDX-License-Identifier: AGPL-3.0-or-later
// Addresses of views: the whole view is in them, whatever was done since the page was made.
const LIVE = ["ouvert", "choix"];
/**
 * @param {URL} url
 * @param {string} name
 */
const all = (url, name) => url.searchParams.getAll(name);
/**
 * @param {string[]} one
 * @param {string[]} two
 */
const same = (one, two) => one.length === two.length && one.every((value, index) => value === two[index]);

/**
 * @param {string | URL} address
 * @param {string} name
 * @param {string | string[]} values
 */
export function withParameter(address, name, values) {
  const url = new URL(address, location.href);
  url.searchParams.delete(name);
  for (const value of [values].flat()) if (value) url.searchParams.append(name, value);
  return url;
}

/**
 * A link of the page, with what was changed since the page was made: what the link itself does not change stays as
 * it is now.
 * @param {string | URL} link
 * @param {URL} made
 * @param {URL} now
 */
export function merged(link, made, now) {
  let url = new URL(link, location.href);
  const elsewhere = url.searchParams.get("centre") !== made.searchParams.get("centre");
  for (const name of elsewhere ? [] : LIVE) {
    if (same(all(url, name), all(made, name))) url = withParameter(url, name, all(now, name));
  }
  return url;
}

/**
 * The address of the piece of page of a view, for the room there is: no address that is shared says it.
 * @param {URL} url
 * @param {string} path
 * @param {string} room
 */
export function pieceOf(url, path, room) {
  return withParameter(`${path}${url.search}`, "ecran", room);
}

/**
 * The largest of the rooms that the server folds for which this window has; "" for none.
 * @param {string} rooms
 */
export function roomIn(rooms) {
  const known = rooms.split(" ").map((room) => room.split(":"));
  const held = known.filter(([, width, height]) => innerWidth >= Number(width) && innerHeight >= Number(height));
  return held.at(-1)?.[0] ?? "";
}
