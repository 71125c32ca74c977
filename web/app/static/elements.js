// SPDX-License-Identifier: AGPL-3.0-or-later
// The elements of a page: what a script cannot do without is there, or the error names it.

/**
 * The first element under another one that a selector finds.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {T}
 */
export function first(root, selector) {
  const found = /** @type {T | null} */ (root.querySelector(selector));
  if (!found) throw new Error(`Nothing here is ${selector}.`);
  return found;
}

/**
 * All the elements under another one that a selector finds.
 * @template {Element} [T=HTMLElement]
 * @param {ParentNode} root
 * @param {string} selector
 * @returns {T[]}
 */
export function all(root, selector) {
  return [.../** @type {NodeListOf<T>} */ (root.querySelectorAll(selector))];
}

/**
 * @template {Element} [T=HTMLElement]
 * @param {string} id
 * @returns {T}
 */
export function byId(id) {
  return first(document, `#${CSS.escape(id)}`);
}

/**
 * The nearest element around what an event is about, itself first.
 * @template {Element} [T=HTMLElement]
 * @param {Event} event
 * @param {string} selector
 * @returns {T | null}
 */
export function around(event, selector) {
  return event.target instanceof Element ? event.target.closest(selector) : null;
}

/**
 * @template {keyof HTMLElementTagNameMap} N
 * @param {N} name
 * @param {Partial<HTMLElementTagNameMap[N]>} [properties]
 * @param {(Node | string)[]} children
 * @returns {HTMLElementTagNameMap[N]}
 */
export function made(name, properties = {}, ...children) {
  const element = Object.assign(document.createElement(name), properties);
  element.append(...children);
  return element;
}

/** Whether a key is held down that gives a click, or another key, a meaning of the browser's.
 * @param {KeyboardEvent | MouseEvent} event
 */
export function withKeys(event) {
  return event.ctrlKey || event.metaKey || event.altKey;
}

/**
 * What screen readers hear of a map.
 * @param {string} text
 */
export function announce(text) {
  byId("announcement").textContent = text;
}
