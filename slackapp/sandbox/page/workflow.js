/** A workflow with one step of the app's: its small form, and what became of it. */

import * as api from "./api.js";
import { el, hidden, icon } from "./dom.js";
import { isHuman, nameOf, state } from "./store.js";

const WAIT = 400;
const PATIENCE = 75;

function options(pairs) {
  return [el("option", { value: "" }, "Choose …"), ...pairs.map(([value, label]) => el("option", { value }, label))];
}

const ACTING_PERSON = "slack#/types/user_context";
const people = () => [...state.people.values()].filter(isHuman).map((one) => [one.id, nameOf(one)]);

const KINDS = {
  array: (common) =>
    el("select", { ...common, class: "select", multiple: true, size: 4 }, people().map(([value, label]) => el("option", { value }, label))),
  "slack#/types/user_id": (common) =>
    el("select", { ...common, class: "select" }, options(people())),
  "slack#/types/channel_id": (common) =>
    el("select", { ...common, class: "select" }, options(state.conversations.filter((one) => one.name && one.kind !== "im").map((one) => [one.id, `#${one.name}`]))),
  boolean: (common) => el("input", { ...common, type: "checkbox", required: false }),
  number: (common) => el("input", { ...common, type: "number", step: "any" }),
  integer: (common) => el("input", { ...common, type: "number" }),
};

function field(parameter) {
  const id = `workflow-${parameter.name}`;
  const hint = parameter.description && `${id}-hint`;
  const common = { id, name: parameter.name, required: parameter.is_required, "aria-describedby": hint };
  const kind = KINDS[parameter.type] ?? ((rest) => el("input", { ...rest, type: "text" }));
  const optional = !parameter.is_required && el("span", { class: "note" }, " (optional)");
  return el(
    "div",
    { class: "block input" },
    el("label", { for: id }, parameter.title || parameter.name, optional),
    kind(common),
    hint && el("p", { class: "hint", id: hint }, parameter.description),
  );
}

function inWords({ status, outputs, error }) {
  if (status === "running") return "Still running …";
  if (status === "failed") return `It stopped: ${error}`;
  const values = Object.entries(outputs).map(([name, value]) => `${name}: ${value}`);
  return values.length ? `Done. ${values.join(", ")}` : "Done.";
}

export class Workflow {
  constructor(dialog) {
    this.dialog = dialog;
  }

  /** Show the form of a workflow that consists of this step. */
  open(step) {
    this.step = step;
    this.status = el("p", { class: "workflow-status", role: "status" });
    this.send = el("button", { type: "submit", class: "button primary" }, "Start workflow");
    const close = () => this.dialog.close();
    const form = el(
      "form",
      { class: "view" },
      el(
        "header",
        { class: "view-head" },
        el("h2", { id: "workflow-title" }, step.title),
        el("button", { type: "button", class: "plain", click: close }, icon("close"), hidden("Close")),
      ),
      el("div", { class: "view-body" }, el("p", { class: "hint" }, step.description), step.inputs.filter((one) => one.type !== ACTING_PERSON).map(field), this.status),
      el("footer", { class: "view-foot" }, el("button", { type: "button", class: "button", click: close }, "Close"), this.send),
    );
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.start(new FormData(form));
    });
    this.dialog.replaceChildren(form);
    this.dialog.showModal();
    form.querySelector("select, input")?.focus();
  }

  /** Say it where it is seen, also on a phone, where the form is longer than the screen. */
  say(words) {
    if (this.status.textContent === words) return;
    this.status.textContent = words;
    this.status.scrollIntoView({ block: "nearest" });
  }

  async start(data) {
    if (this.send.getAttribute("aria-busy") === "true") return;
    this.send.setAttribute("aria-busy", "true");
    this.say("Starting …");
    const read = (one) => (one.type === "array" ? data.getAll(one.name) : data.get(one.name));
    const inputs = Object.fromEntries(this.step.inputs.map((one) => [one.name, read(one)]).filter(([, value]) => value));
    const answer = await api.runWorkflow({ as: state.me.id, callback_id: this.step.callback_id, inputs });
    if (answer.ok) await this.follow(answer.id);
    else this.say(`It did not start: ${answer.error}.`);
    this.send.removeAttribute("aria-busy");
  }

  /** Say how it stands until it has ended, or for half a minute. */
  async follow(id) {
    for (let turn = 0; turn < PATIENCE && this.dialog.open; turn += 1) {
      const { workflows } = await api.workflows(state.me.id);
      const run = workflows.find((one) => one.id === id);
      this.say(inWords(run));
      if (run.status !== "running") return;
      await new Promise((resolve) => setTimeout(resolve, WAIT));
    }
  }
}
