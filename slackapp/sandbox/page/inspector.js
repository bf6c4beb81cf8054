/** "Behind the scenes": what Slack and the app say to each other, newest first, and the trouble to switch on. */

import * as api from "./api.js";
import { el, hidden, icon, reconcile } from "./dom.js";
import { appName, state } from "./store.js";
import { Trouble } from "./trouble.js";

const DIRECTIONS = { to_slack: () => `${appName()} to Slack`, to_app: () => `Slack to ${appName()}` };

const clock = (at) =>
  new Intl.DateTimeFormat("en-GB", { timeZone: state.me?.tz || "UTC", hour: "2-digit", minute: "2-digit", second: "2-digit" }).format(new Date(at * 1000));

/** JSON to read: what is JSON inside a form's field is unfolded too. */
function pretty(value) {
  const unfold = (_key, one) => {
    if (typeof one !== "string" || !/^[[{]/.test(one)) return one;
    try {
      return JSON.parse(one);
    } catch {
      return one;
    }
  };
  return JSON.stringify(value, unfold, 2) ?? "nothing";
}

const code = (label, text) => el("pre", { tabindex: "0", role: "region", "aria-label": label }, text);

class Inspector {
  constructor() {
    this.exchanges = new Map();
    this.revision = 0;
    this.names = "";
    this.trouble = new Trouble({ say: (words) => this.say(words), show: () => this.open() });
    this.opener = el(
      "button",
      { type: "button", class: "scenes", "aria-expanded": "false", "aria-controls": "inspector", click: () => this.toggle() },
      icon("scenes"),
      "Behind the scenes",
    );
    // Filled when somebody first opens it.
    this.panel = el("aside", { id: "inspector", class: "inspector", "aria-label": "Behind the scenes", hidden: true, keydown: (event) => this.pressed(event) });
    document.body.append(this.panel);
    const follow = new MutationObserver(() => this.follow());
    for (const dialog of document.querySelectorAll("dialog")) follow.observe(dialog, { attributeFilter: ["open"] });
    document.querySelector(".sidebar nav").append(this.opener);
    document.getElementById("conversation-header").after(this.trouble.strip);
  }

  /** What lies behind an open form is out of reach, so the panel goes along into the form's dialog. */
  follow() {
    const place = document.querySelector("dialog[open]") ?? document.body;
    if (this.panel.parentElement === place) return;
    const scrolled = [...this.panel.querySelectorAll(".inspector-body, section")].map((part) => [part, part.scrollTop]);
    place.append(this.panel);
    for (const [part, top] of scrolled) part.scrollTop = top;
  }

  build() {
    this.list = el("ol", { class: "exchanges", "aria-label": "Newest first" });
    this.empty = el("p", { class: "note", hidden: true });
    this.status = el("p", { class: "visually-hidden", role: "status" });
    const redraw = () => this.draw();
    const either = [["", () => "both"], ...Object.entries(DIRECTIONS)];
    this.direction = el("select", { id: "traffic-direction", change: redraw }, either.map(([value, words]) => el("option", { value }, words())));
    this.name = el("select", { id: "traffic-name", change: redraw }, el("option", { value: "" }, "everything"));
    this.wrong = el("input", { id: "traffic-trouble", type: "checkbox", change: redraw });
    const label = (text, field) => el("label", { for: field.id }, text);
    this.heading = el("h2", { tabindex: "-1" }, "Behind the scenes");
    this.panel.append(
      el(
        "header",
        { class: "inspector-head" },
        this.heading,
        el("button", { type: "button", class: "button small", click: () => this.clear() }, "Empty the list"),
        el("button", { type: "button", class: "plain", click: () => this.close() }, icon("close"), hidden("Close Behind the scenes")),
      ),
      el(
        "div",
        { class: "inspector-body", tabindex: "0", role: "region", "aria-label": "What is said, and trouble" },
        this.trouble.node,
        el(
          "section",
          { class: "traffic", "aria-labelledby": "traffic-title" },
          el("h3", { id: "traffic-title" }, "What is said, newest first"),
          el(
            "div",
            { class: "filters", role: "group", "aria-label": "What of it" },
            el("span", {}, label("From", this.direction), this.direction),
            el("span", {}, label("What", this.name), this.name),
            el("span", { class: "check" }, this.wrong, label("only what went wrong", this.wrong)),
          ),
          this.status,
          this.empty,
          this.list,
        ),
      ),
    );
  }

  say(words) {
    this.status.textContent = words;
  }

  toggle() {
    if (this.panel.hidden) this.open();
    else this.close();
  }

  open() {
    if (!this.heading) this.build();
    this.panel.hidden = false;
    document.body.classList.add("inspecting");
    this.opener.setAttribute("aria-expanded", "true");
    this.source ??= api.followTraffic(() => this.look());
    this.look();
    this.trouble.watch(true);
    this.heading.focus();
  }

  close() {
    this.panel.hidden = true;
    document.body.classList.remove("inspecting");
    this.opener.setAttribute("aria-expanded", "false");
    this.source?.close();
    this.source = null;
    this.trouble.watch(false);
    // On a phone the button may be out of sight.
    const behind = this.opener.offsetParent ? this.opener : document.getElementById("messages");
    (this.panel.closest("dialog")?.querySelector("input:not([type=hidden]), textarea, select, button") ?? behind).focus();
  }

  pressed(event) {
    if (event.key !== "Escape" || event.defaultPrevented) return;
    event.preventDefault();
    this.close();
  }

  /** Read what is new; whoever is told of something while reading reads once more. */
  async look() {
    if (this.looking) {
      this.lookAgain = true;
      return;
    }
    this.looking = true;
    try {
      do {
        this.lookAgain = false;
        this.trouble.read();
        const { exchanges, revision, oldest } = await api.traffic(this.revision);
        for (const one of exchanges) this.exchanges.set(one.number, one);
        for (const number of this.exchanges.keys()) if (number < oldest) this.exchanges.delete(number);
        this.revision = revision;
        this.draw();
      } while (this.lookAgain);
    } catch (error) {
      // The stream tells when the sandbox is back.
      if (!(error instanceof api.Unreachable)) throw error;
    } finally {
      this.looking = false;
    }
  }

  async clear() {
    await api.clearTraffic();
    this.exchanges.clear();
    this.draw();
    this.say("The list is empty.");
  }

  draw() {
    const all = [...this.exchanges.values()].sort((a, b) => b.number - a.number);
    this.drawNames(all);
    const fits = (one) =>
      (!this.direction.value || one.direction === this.direction.value) &&
      (!this.name.value || one.name === this.name.value) &&
      (!this.wrong.checked || one.trouble);
    const shown = all.filter(fits);
    this.empty.hidden = shown.length > 0;
    this.empty.textContent = all.length ? "Nothing of that kind." : `Nothing yet: thank somebody, and see what ${appName()} and Slack make of it.`;
    reconcile(
      this.list,
      shown.map((one) => ({
        key: String(one.number),
        content: one.number,
        build: () => this.row(one.number),
        change: (node) => this.fill(node, one),
      })),
    );
  }

  drawNames(all) {
    const names = [...new Set(all.map((one) => one.name))].sort();
    if (names.join() === this.names) return;
    this.names = names.join();
    const chosen = names.includes(this.name.value) ? this.name.value : "";
    this.name.replaceChildren(...["", ...names].map((name) => el("option", { value: name }, name || "everything")));
    this.name.value = chosen;
  }

  row(number) {
    const details = el("details", { toggle: () => details.open && this.unfold(details, number) }, el("summary", {}), el("div", { class: "exchange-body" }));
    return el("li", {}, details);
  }

  /** Write the line of an exchange, which may have got its answer meanwhile. */
  fill(node, one) {
    const details = node.firstChild;
    if (details.dataset.revision === String(one.revision)) return;
    details.dataset.revision = one.revision;
    details.classList.toggle("trouble", one.trouble);
    const way = one.direction === "to_slack" ? "to-slack" : "to-app";
    details.querySelector("summary").replaceChildren(
      el("time", {}, clock(one.at)),
      el("span", { class: `way ${way}`, title: DIRECTIONS[one.direction]() }, icon(way), hidden(`, ${DIRECTIONS[one.direction]()}: `)),
      el("span", { class: "words" }, one.words),
      " ",
      el("span", { class: "outcome" }, [one.outcome, one.ms > 0 && `${one.ms} ms`].filter(Boolean).join(" · ")),
      " ",
      el("code", {}, one.name),
    );
    if (details.open) this.unfold(details, one.number);
  }

  async unfold(details, number) {
    const one = await api.exchange(number);
    const body = details.querySelector(".exchange-body");
    if (!one.words) {
      body.replaceChildren(el("p", { class: "note" }, "That is so long ago that it is forgotten."));
      return;
    }
    const copy = (what, text) => () => this.copy(what, text);
    const json = JSON.stringify({ name: one.name, request: one.request, answer: one.answer, status: one.status, error: one.error }, null, 2);
    const look = { type: "button", class: "button small" };
    body.replaceChildren(
      el(
        "div",
        { class: "copies" },
        el("button", { ...look, "data-action": "copy-test", click: copy("The test", one.test) }, "Copy as a test"),
        el("button", { ...look, "data-action": "copy-json", click: copy("The JSON", json) }, "Copy as JSON"),
      ),
      el("h4", {}, one.direction === "to_slack" ? `What ${appName()} asks` : "What Slack sends"),
      code("The request", pretty(one.request)),
      el("h4", {}, one.direction === "to_slack" ? "What Slack answers" : `What ${appName()} answers`, one.status !== null && el("span", { class: "note" }, one.status ? ` HTTP ${one.status}` : " nothing")),
      code("The answer", one.error && one.answer === null ? one.error : pretty(one.answer)),
      el("h4", {}, "As a test"),
      code("The test", one.test),
    );
  }

  async copy(what, text) {
    try {
      await navigator.clipboard.writeText(text);
      this.say(`${what} is copied.`);
    } catch {
      this.say("The browser does not let it be copied. Select it below.");
    }
    this.trouble.note(this.status.textContent);
  }
}

new Inspector();
