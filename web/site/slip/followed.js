// SPDX-License-Identifier: AGPL-3.0-or-later
// The numbers of slips that whoever uses this browser asked it to keep: they stay in it, and only lead to their list.
import { all, first } from "../elements.js";

const KEPT = "bons";
const PATIENCE = 14 * 86_400_000; // milliseconds after which the desk reminds of a slip
const MOST = 20; // numbers that one address may carry

/** @returns {Record<string, string>} The day of each number that is kept. */
const kept = () => {
  try {
    return Object(JSON.parse(localStorage.getItem(KEPT) ?? "{}"));
  } catch {
    return {};
  }
};

/** @param {Record<string, string>} slips */
const keep = (slips) => {
  try {
    localStorage.setItem(KEPT, JSON.stringify(slips));
  } catch {
    // A browser that keeps nothing is one without this script.
  }
};

/** @param {HTMLAnchorElement} link */
const lead = (link) => {
  const address = new URL(link.href);
  address.searchParams.delete("numero");
  const slips = Object.entries(kept()).sort(([, day], [, other]) => day.localeCompare(other));
  for (const [number] of slips.slice(0, MOST)) address.searchParams.append("numero", number);
  link.href = `${address}`;
};

for (const one of all(document, "[data-slip]")) {
  const { slip = "", day = "", closed } = one.dataset;
  const button = /** @type {HTMLButtonElement} */ (first(one, "[data-keep]"));
  const slips = kept();
  if (closed !== undefined) {
    delete slips[slip];
    keep(slips);
  }
  const told = () => {
    if (!(slip in kept())) return;
    button.textContent = button.dataset.done ?? "";
    button.disabled = true;
  };
  button.hidden = closed !== undefined;
  button.addEventListener("click", () => {
    keep({ ...kept(), [slip]: day });
    told();
    for (const link of all(one, "a")) lead(/** @type {HTMLAnchorElement} */ (link));
  });
  told();
  one.hidden = false;
  for (const link of all(one, "a")) lead(/** @type {HTMLAnchorElement} */ (link));
}

for (const one of all(document, "[data-kept-slips]")) {
  if (!Object.keys(kept()).length) continue;
  for (const link of all(one, "a")) lead(/** @type {HTMLAnchorElement} */ (link));
  first(one, "[data-forget]").addEventListener("click", () => {
    localStorage.removeItem(KEPT);
    one.hidden = true;
  });
  one.hidden = false;
}

for (const one of all(document, "[data-waiting]")) {
  const old = Object.values(kept()).some((day) => Date.now() - Date.parse(day) > PATIENCE);
  if (!old) continue;
  lead(first(one, "a"));
  one.hidden = false;
}
