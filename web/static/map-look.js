// SPDX-License-Identifier: AGPL-3.0-or-later
// The colours of the stylesheets, in light and in dark, for the canvas.
const NAMES = ["ground", "paper", "ink", "core", "core-text", "on", "cross", "choice", "badge", "badge-text", "mark", "tint", "change", "added", "ended", "moved"];

export function readLook(holder, kinds) {
  const style = getComputedStyle(holder);
  const value = (name) => style.getPropertyValue(name).trim();
  const look = Object.fromEntries(NAMES.map((name) => [name, value(`--m-${name}`)]));
  look.branches = [...Array(8).keys()].map((index) => value(`--b${index}`));
  look.family = style.fontFamily;
  const probe = holder.appendChild(document.createElement("i"));
  look.kinds = {};
  for (const kind of kinds) {
    probe.className = `k-${kind}`;
    look.kinds[kind] = getComputedStyle(probe).getPropertyValue("--k").trim() || look.ink;
  }
  probe.remove();
  return look;
}
