// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything works without this file: it copies, prints and suggests where the browser allows.
"use strict";

const copies = (root) => {
  for (const button of root.querySelectorAll("[data-copy]")) {
    const source = document.getElementById(button.dataset.copy);
    if (!source || !navigator.clipboard) continue;
    button.hidden = false;
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(source.value);
      button.textContent = button.dataset.done;
    });
  }
};

const prints = (root) => {
  for (const button of root.querySelectorAll("[data-print]")) {
    button.hidden = false;
    button.addEventListener("click", () => window.print());
  }
};

copies(document);
prints(document);

// Fields with data-suggest, where a page has some, list names as one types.
const { suggest } = document.currentScript.dataset;
const suggests = (root) => {
  if (root.querySelector("input[data-suggest]")) import(suggest).then(({ upgrade }) => upgrade(root), () => {});
};
suggests(document);

// What a page brings in later is upgraded as well.
document.addEventListener("brought", (event) => { copies(event.target); prints(event.target); suggests(event.target); });

// The slash leads to the search of the banner.
document.addEventListener("keydown", (event) => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || localStorage.getItem("touches") === "non") return;
  if (event.target.closest("input, textarea, select, [contenteditable]")) return;
  event.preventDefault();
  document.getElementById("q-bandeau")?.focus();
});

// Keys of a single sign can be turned off: dictated words would set them off.
for (const box of document.querySelectorAll("input[data-touches]")) {
  box.closest("p").hidden = false;
  box.checked = localStorage.getItem("touches") !== "non";
  box.addEventListener("change", () => localStorage.setItem("touches", box.checked ? "oui" : "non"));
}
