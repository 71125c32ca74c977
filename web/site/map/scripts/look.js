// SPDX-License-Identifier: AGPL-3.0-or-later
// The colours of the stylesheets, in light and in dark, for the canvas: each is read when it is first used.
/** @param {(name: string) => any} read */
const kept = (read) =>
  new Proxy(/** @type {Record<string, any>} */ ({}), {
    get: (known, name) => (known[String(name)] ??= read(String(name))),
  });

/** @param {HTMLElement} holder */
export function readLook(holder) {
  const style = getComputedStyle(holder);
  /**
   * @param {CSSStyleDeclaration} of
   * @param {string} name
   */
  const value = (of, name) => of.getPropertyValue(name).trim();
  const look = /** @type {Look} */ (kept((name) => value(style, `--m-${name}`)));
  look.family = style.fontFamily;
  look.branches = kept((index) => value(style, `--b${index}`));
  look.kinds = kept((kind) => {
    const probe = holder.appendChild(document.createElement("i"));
    probe.className = `k-${kind}`;
    const colour = value(getComputedStyle(probe), "--k") || look.ink;
    probe.remove();
    return colour;
  });
  return look;
}
