// SPDX-License-Identifier: AGPL-3.0-or-later
// The dates of the map as a slider.
import { byId } from "../../elements.js";

const DAY = 864e5;
/** @type {Record<string, number>} */
const STEPS = { ArrowLeft: -1, ArrowDown: -1, ArrowRight: 1, ArrowUp: 1 };

export class Time {
  /**
   * @param {HTMLFormElement} form
   * @param {MindMap} map
   */
  constructor(form, map) {
    this.form = form;
    this.map = map;
    this.select = /** @type {HTMLSelectElement} */ (form.elements.namedItem("date"));
    const days = [...this.select.options].map((stop) => Date.parse(stop.value) / DAY);
    this.places = days.map((day) => day - days[0]);
    this.range = /** @type {HTMLInputElement} */ (byId("slider"));
    this.put(this.select.selectedIndex);
    this.range.addEventListener("input", () => this.read());
    this.range.addEventListener("change", () => this.go(this.nearest));
    this.range.addEventListener("keydown", (event) => this.step(event));
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
    this.button.addEventListener("click", () => this.play());
    this.show(Boolean(map.film?.on));
    this.read();
  }

  async play() {
    const { Film } = await import("./film.js");
    this.map.film ??= new Film(this.map);
    this.map.film.toggle();
  }

  /** @param {number} index */
  put(index) {
    this.range.value = String(this.places[index]);
  }

  // The stop that is nearest to where the slider is.
  get nearest() {
    const away = this.places.map((place) => Math.abs(place - this.range.valueAsNumber));
    return away.indexOf(Math.min(...away));
  }

  /**
   * Keys go from stop to stop, however far apart.
   * @param {KeyboardEvent} event
   */
  step(event) {
    const index = this.select.selectedIndex + (STEPS[event.key] ?? 0);
    if (index === this.select.selectedIndex || event.altKey || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    if (!this.places[index] && index) return;
    this.put(index);
    this.read();
    this.go(index);
  }

  read() {
    const day = this.select.options[this.nearest].text;
    byId("map-day").textContent = day;
    this.range.setAttribute("aria-valuetext", day);
  }

  /** @param {number} index */
  go(index) {
    this.put(index);
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
