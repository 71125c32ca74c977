// SPDX-License-Identifier: AGPL-3.0-or-later
// What is touched in the outline: a name chooses, a row of a telephone opens, a badge folds or asks for more.
import { around, withKeys } from "../../../elements.js";
import { above, iriOf, isOpen, lineOf, narrow } from "./item.js";

export class TreePointer {
  /** @param {import("./tree.js").Tree} tree */
  constructor(tree) {
    this.tree = tree;
  }

  /** @param {MouseEvent} event */
  click(event) {
    if (withKeys(event) || event.shiftKey || event.button > 0) return;
    const item = /** @type {HTMLElement | null} */ (around(event, "li"));
    const link = /** @type {HTMLAnchorElement | null} */ (around(event, "a"));
    if (!item) return;
    const handled = () => {
      event.preventDefault();
      event.stopPropagation();
    };
    if (link?.dataset.to) {
      handled();
      this.tree.follow(link, item);
      return;
    }
    if (around(event, ".o-card")) {
      handled();
      this.tree.enter(item);
      return;
    }
    if (item.matches(".o-rest")) {
      if (link) {
        handled();
        this.beyond(item, link);
      }
      return;
    }
    const row = around(event, ".o-row");
    if (!row) return;
    const turning =
      around(event, ".o-toggle") ||
      (narrow.matches && lineOf(item).hasAttribute("aria-expanded") && item !== this.tree.list.firstElementChild);
    if (turning) {
      handled();
      this.tree.put(item);
      if (isOpen(item)) this.tree.close(item);
      else this.tree.open(item);
      return;
    }
    if (!link && !narrow.matches && !around(event, ".o-name")) return;
    handled();
    if (narrow.matches) this.tree.enter(item);
    else {
      this.tree.put(item);
      this.tree.choose(item);
    }
  }

  /**
   * « +n » at the end of a branch, or « refermer ».
   * @param {HTMLElement} item
   * @param {HTMLAnchorElement} link
   */
  beyond(item, link) {
    const owner = above(item);
    if (!item.matches(".o-less")) {
      if (owner) this.tree.more(owner);
      return;
    }
    this.tree.put(owner);
    this.tree.map.go(link.href);
  }

  /** @param {MouseEvent} event */
  twice(event) {
    const item = /** @type {HTMLElement | undefined} */ (around(event, ".o-name")?.closest("li[data-iri]"));
    if (item && !narrow.matches) {
      event.preventDefault();
      this.tree.map.around(iriOf(item));
    }
  }
}
