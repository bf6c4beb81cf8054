/** The right column as a thread: the message at its top, the answers, and a field to write one. */

import * as api from "./api.js";
import { el, hidden, icon, reconcile } from "./dom.js";
import { showMessages } from "./messages.js";
import { state, titleOf } from "./store.js";

const wherein = () => {
  const { kind } = state.current;
  return kind === "im" || kind === "group" ? titleOf(state.current) : `#${titleOf(state.current)}`;
};

export class Thread {
  constructor(aside, composer, close) {
    this.aside = aside;
    this.composer = composer;
    this.head = aside.querySelector(".thread-head");
    this.list = aside.querySelector(".thread-messages");
    this.close = close;
    aside.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && !event.defaultPrevented) close();
    });
  }

  /** Draw the thread of that message, or hide what is there; hands are those of `showMessages`. */
  async show(ts, hands) {
    state.thread = ts;
    this.aside.hidden = !ts;
    if (!ts) {
      this.shown = "";
      return;
    }
    this.drawHead();
    this.composer.show();
    const answer = await api.messages(state.me.id, state.current.id, ts);
    if (ts !== state.thread) return;
    const messages = answer.messages ?? [];
    const before = this.count;
    this.count = messages.length;
    const isNew = this.shown !== `${state.me.id} ${state.current.id} ${ts}`;
    if (!isNew && this.count > before) hands.announce(messages.slice(before));
    showMessages(this.list, messages, { ...hands, isThread: true });
    const key = `${state.me.id} ${state.current.id} ${ts}`;
    if (this.shown !== key || before !== this.count) this.list.scrollTop = this.list.scrollHeight;
    if (this.shown !== key) this.composer.field.focus();
    this.shown = key;
  }

  drawHead() {
    const build = () =>
      el(
        "div",
        { class: "details-head" },
        el("h2", { id: "thread-title" }, "Thread in ", wherein()),
        el("button", { type: "button", class: "plain", click: this.close, "data-action": "close-thread" }, icon("close"), hidden("Close the thread")),
      );
    reconcile(this.head, [{ key: "head", content: wherein(), build }]);
  }
}
