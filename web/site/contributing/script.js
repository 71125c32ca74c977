// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps what is typed in a form on this device until it is sent, and shows what resembles it; all works without this.
import { all, first } from "../elements.js";
import { debounce } from "../suggest.js";

const SENT = "contribution-sent";
const PRIVATE = new Set(["jeton", "courriel", "vu", "site_web", "connu", "doute", "nomme", "garde", "autre"]);

/** @param {string} address */
const place = (address) => `contribution ${address}`;

/** @param {HTMLFormElement} form */
const typed = (form) =>
  [...new FormData(form)].filter(([name, value]) => !PRIVATE.has(name) && typeof value === "string" && value);

/**
 * @param {HTMLFormElement} form
 * @param {[string, string][]} values
 */
const restore = (form, values) => {
  /** @type {Record<string, string[]>} */
  const left = {};
  for (const [name, value] of values) (left[name] ??= []).push(value);
  for (const field of /** @type {HTMLInputElement[]} */ (all(form, "input, textarea"))) {
    if (PRIVATE.has(field.name) || field.type === "hidden" || !left[field.name]) continue;
    if (field.type === "checkbox" || field.type === "radio") field.checked = left[field.name].includes(field.value);
    else field.value = left[field.name].shift() ?? "";
  }
};

/** @param {HTMLFormElement} form */
const keep = (form) => {
  const kept = place(form.dataset.draft ?? "");
  const notice = first(form, "[data-kept]");
  const begun = JSON.stringify(typed(form));
  const draft = localStorage.getItem(kept);
  // What the server gives back was typed later than the draft.
  if (draft && !document.querySelector("[role=alert], [role=status].note, .alike")) {
    restore(form, JSON.parse(draft));
    notice.hidden = false;
  }
  const save = debounce(() => {
    const now = JSON.stringify(typed(form));
    if (now === begun) return;
    localStorage.setItem(kept, now);
    notice.hidden = false;
  }, 200);
  form.addEventListener("input", save);
  form.addEventListener("change", save);
  first(form, "[data-erase]").addEventListener("click", () => {
    localStorage.removeItem(kept);
    notice.hidden = true;
  });
  form.addEventListener("submit", (event) => {
    const offline = first(form, "[data-offline]");
    offline.hidden = navigator.onLine;
    if (!navigator.onLine) event.preventDefault();
    else sessionStorage.setItem(SENT, kept);
  });
};

/** @param {HTMLFormElement} form */
const compare = (form) => {
  const panel = first(form, "[data-alike]");
  const ask = debounce(async () => {
    const sent = { method: "POST", body: new FormData(form) };
    const answer = await fetch(form.dataset.known ?? "", sent).catch(() => null);
    if (answer?.ok) panel.innerHTML = await answer.text();
  }, 600);
  form.addEventListener("input", (event) => {
    const field = /** @type {HTMLInputElement} */ (event.target);
    if (field.type === "text" && field.value.trim().length > 3) ask();
  });
};

/**
 * What was wrong with a field is said no more once it is changed: all is read again when it is sent.
 * @param {HTMLFormElement} form
 */
const forgive = (form) => {
  form.addEventListener("input", (event) => {
    const field = /** @type {Element} */ (event.target).closest(".wrong");
    if (!field) return;
    field.classList.remove("wrong");
    const said = all(field, ".problem");
    for (const one of [field, ...all(field, "[aria-describedby]")]) {
      const ids = (one.getAttribute("aria-describedby") ?? "").split(" ");
      const left = ids.filter((id) => !said.some((problem) => problem.id === id)).join(" ");
      if (left) one.setAttribute("aria-describedby", left);
      one.removeAttribute("aria-invalid");
    }
    for (const problem of said) problem.remove();
    if (!document.querySelector(".asked.wrong")) document.querySelector(".summary-of-wrong")?.remove();
  });
};

for (const form of /** @type {HTMLFormElement[]} */ (all(document, "form[data-draft]"))) {
  keep(form);
  forgive(form);
  if (form.dataset.known) compare(form);
}
if (document.querySelector("[data-sent]")) localStorage.removeItem(sessionStorage.getItem(SENT) ?? "");
const wrong = /** @type {HTMLElement | null} */ (document.querySelector(".summary-of-wrong"));
wrong?.focus();
