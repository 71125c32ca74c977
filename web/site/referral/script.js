// SPDX-License-Identifier: AGPL-3.0-or-later
// The desk with a script: answers follow what is typed, chips come without reloading, and the browser finds its own
// commune without telling anybody where it is. Everything works without this file.
import { all, byId, first, made } from "../elements.js";
import { debounce } from "../suggest.js";
import { nearest } from "./nearest.js";

// What was chosen in a field that takes several becomes a chip, and the field is free for the next.
document.addEventListener("chosen", (event) => {
  const { detail } = /** @type {CustomEvent} */ (event);
  const target = /** @type {HTMLInputElement} */ (event.target);
  const name = target.dataset.chip;
  if (!name || !target.form) return;
  const chips = first(target.form, `[data-chips="${name}"]`);
  const value = detail.value ?? detail.label;
  const known = [...chips.querySelectorAll("input")].find((input) => input.value === value);
  if (known) known.checked = true;
  else {
    const box = made("input", { type: "checkbox", name, value, checked: true });
    chips.append(made("label", { className: "chip" }, box, ` ${detail.label}`));
  }
  target.value = "";
});

/**
 * The request as an address: what is empty is left out.
 * @param {HTMLFormElement} form
 */
const request = (form) => {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim() && !query.getAll(name).includes(value.trim()))
      query.append(name, value.trim());
  }
  return query;
};

/**
 * What the page was answered for: a form keeps what it was served with under whatever was typed since.
 * @param {HTMLFormElement} form
 */
const served = (form) => {
  const copy = /** @type {HTMLFormElement} */ (form.cloneNode(true));
  copy.reset();
  return request(copy);
};

// Milliseconds without a key before what is shown is said aloud, and written in the address, which browsers let change
// so often only.
const WRITTEN = 250;
const SPOKEN = 700;

class Desk {
  /**
   * @param {HTMLFormElement} form
   * @param {HTMLElement} answers
   */
  constructor(form, answers) {
    this.form = form;
    this.answers = answers;
    this.status = first(form, "[data-live-status]");
    /** @type {AbortController | null} */
    this.asked = null;
    this.shown = served(form).toString();
    /** @type {string | null} */
    this.waiting = null;
    this.tell = debounce((text) => this.say(text), SPOKEN);
    this.write = debounce(() => this.keep(), WRITTEN);
    // Boxes say that they changed; dates being typed pass through years that nobody means.
    form.addEventListener("input", (event) => {
      const target = /** @type {HTMLInputElement} */ (event.target);
      if (target.type === "text") this.later(target.name);
    });
    form.addEventListener("change", () => this.refresh(""));
    // On a slow line something may have been typed before this script came.
    const focused = /** @type {HTMLInputElement} */ (document.activeElement);
    if (`${request(form)}` !== this.shown) this.later(form.contains(focused) ? focused.name : "");
  }

  /**
   * Each key is answered at once, one after the other: a busy server, or a slow line, is asked less often.
   * @param {string} typing
   */
  async later(typing) {
    this.waiting = typing;
    if (this.busy) return;
    this.busy = true;
    while (this.waiting !== null) {
      const next = this.waiting;
      this.waiting = null;
      await this.refresh(next);
    }
    this.busy = false;
  }

  /** @param {string} typing */
  async refresh(typing) {
    const query = request(this.form);
    const wanted = `${query}`;
    if (!typing && wanted && wanted === this.shown) this.keep();
    if (!wanted || (wanted === this.shown && (typing || !this.partial))) return;
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const address = new URL(this.form.dataset.live ?? "", location.href);
    for (const [name, value] of query) address.searchParams.append(name, value);
    if (typing) address.searchParams.set("saisie", typing);
    this.answers.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (asked.signal.aborted) return;
      // A name half typed is no mistake yet: the last answers stay.
      if (answer.status !== 204 && (answer.ok || !typing)) this.show(text, wanted, typing);
      this.partial = Boolean(typing);
      if (answer.status >= 500) this.say(this.status.dataset.lost ?? "");
    } catch (error) {
      if (!asked.signal.aborted) this.say(this.status.dataset.lost ?? "");
    } finally {
      if (this.asked === asked) this.answers.removeAttribute("aria-busy");
    }
  }

  /**
   * @param {string} text
   * @param {string} wanted
   * @param {string} typing
   */
  show(text, wanted, typing) {
    this.shown = wanted;
    const page = new DOMParser().parseFromString(text, "text/html");
    // Numbers to call stand above all else; the words that they answer are not written in the address.
    const urgent = page.querySelector(".urgent, .urgent-line");
    document.querySelector("main > .urgent, main > .urgent-line")?.remove();
    if (urgent) first(document, "main").prepend(urgent);
    this.answers.replaceChildren(...page.body.childNodes);
    this.answers.dispatchEvent(new Event("brought", { bubbles: true }));
    const counted = /** @type {HTMLElement | null} */ (this.answers.querySelector("[data-count]"));
    this.tell(counted?.dataset.count ?? "");
    const title = this.answers.querySelector("h1")?.textContent;
    if (title) document.title = `${title} – Tisserand`;
    if (urgent?.matches(".urgent")) return;
    if (typing) this.write();
    else this.keep();
  }

  // The address of what is shown.
  keep() {
    history.replaceState(history.state, "", `${this.form.action.split("?")[0]}?${this.shown}`);
  }

  /** @param {string} text */
  say(text) {
    this.status.hidden = false;
    this.status.textContent = text;
  }
}

for (const form of /** @type {HTMLFormElement[]} */ (all(document, "form[data-live]"))) {
  const answers = /** @type {HTMLElement | null} */ (document.querySelector("[data-answers]"));
  if (answers) new Desk(form, answers);
}

// « Autour de moi » : the position is compared here with the centres of communes; only the code of one is asked about.
/** @returns {Promise<GeolocationPosition>} */
const position = () =>
  new Promise((found, lost) => {
    navigator.geolocation.getCurrentPosition(found, lost, { maximumAge: 600_000, timeout: 12_000 });
  });

/**
 * @param {HTMLElement} button
 * @param {HTMLElement} note
 */
const locate = async (button, note) => {
  /** @param {string} name */
  const said = (name) => button.dataset[name] ?? "";
  note.textContent = said("searching");
  try {
    const [{ coords }, answer] = await Promise.all([position(), fetch(said("locate"))]);
    const code = nearest([coords.latitude, coords.longitude], await answer.json());
    if (!code) {
      note.textContent = said("far");
      return;
    }
    const { label } = await (await fetch(said("named").replace("CODE", code))).json();
    note.textContent = said("found").replace("{name}", label);
    const input = /** @type {HTMLInputElement} */ (byId(said("for")));
    input.value = label;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  } catch (error) {
    note.textContent =
      error instanceof GeolocationPositionError && error.code === 1 ? said("refused") : said("unknown");
  }
};

for (const button of all(document, "[data-locate]")) {
  const note = first(button.parentElement ?? document, "[data-locate-note]");
  if (!navigator.geolocation || !window.isSecureContext) continue;
  button.hidden = note.hidden = false;
  note.setAttribute("role", "status");
  button.addEventListener("click", () => locate(button, note));
}
