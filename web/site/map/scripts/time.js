// SPDX-License-Identifier: AGPL-3.0-or-later
// The dates of the map as a slider, and as a film.
import { byId } from "../../elements.js";

const BEAT = 1500;

export class Time {
  /**
   * @param {HTMLFormElement} form
   * @param {MindMap} map
   */
  constructor(form, map) {
    this.form = form;
    this.map = map;
    this.select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("date"));
    this.range = /** @type {HTMLInputElement} */ (byId("slider"));
    this.range.value = String(this.select.selectedIndex);
    this.range.addEventListener("input", () => this.read());
    this.range.addEventListener("change", () => this.go(this.range.valueAsNumber));
    this.select.hidden = true;
    const since = /** @type {HTMLSelectElement | null} */ (form.elements.namedItem("depuis"));
    since?.addEventListener("change", () => this.submit());
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    form.classList.add("live");
    this.button = byId("play");
    this.button.hidden = this.range.disabled;
    this.button.addEventListener("click", () => this.map.film.toggle());
    this.show(map.film.on);
    this.read();
  }

  read() {
    const day = this.select.options[this.range.valueAsNumber].text;
    byId("map-day").textContent = day;
    this.range.setAttribute("aria-valuetext", day);
  }

  /** @param {number} index */
  go(index) {
    this.select.selectedIndex = index;
    return this.submit();
  }

  submit() {
    const fields = new FormData(this.form);
    const since = fields.get("depuis");
    if (!since || since >= (fields.get("date") ?? "")) fields.delete("depuis");
    const asked = new URLSearchParams([...fields].map(([name, value]) => [name, String(value)]));
    return this.map.go(`${this.form.getAttribute("action")}?${asked}`);
  }

  get last() {
    return this.select.selectedIndex >= this.select.options.length - 1;
  }

  /** @param {boolean} playing */
  show(playing) {
    const [sign, words] = this.button.children;
    sign.textContent = playing ? "❚❚" : "▶";
    words.textContent = (playing ? this.button.dataset.stop : this.button.dataset.play) ?? "";
  }
}

// Goes from date to date until the last one, or until somebody does something else.
export class Film {
  /** @param {MindMap} map */
  constructor(map) {
    this.map = map;
    this.on = false;
    /** @type {(() => void) | undefined} */
    this.wake = undefined;
  }

  toggle() {
    if (this.on) this.stop();
    else this.start();
  }

  async start() {
    this.on = true;
    this.map.time.show(true);
    let index = this.map.time.last ? 0 : this.map.time.select.selectedIndex + 1;
    while (this.on && (await this.map.time.go(index)) && !this.map.time.last) {
      index = this.map.time.select.selectedIndex + 1;
      await new Promise((done) => {
        this.wake = () => done(null);
        setTimeout(done, BEAT);
      });
    }
    this.stop();
  }

  stop() {
    this.on = false;
    this.wake?.();
    this.map.time?.show(false);
  }
}
