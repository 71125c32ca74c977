// SPDX-License-Identifier: AGPL-3.0-or-later
// The map as it lives: the view that is shown, what is chosen in it, and the way to another view.
import { all, announce, byId, first } from "../../elements.js";
import { merged, pieceOf, roomIn, withParameter } from "./address.js";
import { CanvasStage } from "./canvas.js";
import { Card } from "./card.js";
import { Loader, loadLibrary, told } from "./loading.js";
import { View } from "./model.js";
import { Search } from "./search.js";
import { SvgStage } from "./svg.js";
import { Time } from "./time.js";
import { Tree } from "./tree/tree.js";
import { Workshop } from "./workshop.js";

// From this width on there is a canvas; a telephone stays with the outline.
export const wide = matchMedia("(min-width: 701px)");
/**
 * @param {ParentNode} root
 * @param {string} name
 */
const part = (root, name) => first(root, `[data-part="${name}"]`);

export class MindMap {
  /** @type {View} */
  view;
  /** @type {SvgStage} */
  drawing;
  /** @type {string | null} */
  chosen;
  /** @type {Tree} */
  tree;
  /** @type {Time} */
  time;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  late;

  constructor() {
    /** @type {CanvasStage | null} */
    this.canvas = null;
    /** @type {import("./film.js").Film | undefined} */
    this.film = undefined;
    this.loader = new Loader(() => this.replaceAddress(this.view.address));
    this.workshop = new Workshop(this);
    this.card = new Card(this);
    this.settle();
    this.enliven().catch(() => {});
  }

  get root() {
    return byId("map");
  }

  get nodes() {
    return this.view.nodes;
  }

  get data() {
    return this.view.data;
  }

  /** @returns {Stage} */
  get stage() {
    return this.canvas ?? this.drawing;
  }

  // Takes in what the page now holds.
  settle() {
    this.tree?.leave();
    this.view = new View(this.root, JSON.parse(byId("map-data").textContent ?? ""), location.href);
    this.drawing = new SvgStage(this.view);
    this.chosen = this.chosenAgain(this.root.dataset.choice || null);
    this.tree = new Tree(byId("outline"), this);
    this.time = new Time(/** @type {HTMLFormElement} */ (byId("dates")), this);
    this.search = new Search(/** @type {HTMLFormElement} */ (first(this.root, ".map-search")), this);
    this.workshop.settle();
    for (const button of all(this.root, "[data-script]"))
      button.hidden = button.matches("[data-copy-link]") && !navigator.clipboard;
    byId("zoom").hidden = !this.canvas;
    this.light();
  }

  /**
   * Of a thing that stands at several places, the one that was touched stays chosen.
   * @param {string | null} iri
   */
  chosenAgain(iri) {
    const before = this.nodes.get(this.chosen ?? "");
    return before?.iri === iri ? this.chosen : (this.view.found(iri)?.id ?? iri);
  }

  // The canvas comes after the first paint; a telephone stays with the outline.
  async enliven() {
    if (!wide.matches || this.canvas) return;
    const fonts = [document.fonts.load("16px Inter"), document.fonts.load("600 16px Inter")];
    const [piece] = await Promise.all([this.roomier(), loadLibrary(), ...fonts]);
    if (this.canvas) return;
    if (piece) {
      this.replace(piece);
      return;
    }
    const holder = byId("canvas");
    holder.hidden = false;
    this.canvas = new CanvasStage(holder, this.view, {
      choose: (id) => this.tap(id),
      badge: (id, href) => this.go(href),
      around: (id) => {
        if (!this.workshop.on) this.around(id);
      },
      line: (line) => announce(line.title),
    });
    this.root.classList.add("with-canvas");
    byId("zoom").hidden = false;
    this.light();
  }

  get room() {
    return roomIn(this.root.dataset.rooms ?? "");
  }

  // Whether the page is folded by the room that its window has; a workshop has one of its own.
  get fits() {
    return this.root.dataset.mode || this.room === this.root.dataset.room;
  }

  async roomier() {
    return this.fits ? null : this.again();
  }

  // The view of the address, as the window now has room for; nothing where another one came meanwhile, or no network.
  async again() {
    const { view } = this;
    const { href } = location;
    const text = await told(pieceOf(this.now(), this.root.dataset.view ?? "", this.room), "text");
    const same = this.view === view && location.href === href;
    return same && text?.includes('id="map"') ? new DOMParser().parseFromString(text, "text/html") : null;
  }

  // A telephone that is turned: what is a tree there is the map itself here, and its card stands elsewhere.
  async crossed() {
    const piece = await this.again();
    if (piece) this.replace(piece);
    else await this.enliven();
  }

  resized() {
    if (this.canvas && !this.fits) this.go(location.href, { push: false });
  }

  light() {
    const related = this.view.related(this.chosen);
    const node = this.nodes.get(this.chosen ?? "");
    const side = node && node.middle[0] > this.view.bounds[0] + this.view.bounds[2] / 2 ? "right" : "left";
    if (this.chosen === null) delete this.root.dataset.chosen;
    else this.root.dataset.chosen = side;
    for (const stage of new Set([this.drawing, this.stage])) stage.show(related);
    this.tree.show(related?.id ? related : null);
  }

  /**
   * In a workshop a touch opens or closes a branch; elsewhere it chooses.
   * @param {string | null} id
   */
  tap(id) {
    const node = this.nodes.get(id ?? "");
    if (this.workshop.on && node?.badge) this.go(node.badge.href);
    else this.choose(id);
  }

  /** @param {string | null} id */
  choose(id, { quiet = false } = {}) {
    this.chosen = id;
    this.light();
    this.replaceAddress(withParameter(location.href, "choix", this.ref(id)));
    const node = this.nodes.get(id ?? "");
    if (node && !quiet) this.say(node);
    return this.panel();
  }

  /** @param {string} id */
  step(id) {
    this.choose(id);
    this.stage.reveal(id);
  }

  /**
   * Shows a thing wherever it is: drawn, folded, or on a map of its own.
   * @param {string} id
   */
  async show(id) {
    const node = this.view.found(id);
    if (node) {
      this.step(node.id);
      byId("canvas").focus({ preventScroll: true });
      return;
    }
    await this.find(merged(withParameter(this.root.dataset.find ?? "", "choix", id), this.view.address, this.now()));
  }

  /** @param {string | URL} address */
  async find(address) {
    const asked = withParameter(address, "ecran", this.room);
    const found = await told(asked, "json", { headers: { Accept: "application/json" } });
    if (found) await this.go(found.address);
    else this.loader.fail("", () => this.find(address));
  }

  /**
   * What screen readers hear, in the language of the page.
   * @param {MapNode} node
   */
  say(node) {
    const { said = "", saidOne = "" } = this.root.dataset;
    const count = node.children.length + node.others.length + (node.parent ? 1 : 0);
    const held = this.view.lines.find(({ name, to }) => name === "branch" && to === node.id)?.title;
    const text = (count === 1 ? saidOne : said).replace("{n}", String(count)).replace("{label}", () => node.label);
    announce([text, held].filter(Boolean).join(". "));
  }

  panel() {
    const id = this.chosen;
    const address = merged(this.root.dataset.panel ?? "", this.view.address, this.now());
    const asked = withParameter(withParameter(address, "choix", this.ref(id)), "ecran", this.room);
    return (this.carded = this.card.show(id, asked));
  }

  /**
   * What the card of the chosen node offers, as soon as it is there.
   * @param {string} selector
   */
  async onCard(selector) {
    await this.carded;
    this.press(`#card ${selector}`);
  }

  /** @param {string | null} id */
  ref(id) {
    const iri = this.nodes.get(id ?? "")?.iri ?? id;
    return iri === null ? "" : (this.data.refs[iri] ?? iri);
  }

  now() {
    return new URL(location.href);
  }

  /**
   * Browsers let the address change so often only; some throw when a key is held down.
   * @param {URL} url
   */
  replaceAddress(url) {
    clearTimeout(this.late);
    try {
      history.replaceState(history.state, "", url);
    } catch {
      this.late = setTimeout(() => this.replaceAddress(url), 1000);
    }
  }

  /** @param {string} id */
  around(id) {
    const ref = this.ref(id);
    // A branch without a kind is no thing to be around.
    if (id !== this.view.centre && ref?.includes("/") && this.nodes.get(id)?.group !== "")
      this.go(withParameter(this.root.dataset.around ?? "", "centre", ref));
  }

  /** @param {string} id */
  opened(id) {
    return this.turned(id, true);
  }

  /** @param {string} id */
  closed(id) {
    return this.turned(id, false);
  }

  /**
   * @param {string} id
   * @param {boolean} open
   */
  turned(id, open) {
    const ref = this.data.refs[id] ?? id;
    const others = this.now()
      .searchParams.getAll("ouvert")
      .filter((one) => one !== ref && one !== "rien");
    return withParameter(location.href, "ouvert", open ? [...others, ref] : others).href;
  }

  /**
   * Opens a branch, or folds it.
   * @param {string} id
   */
  turn(id) {
    const { badge } = this.view.node(id);
    if (badge) this.go(badge.href);
  }

  /** @param {string} selector */
  press(selector) {
    /** @type {HTMLElement | null} */ (this.root.querySelector(selector))?.click();
  }

  help() {
    /** @type {HTMLDialogElement} */ (byId("help")).showModal();
  }

  escape() {
    if (this.film?.on) this.film.stop();
    else if (this.workshop.close()) announce("");
    else if (this.workshop.on) this.press("[data-workshop]");
    else {
      this.choose(null);
      announce("");
    }
  }

  /**
   * Another view: only what changes is fetched, the canvas stays, and the address tells the whole view.
   * @param {string | URL} address
   */
  async go(address, { push = true } = {}) {
    const target = push ? merged(address, this.view.address, this.now()) : new URL(address, location.href);
    const asked = pieceOf(target, this.root.dataset.view ?? "", this.room);
    const text = await this.loader.get(asked, () => this.go(target, { push }));
    if (text === null) return false;
    const piece = new DOMParser().parseFromString(text, "text/html");
    clearTimeout(this.late);
    if (push) history.pushState(null, "", target);
    this.replace(piece);
    announce(this.view.title ?? "");
    return true;
  }

  /**
   * Puts another view in the place of this one. With `mark`, it is the same one as things are now, and
   * nobody asked for it: it is marked before it is painted.
   * @param {Document} piece
   * @param {(view: View) => void} [mark]
   */
  replace(piece, mark) {
    const focused = /** @type {HTMLElement} */ (document.activeElement);
    const fresh = first(piece, "#map");
    const { root } = this;
    for (const name of fresh.getAttributeNames())
      if (name.startsWith("data-")) root.setAttribute(name, fresh.getAttribute(name) ?? "");
    for (const name of ["head", "drawing", "time", "side"]) part(root, name).replaceWith(part(fresh, name));
    byId("outline").replaceWith(first(fresh, "#outline"));
    byId("map-data").replaceWith(first(piece, "#map-data"));
    document.title = `${root.dataset.title} – Tisserand`;
    this.settle();
    mark?.(this.view);
    if (this.canvas) {
      this.canvas.change(this.view, Boolean(mark));
      this.light();
    } else this.enliven().catch(() => {});
    // What was focused may have been replaced by its like.
    /** @type {HTMLElement} */
    const again = focused.isConnected ? focused : (document.getElementById(focused.id) ?? byId("canvas"));
    again.focus({ preventScroll: true });
  }
}
