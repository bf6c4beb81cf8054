/** Writing: the text field with its suggestions, its drafts, and what became of the last message. */

import * as api from "./api.js";
import { el, icon } from "./dom.js";
import { Popup } from "./popup.js";
import { appName, state, titleOf } from "./store.js";
import { encode, labelPattern, personMention, suggest } from "./suggest.js";

const IN_WORDS = {
  dispatch_failed: () => `${appName()} is not connected to the sandbox.`,
  not_supported_in_threads: () => "In Slack no command works in a thread. Type it in the conversation itself.",
  shortcut_not_found: () => `${appName()} has no such shortcut here.`,
  restricted_action_read_only_channel: () => "Sending messages to this app has been turned off.",
  invalid_errors: () => `${appName()} answered something that Slack does not take.`,
  invalid_response_action: () => `${appName()} answered something that Slack does not take.`,
  operation_timeout: () => `${appName()} did not answer within three seconds.`,
  http_client_error: () => `${appName()} could not be reached.`,
};

/** What went wrong, as a person can act on it; an error without words of ours as it came. */
export const whyNot = (what, error) =>
  Object.hasOwn(IN_WORDS, error) ? IN_WORDS[error]() : `${what} did not work: ${error}.`;

export class Composer {
  /** Of a conversation, or with `prefix` of the thread that is open; `extra` stands before the field. */
  constructor(form, onSent, { prefix = "", extra = null } = {}) {
    this.form = form;
    this.onSent = onSent;
    this.isThread = prefix !== "";
    this.drafts = new Map();
    this.mentions = new Map();
    this.field = el("textarea", {
      id: `${prefix}composer`,
      rows: 1,
      role: "combobox",
      "aria-autocomplete": "list",
      "aria-haspopup": "listbox",
      "aria-controls": `${prefix}suggestions`,
      "aria-describedby": `${prefix}composer-help ${prefix}composer-busy`,
      input: () => this.changed(),
      keydown: (event) => this.pressed(event),
      blur: () => this.popup.close(),
    });
    this.popup = new Popup(this.field, (option, start) => this.insert(option, start), prefix);
    // The mirror gives the field its height, and paints the mentions behind its letters.
    this.mirror = el("div", { class: "mirror", "aria-hidden": "true" });
    this.help = el("p", { id: `${prefix}composer-help`, class: "composer-help" });
    this.busy = el("p", { id: `${prefix}composer-busy`, class: "composer-busy", role: "status" });
    this.error = el("p", { class: "composer-error", role: "alert" });
    this.outside = el("p", { class: "composer-outside" });
    this.send = el("button", { type: "submit", class: "send", "aria-label": "Send" }, icon("send"));
    const box = el("div", { class: "composer-box" }, extra, el("div", { class: "field" }, this.mirror, this.field), this.send);
    form.append(this.error, this.outside, this.popup.list, box, el("div", { class: "composer-foot" }, this.help, this.busy));
    form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
  }

  /** Turn to the conversation that is open now, and bring back what was half written there. */
  show() {
    const thread = this.isThread ? state.thread : "";
    const key = state.current && `${state.me.id} ${state.current.id} ${thread}`;
    if (key !== this.key) {
      if (this.key) this.drafts.set(this.key, { text: this.field.value, mentions: this.mentions });
      this.key = key;
      const draft = this.drafts.get(key) ?? { text: "", mentions: new Map() };
      this.write(draft.text, draft.mentions);
    }
    const why = whyNotWrite(state.current);
    this.outside.textContent = why;
    this.form.classList.toggle("closed", why !== "");
    this.field.disabled = this.send.disabled = why !== "";
    if (!state.current) return;
    const title = state.current.kind === "im" || state.current.kind === "group" ? "" : "#";
    const words = this.isThread ? "Reply …" : `Message ${title}${titleOf(state.current)}`;
    this.field.setAttribute("aria-label", this.isThread ? "Reply in this thread" : words);
    this.field.placeholder = words;
  }

  /** Put words and people into the field, for the person to look at and send. */
  fill(...parts) {
    const mentions = new Map();
    const words = parts.map((part) => {
      if (typeof part === "string") return part;
      const { label, token } = personMention(part, mentions);
      mentions.set(label, token);
      return label;
    });
    this.write(words.join(""), mentions);
    this.field.focus();
  }

  /** Say what went wrong. */
  refused(what, error) {
    this.error.textContent = whyNot(what, error);
  }

  write(text, mentions) {
    this.mentions = mentions;
    this.field.value = text;
    this.error.textContent = "";
    this.drawMirror();
    this.popup.close();
  }

  changed() {
    this.error.textContent = "";
    this.drawMirror();
    const { value, selectionStart, selectionEnd } = this.field;
    const offer = selectionStart === selectionEnd && suggest(value.slice(0, selectionStart), this.mentions);
    if (offer) this.popup.show(offer);
    else this.popup.close();
  }

  drawMirror() {
    const pattern = labelPattern(this.mentions);
    const parts = pattern ? this.field.value.split(pattern) : [this.field.value];
    const nodes = parts.map((part, index) => (index % 2 ? el("mark", {}, part) : part));
    // A last line that is still empty needs something in it to have a height.
    this.mirror.replaceChildren(...nodes, "\u200b");
    const [first] = this.field.value.split(" ");
    const command = state.commands.find((one) => one.command === first);
    const usage = command && !this.isThread ? `${command.command} ${command.usage_hint}` : "";
    this.help.textContent = usage || "Enter sends, Shift and Enter break the line";
    this.help.classList.toggle("usage", usage !== "");
  }

  insert({ label, token }, start) {
    const { value, selectionStart } = this.field;
    if (token) this.mentions.set(label, token);
    const rest = value.slice(selectionStart).replace(/^ /, "");
    this.field.value = `${value.slice(0, start)}${label} ${rest}`;
    const caret = start + label.length + 1;
    this.field.setSelectionRange(caret, caret);
    this.field.focus();
    this.drawMirror();
  }

  pressed(event) {
    if (event.isComposing || this.popup.handleKey(event)) return;
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    this.submit();
  }

  async submit() {
    const text = this.field.value.trim();
    if (!text || this.field.readOnly || this.field.disabled) return;
    // The thread was closed meanwhile.
    if (this.isThread && !state.thread) return;
    this.error.textContent = "";
    const { key, mentions } = this;
    const command = /^\/\S+/.exec(text)?.[0];
    this.working(command ? `${command} is on its way to ${appName()} …` : "Sending …");
    const sending = command ? api.command : api.say;
    const thread = this.isThread ? state.thread : undefined;
    const answer = await sending(state.me.id, state.current.id, encode(text, mentions), thread);
    this.working("");
    if (answer.ok) this.sent(key);
    else if (key === this.key) this.refused(command ?? "Sending", answer.error);
  }

  sent(key) {
    this.drafts.delete(key);
    if (key === this.key) this.write("", new Map());
    this.onSent();
  }

  working(text) {
    this.busy.textContent = text;
    this.field.readOnly = text !== "";
    this.form.setAttribute("aria-busy", text !== "");
  }
}

function whyNotWrite(conversation) {
  if (!conversation) return "Choose a conversation first.";
  if (conversation.read_only) return "Sending messages to this app has been turned off.";
  if (conversation.archived) return "This channel is archived. It can be read, and no longer written in.";
  if (conversation.is_member) return "";
  return `You are looking in from outside. Only members write in #${conversation.name}.`;
}
