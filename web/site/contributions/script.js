// SPDX-License-Identifier: AGPL-3.0-or-later
// Contributions read with the keyboard: letters press the buttons that bear them, digits turn a field, M writes
// otherwise. Everything works without this file.

/**
 * Whether somebody writes, or chose that keys of one sign do nothing.
 * @param {Event} event
 */
function isAside(event) {
  const target = /** @type {HTMLElement} */ (event.target);
  if (localStorage.getItem("touches") === "non") return true; // dictated words would decide
  return target.isContentEditable || target.matches("textarea, select, input:not([type=radio], [type=checkbox])");
}

/**
 * Turns a field from what is there to what is proposed, and back.
 * @param {string} place
 */
function turn(place) {
  const field = document.querySelector(`.difference[data-place="${place}"]`);
  const sides = /** @type {HTMLInputElement[]} */ ([...(field?.querySelectorAll(".two-sides input") ?? [])]);
  const other = sides.find((side) => !side.checked);
  other?.click();
  other?.focus();
}

/**
 * Opens what a key opens, and goes to its first field.
 * @param {HTMLDetailsElement} fold
 */
function unfold(fold) {
  fold.open = true;
  /** @type {HTMLElement | null} */ (fold.querySelector("input[type=text]"))?.focus();
}

/** Opens the first field to be written otherwise. */
function rewrite() {
  const fold = /** @type {HTMLDetailsElement | null} */ (document.querySelector(".difference details"));
  if (!fold) return;
  /** @type {HTMLInputElement | null} */ (fold.querySelector("input[type=radio]"))?.click();
  unfold(fold);
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat || isAside(event)) return;
  const key = event.key.toLowerCase();
  const found = /** @type {HTMLElement | null} */ (
    /^[a-z]$/.test(key) ? document.querySelector(`[data-key="${key}"]`) : null
  );
  if (/^[1-9]$/.test(key)) turn(key);
  else if (found instanceof HTMLDetailsElement) unfold(found);
  else if (found) found.click();
  else if (key === "m") rewrite();
  else return;
  event.preventDefault();
});

// Whoever writes a version of their own chooses it.
for (const line of /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll(".difference details"))) {
  line.querySelector("input[type=text]")?.addEventListener("input", () => {
    const own = /** @type {HTMLInputElement | null} */ (line.querySelector("input[type=radio]"));
    if (own) own.checked = true;
  });
}

// After a decision, whoever works with the keyboard goes on at the next one.
if (location.hash === "#one") document.getElementById("one")?.focus();
