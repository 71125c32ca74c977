// SPDX-License-Identifier: AGPL-3.0-or-later
// A map that was taken away: its plan, its drawing by vis-network, its cards; nothing is fetched.
/* global vis */
(() => {
  "use strict";
  /** @typedef {{ id: string, iri?: string, label: string, group: string, level: number, parent?: string,
      shut?: number, marks?: string, state?: string, theme?: number, left?: number, color?: Tones,
      borderWidth?: number, font?: { color: string }, shapeProperties?: object }} Item */
  /** @typedef {{ background: string, border: string }} Tones */
  /** @typedef {{ from: string, to: string, label?: string, title: string, width: number, color: string }} Tie */
  /** @typedef {{ about?: string, reach?: string, href?: string, card?: string }} Told */
  /** @typedef {{ nodes: Item[], edges: Tie[], options: any, kinds: Record<string, string>,
      relations: [string, string, string, number[]][], sources: string[], things: Record<string, Told> }} Data */
  const SIZE = 15;
  const FACE = "system-ui, sans-serif";
  const FONT = `${SIZE}px ${FACE}`;
  const LINE = 18;
  const GAP = 56;
  const WIDEST = 190;
  const HITS = 40;
  // Under it, text would be smaller than 12 pixels.
  const SMALLEST = 0.8;
  /** @param {string} id */
  const by = (id) => /** @type {HTMLElement} */ (document.getElementById(id));
  const said = document.body.dataset;
  /** @type {Data} */
  const data = JSON.parse(by("data").textContent ?? "");
  const nodes = new Map(data.nodes.map((node) => [node.id, node]));
  /** @type {Map<string, Item[]>} */
  const below = new Map();
  /** @type {Map<string, Item>} */
  const first = new Map();
  for (const node of data.nodes) {
    const iri = node.iri ?? node.id;
    if (!first.has(iri)) first.set(iri, node);
    if (node.parent) below.get(node.parent)?.push(node) ?? below.set(node.parent, [node]);
  }
  /** @type {Map<string, [string, string, number[]][]>} */
  const links = new Map();
  for (const [one, two, text, by_] of data.relations)
    for (const [here, there] of [
      [one, two],
      [two, one],
    ])
      links.set(here, [...(links.get(here) ?? []), [there, text, by_]]);
  const shut = new Set(data.nodes.filter((node) => node.shut).map((node) => node.id));
  const [root] = data.nodes;
  /** @type {string | null} */
  let chosen = null;

  /**
   * @param {string} name
   * @param {Record<string, any>} set
   * @param {...(Node | string)} inside
   */
  const make = (name, set = {}, ...inside) => {
    const element = Object.assign(document.createElement(name), set);
    element.append(...inside);
    return element;
  };
  /** @param {string} id */
  const under = (id) => below.get(id) ?? [];
  /** @param {Item} node */
  const iriOf = (node) => node.iri ?? node.id;

  // The plan.
  /** @param {Item} node */
  const row = (node) => {
    const has = under(node.id).length > 0;
    const open = !shut.has(node.id);
    const name = make("button", { className: "name", type: "button" });
    name.append(make("span", { className: `dot k-${node.group}` }), node.label);
    if (node.marks) name.append(make("small", {}, ` (${node.marks})`));
    if (has && !open) name.append(make("small", {}, ` · ${under(node.id).length}`));
    name.dataset.choose = node.id;
    const line = make("div", { className: `row s-${node.state ?? ""}${node.id === chosen ? " chosen" : ""}` }, name);
    if (has && node !== root) {
      const turn = make("button", { type: "button" }, open ? "▾" : "▸");
      turn.dataset.turn = node.id;
      turn.setAttribute("aria-expanded", String(open));
      turn.setAttribute("aria-label", `${open ? said.shut : said.open} : ${node.label}`);
      line.prepend(turn);
    }
    const item = make("li", {}, line);
    if (has && open) item.append(make("ul", {}, ...under(node.id).map(row)));
    return item;
  };
  const plan = () => {
    const held = /** @type {HTMLElement | null} */ (document.activeElement);
    const { choose, turn } = held?.dataset ?? {};
    by("tree").replaceChildren(row(root));
    const again = choose ? `[data-choose="${CSS.escape(choose)}"]` : turn ? `[data-turn="${CSS.escape(turn)}"]` : "";
    if (again) /** @type {HTMLElement | null} */ (by("tree").querySelector(again))?.focus();
  };

  // The drawing.
  const ruler = /** @type {CanvasRenderingContext2D} */ (document.createElement("canvas").getContext("2d"));
  /** @type {any} */
  let net = null;
  /** @param {Item} node */
  const full = (node) => node.label + (shut.has(node.id) ? ` \u00a0+${under(node.id).length}` : "");
  /** @type {Map<string, string[]>} */
  const wrapped = new Map();
  /** @param {string} text @param {number} [most] */
  const cut = (text, most = WIDEST) => {
    /** @type {string[]} */
    const lines = [];
    for (const word of text.split(" ")) {
      const longer = lines.length ? `${lines[lines.length - 1]} ${word}` : word;
      if (lines.length && ruler.measureText(longer).width <= most) lines[lines.length - 1] = longer;
      else lines.push(word);
    }
    return lines;
  };
  /** @param {Item} node */
  const linesOf = (node) => {
    const text = full(node);
    if (!wrapped.has(text)) wrapped.set(text, cut(text));
    return /** @type {string[]} */ (wrapped.get(text));
  };
  /** @param {Item} node */
  const wide = (node) => Math.max(...linesOf(node).map((line) => ruler.measureText(line).width)) + 20;
  /** @param {Item} node */
  const high = (node) => linesOf(node).length * LINE + 22;
  /** @param {Item[]} branches @param {number} side @param {Map<string, [number, number]>} places */
  const column = (branches, side, places) => {
    /** @type {number[]} */
    const widths = [];
    /** @param {Item} node @param {number} depth */
    const measure = (node, depth) => {
      widths[depth] = Math.max(widths[depth] ?? 0, wide(node));
      if (!shut.has(node.id)) for (const child of under(node.id)) measure(child, depth + 1);
    };
    for (const branch of branches) measure(branch, 0);
    const starts = widths.map((_, depth) => wide(root) / 2 + widths.slice(0, depth).reduce((a, b) => a + b + GAP, GAP));
    let y = 0;
    /** @param {Item} node @param {number} depth @returns {number} */
    const settle = (node, depth) => {
      const children = shut.has(node.id) ? [] : under(node.id);
      const top = y;
      const middles = children.map((child) => settle(child, depth + 1));
      y = Math.max(y, top + high(node));
      const middle = middles.length ? (middles[0] + middles[middles.length - 1]) / 2 : (top + y) / 2;
      places.set(node.id, [side * (starts[depth] + wide(node) / 2), middle]);
      return middle;
    };
    for (const branch of branches) {
      settle(branch, 0);
      y += LINE;
    }
    for (const [id, [x, at]] of places) if (Math.sign(x) === side && id !== root.id) places.set(id, [x, at - y / 2]);
  };
  const placed = () => {
    ruler.font = FONT;
    /** @type {Map<string, [number, number]>} */
    const places = new Map();
    for (const side of [1, -1])
      column(
        under(root.id).filter((node) => (node.left ? -1 : 1) === side),
        side,
        places,
      );
    return places.set(root.id, [0, 0]);
  };
  /** @param {string} name @param {string} [css] */
  const tone = (name, css = "") => {
    const probe = document.body.appendChild(make("i", { className: css }));
    const found = getComputedStyle(probe).getPropertyValue(name).trim();
    probe.remove();
    return found;
  };
  /** @param {Item} node @returns {string} */
  const tint = (node) => tone(`--b${(branch(node).theme ?? 0) % 8}`);
  /** @param {Item} node @returns {Item} */
  const branch = (node) =>
    node.level > 1 && node.parent ? branch(/** @type {Item} */ (nodes.get(node.parent))) : node;
  const look = () => {
    const names = ["ink", "paper", "core", "core-text", "choice"];
    const [ink, paper, core, on, choice] = names.map((name) => tone(`--m-${name}`));
    // By day, a node looks as the Network of pyvis says; by night, in the dark tones of the same.
    const night = matchMedia("(prefers-color-scheme: dark)").matches;
    /** @type {Record<string, string>} */
    const kinds = {};
    /** @param {Item} node */
    return (node) => {
      const said = { ...data.options.groups[node.group], ...node };
      const colour = (kinds[node.group] ??= tone("--k", `k-${node.group}`) || ink);
      const dark = { background: node === root ? core : paper, border: node === root ? core : colour };
      if (node.level === 1) dark.border = said.color.border;
      const { background, border } = night ? dark : said.color;
      const edge = node.id === chosen ? choice : border;
      return {
        shape: "box",
        margin: 7,
        borderWidth: node.id === chosen ? 4 : said.borderWidth,
        shapeProperties: said.shapeProperties ?? { borderDashes: false },
        color: { background, border: edge, highlight: { background, border: edge } },
        font: { color: night ? (node === root ? on : ink) : said.font.color, size: SIZE, face: FACE },
      };
    };
  };
  // Levels are folded, the last ones first, until the rest can be read in this window.
  const foldToFit = () => {
    const { clientWidth, clientHeight } = by("stage");
    const deepest = data.nodes.reduce((most, { level }) => Math.max(most, level), 0);
    for (let depth = deepest; depth > 0; depth -= 1) {
      const places = [...placed().values()];
      const [xs, ys] = [places.map(([x]) => Math.abs(x)), places.map(([, y]) => Math.abs(y))];
      const across = 2 * Math.max(...xs) + WIDEST;
      const along = 2 * Math.max(...ys) + 3 * LINE;
      if (Math.min(clientWidth / across, clientHeight / along) >= SMALLEST) return;
      for (const { id, level } of data.nodes) if (level === depth - 1 && level > 0 && under(id).length) shut.add(id);
    }
  };
  /** @param {string | null} kept */
  const draw = (kept = null) => {
    if (!vis || matchMedia("(max-width:700px)").matches) return;
    const places = placed();
    const dressed = look();
    const shown = [...places].map(([id, [x, y]]) => {
      const node = /** @type {Item} */ (nodes.get(id));
      return { id, label: linesOf(node).join("\n"), x, y, fixed: true, ...dressed(node) };
    });
    const ink = tone("--m-ink");
    const ground = tone("--m-ground");
    const font = { face: FACE, size: 13, color: ink, strokeColor: ground, strokeWidth: 4, align: "horizontal" };
    // What relates the chosen one to its neighbours is said on the lines; of a line that is pointed at, vis-network
    // shows the title in an element of its own (vis-tooltip).
    /** @type {object[]} */
    const lines = data.edges
      .filter(({ from, to }) => places.has(from) && places.has(to))
      .map(({ label, color, ...tie }) => {
        const told = chosen && [tie.from, tie.to].includes(chosen) && label ? cut(label, GAP).join("\n") : undefined;
        return { ...tie, label: told, font, color: { color, highlight: color } };
      });
    const own = chosen ? /** @type {Item} */ (nodes.get(chosen)) : null;
    for (const [there, text] of own ? (links.get(iriOf(own)) ?? []) : []) {
      const other = first.get(there);
      if (other && places.has(other.id) && other.id !== own?.parent && other.parent !== own?.id)
        lines.push({ from: own?.id, to: other.id, title: text, dashes: [5, 6], width: 2.5, color: tone("--m-choice") });
    }
    const content = { nodes: shown, edges: lines };
    if (net) {
      const [at, scale] = [net.getViewPosition(), net.getScale()];
      net.setData(content);
      net.moveTo({ position: at, scale });
    } else {
      net = new vis.Network(by("stage"), /** @type {any} */ (content), {
        ...data.options,
        interaction: { ...data.options.interaction, selectable: true, selectConnectedEdges: false },
      });
      by("stage").querySelector("[tabindex]")?.removeAttribute("tabindex");
      net.on("click", (/** @type {any} */ { nodes: [id] }) => choose(id ?? null));
      net.on("doubleClick", (/** @type {any} */ { nodes: [id] }) => id && turn(id));
      net.fit({ animation: false });
      if (net.getScale() > 1) net.moveTo({ scale: 1 });
      if (net.getScale() < SMALLEST * 0.97) net.moveTo({ scale: SMALLEST, position: { x: 0, y: 0 } });
    }
    if (kept && places.has(kept)) {
      const [x, y] = /** @type {[number, number]} */ (places.get(kept));
      const seen = net.canvasToDOM({ x, y });
      const { clientWidth, clientHeight } = by("stage");
      if (seen.x < 60 || seen.y < 40 || seen.x > clientWidth - 60 || seen.y > clientHeight - 40)
        net.moveTo({ position: { x, y }, scale: Math.max(net.getScale(), SMALLEST) });
    }
  };

  // The card.
  const card = () => {
    const holder = by("card");
    const node = nodes.get(chosen ?? "");
    if (!node) return;
    const told = data.things[iriOf(node)] ?? {};
    const parts = [make("h2", {}, make("span", { className: `dot k-${node.group}` }), node.label)];
    parts.push(make("p", { className: "quiet" }, [data.kinds[node.group], node.marks].filter(Boolean).join(" · ")));
    if (told.about) parts.push(make("p", {}, told.about));
    if (told.reach) parts.push(make("p", {}, `${said.reach} : `, make("a", { href: told.href }, told.reach)));
    const buttons = make("p", { className: "buttons" });
    if (under(node.id).length && node !== root) {
      const button = make("button", { type: "button" }, (shut.has(node.id) ? said.open : said.shut) ?? "");
      button.dataset.turn = node.id;
      buttons.append(button);
    }
    if (told.card) buttons.append(make("a", { href: told.card }, said.card ?? ""));
    parts.push(buttons);
    const own = links.get(iriOf(node)) ?? [];
    if (own.length) {
      parts.push(make("h3", {}, said.links ?? ""));
      const items = own.map(([there, text]) => {
        const button = make("button", { type: "button" }, first.get(there)?.label ?? "");
        button.dataset.choose = first.get(there)?.id ?? "";
        return make("li", {}, button, make("span", { className: "said quiet" }, text));
      });
      parts.push(make("ul", {}, ...items));
    }
    const sources = [...new Set(own.flatMap(([, , by_]) => by_))].map((rank) => data.sources[rank]);
    if (sources.length) {
      parts.push(make("h3", {}, said.sources ?? ""));
      parts.push(make("ul", {}, ...sources.map((label) => make("li", {}, label))));
    }
    holder.replaceChildren(...parts);
  };

  /** @param {string} id */
  const unfold = (id) => {
    for (let node = nodes.get(id); node?.parent; node = nodes.get(node.parent)) shut.delete(node.parent);
  };
  /** @param {string | null} id */
  const choose = (id) => {
    chosen = id;
    if (id) unfold(id);
    plan();
    draw(id);
    card();
    const line = by("tree").querySelector(".chosen");
    line?.scrollIntoView({ block: by("stage").clientWidth ? "nearest" : "center" });
  };
  /** @param {string} id */
  const turn = (id) => {
    if (id === root.id || !under(id).length) return;
    if (!shut.delete(id)) shut.add(id);
    plan();
    draw(id);
    card();
  };

  // The search.
  /** @param {string} text */
  const fold = (text) => text.normalize("NFKD").replace(/[\u0300-\u036f]/g, "").replace(/[’']/g, " ").toLowerCase();
  const names = data.nodes.map((node) => ({ node, name: fold(node.label) }));
  const query = /** @type {HTMLInputElement} */ (by("q"));
  const sought = () => {
    const words = fold(query.value).split(/\s+/).filter(Boolean);
    const hits = words.length ? names.filter(({ name }) => words.every((word) => name.includes(word))) : [];
    by("found").hidden = !hits.length;
    by("tree").hidden = words.length > 0;
    by("plan").classList.toggle("searching", words.length > 0);
    by("found").replaceChildren(
      ...hits.slice(0, HITS).map(({ node }) => {
        const button = make("button", { type: "button", className: "name" }, node.label);
        button.dataset.choose = node.id;
        const above = nodes.get(node.parent ?? "")?.label;
        return make("li", {}, button, make("small", {}, above ? ` · ${above}` : ""));
      }),
    );
    by("status").textContent = words.length
      ? ((hits.length ? said.found : said.none) ?? "").replace("{n}", String(hits.length))
      : "";
    return hits;
  };
  const clear = () => {
    query.value = "";
    sought();
  };
  query.addEventListener("input", sought);
  by("search").addEventListener("submit", (event) => {
    event.preventDefault();
    const [hit] = sought();
    if (!hit) return;
    clear();
    choose(hit.node.id);
  });

  document.addEventListener("click", (event) => {
    const held = /** @type {HTMLElement} */ (event.target).closest("[data-choose],[data-turn]");
    const { choose: id, turn: turned } = /** @type {HTMLElement | null} */ (held)?.dataset ?? {};
    if (turned) turn(turned);
    else if (id) {
      if (held?.closest("#found")) clear();
      choose(id);
    }
  });
  document.addEventListener("keydown", (event) => {
    const typing = event.target === query;
    if (event.key === "Escape") {
      clear();
      choose(null);
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      query.focus();
    }
    const listed = document.querySelectorAll("#found:not([hidden]) .name, #tree:not([hidden]) .name");
    const all = /** @type {HTMLElement[]} */ ([...listed]);
    const held = /** @type {HTMLElement} */ (document.activeElement);
    const at = all.indexOf(/** @type {HTMLElement} */ (held.closest(".row")?.querySelector(".name") ?? held));
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && (at >= 0 || typing)) {
      event.preventDefault();
      all[Math.max(0, Math.min(all.length - 1, at + step))]?.focus();
    }
    const id = at >= 0 ? all[at].dataset.choose : undefined;
    if (id && !typing && (event.key === "ArrowRight" || event.key === "ArrowLeft")) {
      event.preventDefault();
      if (shut.has(id) === (event.key === "ArrowRight")) turn(id);
      else if (event.key === "ArrowLeft")
        /** @type {HTMLElement | null} */ (
          document.querySelector(`#tree [data-choose="${CSS.escape(nodes.get(id)?.parent ?? "")}"]`)
        )?.focus();
    }
  });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => draw());
  matchMedia("(max-width:700px)").addEventListener("change", () => draw());
  if (by("stage").clientWidth) foldToFit();
  plan();
  draw();
  document.body.dataset.ready = "";
})();
