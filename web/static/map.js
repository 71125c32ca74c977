// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings a map to life. Without this file the drawing, its links, the forms and the outline already work.
import { SvgStage } from "./map-svg.js";
import { CanvasStage } from "./map-canvas.js";

const library = document.currentScript?.dataset.library
  ?? document.querySelector("script[data-library]").dataset.library;
const wide = matchMedia("(min-width: 701px)");
const plain = (text) => text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase();

let map = null;

class MindMap {
  constructor(data) {
    this.root = document.getElementById("carte");
    this.data = data;
    this.nodes = new Map(data.nodes.map((node) => [node.id, { ...node, parent: null, children: [], others: [] }]));
    for (const { from, to, role } of data.edges) {
      const [one, two] = [this.nodes.get(from), this.nodes.get(to)];
      if (role === "branch") { two.parent = one; one.children.push(two); } else { one.others.push(two); two.others.push(one); }
    }
    this.centre = data.nodes[0].id;
    this.chosen = null;
    this.masked = new Set([...this.root.querySelectorAll('[data-kind][aria-checked="false"]')].map((box) => box.dataset.kind));
    this.narrow = new SvgStage(this.root.querySelector(".carte-dessin.etroit svg"), this);
    this.stage = wide.matches ? new SvgStage(this.root.querySelector(".carte-dessin.large svg"), this) : this.narrow;
    this.dates();
  }

  // The canvas comes after the first paint; a telephone stays with the drawing, which scrolls and zooms by itself.
  async enliven() {
    if (!wide.matches) return;
    await Promise.all([loadLibrary(), document.fonts.load("16px Inter"), document.fonts.load("600 16px Inter")]);
    if (map !== this || !wide.matches) return;
    const canvas = document.getElementById("toile");
    canvas.hidden = false;
    this.stage = new CanvasStage(canvas, this);
    this.root.classList.add("toilee");
    document.getElementById("zoom").hidden = false;
    this.stage.show(this.related(this.chosen));
  }

  related(id) {
    const node = this.nodes.get(id);
    if (!node) return null;
    const lit = new Set([id, ...node.children.map((child) => child.id), ...node.others.map((other) => other.id)]);
    for (let above = node.parent; above; above = above.parent) lit.add(above.id);
    return { id, lit };
  }

  async choose(id, { quiet = false } = {}) {
    this.chosen = id;
    const related = this.related(id);
    for (const stage of new Set([this.stage, this.narrow])) stage.show(related);
    for (const link of this.root.querySelectorAll(".carte-plan [data-iri]")) link.classList.toggle("choisi", link.dataset.iri === id);
    const ref = this.data.refs[id];
    history.replaceState(history.state, "", id === null || !ref || ref.includes("://") ? location.pathname + location.search : `#${ref}`);
    if (id === null) return;
    const node = this.nodes.get(id);
    if (node && !quiet) this.say(node);
    // A class or a list at the centre has no card.
    if (ref && !ref.includes("://")) await this.panel(ref);
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
    const box = this.root.querySelector(`[data-kind="${CSS.escape(kind)}"]`);
    box.setAttribute("aria-checked", String(!this.masked.has(kind)));
    for (const svg of this.root.querySelectorAll(".carte-dessin svg")) svg.classList.toggle(`m-${kind}`, this.masked.has(kind));
    history.replaceState(history.state, "", this.withMasks(location.href));
    this.stage.show(this.related(this.chosen));
  }

  withMasks(address) {
    const target = new URL(address, location.href);
    target.searchParams.delete("masque");
    for (const kind of this.masked) target.searchParams.append("masque", kind);
    return target;
  }

  async panel(ref) {
    const address = new URL(this.root.dataset.panel, location.href);
    address.searchParams.set("centre", ref);
    const answer = await fetch(address).catch(() => null);
    if (map === this && answer?.ok && (this.data.refs[this.chosen] ?? this.chosen) === ref) {
      document.getElementById("fiche").innerHTML = await answer.text();
    }
  }

  around(id) {
    const address = new URL(this.root.dataset.around, location.href);
    if (id === this.centre || !this.data.refs[id]?.includes("/")) return;
    address.searchParams.set("centre", this.data.refs[id]);
    go(address);
  }

  // Arrows walk the tree: along the branch up and down, between brothers left and right.
  walk(key) {
    const here = this.nodes.get(this.chosen) ?? this.nodes.get(this.centre);
    const row = here.parent?.children ?? [here];
    const place = row.indexOf(here);
    const next = {
      ArrowRight: row[(place + 1) % row.length], ArrowLeft: row[(place - 1 + row.length) % row.length],
      ArrowDown: here.children[0], ArrowUp: here.parent, Home: this.nodes.get(this.centre),
    }[key];
    if (next) { this.choose(next.id); this.stage.reveal(next.id); }
  }

  find(text) {
    const sought = plain(text.trim());
    const all = [...this.nodes.values()];
    return all.find((node) => plain(node.label) === sought) ?? all.find((node) => plain(node.label).includes(sought));
  }

  dates() {
    const form = document.getElementById("dates");
    if (!form || form.classList.contains("curseur")) return;
    const select = form.elements.date;
    const range = Object.assign(document.createElement("input"), {
      type: "range", min: 0, max: select.options.length - 1, step: 1, value: select.selectedIndex, id: "curseur",
    });
    const read = () => {
      const day = select.options[range.value].text;
      document.getElementById("date-lue").textContent = day;
      range.setAttribute("aria-valuetext", day);
    };
    range.addEventListener("input", read);
    range.addEventListener("change", () => { select.selectedIndex = range.value; form.requestSubmit(); });
    form.querySelector("label").htmlFor = range.id;
    form.append(range);
    form.classList.add("curseur");
    read();
  }

  leave() { this.stage.leave?.(); }
}

function announce(text) { document.getElementById("annonce").textContent = text; }

let loading = null;
function loadLibrary() {
  loading ??= new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = library;
    script.addEventListener("load", done);
    script.addEventListener("error", failed);
    document.head.append(script);
  });
  return loading;
}

// Another view of the same page: only what changes is replaced, and the address tells the whole view.
async function go(address, { push = true } = {}) {
  const target = push ? map.withMasks(address) : new URL(address, location.href);
  const answer = await fetch(target, { headers: { Accept: "text/html" } }).catch(() => null);
  if (!answer?.ok) { location.assign(target); return; }
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const focused = document.activeElement?.id;
  if (push) history.pushState(null, "", target);
  document.title = page.title;
  map?.leave();
  document.getElementById("carte").replaceWith(page.getElementById("carte"));
  document.getElementById("carte-donnees").replaceWith(page.getElementById("carte-donnees"));
  start();
  (document.getElementById(focused) ?? document.getElementById("toile")).focus({ preventScroll: true });
  announce(document.getElementById("carte").dataset.title);
}

function start() {
  map = new MindMap(JSON.parse(document.getElementById("carte-donnees").textContent));
  for (const button of document.querySelectorAll("#carte [data-print]")) {
    button.hidden = false;
    button.onclick = () => window.print();
  }
  const ref = decodeURIComponent(location.hash.slice(1));
  const chosen = Object.keys(map.data.refs).find((id) => map.data.refs[id] === ref);
  if (ref && chosen) map.choose(chosen, { quiet: true });
  map.enliven().catch(() => {});
}

const modified = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button > 0;

document.addEventListener("click", (event) => {
  const root = event.target.closest("#carte");
  if (!root || modified(event)) return;
  const zoom = event.target.closest("[data-zoom]");
  if (zoom) { map.stage.zoom?.(Number(zoom.dataset.zoom)); return; }
  const link = event.target.closest("a");
  if (!link || link.hasAttribute("download")) return;
  if (link.dataset.kind) { event.preventDefault(); map.mask(link.dataset.kind); return; }
  if (link.matches("[data-carte], .more")) { event.preventDefault(); go(link.href.baseVal ?? link.href); return; }
  if (link.dataset.iri && (map.nodes.has(link.dataset.iri) || link.closest(".fiche-carte"))) {
    event.preventDefault();
    map.choose(link.dataset.iri);
    map.stage.reveal?.(link.dataset.iri);
  }
});

document.addEventListener("dblclick", (event) => {
  const link = event.target.closest("#carte svg a[data-iri]");
  if (link) { event.preventDefault(); map.around(link.dataset.iri); }
});

document.addEventListener("submit", (event) => {
  if (event.target.id === "dates") {
    event.preventDefault();
    go(`${event.target.action}?${new URLSearchParams(new FormData(event.target))}`);
  } else if (event.target.matches(".carte-recherche")) {
    const node = map.find(event.target.elements.q.value);
    if (!node) return;
    event.preventDefault();
    map.choose(node.id);
    map.stage.reveal?.(node.id);
  }
});

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
  if (event.key === " " && event.target.dataset.kind) { event.preventDefault(); map.mask(event.target.dataset.kind); return; }
  if (event.key === "Escape") { map.choose(null); announce(""); return; }
  if (event.key === "/") { event.preventDefault(); event.stopPropagation(); document.getElementById("q-carte").focus(); return; }
  if (!event.target.closest("#toile, .carte-dessin") && event.target !== document.body) return;
  if (event.key === "Enter" && event.target.id === "toile" && map.chosen) { event.preventDefault(); map.around(map.chosen); return; }
  if (event.key === "+" || event.key === "-") { map.stage.zoom?.(event.key === "+" ? 1.25 : 0.8); return; }
  if (event.key.startsWith("Arrow") || event.key === "Home") { event.preventDefault(); map.walk(event.key); }
}, true);

addEventListener("popstate", () => go(location.href, { push: false }));
wide.addEventListener("change", () => go(location.href, { push: false }));
start();
