// SPDX-License-Identifier: AGPL-3.0-or-later
// All works without it; what a page brings in later is upgraded as well.
const { suggest } = document.currentScript.dataset;

const shown = (root, selector, act) => {
  for (const button of root.querySelectorAll(selector)) {
    button.hidden = false;
    button.addEventListener("click", () => act(button));
  }
};

const copy = async (button) => {
  await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).value);
  button.textContent = button.dataset.done;
};

const upgraded = (root) => {
  if (navigator.clipboard) shown(root, "[data-copy]", copy);
  shown(root, "[data-print]", () => window.print());
  if (root.querySelector("input[data-suggest]")) import(suggest).then(({ upgrade }) => upgrade(root), () => {});
};

upgraded(document);
document.addEventListener("brought", (event) => upgraded(event.target));

document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("touches") === "non") return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  document.getElementById("q-banner")?.focus();
});

// Dictated words would set off keys of a single sign.
for (const box of document.querySelectorAll("input[data-keys]")) {
  box.closest("p").hidden = false;
  box.checked = localStorage.getItem("touches") !== "non";
  box.addEventListener("change", () => localStorage.setItem("touches", box.checked ? "oui" : "non"));
}
