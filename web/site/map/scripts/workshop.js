// SPDX-License-Identifier: AGPL-3.0-or-later
// What a room needs: the whole screen, and the address as a code to read from one's seat.
export class Workshop {
  constructor(map) {
    this.map = map;
    this.dialog = document.getElementById("qr");
  }

  get on() { return this.map.view.mode === "atelier"; }

  // After each view: the window belongs to the map in workshop mode only.
  settle() {
    document.body.classList.toggle("workshop", this.on);
    document.querySelector("#map [data-screen]").hidden = !document.fullscreenEnabled;
    if (!this.on && document.fullscreenElement) document.exitFullscreen();
  }

  screen() {
    if (document.fullscreenElement) document.exitFullscreen();
    else document.documentElement.requestFullscreen?.().catch(() => {});
  }

  code() {
    const url = new URL(location.href);
    url.searchParams.delete("mode");
    this.dialog.querySelector("img").src = `/carte/qr.svg${url.search}`;
    document.getElementById("qr-address").textContent = url.href.length < 130 ? url.href : url.host;
    if (!this.dialog.open) this.dialog.showModal();
  }
}
