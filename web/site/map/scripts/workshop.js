// SPDX-License-Identifier: AGPL-3.0-or-later
// What a room needs: the whole screen, and the address as a code to read from one's seat.
import { byId, first } from "../../elements.js";

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
