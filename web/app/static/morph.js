// SPDX-License-Identifier: AGPL-3.0-or-later
// Makes a part of a page like another one in place: what stays keeps its focus, its folds and what is typed in it.
import { all } from "./elements.js";

// What readers and scripts change themselves.
const THEIRS = new Set(["open", "hidden"]);
export const FRESH = "fresh";
// In which something new is shown as new.
const ROWS = new Set(["LI", "TD"]);

/**
 * What tells a part from those beside it: its name, else where it leads.
 * @param {Node} node
 */
const keyOf = (node) => {
  if (!(node instanceof Element)) return "";
  return node.id || (ROWS.has(node.nodeName) ? (node.querySelector("a[href]")?.getAttribute("href") ?? "") : "");
};
/**
 * @param {Node} one
 * @param {Node} two
 */
const like = (one, two) => one.nodeName === two.nodeName && keyOf(one) === keyOf(two);

/**
 * Returns whether anything changed.
 * @param {Element} old
 * @param {Element} fresh
 */
export function morph(old, fresh) {
  const { activeElement } = document;
  const changed = one(old, fresh);
  if (activeElement instanceof HTMLElement && activeElement !== document.activeElement && activeElement.isConnected)
    activeElement.focus({ preventScroll: true });
  return changed;
}

/**
 * @param {Element} old
 * @param {Element} fresh
 * @returns {boolean}
 */
function one(old, fresh) {
  if (old.matches("[data-told], script")) return false;
  if (old.matches("form")) return counts(old, fresh);
  old.classList.remove(FRESH);
  const changed = attributes(old, fresh);
  const within = children(old, fresh);
  if (old.nodeName === "TD" && within) old.classList.add(FRESH);
  return changed || within;
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function attributes(old, fresh) {
  let changed = false;
  const names = new Set([...old.getAttributeNames(), ...fresh.getAttributeNames()]);
  for (const name of names) {
    const value = fresh.getAttribute(name);
    if (old.getAttribute(name) === value || THEIRS.has(name)) continue;
    if (value === null) old.removeAttribute(name);
    else old.setAttribute(name, value);
    changed ||= !name.startsWith("data-");
  }
  return changed;
}

/**
 * @param {Element} old
 * @param {Element} fresh
 */
function children(old, fresh) {
  const rest = new Set(old.childNodes);
  const pairs = [...fresh.childNodes].map((next) => {
    const found = [...rest].find((node) => like(node, next));
    if (found) rest.delete(found);
    return { next, found };
  });
  let changed = rest.size > 0;
  for (const node of rest) node.remove();
  let at = old.firstChild;
  for (const { next, found } of pairs) {
    if (found && found === at) at = at.nextSibling;
    else {
      changed = true;
      old.insertBefore(found ?? brought(next), at);
    }
    if (found instanceof Element && next instanceof Element) changed = one(found, next) || changed;
    else if (found && found.nodeValue !== next.nodeValue) {
      changed = true;
      found.nodeValue = next.nodeValue;
    }
  }
  return changed;
}

/** @param {Node} next */
function brought(next) {
  const node = document.importNode(next, true);
  if (node instanceof Element && ROWS.has(node.nodeName)) node.classList.add(FRESH);
  return node;
}

/**
 * Of a form, only the numbers beside its choices: the rest is what somebody fills in.
 * @param {Element} old
 * @param {Element} fresh
 */
function counts(old, fresh) {
  let changed = false;
  for (const line of all(old, "label.tick")) {
    const input = line.querySelector("input");
    const count = line.querySelector(".n");
    const like = input && `label.tick:has(input[name="${input.name}"][value="${CSS.escape(input.value)}"]) .n`;
    const now = like && fresh.querySelector(like);
    if (!count || !now || count.textContent === now.textContent) continue;
    count.textContent = now.textContent;
    changed = true;
  }
  return changed;
}
