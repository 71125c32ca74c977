// SPDX-License-Identifier: AGPL-3.0-or-later
// What is clicked on the page of the map: buttons do what they say, links of the map lead there without a new page.
import { announce, around } from "../../elements.js";
import { merged } from "./address.js";
import { keyOf } from "./model.js";

/** @param {MouseEvent} event */
const withKeys = (event) => event.ctrlKey || event.metaKey || event.shiftKey || event.altKey || event.button > 0;

export class Clicks {
  /** @param {MindMap} map */
  constructor(map) {
    this.map = map;
    document.addEventListener("click", (event) => {
      if (around(event, "#map") && !withKeys(event)) this.click(event);
    });
    document.addEventListener("dblclick", (event) => {
      const link = /** @type {SVGAElement | null} */ (around(event, "#map svg a[data-iri]"));
      if (link) {
        event.preventDefault();
        map.around(link.dataset.iri ?? "");
      }
    });
  }

  /** @param {MouseEvent} event */
  click(event) {
    const link = /** @type {HTMLAnchorElement | SVGAElement | null} */ (around(event, "a"));
    const zoom = /** @type {HTMLElement | null} */ (around(event, "[data-zoom]"));
    if (zoom) {
      this.map.stage.zoom?.(Number(zoom.dataset.zoom));
      return;
    }
    for (const [name, act] of Object.entries(this.buttons())) {
      const button = /** @type {HTMLElement | null} */ (around(event, `[data-${name}]`));
      if (button) {
        act(button);
        return;
      }
    }
    // Files and the page to share are of what is seen now.
    if (link instanceof HTMLAnchorElement && link.closest(".map-menu"))
      link.href = merged(link.href, this.map.view.address, this.map.now()).href;
    if (!link || link.hasAttribute("download")) return;
    const act = this.acting(link);
    if (act) {
      event.preventDefault();
      this.map.film?.stop();
      act();
    }
  }

  /** @returns {Record<string, (button: HTMLElement) => void>} */
  buttons() {
    return {
      help: () => this.map.help(),
      screen: () => this.map.workshop.screen(),
      qr: () => this.map.workshop.code(),
      "print-map": () => window.print(),
      "copy-link": async (button) => {
        await navigator.clipboard.writeText(location.href);
        const { done = "" } = button.dataset;
        button.textContent = done;
        announce(done);
      },
    };
  }

  /**
   * What a link of the map does on the spot.
   * @param {HTMLAnchorElement | SVGAElement} link
   */
  acting(link) {
    const { iri } = link.dataset;
    if (link.matches("[data-map], .more")) return () => this.map.go(hrefOf(link));
    if (link.matches("[data-show]")) return () => this.map.find(hrefOf(link));
    if (iri) return () => this.map.show(keyOf(link));
    return null;
  }
}

/** @param {HTMLAnchorElement | SVGAElement} link */
function hrefOf({ href }) {
  return typeof href === "string" ? href : href.baseVal;
}
