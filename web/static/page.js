// SPDX-License-Identifier: AGPL-3.0-or-later
// Everything works without this file: it copies, prints and suggests where the browser allows.
"use strict";

for (const button of document.querySelectorAll("[data-copy]")) {
  const source = document.getElementById(button.dataset.copy);
  if (!source || !navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(source.value);
    button.textContent = button.dataset.done;
  });
}

for (const button of document.querySelectorAll("[data-print]")) {
  button.hidden = false;
  button.addEventListener("click", () => window.print());
}

// A field with data-suggest lists names as one types, from the search of this site.
const debounce = (action, wait) => {
  let timer = 0;
  return (...values) => { clearTimeout(timer); timer = setTimeout(() => action(...values), wait); };
};

for (const input of document.querySelectorAll("input[data-suggest]")) {
  const list = document.getElementById(input.getAttribute("list"));
  if (!list) continue;
  input.addEventListener("input", debounce(async () => {
    const text = input.value.trim();
    if (text.length < 2) return;
    const address = new URL(input.dataset.suggest, location.href);
    address.searchParams.set("q", text);
    const answer = await fetch(address).catch(() => null);
    if (!answer || !answer.ok) return;
    const { results } = await answer.json();
    list.replaceChildren(...results.map(({ label }) => new Option(label, label)));
  }, 180));
}

// A window as wide as a desk shows the filters; a telephone starts with them folded.
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
