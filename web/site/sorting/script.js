// SPDX-License-Identifier: AGPL-3.0-or-later
// Cards sorted by key: the next one is here already and is shown at once, while what was said is noted behind it.
// Everything works without this file.
import { all, first } from "../elements.js";

const main = /** @type {HTMLFormElement} */ (document.getElementById("verdict"));
const place = first(document, "[data-place]");
const panels = /** @type {HTMLFormElement[]} */ (all(document, ".panel"));
/** @type {HTMLElement[]} */
const waiting = [];
/** @type {HTMLElement[]} */
const judged = [];
/** @type {Set<string | undefined>} */
const gone = new Set();
let sending = Promise.resolve();

/** @param {ParentNode} from */
const take = (from) => {
  const here = new Set([place.firstElementChild, ...waiting].map((card) => card?.getAttribute("data-card")));
  for (const template of /** @type {HTMLTemplateElement[]} */ (all(from, "template"))) {
    const card = /** @type {HTMLElement} */ (template.content.querySelector("article"));
    if (here.has(card.dataset.card) || gone.has(card.dataset.card)) continue;
    waiting.push(card);
  }
};

/** @param {HTMLElement | undefined} card */
const show = (card) => {
  place.replaceChildren(...(card ? [card] : []));
  for (const part of all(document, "[data-now]")) part.hidden = !card;
  first(document, "[data-empty]").hidden = Boolean(card);
  for (const panel of panels) {
    panel.hidden = true;
    first(panel, "[name=mot]").removeAttribute("value");
    panel.reset();
  }
  for (const field of /** @type {HTMLInputElement[]} */ (all(document, "[name=fiche]"))) {
    field.value = card?.dataset.card ?? "";
  }
  const next = first(document, "[data-next]");
  next.hidden = waiting.length === 0;
  first(next, "span").textContent = waiting[0]?.dataset.label ?? "";
  first(card ? place : first(document, "[data-empty]"), "h2").focus();
};

/** @param {string} text */
const read = (text) => new DOMParser().parseFromString(text, "text/html");

/** @param {string} text */
const told = (text) => {
  const answer = read(text);
  for (const name of ["[data-progress]", "[data-undo]"]) {
    const now = answer.querySelector(name);
    for (const old of now ? all(document, name) : []) old.replaceWith(/** @type {Node} */ (now?.cloneNode(true)));
  }
  take(answer);
  const empty = !place.firstElementChild && waiting.length > 0;
  if (empty) show(waiting.shift());
};

/**
 * Sends what was said, again and again until the site answers: nobody who lost the network loses a choice.
 * @param {FormData} form
 */
const send = async (form) => {
  const lost = first(document, "[data-lost]");
  for (;;) {
    try {
      const answer = await fetch(main.action, { method: "POST", body: form });
      lost.hidden = true;
      const text = await answer.text();
      if (answer.ok) return told(text);
      if (answer.status < 500) {
        gone.delete(String(form.get("fiche")));
        first(document, "[data-problem]").replaceChildren(...read(text).body.children);
        return;
      }
    } catch {
      // Tried again below.
    }
    lost.hidden = false;
    await new Promise((again) => setTimeout(again, 2000));
  }
};

/** @param {FormData} form */
const judge = (form) => {
  const verdict = form.get("verdict");
  const now = /** @type {HTMLElement | null} */ (place.firstElementChild);
  first(document, "[data-problem]").replaceChildren();
  if (verdict === "defaire") {
    const back = judged.pop();
    if (!back) return main.requestSubmit(/** @type {HTMLElement} */ (first(document, "[data-undo] button")));
    if (now) waiting.unshift(now);
    gone.delete(back.dataset.card);
    show(back);
  } else if (now) {
    judged.push(now);
    gone.add(now.dataset.card);
    show(waiting.shift());
  }
  form.set("suite", "1");
  sending = sending.then(() => send(form));
};

/**
 * Opens what asks for more, and goes to its first field or choice.
 * @param {string} id
 */
const unfold = (id) => {
  for (const panel of panels) panel.hidden = panel.id !== id;
  const panel = /** @type {HTMLElement} */ (document.getElementById(id));
  first(panel, id === "panel-faux" ? "button" : "input[type=text]").focus();
};

document.addEventListener("submit", (event) => {
  const form = /** @type {HTMLFormElement} */ (event.target);
  const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
  if (form !== main && !panels.includes(form)) return;
  const undoes = button?.value === "defaire";
  if (undoes && judged.length === 0) return;
  if (button?.value === "autre" && !new FormData(form).get("mot")) return;
  event.preventDefault();
  const said = new FormData(form);
  if (button?.name) said.append(button.name, button.value);
  judge(said);
});

document.addEventListener("click", (event) => {
  const link = /** @type {HTMLElement} */ (event.target).closest("[data-panel]");
  if (!link) return;
  event.preventDefault();
  unfold(link.getAttribute("data-panel") ?? "");
});

document.addEventListener("keydown", (event) => {
  const target = /** @type {HTMLElement} */ (event.target);
  if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
  if (event.key === "Escape") for (const panel of panels) panel.hidden = true;
  if (localStorage.getItem("touches") === "non" || target.matches("input[type=text], select, textarea")) return;
  if (event.key === " " && target.matches("button, a, summary, input")) return;
  const open = panels.find((panel) => !panel.hidden && panel.id === "panel-faux");
  const name = open && /^[1-4]$/.test(event.key) ? "data-reason" : "data-key";
  const found = document.querySelector(`[${name}="${CSS.escape(event.key.toLowerCase())}"]`);
  if (!found || first(document, "[data-now]").hidden) return;
  event.preventDefault();
  /** @type {HTMLElement} */ (found).click();
});

take(first(document, "[data-waiting]"));
