/** Switches for trouble: what each one shows, and what waits for its end. */

import * as api from "./api.js";
import { el } from "./dom.js";
import { appName } from "./store.js";

/** Seconds between looks while something is wrong, or still waits. */
const EVERY = 1;

const TROUBLES = [
  {
    key: "rate_limit",
    label: "Slack says: too fast",
    words: (app) => `Slack takes no message and asks for five seconds, each time. ${app} waits as long as it is told, then sends everything, in order, once.`,
  },
  {
    key: "out_of_order",
    label: "Slack is out of order",
    words: (app) => `Every call fails (HTTP 500). ${app} tries again after one second, two, four …, and commands are still answered.`,
  },
  {
    key: "no_answer",
    label: "Slack hangs up at once",
    words: (app) => `Slack does nothing and says nothing. ${app} tries again after one second, two, four …`,
  },
  {
    key: "lost_answer",
    label: "Slack's answers get lost",
    words: (app) => `Slack does what it is asked, and hangs up before it says so, once for each message. ${app} cannot know: it sends again, and a message may stand twice. Nothing is lost.`,
  },
  {
    key: "revoked",
    label: "The token is revoked",
    words: (app) => `Slack takes no call from ${app}. What is to be posted waits for the app to be installed again: that is what switching this off does.`,
  },
  {
    key: "away",
    label: (app) => `${app} cannot be reached`,
    words: (app) => `The line is cut. Commands and buttons say at once that they failed; mentions and reactions wait, and Slack tells of them when ${app} is back, in up to half a minute.`,
  },
];

const counted = (count, one, many) => `${count} ${count === 1 ? one : many}`;

export class Trouble {
  /** `say` tells whoever listens; `show` opens the panel. */
  constructor({ say, show }) {
    this.sayAloud = say;
    this.on = [];
    this.left = 0;
    /** Presses that are answered, and those that are not yet: what was asked before their answer is out of date. */
    this.presses = 0;
    this.pressing = 0;
    this.boxes = new Map();
    this.list = el("ul", { class: "troubles" });
    this.waiting = el("p", { class: "waiting", role: "status" });
    // On a phone the switches would hide what is said.
    const isWide = matchMedia("(min-width: 720px)").matches;
    const title = el("summary", {}, el("h3", {}, "Make trouble, and see that nothing gets lost"));
    this.node = el("section", { class: "trouble-switches" }, el("details", { open: isWide }, title, this.list), this.waiting);
    this.stripWords = el("span", {});
    this.strip = el(
      "div",
      { class: "trouble-strip", role: "status", hidden: true },
      this.stripWords,
      el("button", { type: "button", class: "button small", click: show }, "Look"),
      el("button", { type: "button", class: "button small", click: () => this.endAll() }, "Switch it off"),
    );
  }

  build() {
    const app = appName();
    const name = (label) => (typeof label === "string" ? label : label(app));
    this.list.replaceChildren(
      ...TROUBLES.map(({ key, label, words }) => {
        const box = el("input", { type: "checkbox", role: "switch", id: `trouble-${key}`, "aria-describedby": `about-${key}`, change: () => this.change(key, box.checked) });
        this.boxes.set(key, { box, label: name(label) });
        return el("li", {}, box, el("div", {}, el("label", { for: box.id }, name(label)), el("p", { id: `about-${key}`, class: "note" }, words(app))));
      }),
    );
  }

  /** Look on while the panel is open, and as long as something is wrong. */
  watch(isOpen) {
    if (isOpen && !this.boxes.size) this.build();
    this.read();
  }

  async change(key, on) {
    this.pressing += 1;
    const told = await api.setTrouble(key, on);
    this.presses += 1;
    this.pressing -= 1;
    if (told.on && !this.pressing) this.draw(told);
    else await this.read();
  }

  async endAll() {
    for (const key of this.on) await this.change(key, false);
  }

  async read() {
    const { presses } = this;
    try {
      const told = await api.trouble();
      if (presses === this.presses && !this.pressing) this.draw(told);
    } catch (error) {
      if (!(error instanceof api.Unreachable)) throw error;
    }
  }

  draw({ on, waiting, held }) {
    if (!on) return;
    const ended = this.on.length > 0 && !on.length;
    this.on = on;
    this.left = (waiting ?? 0) + held;
    for (const [key, { box }] of this.boxes) box.checked = on.includes(key);
    const parts = [
      waiting > 0 && `${counted(waiting, "message waits", "messages wait")} in ${appName()}`,
      held > 0 && `${counted(held, "event waits", "events wait")} at Slack`,
    ].filter(Boolean);
    if (on.length) this.wasOn = true;
    const quiet = this.wasOn && !on.length ? "All is well again, and nothing waits any more." : on.length ? "Nothing waits yet: thank somebody." : "All is well.";
    const words = parts.length ? `${parts.join(", ")}.` : quiet;
    if (this.waiting.textContent !== words) this.waiting.textContent = words;
    this.drawStrip(parts);
    if (ended) this.sayAloud("Trouble is switched off.");
    clearTimeout(this.timer);
    if (on.length || this.left) this.timer = setTimeout(() => this.read(), EVERY * 1000);
  }

  drawStrip(parts) {
    if (!this.boxes.size) return;
    this.strip.hidden = !this.on.length && !(this.wasOn && this.left);
    const names = this.on.map((key) => this.boxes.get(key).label).join(" · ");
    const words = [names || "All is well again", ...parts].join(". ");
    if (this.stripWords.textContent !== `${words}.`) this.stripWords.textContent = `${words}.`;
    this.strip.lastChild.hidden = !this.on.length;
  }

  /** Show something in passing where people look. */
  note(words) {
    clearTimeout(this.noteTimer);
    const before = this.waiting.textContent;
    this.waiting.textContent = words;
    this.noteTimer = setTimeout(() => this.waiting.textContent === words && (this.waiting.textContent = before), 3000);
  }
}
