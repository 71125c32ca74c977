// SPDX-License-Identifier: AGPL-3.0-or-later
// What tests ask of a page: each probe answers with plain data.
({
  // Whether the main landmark, the headings and the language are in order.
  order() {
    const levels = [...document.querySelectorAll("h1, h2, h3, h4, h5, h6")]
      .filter((one) => one.checkVisibility()).map((one) => Number(one.tagName[1]));
    return {
      main: document.querySelectorAll("main").length,
      title: document.title.length > 12,
      lang: document.documentElement.lang,
      first: levels.filter((level) => level === 1).length,
      skips: levels.some((level, rank) => rank > 0 && level > levels[rank - 1] + 1),
    };
  },

  // Texts cut by their box; what scrolls, what is only heard and drawings left out.
  cut() {
    return [...document.querySelectorAll("body *")].filter((one) => {
      if (!one.checkVisibility({ visibilityProperty: true })) return false;
      const aside = one.closest(".vh, svg, .o-body, .map-side, select");
      if (aside || !one.textContent.trim() || one.clientWidth < 3) return false;
      const { overflowX, overflowY } = getComputedStyle(one);
      if (!/hidden|clip/.test(overflowX + overflowY)) return false;
      return one.scrollWidth > one.clientWidth + 2 || one.scrollHeight > one.clientHeight + 2;
    }).map((one) => one.outerHTML.slice(0, 120));
  },

  // The stop of the Tab key: what it is, whether its focus shows, whether something hides it.
  stop() {
    const one = document.activeElement;
    if (one === document.body) return null;
    if (one.matches("iframe")) return { name: "the frame, whose own page is checked", seen: true, ring: true };
    const drawn = one.closest("svg a")?.querySelector("rect");
    const ringed = one.matches("[role=treeitem]") ? one.querySelector(".o-name") : drawn ?? one;
    const box = ringed.getBoundingClientRect();
    const seen = [[0.5, 0.5], [0.1, 0.5], [0.9, 0.5], [0.5, 0.15], [0.5, 0.85]].some(([x, y]) => {
      const top = document.elementFromPoint(box.x + box.width * x, box.y + box.height * y);
      const near = ringed.contains(top) || top?.contains(ringed) || one.contains(top);
      return top !== null && (near || one.labels?.[0]?.contains(top));
    });
    const outlined = [ringed, one].map((part) => getComputedStyle(part))
      .some(({ outlineStyle, outlineWidth }) => outlineStyle !== "none" && parseFloat(outlineWidth) >= 2);
    const stroked = one.closest(".mindmap a") !== null && getComputedStyle(ringed).stroke !== "none";
    return { name: one.outerHTML.slice(0, 110), seen, ring: outlined || stroked };
  },

  // Targets of the map of a telephone that a thumb would miss.
  small() {
    const targets = "#outline :is(.o-name, .o-toggle, .o-card), .map-head :is(a, button, summary)";
    return [...document.querySelectorAll(targets)]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .map((one) => ({ name: one.textContent.trim(), box: one.getBoundingClientRect() }))
      .filter(({ box }) => box.width < 44 || box.height < 44)
      .map(({ name, box }) => [name, box.width, box.height]);
  },

  // Boxes of the tree without a border, which colours of the system would leave without a shape.
  bare() {
    return [...document.querySelectorAll(":is(.o-theme, .o-pill, .o-centre) > .o-entry > .o-row .o-name")]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }))
      .filter((one) => parseFloat(getComputedStyle(one).borderTopWidth) < 1).length;
  },

  // Items of the tree whose level, place, size, name or fold is not told.
  mute() {
    const named = (line) => line.getAttribute("aria-labelledby").split(" ").every((id) => document.getElementById(id));
    return [...document.querySelectorAll("#outline li")].filter((item) => {
      const line = item.querySelector("[role=treeitem]");
      const row = [...item.parentElement.children];
      const owner = item.parentElement.closest("li");
      const size = row.filter((one) => one.dataset.iri).length + Number(owner?.dataset.hidden ?? 0);
      const level = owner ? Number(owner.querySelector("[role=treeitem]").ariaLevel) + 1 : 1;
      const group = item.querySelector("[role=group]");
      const folds = group !== null || (item.dataset.hidden > 0 && !item.matches(".o-rest"));
      return line.ariaLevel !== String(level) || line.ariaPosInSet !== String(row.indexOf(item) + 1)
        || Number(line.ariaSetSize) < size || line.ariaSelected === null || !named(line)
        || folds !== (line.ariaExpanded !== null);
    }).map((item) => item.id);
  },
})
