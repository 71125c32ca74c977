// SPDX-License-Identifier: AGPL-3.0-or-later
// All works without it; what a page brings in later is upgraded as well.
import { all, around, byId, withKeys } from "./elements.js";
import { upgrade } from "./suggest.js";

/**
 * @param {ParentNode} root
 * @param {string} selector
 * @param {(button: HTMLElement) => void} act
 */
const shown = (root, selector, act) => {
  for (const button of all(root, selector)) {
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
};

/** @param {HTMLElement} button */
const copy = async (button) => {
  const field = /** @type {HTMLInputElement} */ (byId(button.dataset.copy ?? ""));
  await navigator.clipboard.writeText(field.value);
  button.textContent = button.dataset.done ?? "";
};

/** @param {ParentNode} root */
const upgraded = (root) => {
  if (navigator.clipboard) shown(root, "[data-copy]", copy);
  shown(root, "[data-print]", () => window.print());
  upgrade(root);
};

upgraded(document);
document.addEventListener("brought", (event) => upgraded(/** @type {HTMLElement} */ (event.target)));

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || withKeys(event) || localStorage.getItem("touches") === "non") return;
  if (around(event, "input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  document.getElementById("q-banner")?.focus();
});

// Dictated words would set off keys of a single sign.
for (const box of /** @type {HTMLInputElement[]} */ (all(document, "input[data-keys]"))) {
  const line = box.closest("p");
  if (line) line.hidden = false;
  box.checked = localStorage.getItem("touches") !== "non";
  box.addEventListener("change", () => localStorage.setItem("touches", box.checked ? "oui" : "non"));
}
