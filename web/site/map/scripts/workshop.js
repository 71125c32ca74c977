// SPDX-License-Identifier: AGPL-3.0-or-later
// What a room needs: the whole screen, and the address as a code to read from one's seat.
import { byId, first } from "../../elements.js";

// What each panel is: what takes the keyboard when it comes, the first of these that there is.
/** @type {Record<string, string[]>} */
const PANELS = {
  search: ["#q-map"],
  views: ["#views a[aria-current]", "#views a"],
  legend: [".map-legend a"],
  index: [".map-index a[aria-current]", ".map-index a"],
  compare: ["#dates select[name=depuis]"],
  story: [".map-story a[rel=next]", ".map-story a"],
};

export class Workshop {
  /** @param {MindMap} map */
  constructor(map) {
    this.map = map;
    this.dialog = /** @type {HTMLDialogElement} */ (byId("qr"));
  }

  get on() {
    return this.map.view.mode === "atelier";
  }

  // After each view: the window belongs to the map in workshop mode only.
  settle() {
    document.body.classList.toggle("workshop", this.on);
    first(document, "#map [data-screen]").hidden = !document.fullscreenEnabled;
    if (!this.on && document.fullscreenElement) document.exitFullscreen();
    const { root } = this.map;
    const told = root.querySelector(".map-story") !== null;
    // What was sought is there: the keyboard is the map's again.
    if (root.dataset.open === "search") delete root.dataset.open;
    if (!this.on || (root.dataset.open === "story" && !told)) delete root.dataset.open;
    // Whoever follows a story reads it; elsewhere the drawing has the window for itself.
    else if (told && !root.dataset.open) root.dataset.open = "story";
  }

  /**
   * Shows a panel and goes there; before a room, the same key puts it away.
   * @param {string} name
   */
  panel(name, stay = false) {
    const { root } = this.map;
    if (this.on && root.dataset.open === name && !stay) {
      this.close();
      return;
    }
    if (name === "index" && !root.querySelector(".map-index")) return;
    if (this.on) root.dataset.open = name;
    const found = PANELS[name].map((selector) => document.querySelector(selector)).find(Boolean);
    /** @type {HTMLElement | undefined} */ (found)?.focus();
  }

  // The panel goes; whether there was one.
  close() {
    const { root } = this.map;
    if (!this.on || !root.dataset.open) return false;
    delete root.dataset.open;
    byId("canvas").focus({ preventScroll: true });
    return true;
  }

  // The story that one follows, else the list of stories.
  story() {
    if (!this.on || this.map.root.querySelector(".map-story") === null) this.map.press("[data-story]");
    else this.panel("story");
  }

  screen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  code() {
    const url = new URL(location.href);
    url.searchParams.delete("mode");
    const { code, room = location.href } = this.dialog.dataset;
    /** @type {HTMLImageElement} */ (first(this.dialog, "img")).src = `${code}${url.search}`;
    const { host, origin } = new URL(room);
    const shown = origin + url.href.slice(url.origin.length);
    byId("qr-address").textContent = shown.length < 130 ? shown : host;
    if (!this.dialog.open) this.dialog.showModal();
  }
}
