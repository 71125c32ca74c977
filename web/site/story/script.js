// SPDX-License-Identifier: AGPL-3.0-or-later
// Steps through a story by the keyboard, and prints it; without this file its links do the same.

/** @type {Record<string, string>} */
const LINKS = {
  " ": "a[rel=next]",
  ArrowRight: "a[rel=next]",
  PageDown: "a[rel=next]",
  ArrowLeft: "a[rel=prev]",
  PageUp: "a[rel=prev]",
  a: "a[data-room]",
  c: "a[data-map-view]",
  Escape: ".room a[data-room]",
};

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
  if (target.closest("input, textarea, select, button, summary, dialog")) return;
  if (event.key === " " && target.closest("a")) return;
  if (/^[ac]$/.test(event.key) && localStorage.getItem("touches") === "non") return;
  const link = LINKS[event.key] && /** @type {HTMLElement | null} */ (document.querySelector(LINKS[event.key]));
  if (!link) return;
  event.preventDefault();
  link.click();
});

const print = /** @type {HTMLElement | null} */ (document.querySelector("[data-print]"));
if (print) {
  print.hidden = false;
  print.addEventListener("click", () => window.print());
}
