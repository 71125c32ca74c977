// SPDX-License-Identifier: AGPL-3.0-or-later
// Two cards compared: M, D and T press the buttons that bear these letters. Everything works without this file.

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  const target = /** @type {HTMLElement} */ (event.target);
  if (localStorage.getItem("touches") === "non") return; // dictated words would decide
  // Whoever writes, writes: only ticks and buttons let letters through.
  if (target.isContentEditable || target.matches("textarea, select, input:not([type=radio])")) return;
  const key = event.key.toLowerCase();
  const button = /** @type {HTMLElement | undefined} */ (
    [...document.querySelectorAll("[data-key]")].find((one) => one.getAttribute("data-key") === key)
  );
  button?.click();
});
