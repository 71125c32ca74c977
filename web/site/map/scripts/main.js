// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings the map to life. Without this file the drawing, its links, the forms and the outline already work.
import { Clicks } from "./clicks.js";
import { Keys } from "./keys.js";
import { Live } from "./live.js";
import { MindMap, wide } from "./mindmap.js";

// The drawing of the page is painted first; a page in the background, which paints nothing, does not wait for long.
const painted = () =>
  new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done));
    setTimeout(done, document.hidden ? 0 : 500);
  });

await painted();
const map = new MindMap();
new Keys(map);
new Clicks(map);
new Live(map);

addEventListener("popstate", () => map.go(location.href, { push: false }));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let still;
addEventListener("resize", () => {
  clearTimeout(still);
  still = setTimeout(() => map.resized(), 300);
});
wide.addEventListener("change", () => map.crossed().catch(() => {}));
