// SPDX-License-Identifier: AGPL-3.0-or-later
// Brings the map to life. Without this file the drawing, its links, the forms and the outline already work.
import { Follower } from "../../follow.js";
import { Clicks } from "./clicks.js";
import { Keys } from "./keys.js";
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

// What grows is asked for when something changes, and by a room, which counts what it added.
/** @type {Promise<import("./live.js").Live> | undefined} */
let live;
const growing = () =>
  (live ??= import("./live.js")
    .then(({ Live }) => new Live(map))
    .catch((error) => {
      live = undefined;
      throw error;
    }));
const { follow = "", since } = map.root.dataset;
new Follower(follow, Number(since), async (changes) => (await growing()).take(changes));
if (map.workshop.on) growing().catch(() => {});

addEventListener("popstate", () => map.go(location.href, { push: false }));
/** @type {ReturnType<typeof setTimeout> | undefined} */
let still;
addEventListener("resize", () => {
  clearTimeout(still);
  still = setTimeout(() => map.resized(), 300);
});
wide.addEventListener("change", () => map.crossed().catch(() => {}));
