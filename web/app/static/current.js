// SPDX-License-Identifier: AGPL-3.0-or-later
// Keeps a list or a table current while it is open: the same address is read again when something changed elsewhere.
import { all, byId, first } from "./elements.js";
import { moreOrLess, refuseEarlier } from "./difference.js";
import { Follower } from "./follow.js";
import { morph } from "./morph.js";

const root = first(document, "[data-follow]");
const told = byId("told");

// Smooth scrolling is for who goes somewhere.
const AT_ONCE = /** @type {ScrollBehavior} */ (/** @type {string} */ ("instant"));

// What is looked at stays where it is; whoever is at the top sees what comes in there.
const held = () => {
  const row = scrollY > 0 && all(root, "li, tr").find((one) => one.getBoundingClientRect().bottom > 0);
  const top = row ? row.getBoundingClientRect().top : 0;
  return () => {
    if (row && row.isConnected) scrollBy({ top: row.getBoundingClientRect().top - top, behavior: AT_ONCE });
  };
};

new Follower(root.dataset.follow ?? "", Number(root.dataset.since), async (changes) => {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok) throw new Error(String(answer.status));
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  const fresh = first(page, "[data-follow]");
  refuseEarlier(fresh, changes);
  const before = Number(root.dataset.total);
  const hold = held();
  if (morph(root, fresh)) {
    hold();
    document.title = page.title;
    told.textContent = moreOrLess(Number(root.dataset.total) - before, told.dataset) || (told.dataset.other ?? "");
  }
  return true;
});
