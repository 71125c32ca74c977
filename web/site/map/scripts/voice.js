// SPDX-License-Identifier: AGPL-3.0-or-later
// What screen readers hear of the map.
import { byId } from "../../elements.js";

/** @param {string} text */
export function announce(text) {
  byId("announcement").textContent = text;
}
