// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings the map to life. Without this file the drawing, its links, the forms and the outline already work.
import { merged, pieceOf, withParameter } from "./address.js";
import { CanvasStage } from "./canvas.js";
import { Card } from "./card.js";
import { Keys } from "./keys.js";
import { Loader, loadLibrary, told } from "./loading.js";
import { View } from "./model.js";
import { Search } from "./search.js";
import { SvgStage } from "./svg.js";
import { Film, Time } from "./time.js";
import { Tree } from "./tree.js";
import { Workshop } from "./workshop.js";

const wide = matchMedia("(min-width: 701px)");
const part = (root, name) => root.querySelector(`[data-part="${name}"]`);
const withKeys = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button > 0;

class MindMap {
  constructor() {
    this.canvas = null;
    this.film = new Film(this);
    this.loader = new Loader(() => this.replaceAddress(this.view.address));
    this.workshop = new Workshop(this);
    this.card = new Card(this);
    this.settle();
    this.enliven().catch(() => {});
  }

  get root() { return document.getElementById("map"); }

  get nodes() { return this.view.nodes; }

  get data() { return this.view.data; }

  get stage() { return this.canvas ?? this.drawing; }

  // Takes in what the page now holds.
  settle() {
    this.tree?.leave();
    this.view = new View(this.root, JSON.parse(document.getElementById("map-data").textContent), location.href);
    this.drawing = new SvgStage(this.view);
    this.chosen = this.root.dataset.choice || null;
    this.masked = new Set([...this.root.querySelectorAll('[data-kind][aria-checked="false"]')].map((box) => box.dataset.kind));
    this.tree = new Tree(document.getElementById("outline"), this);
    this.time = new Time(document.getElementById("dates"), this);
    this.search = new Search(this.root.querySelector(".map-search"), this);
    this.workshop.settle();
    for (const button of this.root.querySelectorAll("[data-script]")) button.hidden = button.matches("[data-copy-link]") && !navigator.clipboard;
    document.getElementById("zoom").hidden = !this.canvas;
    this.light();
  }

  // The canvas comes after the first paint; a telephone stays with the outline.
  async enliven() {
    if (!wide.matches || this.canvas) return;
    await Promise.all([loadLibrary(), document.fonts.load("16px Inter"), document.fonts.load("600 16px Inter")]);
    const holder = document.getElementById("canvas");
    holder.hidden = false;
    this.canvas = new CanvasStage(holder, this.view, {
      choose: (id) => this.tap(id), badge: (id, href) => this.go(href), around: (id) => { if (!this.workshop.on) this.around(id); },
    });
    this.root.classList.add("with-canvas");
    document.getElementById("zoom").hidden = false;
    this.light();
  }

  light() {
    const related = this.view.related(this.chosen);
    const node = this.nodes.get(this.chosen), side = node && node.middle[0] > this.view.bounds[0] + this.view.bounds[2] / 2 ? "right" : "left";
    if (this.chosen === null) delete this.root.dataset.chosen; else this.root.dataset.chosen = side;
    for (const stage of new Set([this.drawing, this.stage])) stage.show(related, this.masked);
    this.tree.show(related?.id ? related : null);
  }

  // In a workshop a touch opens or closes a branch; elsewhere it chooses.
  tap(id) {
    const node = this.nodes.get(id);
    if (this.workshop.on && node?.badge) this.go(node.badge.href); else this.choose(id);
  }

  choose(id, { quiet = false } = {}) {
    this.chosen = id;
    this.light();
    this.replaceAddress(withParameter(location.href, "choix", id === null ? "" : this.data.refs[id] ?? id));
    const node = this.nodes.get(id);
    if (node && !quiet) this.say(node);
    return this.panel();
  }

  step(id) { this.choose(id); this.stage.reveal(id); }

  // Shows a thing wherever it is: drawn, folded, or on a map of its own.
  async show(id) {
    if (this.nodes.has(id)) { this.step(id); document.getElementById("canvas").focus({ preventScroll: true }); return; }
    await this.find(merged(withParameter(this.root.dataset.find, "choix", id), this.view.address, this.now()));
  }

  async find(address) {
    const found = await told(address, "json", { headers: { Accept: "application/json" } });
    if (found) await this.go(found.address); else this.loader.fail("", () => this.find(address));
  }

  // What screen readers hear, in the language of the page.
  say(node) {
    const { said, saidOne } = this.root.dataset;
    const count = node.children.length + node.others.length + (node.parent ? 1 : 0);
    announce((count === 1 ? saidOne : said).replace("{n}", count).replace("{label}", () => node.label));
  }

  // Ticked off in the legend, a kind is dimmed; the address says it, so that it can be shared.
  mask(kind) {
    if (!this.masked.delete(kind)) this.masked.add(kind);
    this.root.querySelector(`[data-kind="${CSS.escape(kind)}"]`).setAttribute("aria-checked", String(!this.masked.has(kind)));
    this.replaceAddress(withParameter(location.href, "masque", [...this.masked]));
    this.light();
  }

  panel() {
    const id = this.chosen, address = merged(this.root.dataset.panel, this.view.address, this.now());
    return this.carded = this.card.show(id, withParameter(address, "choix", this.data.refs[id] ?? id));
  }

  // What the card of the chosen node offers, as soon as it is there.
  async onCard(selector) { await this.carded; this.press(`#card ${selector}`); }

  now() { return new URL(location.href); }

  // Browsers let the address change so often only; some throw when a key is held down.
  replaceAddress(url) {
    clearTimeout(this.late);
    try { history.replaceState(history.state, "", url); } catch { this.late = setTimeout(() => this.replaceAddress(url), 1000); }
  }

  around(id) {
    const ref = this.data.refs[id];
    if (id !== this.view.centre && ref?.includes("/")) this.go(withParameter(this.root.dataset.around, "centre", ref));
  }

  opened(id) { return this.turned(id, true); }

  closed(id) { return this.turned(id, false); }

  turned(id, open) {
    const ref = this.data.refs[id] ?? id, others = this.now().searchParams.getAll("ouvert").filter((one) => one !== ref && one !== "rien");
    return withParameter(location.href, "ouvert", open ? [...others, ref] : others).href;
  }

  // Opens a branch, or folds it.
  turn(id) { const { badge } = this.nodes.get(id); if (badge) this.go(badge.href); }

  press(selector) { this.root.querySelector(selector)?.click(); }

  help() { document.getElementById("help").showModal(); }

  escape() {
    if (this.film.on) this.film.stop();
    else if (this.workshop.on) this.press("[data-workshop]");
    else { this.choose(null); announce(""); }
  }

  // Another view: only what changes is fetched, the canvas stays, and the address tells the whole view.
  async go(address, { push = true } = {}) {
    const target = push ? merged(address, this.view.address, this.now()) : new URL(address, location.href);
    const text = await this.loader.get(pieceOf(target, this.root.dataset.view), () => this.go(target, { push }));
    if (text === null) return false;
    const piece = new DOMParser().parseFromString(text, "text/html");
    clearTimeout(this.late);
    if (push) history.pushState(null, "", target);
    this.replace(piece);
    announce(this.view.title);
    return true;
  }

  replace(piece) {
    const focused = document.activeElement, fresh = piece.getElementById("map"), { root } = this;
    for (const name of fresh.getAttributeNames()) if (name.startsWith("data-")) root.setAttribute(name, fresh.getAttribute(name));
    for (const name of ["head", "drawing", "time", "side"]) part(root, name).replaceWith(part(fresh, name));
    document.getElementById("outline").replaceWith(fresh.querySelector("#outline"));
    document.getElementById("map-data").replaceWith(piece.getElementById("map-data"));
    document.title = `${root.dataset.title} – Tisserand`;
    this.settle();
    if (this.canvas) { this.canvas.change(this.view); this.light(); } else this.enliven().catch(() => {});
    // What was focused may have been replaced by its like.
    const again = focused.isConnected ? focused : document.getElementById(focused.id) ?? document.getElementById("canvas");
    again.focus({ preventScroll: true });
  }

  click(event) {
    const { target } = event, link = target.closest("a");
    const zoom = target.closest("[data-zoom]");
    if (zoom) { this.stage.zoom?.(Number(zoom.dataset.zoom)); return; }
    for (const [name, act] of Object.entries(this.buttons())) { const button = target.closest(`[data-${name}]`); if (button) { act(button); return; } }
    // Files and the page to share are of what is seen now.
    if (link?.closest(".map-menu")) link.href = merged(link.href, this.view.address, this.now());
    if (!link || link.hasAttribute("download")) return;
    const act = this.acting(link);
    if (act) { event.preventDefault(); this.film.stop(); act(); }
  }

  buttons() {
    return {
      help: () => this.help(),
      screen: () => this.workshop.screen(),
      qr: () => this.workshop.code(),
      "print-map": () => window.print(),
      "copy-link": async (button) => { await navigator.clipboard.writeText(location.href); button.textContent = button.dataset.done; announce(button.dataset.done); },
    };
  }

  // What a link of the map does on the spot.
  acting(link) {
    const { iri, kind } = link.dataset;
    if (kind) return () => this.mask(kind);
    if (link.matches("[data-map], .more")) return () => this.go(link.href.baseVal ?? link.href);
    if (link.matches("[data-show]")) return () => this.find(link.href);
    if (iri) return () => this.show(iri);
    return null;
  }
}

function announce(text) { document.getElementById("announcement").textContent = text; }

// The drawing of the page is painted first; a page in the background, which paints nothing, does not wait for long.
const painted = () => new Promise((done) => {
  requestAnimationFrame(() => setTimeout(done));
  setTimeout(done, document.hidden ? 0 : 500);
});

await painted();
const map = new MindMap();
new Keys(map);

document.addEventListener("click", (event) => { if (event.target.closest("#map") && !withKeys(event)) map.click(event); });
document.addEventListener("dblclick", (event) => {
  const link = event.target.closest("#map svg a[data-iri]");
  if (link) { event.preventDefault(); map.around(link.dataset.iri); }
});
addEventListener("popstate", () => map.go(location.href, { push: false }));
wide.addEventListener("change", () => map.enliven().catch(() => {}));
