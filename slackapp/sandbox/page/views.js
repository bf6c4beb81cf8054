/** Modals and App Home: what the app shows in views, and what people do there. */

import * as api from "./api.js";
import { drawBlocks } from "./blocks.js";
import { whyNot } from "./composer.js";
import { el, hidden, icon, markCurrent, reconcile } from "./dom.js";
import { heldIn, readHeld } from "./held.js";
import { drawInput, isTyped, readInputs } from "./inputs.js";
import { plain } from "./mrkdwn.js";
import { appName, state } from "./store.js";

const draw = (view, hands) =>
  view.blocks.map((block) => (block.type === "input" ? drawInput(block, hands) : drawBlocks([block], hands)));

/** Ask what an external select of a view offers. */
const asking = (view) => (block, element, query) =>
  api.optionsInView(view.id, { as: state.me.id, block_id: block.block_id, action_id: element.action_id, query });

/** Use an element of a view: busy until the app has answered, but for fields in which people go on typing. */
const acting = (view, valuesOf, refused) => async (control, block, element, choice) => {
  if (control.getAttribute("aria-busy") === "true" && !isTyped(element)) return;
  control.setAttribute("aria-busy", "true");
  const names = { block_id: block.block_id, action_id: element.action_id };
  const answer = await api.actInView(view.id, { as: state.me.id, values: await valuesOf(), ...names, ...choice });
  control.removeAttribute("aria-busy");
  if (!answer.ok) refused("That", answer.error);
};

export class Modal {
  constructor(dialog) {
    this.dialog = dialog;
    this.stage = dialog.querySelector(".stage");
    // Escape closes the app's view, too.
    dialog.addEventListener("cancel", (event) => {
      event.preventDefault();
      this.leave();
    });
  }

  /** Show the view that is open, or none; what was typed stays while the view is the same. */
  show(view) {
    const key = view && `${view.id} ${view.hash}`;
    if (key !== this.key) {
      const isSame = Boolean(view && this.view?.id === view.id);
      const before = isSame ? readHeld(this.form, this.view) : null;
      const old = { form: this.form, focused: document.activeElement?.id, caret: document.activeElement?.selectionStart };
      const scrolled = isSame ? this.form.querySelector(".view-body").scrollTop : 0;
      this.key = key;
      this.view = view;
      this.stage.replaceChildren(...(view ? [this.build(view, heldIn(view, before))] : []));
      if (isSame) keepFiles(old.form, this.form);
      if (view && !this.dialog.open) this.dialog.showModal();
      if (!view && this.dialog.open) this.dialog.close();
      this.focus(isSame, old);
      // Nothing moves under whoever ticks or types.
      if (isSame) this.form.querySelector(".view-body").scrollTop = scrolled;
    }
    if (view) this.showErrors(view.errors ?? {});
  }

  /** In a view that changed the keyboard stays where it was; in a new one it begins at the first field. */
  focus(isSame, { focused, caret }) {
    if (!this.view || (isSame && document.activeElement.closest(".inspector"))) return;
    const first = "input:not([type=hidden]), textarea, select";
    const same = isSame && focused ? this.form.querySelector(`#${CSS.escape(focused)}`) : null;
    const target = same ?? this.form.querySelector(first);
    target?.focus();
    if (same && typeof caret === "number" && same.matches("textarea, input[type=text], input:not([type])")) same.setSelectionRange(caret, caret);
  }

  build(view, held) {
    this.form = el("form", { class: "view" });
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      this.submit();
    });
    this.send = el("button", { type: "submit", class: "button primary" }, view.submit ? plain(view.submit.text) : "Done");
    const leave = () => this.leave();
    this.problem = el("p", { class: "view-problem input-error", role: "alert" });
    const act = acting(view, () => readInputs(this.form, view.blocks), (...parts) => this.refused(...parts));
    const hands = { act, ask: asking(view), held };
    this.form.append(
      el(
        "header",
        { class: "view-head" },
        el("h2", { id: "view-title" }, plain(view.title.text)),
        el("button", { type: "button", class: "plain", click: leave }, icon("close"), hidden("Close")),
      ),
      el("div", { class: "view-body" }, draw(view, hands).flat()),
      this.problem,
      el(
        "footer",
        { class: "view-foot" },
        el("button", { type: "button", class: "button", click: leave }, view.close ? plain(view.close.text) : "Cancel"),
        view.submit && this.send,
      ),
    );
    return this.form;
  }

  /** Say in the form itself what went wrong: whatever lies behind it is not seen. */
  refused(what, error) {
    this.problem.textContent = whyNot(what, error);
  }

  showErrors(errors) {
    for (const block of this.view.blocks.filter((one) => one.type === "input")) {
      const line = this.form.querySelector(`#error-${CSS.escape(block.block_id)}`);
      if (line.textContent !== (errors[block.block_id] ?? "")) line.textContent = errors[block.block_id] ?? "";
    }
    const first = Object.keys(errors)[0];
    if (first) this.form.querySelector(`#error-${CSS.escape(first)}`)?.scrollIntoView({ block: "nearest" });
  }

  async submit() {
    if (this.send.getAttribute("aria-busy") === "true") return;
    this.send.setAttribute("aria-busy", "true");
    this.problem.textContent = "";
    const values = await readInputs(this.form, this.view.blocks);
    const answer = await api.submitView(this.view.id, { as: state.me.id, values });
    this.send.removeAttribute("aria-busy");
    if (!answer.ok && answer.error !== "errors") this.refused("That", answer.error);
  }

  async leave() {
    if (this.view) await api.closeView(this.view.id, { as: state.me.id });
  }
}

/** Files that were picked stay picked: a browser lets nobody fill such a field in. */
function keepFiles(old, form) {
  for (const picker of old.querySelectorAll("input[type=file]")) {
    const fresh = form.querySelector(`input[type=file]#${CSS.escape(picker.id)}`);
    if (fresh && picker.files.length) fresh.replaceWith(picker);
  }
}

/** Draw the Home; what is unchanged is left alone, so that the keyboard stays where it was. */
export function showHome(container, view, refused) {
  const key = view && `${view.id} ${view.hash}`;
  if (container.dataset.key === String(key)) return;
  container.dataset.key = String(key);
  container.replaceChildren(
    view
      ? el("div", { class: "home" }, draw(view, { act: acting(view, () => ({}), refused), ask: asking(view), held: view.state?.values }).flat())
      : el("p", { class: "empty" }, `${appName()} has shown nothing here yet.`),
  );
}

/** The tabs of the app's own conversation, as links that an address can hold. */
export function showTabs(container, current, href) {
  const tab = (name, label) => ({
    key: name,
    content: href(name),
    build: () => el("a", { href: href(name), "data-action": `tab-${name}` }, label),
    change: (link) => markCurrent(link, name === current),
  });
  reconcile(container, [tab("messages", "Messages"), tab("home", "Home")]);
}
