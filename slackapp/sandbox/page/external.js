/** External selects: a field to type in, and a list of what the app offers (ARIA's combobox pattern). */

import { sayHere } from "./announcer.js";
import { el } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { appName } from "./store.js";

const PAUSE = 150;
/** Letters that Slack waits for where the app does not say. */
const MIN_QUERY = 3;

let number = 0;

/** Whether a press has begun and not ended yet: what moves away under it would lose the click. */
let pressing = false;
document.addEventListener("pointerdown", () => (pressing = true), true);
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => (pressing = false), true);

/** Do something now, or once the press that is under way has become a click. */
const afterPress = (act) => {
  if (!pressing) return act();
  document.addEventListener("pointerup", () => setTimeout(act), { once: true, capture: true });
};

const inWords = (error) =>
  ({
    operation_timeout: `${appName()} did not answer within three seconds.`,
    dispatch_failed: `${appName()} is not connected to the sandbox.`,
    invalid_options: `${appName()} offered something that Slack would not show.`,
  })[error] ?? `That did not work: ${error}.`;

const label = (option) => plain(option.text.text);

/** The sections of an answer as {heading, options}; without groups one that has no heading. */
const sectionsOf = ({ options, option_groups }) =>
  option_groups?.map((group) => ({ heading: plain(group.label.text), options: group.options })) ?? [{ options: options ?? [] }];

export class ExternalSelect {
  /** ask(query) answers with what the app offers; changed(options) is told each choice. */
  constructor(element, { id, name, ask, changed, required, describedBy, labelledBy }) {
    this.many = element.type.startsWith("multi_");
    this.least = element.min_query_length ?? MIN_QUERY;
    this.most = this.many ? element.max_selected_items ?? Infinity : 1;
    this.chosen = element.initial_options ?? [element.initial_option].filter(Boolean);
    Object.assign(this, { ask, changed, required, name });
    number += 1;
    this.listId = `options-${number}`;
    const prompt = plain(element.placeholder?.text ?? "Type to search …");
    this.field = el("input", {
      id,
      type: "text",
      role: "combobox",
      autocomplete: "off",
      placeholder: prompt,
      "aria-label": labelledBy ? null : prompt,
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-expanded": "false",
      "aria-controls": this.listId,
      "aria-describedby": [`${this.listId}-status`, describedBy].filter(Boolean).join(" "),
      "data-action": element.action_id,
      input: () => this.typed(),
      keydown: (event) => this.pressed(event),
      blur: () => afterPress(() => this.leave()),
      click: () => this.begin(),
    });
    this.chips = this.many && el("ul", { class: "chips", "aria-label": "Chosen" });
    this.list = el("div", { id: this.listId, class: "suggestions options", role: "listbox", "aria-label": prompt, hidden: true });
    this.status = el("p", { id: `${this.listId}-status`, class: "hint", role: "status" });
    this.held = el("span", { hidden: true });
    this.node = el("div", { class: "external" }, this.chips, this.field, this.list, this.status, this.held);
    this.node.externalSelect = this;
    this.draw();
  }

  /** Show what is chosen, and let the form know it. */
  draw() {
    this.held.replaceChildren(...this.chosen.map((one) => el("input", { type: "hidden", name: this.name, value: one.value })));
    if (this.many) this.chips.replaceChildren(...this.chosen.map((one) => this.chip(one)));
    else this.field.value = this.chosen.length ? label(this.chosen[0]) : "";
    this.check();
  }

  chip(option) {
    const remove = () => {
      this.choose(this.chosen.filter((one) => one.value !== option.value), `${label(option)} taken away.`);
      this.field.focus();
    };
    const look = { type: "button", class: "chip-remove", "aria-label": `Take ${label(option)} away`, click: remove };
    return el("li", { class: "chip" }, label(option), el("button", look, "×"));
  }

  check() {
    const typed = this.field.value.trim();
    const settled = this.many ? !typed : !typed || this.chosen.length > 0;
    this.field.required = Boolean(this.required) && !this.chosen.length;
    this.field.setCustomValidity(settled ? "" : "Choose one of the list.");
  }

  choose(options, words) {
    this.chosen = options;
    this.close();
    if (this.many) this.field.value = "";
    this.draw();
    this.status.textContent = "";
    sayHere(words);
    this.changed?.(options);
  }

  begin() {
    if (this.least === 0 && !this.field.value) this.typed();
  }

  typed() {
    if (!this.many && this.chosen.length) {
      this.chosen = [];
      this.held.replaceChildren();
    }
    this.check();
    clearTimeout(this.timer);
    const query = this.field.value.trim();
    const missing = this.least - [...query].length;
    if (missing > 0) {
      this.close();
      this.status.textContent = query ? `Type ${missing} more ${missing === 1 ? "letter" : "letters"}.` : "";
      return;
    }
    this.timer = setTimeout(() => this.look(query), PAUSE);
  }

  async look(query) {
    this.turn = (this.turn ?? 0) + 1;
    const { turn } = this;
    this.status.textContent = "Looking …";
    const answer = await this.ask(query);
    if (turn !== this.turn || document.activeElement !== this.field) return;
    if (!answer.ok) {
      this.close();
      this.status.textContent = inWords(answer.error);
      return;
    }
    this.offer(sectionsOf(answer));
  }

  offer(sections) {
    const taken = new Set(this.chosen.map((one) => one.value));
    const open = sections.map((one) => ({ ...one, options: one.options.filter((option) => !taken.has(option.value)) }));
    this.options = open.flatMap((one) => one.options);
    const count = this.options.length;
    this.status.textContent = count ? `${count} found. Arrows move, Enter chooses.` : "Nothing found.";
    let index = -1;
    const row = (option) => {
      index += 1;
      const at = index;
      const hold = (event) => event.preventDefault();
      return el(
        "div",
        { id: `${this.listId}-${at}`, class: "option", role: "option", mousedown: hold, click: () => this.take(at) },
        el("strong", {}, label(option)),
        option.description && el("span", { class: "detail" }, plain(option.description.text)),
      );
    };
    this.list.replaceChildren(
      ...open.filter((one) => one.options.length).map(({ heading, options }) =>
        el("div", { role: heading && "group", "aria-label": heading }, heading && el("p", { class: "menu-heading", "aria-hidden": "true" }, heading), options.map(row)),
      ),
    );
    this.list.hidden = count === 0;
    this.field.setAttribute("aria-expanded", String(count > 0));
    if (count) this.mark(0);
  }

  mark(index) {
    const rows = [...this.list.querySelectorAll("[role=option]")];
    this.at = (index + rows.length) % rows.length;
    rows.forEach((row, at) => row.setAttribute("aria-selected", String(at === this.at)));
    rows[this.at].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", rows[this.at].id);
  }

  take(index) {
    const option = this.options[index];
    if (this.chosen.length >= this.most && this.many) {
      this.status.textContent = `At most ${this.most}.`;
      return this.close();
    }
    this.choose(this.many ? [...this.chosen, option] : [option], `${label(option)} chosen.`);
  }

  close() {
    clearTimeout(this.timer);
    this.turn = (this.turn ?? 0) + 1;
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.field.removeAttribute("aria-activedescendant");
  }

  leave() {
    if (document.activeElement === this.field) return;
    this.close();
    this.check();
    this.status.textContent = this.field.validationMessage && this.field.value ? "Choose one of the list." : "";
  }

  pressed(event) {
    const isOpen = !this.list.hidden;
    const moves = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in moves) {
      if (isOpen) this.mark(this.at + moves[event.key]);
      else this.typed();
    } else if (event.key === "Enter") {
      // In a form Enter would send it.
      if (isOpen) this.take(this.at);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && this.many && !this.field.value && this.chosen.length) {
      this.choose(this.chosen.slice(0, -1), `${label(this.chosen.at(-1))} taken away.`);
    } else {
      return;
    }
    event.preventDefault();
  }
}
