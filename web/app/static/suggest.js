// SPDX-License-Identifier: AGPL-3.0-or-later
// A field with data-suggest lists names as one types, from the search of this site: a combobox as WAI-ARIA has it.
import { all, byId, made } from "./elements.js";

/** @typedef {{ label: string, note?: string, value?: string }} Suggestion */

/**
 * @param {(...values: any[]) => void} action
 * @param {number} wait
 */
export const debounce = (action, wait) => {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let timer;
  return (/** @type {any[]} */ ...values) => {
    clearTimeout(timer);
    timer = setTimeout(() => action(...values), wait);
  };
};

// What is said of a list, in the language of the page, which says its words on the script of all pages.
const words = () => byId("page-script").dataset;
/**
 * @param {number} n
 * @param {DOMStringMap} _
 */
export const counted = (n, { none = "", one = "", many = "" }) =>
  n ? (n > 1 ? many : one).replace("{n}", String(n)) : none;

const LONGEST_NAME = 150;

class Combobox {
  /** @param {HTMLInputElement} input */
  constructor(input) {
    this.input = input;
    /** @type {Suggestion[]} */
    this.options = [];
    this.active = -1;
    /** @type {AbortController | null} */
    this.asked = null;
    this.list = made("ul", { id: `${input.id}-suggestions`, className: "suggestions", hidden: true });
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", words().list ?? "");
    this.said = made("span", { className: "vh" });
    this.said.setAttribute("role", "status");
    // The field stays where it is: one that is moved loses the focus, and the keys typed meanwhile.
    input.parentElement?.append(this.list, this.said);
    input.list?.remove();
    input.removeAttribute("list");
    const states = {
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-expanded": "false",
      "aria-controls": this.list.id,
    };
    for (const [name, value] of Object.entries(states)) input.setAttribute(name, value);
    input.addEventListener(
      "input",
      debounce(() => this.ask(), 160),
    );
    input.addEventListener("keydown", (event) => this.key(event));
    input.addEventListener("blur", () => this.close());
    // Pressing an option must not take the focus away from the field.
    this.list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const index = [...this.list.children].findIndex((option) => event.composedPath().includes(option));
      if (index >= 0) this.choose(index);
    });
    // On a slow line something may have been typed before this script came.
    if (document.activeElement === input && input.value !== input.defaultValue) this.ask();
  }

  async ask() {
    this.asked?.abort();
    const text = this.input.value.trim();
    // No name is that long: it is a letter that is typed.
    if (text.length < 2 || text.length > LONGEST_NAME) return this.close();
    const address = new URL(this.input.dataset.suggest ?? "", location.href);
    address.searchParams.set("q", text);
    this.asked = new AbortController();
    // An answer may be given up before it came, or while it comes.
    const answered = fetch(address, { signal: this.asked.signal }).then((answer) => (answer.ok ? answer.json() : null));
    const found = await answered.catch(() => null);
    if (found && document.activeElement === this.input && this.input.value.trim() === text) this.show(found.results);
  }

  /** @param {Suggestion[]} results */
  show(results) {
    this.options = results;
    this.active = -1;
    this.list.replaceChildren(
      ...results.map(({ label, note }, index) => {
        const option = made("li", { id: `${this.list.id}-${index}` }, made("span", { textContent: label }));
        if (note) option.append(made("span", { className: "option-note", textContent: note }));
        option.setAttribute("role", "option");
        option.setAttribute("aria-selected", "false");
        return option;
      }),
    );
    this.list.hidden = !results.length;
    this.input.setAttribute("aria-expanded", String(results.length > 0));
    this.input.removeAttribute("aria-activedescendant");
    this.said.textContent = counted(results.length, words());
  }

  close() {
    this.asked?.abort();
    if (!this.list.hidden) this.said.textContent = "";
    this.list.hidden = true;
    this.active = -1;
    this.input.setAttribute("aria-expanded", "false");
    this.input.removeAttribute("aria-activedescendant");
  }

  /** @param {number} step */
  move(step) {
    const count = this.options.length;
    // Past either end comes the field itself, then the other end.
    this.active = ((this.active + 1 + step + count + 1) % (count + 1)) - 1;
    [...this.list.children].forEach((option, index) =>
      option.setAttribute("aria-selected", String(index === this.active)),
    );
    const option = this.list.children[this.active];
    if (!option) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  /** @param {KeyboardEvent} event */
  key(event) {
    const { key } = event;
    if (event.isComposing) return;
    if (key === "ArrowDown" && this.list.hidden) this.ask();
    else if (this.list.hidden) return;
    else if (key === "ArrowDown") this.move(1);
    else if (key === "ArrowUp") this.move(-1);
    else if (key === "Escape") this.close();
    else if (key === "Enter" && this.active >= 0) this.choose(this.active);
    else return;
    event.preventDefault();
  }

  /** @param {number} index */
  choose(index) {
    const chosen = this.options[index];
    this.close();
    this.input.value = chosen.label;
    this.input.dispatchEvent(new CustomEvent("chosen", { bubbles: true, detail: chosen }));
    this.input.dispatchEvent(new Event("change", { bubbles: true }));
  }
}

/** @param {ParentNode} root */
export const upgrade = (root) => {
  for (const input of /** @type {HTMLInputElement[]} */ (all(root, "input[data-suggest]"))) {
    if (input.getAttribute("role") !== "combobox") new Combobox(input);
  }
};
