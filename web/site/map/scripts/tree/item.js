// SPDX-License-Identifier: AGPL-3.0-or-later
// An item of the outline: what stands around it, whether it is open, and the roles and the name that it is read by.
import { all, byId, first } from "../../../elements.js";

export const narrow = matchMedia("(max-width: 700px)");

/**
 * @param {Element} item
 * @returns {HTMLElement | null}
 */
export const above = (item) => item.parentElement?.closest("li") ?? null;
/**
 * What an item shows, apart from what hangs under it: it has the focus, and tells its place and its state.
 * @param {Element} item
 */
export const lineOf = (item) => first(item, ":scope > .o-entry");
/**
 * @param {Element} item
 * @returns {HTMLElement | null}
 */
export const below = (item) => item.querySelector(":scope > .o-fold > ul");
/** @param {Element} item */
export const siblingsOf = (item) => /** @type {HTMLElement[]} */ ([...(item.parentElement?.children ?? [])]);

/** @param {HTMLElement} item */
export const iriOf = (item) => item.dataset.iri ?? "";

/**
 * Roles come with the script: without it, lists of links are lists of links.
 * @param {HTMLElement} item
 */
export function upgrade(item) {
  const group = below(item);
  const siblings = siblingsOf(item);
  const line = lineOf(item);
  const row = first(line, ".o-row");
  const kept = Number(above(item)?.dataset.hidden ?? 0);
  const more = siblings.at(-1)?.matches(".o-rest") ? 1 : 0;
  const states = {
    id: `${item.id}-entry`,
    role: "treeitem",
    tabindex: -1,
    "aria-selected": false,
    "aria-level": depthOf(item),
    "aria-posinset": siblings.indexOf(item) + 1,
    "aria-setsize": siblings.length + Math.max(0, kept - more),
  };
  for (const [key, value] of Object.entries(states)) line.setAttribute(key, String(value));
  for (const inner of all(row, "a")) inner.tabIndex = -1;
  row.querySelector(".o-toggle")?.setAttribute("aria-hidden", "true");
  item.setAttribute("role", "none");
  group?.setAttribute("role", "group");
  rename(item);
  if (!above(item) || !folds(item)) {
    item.classList.remove("closed");
    if (group) line.setAttribute("aria-expanded", "true");
    return;
  }
  if (narrow.matches) row.append(/** @type {HTMLTemplateElement} */ (byId("outline-card")).content.cloneNode(true));
  turn(item, group !== null && !(narrow.matches && item.classList.contains("closed")));
}

/**
 * Its name is what is read on its line, in that order, then its kind: who speaks to the page says what is written.
 * @param {HTMLElement} item
 */
export function rename(item) {
  const line = lineOf(item);
  const chosen = line.getAttribute("aria-selected") === "true";
  /** @param {string} name */
  const part = (name) => {
    const one = line.querySelector(`.o-${name}`);
    return one && (one.id ||= `${item.id}-${name}`);
  };
  const links = part("also");
  const shown = [
    part("word") || part("name"),
    part("mark"),
    isOpen(item) || part("count"),
    chosen && links,
    part("kind"),
  ];
  line.setAttribute("aria-labelledby", shown.filter((id) => typeof id === "string" && id).join(" "));
  if (links && !chosen) line.setAttribute("aria-describedby", links);
  else line.removeAttribute("aria-describedby");
}

/** @param {HTMLElement} item */
export function depthOf(item) {
  const owner = above(item);
  return owner ? Number(lineOf(owner).getAttribute("aria-level")) + 1 : 1;
}

/** @param {HTMLElement} item */
export function folds(item) {
  return below(item) !== null || (Number(item.dataset.hidden) > 0 && !item.matches(".o-rest"));
}

/** @param {HTMLElement} item */
export function isOpen(item) {
  return lineOf(item).getAttribute("aria-expanded") === "true";
}

/**
 * @param {HTMLElement} item
 * @param {boolean} open
 */
export function turn(item, open) {
  lineOf(item).setAttribute("aria-expanded", String(open));
  item.classList.toggle("closed", !open);
  rename(item);
}

/** @param {HTMLElement} item */
export function labelOf(item) {
  return first(item, ".o-word").textContent ?? "";
}
