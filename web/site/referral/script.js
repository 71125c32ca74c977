// SPDX-License-Identifier: AGPL-3.0-or-later
// The desk with a script: answers follow what is typed, chips come without reloading, and the browser finds its own
// commune without telling anybody where it is. Everything works without this file.
const { debounce, made } = await import(document.querySelector("script[data-suggest]").dataset.suggest);

// What was chosen in a field that takes several becomes a chip, and the field is free for the next.
document.addEventListener("chosen", (event) => {
  const { target, detail } = event;
  const name = target.dataset.chip;
  if (!name) return;
  const chips = target.closest("form").querySelector(`[data-chips="${name}"]`);
  const value = detail.value ?? detail.label;
  const known = [...chips.querySelectorAll("input")].find((input) => input.value === value);
  if (known) known.checked = true;
  else {
    const box = made("input", { type: "checkbox", name, value, checked: true });
    chips.append(made("label", { className: "chip" }, box, ` ${detail.label}`));
  }
  target.value = "";
});

// The request as an address: what is empty is left out.
const request = (form) => {
  const query = new URLSearchParams();
  for (const [name, value] of new FormData(form)) {
    if (typeof value === "string" && value.trim() && !query.getAll(name).includes(value.trim())) query.append(name, value.trim());
  }
  return query;
};

// What the page was answered for: a form keeps what it was served with under whatever was typed since.
const served = (form) => {
  const copy = form.cloneNode(true);
  copy.reset();
  return request(copy);
};

// Milliseconds without a key before what is shown is said aloud, and written in the address, which browsers let change
// so often only.
const WRITTEN = 250, SPOKEN = 700;

class Desk {
  constructor(form, answers) {
    this.form = form;
    this.answers = answers;
    this.status = form.querySelector("[data-live-status]");
    this.asked = null;
    this.shown = served(form).toString();
    this.waiting = null;
    this.tell = debounce((text) => this.say(text), SPOKEN);
    this.write = debounce(() => this.keep(), WRITTEN);
    // Boxes say that they changed; dates being typed pass through years that nobody means.
    form.addEventListener("input", ({ target }) => { if (target.type === "text") this.later(target.name); });
    form.addEventListener("change", () => this.refresh(""));
    // On a slow line something may have been typed before this script came.
    if (`${request(form)}` !== this.shown) this.later(form.contains(document.activeElement) ? document.activeElement.name : "");
  }

  // Each key is answered at once, one after the other: a busy server, or a slow line, is asked less often.
  async later(typing) {
    this.waiting = typing;
    if (this.busy) return;
    this.busy = true;
    while (this.waiting !== null) {
      const next = this.waiting;
      this.waiting = null;
      await this.refresh(next);
    }
    this.busy = false;
  }

  async refresh(typing) {
    const query = request(this.form);
    const wanted = `${query}`;
    if (!typing && wanted && wanted === this.shown) this.keep();
    if (!wanted || (wanted === this.shown && (typing || !this.partial))) return;
    this.asked?.abort();
    const asked = this.asked = new AbortController();
    const address = new URL(this.form.dataset.live, location.href);
    for (const [name, value] of query) address.searchParams.append(name, value);
    if (typing) address.searchParams.set("saisie", typing);
    this.answers.setAttribute("aria-busy", "true");
    try {
      const answer = await fetch(address, { signal: asked.signal, headers: { Accept: "text/html" } });
      const text = await answer.text();
      if (asked.signal.aborted) return;
      // A name half typed is no mistake yet: the last answers stay.
      if (answer.status !== 204 && (answer.ok || !typing)) this.show(text, wanted, typing);
      this.partial = Boolean(typing);
      if (answer.status >= 500) this.say(this.status.dataset.lost);
    } catch (error) {
      if (error.name !== "AbortError") this.say(this.status.dataset.lost);
    } finally {
      if (this.asked === asked) this.answers.removeAttribute("aria-busy");
    }
  }

  show(text, wanted, typing) {
    this.shown = wanted;
    const page = new DOMParser().parseFromString(text, "text/html");
    this.answers.replaceChildren(...page.body.childNodes);
    this.answers.dispatchEvent(new Event("brought", { bubbles: true }));
    // On a first visit the form stood alone: it makes room without being moved, so that the focus stays in it.
    const desk = this.form.closest("[data-desk]");
    desk.classList.replace("centre", "duo");
    desk.querySelector(".request-page > .rescue")?.remove();
    this.tell(this.answers.querySelector("[data-count]")?.dataset.count ?? "");
    const title = this.answers.querySelector("h1")?.textContent;
    if (title) document.title = `${title} – Tisserand`;
    if (typing) this.write(); else this.keep();
  }

  // The address of what is shown.
  keep() { history.replaceState(history.state, "", `${this.form.action.split("?")[0]}?${this.shown}`); }

  say(text) {
    this.status.hidden = false;
    this.status.textContent = text;
  }
}

for (const form of document.querySelectorAll("form[data-live]")) {
  const answers = document.querySelector("[data-answers]");
  if (answers) new Desk(form, answers);
}

// « Autour de moi » : the position is compared here with the centres of communes; only the code of one is asked about.
const RADIANS = Math.PI / 180;
const AROUND = 3; // farther from a commune than its third neighbour is, one is at sea or abroad, not in it

const kilometres = (one, other) => {
  const [lat1, lat2] = [one[0] * RADIANS, other[0] * RADIANS];
  const half = Math.sin((lat2 - lat1) / 2) ** 2 + Math.cos(lat1) * Math.cos(lat2) * Math.sin((other[1] - one[1]) * RADIANS / 2) ** 2;
  return 2 * 6371 * Math.asin(Math.min(1, Math.sqrt(half)));
};

// Thousandths of a degree, each less the one before.
const degrees = (steps) => {
  let sum = 0;
  return steps.map((step) => (sum += step) / 1000);
};

// The code of the commune whose centre is nearest; nothing where that centre is too far.
const nearest = (here, { codes, latitudes, longitudes }) => {
  const longitude = degrees(longitudes);
  const centres = degrees(latitudes).map((latitude, rank) => [latitude, longitude[rank]]);
  const away = centres.map((centre) => kilometres(here, centre));
  const best = away.reduce((found, distance, rank) => (distance < away[found] ? rank : found), 0);
  const neighbours = centres.map((centre) => kilometres(centres[best], centre)).sort((one, other) => one - other);
  return away[best] <= neighbours[AROUND] ? codes.split(" ")[best] : "";
};

const position = () => new Promise((found, lost) => {
  navigator.geolocation.getCurrentPosition(found, lost, { maximumAge: 600_000, timeout: 12_000 });
});

const locate = async (button, note) => {
  const said = button.dataset;
  note.textContent = said.searching;
  try {
    const [{ coords }, answer] = await Promise.all([position(), fetch(said.locate)]);
    const code = nearest([coords.latitude, coords.longitude], await answer.json());
    if (!code) {
      note.textContent = said.far;
      return;
    }
    const { label } = await (await fetch(said.named.replace("CODE", code))).json();
    note.textContent = said.found.replace("{name}", label);
    const input = document.getElementById(said.for);
    input.value = label;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  } catch (error) {
    note.textContent = error.code === 1 ? said.refused : said.unknown;
  }
};

for (const button of document.querySelectorAll("[data-locate]")) {
  const note = button.parentElement.querySelector("[data-locate-note]");
  if (!navigator.geolocation || !window.isSecureContext) continue;
  button.hidden = note.hidden = false;
  note.setAttribute("role", "status");
  button.addEventListener("click", () => locate(button, note));
}
