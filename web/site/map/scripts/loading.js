// SPDX-License-Identifier: AGPL-3.0-or-later
// Fetches pieces of page: a newer request ends the older one, a slow one says that it is on its way, a failed one
// offers to retry.
import { byId, first } from "../../elements.js";

const SLOW = 150;
const TOO_LONG = 20_000;

export class Loader {
  /**
   * `stay` gives up what was asked.
   * @param {() => void} stay
   */
  constructor(stay) {
    this.stay = stay;
    /** @type {AbortController | null} */
    this.asked = null;
  }

  get root() {
    return byId("map");
  }

  /**
   * The text of a piece, or null when it was given up, refused or failed.
   * @param {string | URL} address
   * @param {() => void} retry
   */
  async get(address, retry) {
    this.asked?.abort();
    const asked = (this.asked = new AbortController());
    const slow = setTimeout(() => this.busy(true), SLOW);
    const late = setTimeout(() => asked.abort("late"), TOO_LONG);
    /** @type {string | null} */
    let text = null;
    /** @type {string | null} */
    let refused = null;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      text = await answer.text();
      if (!answer.ok) [text, refused] = [null, answer.status < 500 ? text : ""];
      // A hotspot, or a proxy, answers with a page of its own.
      else if (!text.includes('id="map"')) [text, refused] = [null, ""];
    } catch {
      refused = asked.signal.aborted && asked.signal.reason !== "late" ? null : "";
    }
    clearTimeout(slow);
    clearTimeout(late);
    if (this.asked !== asked) return null;
    this.asked = null;
    this.busy(false);
    if (text === null && refused !== null) this.fail(refused, retry);
    else this.dismiss();
    return text;
  }

  /** @param {boolean} on */
  busy(on) {
    if (on) this.root.setAttribute("aria-busy", "true");
    else this.root.removeAttribute("aria-busy");
    byId("wait").hidden = !on;
  }

  /**
   * The view shown stays; what the server said is shown with the nearest views, else the wish to try again.
   * @param {string} said
   * @param {() => void} retry
   */
  fail(said, retry) {
    const panel = byId("failure");
    const [words, again, stay] = ["words", "again", "dismiss"].map((name) => first(panel, `[data-${name}]`));
    const lost = new DOMParser().parseFromString(said, "text/html").querySelector(".map-lost");
    if (lost) words.innerHTML = lost.innerHTML;
    else words.textContent = words.dataset.words ?? "";
    again.hidden = lost !== null;
    again.onclick = () => {
      this.dismiss();
      retry();
    };
    stay.onclick = () => {
      this.dismiss();
      this.stay();
    };
    panel.hidden = false;
    (lost ? stay : again).focus();
  }

  dismiss() {
    byId("failure").hidden = true;
  }
}

/**
 * What an address says ("json" or "text"), or null: it was given up on the way, refused or failed.
 * @param {string | URL} address
 * @param {"json" | "text"} kind
 * @param {RequestInit} [options]
 */
export function told(address, kind, options = {}) {
  return fetch(address, options)
    .then((answer) => (answer.ok ? answer[kind]() : (answer.body?.cancel(), null)))
    .catch(() => null);
}

/** @type {Promise<void> | null} */
let library = null;

// The library that pans and zooms, once.
export function loadLibrary() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = first(document, "script[data-library]").dataset.library ?? "";
    script.addEventListener("load", () => done());
    script.addEventListener("error", () => {
      library = null;
      failed(new Error(script.src));
    });
    document.head.append(script);
  });
  return library;
}
