// SPDX-License-Identifier: AGPL-3.0-or-later
// A telephone in a room: what is typed stays on it, and what is sent waits there until the room has answered. Nothing
// here needs a secure context, as the room may have no more than plain http.
import { all, byId, first, made } from "../elements.js";
import { debounce, upgrade } from "../suggest.js";

/**
 * @typedef {{ token: string, action: string, kind: string, label: string, shape: string, family: string,
 *   fields: [string, string][], state: string, said: string }} Sending
 * @typedef {{ telephone: string, name: string, drafts: Record<string, [string, string][]>, sendings: Sending[] }} Kept
 */

const SOON = 2000;
const LONGEST = 30_000;
const WATCHED = 4000;
const WAITING = "waiting";
const WRONG = "wrong";
// What becomes of these is not known yet.
const OPEN = new Set(["sent", "to-read", "put-off"]);
const OURS = new Set(["jeton", "quoi", "site_web", "garde", "doute", "connu"]);

const room = first(document, "[data-room]");
const mine = first(document, "[data-mine]");
const place = `room ${room.dataset.uid}`;

const drawn = () => {
  const bytes = crypto.getRandomValues(new Uint8Array(12));
  return [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
};

/** @returns {Kept} */
const read = () => {
  const none = { telephone: drawn(), name: "", drafts: {}, sendings: [] };
  try {
    return { ...none, ...JSON.parse(localStorage.getItem(place) ?? "{}") };
  } catch {
    return none;
  }
};

const kept = read();
const save = () => {
  try {
    localStorage.setItem(place, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing still sends.
  }
};

/** @returns {HTMLFormElement} */
const form = () => /** @type {HTMLFormElement} */ (byId("room-form"));

/**
 * @param {HTMLFormElement} from
 * @returns {[string, string][]}
 */
const typed = (from) =>
  [...new FormData(from)].flatMap(([name, value]) =>
    OURS.has(name) || typeof value !== "string" || !value ? [] : [[name, value]],
  );

/** @param {[string, string][]} values */
const restore = (values) => {
  /** @type {Record<string, string[]>} */
  const left = {};
  for (const [name, value] of values) (left[name] ??= []).push(value);
  for (const field of /** @type {HTMLInputElement[]} */ (all(form(), "input, textarea"))) {
    if (OURS.has(field.name) || field.type === "hidden" || !left[field.name]) continue;
    if (field.type === "checkbox" || field.type === "radio") {
      field.checked = left[field.name].includes(field.value);
      if (field.checked) field.closest("details")?.setAttribute("open", "");
    } else field.value = left[field.name].shift() ?? "";
  }
};

/** @param {boolean} near */
const tell = (near) => {
  const said = first(document, "[data-network]");
  said.hidden = near;
};

/**
 * Empties the form, or puts the one that the room gave back in its place.
 * @param {string} [html]
 */
const renew = (html) => {
  const now = form();
  if (html) {
    now.outerHTML = html;
    upgrade(form());
    first(form(), "[role=alert]").scrollIntoView({ block: "nearest" });
  } else {
    now.reset();
    for (const field of /** @type {HTMLInputElement[]} */ (all(now, "input[type=text], textarea"))) field.value = "";
    all(now, ".problem, [role=alert], .alike").forEach((one) => one.remove());
  }
  /** @type {HTMLInputElement} */ (byId("first-name")).value = kept.name;
};

/** @param {Sending} one */
const row = (one) => {
  const waits = one.state === WAITING;
  const words = mine.dataset;
  const glyph = `<svg class="f ${one.family}" aria-hidden="true"><use href="#${one.shape}"/></svg>`;
  const item = made("li");
  item.innerHTML = glyph;
  const text = made("p", {}, made("strong", { textContent: one.label }));
  if (waits) text.append(made("br"), made("small", { className: "grey", textContent: words.kept ?? "" }));
  const tone = waits || one.state === WRONG ? "unsure" : one.state === "on-wall" ? "yes" : "bare";
  const state = made("span", { className: `state ${tone}` });
  state.innerHTML = `<svg aria-hidden="true"><use href="#${tone === "unsure" ? "half" : "disc"}"/></svg>`;
  const told = one.state === WRONG ? words.wrong : one.said || words.sent;
  state.append((waits ? words.notYet : told) ?? "");
  item.append(text, state);
  if (one.state === WRONG && one.said) text.append(made("br"), made("small", { textContent: one.said }));
  if (waits || one.state === WRONG) {
    const button = made("button", { className: "button", type: "button", textContent: waits ? words.now : words.mend });
    button.addEventListener("click", () => (waits ? flush() : mend(one)));
    item.append(made("p", { className: "act" }, button));
  }
  return item;
};

const show = () => {
  mine.hidden = !kept.sendings.length;
  first(mine, "[data-count]").textContent = String(kept.sendings.length);
  first(mine, "ul").replaceChildren(...[...kept.sendings].reverse().map(row));
};

/** @param {Sending} one */
const body = (one) => {
  const said = new URLSearchParams(one.fields);
  const seal = /** @type {HTMLInputElement} */ (first(form(), "[name=jeton]")).value;
  for (const [name, value] of Object.entries({ jeton: seal, quoi: one.kind, envoi: one.token }))
    said.set(name, value);
  said.set("appareil", kept.telephone);
  return said;
};

/** @param {Sending} one */
const ask = (one) =>
  fetch(one.action, { method: "POST", body: body(one), headers: { Accept: "application/json" }, cache: "no-store" });

/**
 * What a sending comes to: true where the room has answered, false where it is to be asked again.
 * @param {Sending} one
 * @param {boolean} looked whether it was sent from the form that is on the screen just now
 */
const send = async (one, looked = false) => {
  const answer = await ask(one);
  if (answer.status === 429 || answer.status >= 500) return false;
  const told = await answer.json();
  if (told.form && looked && !isTyped()) {
    kept.sendings.splice(kept.sendings.indexOf(one), 1);
    renew(told.form);
  } else settle(one, answer.ok, told);
  return true;
};

/**
 * Notes what the room answered of a sending, without its form.
 * @param {Sending} one
 * @param {boolean} taken
 * @param {{ form?: string, state?: string, said?: string }} told
 */
const settle = (one, taken, told) => {
  if (taken && !told.form) Object.assign(one, { state: told.state || "sent", said: told.said, fields: [] });
  else Object.assign(one, { state: WRONG, said: told.said ?? "" });
};

const isTyped = () => typed(form()).some(([name, value]) => name !== "prenom" && value.trim());

/** @param {Sending} one */
const mend = async (one) => {
  const answer = await ask(one).catch(() => null);
  tell(answer !== null);
  const told = await answer?.json().catch(() => null);
  if (!answer || !told) return;
  if (told.form) {
    // What is in the form just now waits in its place.
    if (isTyped()) kept.sendings.push({ ...sendingOf(form()), state: WRONG });
    kept.sendings.splice(kept.sendings.indexOf(one), 1);
    renew(told.form);
  } else settle(one, answer.ok, told);
  save();
  show();
};

let pause = SOON;
let busy = false;
/** @type {ReturnType<typeof setTimeout> | undefined} */
let timer;

/** @param {Sending} [looked] */
const flush = async (looked) => {
  clearTimeout(timer);
  if (busy) return;
  busy = true;
  let near = true;
  for (const one of kept.sendings.filter(({ state }) => state === WAITING)) {
    near = await send(one, one === looked).catch(() => false);
    save();
    show();
    if (!near) break;
  }
  busy = false;
  tell(near);
  pause = near ? SOON : Math.min(LONGEST, 2 * pause);
  if (kept.sendings.some(({ state }) => state === WAITING)) timer = setTimeout(flush, pause);
};

/**
 * What the facilitator did with them.
 * @param {boolean} [again] whether to ask also of those that are on the wall: they may be taken off it
 */
const watch = async (again = false) => {
  const open = kept.sendings.filter(({ state }) => OPEN.has(state) || (again && state === "on-wall"));
  if (!open.length || document.hidden) return;
  const said = new URLSearchParams(open.map(({ token }) => ["envoi", token]));
  const answer = await fetch(room.dataset.room ?? "", { method: "POST", body: said }).catch(() => null);
  tell(answer !== null);
  if (!answer?.ok) return;
  const { sendings } = await answer.json();
  for (const one of open) Object.assign(one, sendings[one.token] ?? {});
  save();
  show();
};

/** @param {HTMLFormElement} from */
const nameOf = (from) => {
  const fields = /** @type {HTMLInputElement[]} */ (all(from, "input[type=text]:not(#first-name), textarea"));
  const named = fields.find(({ name }) => name === "prefLabel") ?? fields.find(({ value }) => value.trim());
  return named?.value.trim() || (from.dataset.label ?? "");
};

/**
 * @param {HTMLFormElement} from
 * @param {HTMLElement | null} [pressed]
 * @returns {Sending}
 */
const sendingOf = (from, pressed) => {
  const { kind = "", shape = "", family = "" } = from.dataset;
  const data = new FormData(from);
  if (pressed instanceof HTMLButtonElement && pressed.name) data.append(pressed.name, pressed.value);
  data.delete("jeton");
  data.delete("quoi");
  const fields = /** @type {[string, string][]} */ ([...data]);
  const label = nameOf(from);
  return { token: drawn(), action: from.action, kind, label, shape, family, fields, state: WAITING, said: "" };
};

document.addEventListener("submit", (event) => {
  const from = /** @type {HTMLFormElement} */ (event.target);
  if (from.id !== "room-form") return;
  event.preventDefault();
  kept.sendings.push(sendingOf(from, event.submitter));
  delete kept.drafts[from.dataset.kind ?? ""];
  save();
  show();
  renew();
  flush(kept.sendings[kept.sendings.length - 1]);
});

document.addEventListener(
  "input",
  debounce(() => {
    const now = form();
    kept.name = /** @type {HTMLInputElement} */ (byId("first-name")).value;
    kept.drafts[now.dataset.kind ?? ""] = typed(now);
    save();
  }, 150),
);

// « Déjà connu ? »: asked of the room while one types; where it does not answer, nothing is asked.
document.addEventListener(
  "input",
  debounce(async ({ target }) => {
    const now = form();
    const field = /** @type {HTMLInputElement} */ (target);
    if (field.form !== now || field.id === "first-name" || field.type !== "text") return;
    if (field.value.trim().length < 4) return;
    const panel = /** @type {HTMLElement | null} */ (now.querySelector("[data-alike]"));
    if (!panel) return;
    const asked = new FormData(now);
    asked.delete("connu");
    const answer = await fetch(panel.dataset.known ?? "", { method: "POST", body: asked }).catch(() => null);
    // What was sent meanwhile needs no answer; whoever has chosen keeps their choice.
    if (!answer?.ok || form() !== now || !field.value.trim()) return;
    const chosen = /** @type {HTMLInputElement | null} */ (panel.querySelector("input:checked"))?.value;
    panel.innerHTML = await answer.text();
    if (chosen) panel.querySelector(`input[value="${CSS.escape(chosen)}"]`)?.setAttribute("checked", "");
  }, 600),
);

const forget = first(document, "[data-forget]");
forget.hidden = false;
first(forget, "button").addEventListener("click", (event) => {
  const { ask: question } = /** @type {HTMLElement} */ (event.currentTarget).dataset;
  if (kept.sendings.some(({ state }) => state === WAITING) && !confirm(question)) return;
  localStorage.removeItem(place);
  location.assign(first(document, "[data-leave]").getAttribute("href") ?? "/");
});

first(document, "[data-without-script]").remove();
if (!document.querySelector("#room-form [role=alert]")) restore(kept.drafts[form().dataset.kind ?? ""] ?? []);
const who = /** @type {HTMLInputElement} */ (byId("first-name"));
if (!who.value) who.value = kept.name;
save();
show();
flush();
addEventListener("online", () => flush());
document.addEventListener("visibilitychange", () => {
  if (document.hidden) return;
  flush();
  watch(true);
});
watch(true);
setInterval(watch, WATCHED);
