// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings what changed in a workshop into its wall or its console, every second, as long as somebody sees it; at once
// when somebody sees it again. An answer that does not come is given up, so that the wall of a poor network goes on.
import { all } from "../elements.js";
import { morph } from "../morph.js";
import { upgrade } from "../suggest.js";
import { drawn, grow } from "./growing.js";

const BEAT = 1000;
const LONGEST = 5000;
const PATIENCE = 10_000;

class Beat {
  /** @param {HTMLElement} part */
  constructor(part) {
    this.part = part;
    this.tag = "";
    this.pause = BEAT;
    this.asks = false;
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    this.timer = undefined;
    document.addEventListener("visibilitychange", () => this.wake());
    addEventListener("online", () => this.wake());
    this.rest();
  }

  rest() {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.ask(), this.pause);
  }

  wake() {
    this.pause = BEAT;
    this.ask();
  }

  async ask() {
    if (this.asks) return;
    this.asks = true;
    if (!document.hidden) this.pause = await this.look().catch(() => Math.min(LONGEST, 2 * this.pause));
    this.asks = false;
    this.rest();
  }

  // How long to wait until the next question.
  async look() {
    /** @type {Record<string, string>} */
    const headers = this.tag ? { "If-None-Match": this.tag } : {};
    const given = new AbortController();
    const patience = setTimeout(() => given.abort(), PATIENCE);
    const { signal } = given;
    const answer = await fetch(this.part.dataset.live ?? "", { headers, cache: "no-store", signal });
    const text = await answer.text().finally(() => clearTimeout(patience));
    if (answer.status === 304) return BEAT;
    if (!answer.ok) throw new Error(String(answer.status));
    const page = new DOMParser().parseFromString(`<div>${text}</div>`, "text/html");
    const fresh = /** @type {HTMLElement} */ (page.body.firstElementChild);
    for (const name of this.part.getAttributeNames()) fresh.setAttribute(name, this.part.getAttribute(name) ?? "");
    const before = drawn(this.part);
    morph(this.part, fresh);
    upgrade(this.part);
    grow(this.part, before);
    this.tag = answer.headers.get("ETag") ?? "";
    return BEAT;
  }
}

for (const part of all(document, "[data-live]")) new Beat(part);
