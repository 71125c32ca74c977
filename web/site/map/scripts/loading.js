// SPDX-License-Identifier: AGPL-3.0-or-later
// Fetches pieces of page: a newer request ends the older one, a slow one says that it is on its way, a failed one offers to retry.
const SLOW = 150, TOO_LONG = 20_000;

export class Loader {
  // `stay` gives up what was asked.
  constructor(stay) { this.stay = stay; this.asked = null; }

  get root() { return document.getElementById("map"); }

  // The text of a piece, or null when it was given up, refused or failed.
  async get(address, retry) {
    this.asked?.abort();
    const asked = this.asked = new AbortController();
    const slow = setTimeout(() => this.busy(true), SLOW), late = setTimeout(() => asked.abort("late"), TOO_LONG);
    let text = null, refused = null;
    try {
      const answer = await fetch(address, { signal: asked.signal });
      text = await answer.text();
      if (!answer.ok) [text, refused] = [null, answer.status < 500 ? text : ""];
      // A hotspot, or a proxy, answers with a page of its own.
      else if (!text.includes('id="map"')) [text, refused] = [null, ""];
    } catch { refused = asked.signal.aborted && asked.signal.reason !== "late" ? null : ""; }
    clearTimeout(slow);
    clearTimeout(late);
    if (this.asked !== asked) return null;
    this.asked = null;
    this.busy(false);
    if (text === null && refused !== null) this.fail(refused, retry); else this.dismiss();
    return text;
  }

  busy(on) {
    if (on) this.root.setAttribute("aria-busy", "true"); else this.root.removeAttribute("aria-busy");
    document.getElementById("wait").hidden = !on;
  }

  // The view shown stays; what the server said is shown with the nearest views, else the wish to try again.
  fail(said, retry) {
    const panel = document.getElementById("failure");
    const [words, again, stay] = ["words", "again", "dismiss"].map((name) => panel.querySelector(`[data-${name}]`));
    const lost = new DOMParser().parseFromString(said, "text/html").querySelector(".map-lost");
    if (lost) words.innerHTML = lost.innerHTML; else words.textContent = words.dataset.words;
    again.hidden = lost !== null;
    again.onclick = () => { this.dismiss(); retry(); };
    stay.onclick = () => { this.dismiss(); this.stay(); };
    panel.hidden = false;
    (lost ? stay : again).focus();
  }

  dismiss() { document.getElementById("failure").hidden = true; }
}

// What an address says ("json" or "text"), or null: it was given up on the way, refused or failed.
export function told(address, kind, options = {}) {
  return fetch(address, options).then((answer) => (answer.ok ? answer[kind]() : null)).catch(() => null);
}

let library = null;

// The library that pans and zooms, once.
export function loadLibrary() {
  library ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = document.querySelector("script[data-library]").dataset.library;
    script.addEventListener("load", done);
    script.addEventListener("error", () => { library = null; failed(new Error(script.src)); });
    document.head.append(script);
  });
  return library;
}
