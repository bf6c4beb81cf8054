/** The inputs of a form, as the browser's own fields, and the values that they hold. */

import { uploadFile } from "./api.js";
import { el, hidden } from "./dom.js";
import { ExternalSelect } from "./external.js";
import { keyOf, withHeld } from "./held.js";
import { plain } from "./mrkdwn.js";
import { isHuman, nameOf, state, titleOf } from "./store.js";

const required = (block) => !block.optional;

function textField(element, id, block) {
  const common = { id, name: block.block_id, maxlength: element.max_length ?? 3000, required: required(block) };
  const placeholder = element.placeholder && plain(element.placeholder.text);
  if (!element.multiline) return el("input", { ...common, placeholder, value: element.initial_value });
  return el("textarea", { ...common, placeholder, rows: 4 }, element.initial_value ?? "");
}

const rowsOf = (options, chosen) =>
  options.map(([value, label]) => el("option", { value, selected: chosen.includes(value) }, label));

/** The options of a static select, under the headings of their groups where it has some. */
function ownRows(element, chosen) {
  const label = (one) => [one.text, one.description].filter(Boolean).map((text) => plain(text.text)).join(" · ");
  const rows = (options) => rowsOf(options.map((one) => [one.value, label(one)]), chosen);
  if (!element.option_groups) return rows(element.options);
  return element.option_groups.map((group) => el("optgroup", { label: plain(group.label.text) }, rows(group.options)));
}

function choice(id, block, rows) {
  const empty = el("option", { value: "" }, "Choose …");
  return el("select", { id, name: block.block_id, class: "select", required: required(block) }, empty, rows);
}

/** Radio buttons and checkboxes: each with its own label, all of them named by the block's. */
function boxes(type, element, id, block) {
  const initial = element.initial_options ?? [element.initial_option].filter(Boolean);
  const chosen = new Set(initial.map((one) => one.value));
  return element.options.map((option, index) =>
    el(
      "label",
      { class: "box" },
      el("input", {
        type,
        id: `${id}-${index}`,
        name: block.block_id,
        value: option.value,
        checked: chosen.has(option.value),
        required: type === "radio" && required(block),
      }),
      el(
        "span",
        {},
        plain(option.text.text),
        option.description && el("span", { class: "detail" }, plain(option.description.text)),
      ),
    ),
  );
}

const humans = () => [...state.people.values()].filter(isHuman).map((one) => [one.id, nameOf(one)]);

const KINDS = { public: "public", private: "private", im: "im", group: "mpim" };

/** The conversations that one may choose: those that one sees, of the kinds that the app wants. */
function conversations(element) {
  const wanted = element.type.includes("channels") ? ["public"] : element.filter?.include;
  const sign = (one) => (one.kind === "public" || one.kind === "private" ? "#" : "");
  return state.conversations
    .filter((one) => !one.archived && (!wanted || wanted.includes(KINDS[one.kind])))
    .map((one) => [one.id, `${sign(one)}${titleOf(one)}`]);
}

/** A list in which more than one may be chosen, with the keyboard as well. */
function many(id, block, rows) {
  return el("select", { id, name: block.block_id, class: "select many", multiple: true, size: 6, required: required(block) }, rows);
}

/** What the app offers while somebody types. */
function externalSelect(element, id, block, { ask, dispatch }) {
  const made = new ExternalSelect(element, {
    id,
    name: block.block_id,
    required: required(block),
    labelledBy: true,
    describedBy: describedBy(block),
    ask: (query) => ask(block, element, query),
    changed: () => dispatch(made.field),
  });
  return made.node;
}

const FIELDS = {
  plain_text_input: textField,
  number_input: (element, id, block) => Object.assign(textField(element, id, block), { inputMode: "numeric" }),
  static_select: (element, id, block) => choice(id, block, ownRows(element, [element.initial_option?.value])),
  multi_static_select: (element, id, block) =>
    many(id, block, ownRows(element, (element.initial_options ?? []).map((one) => one.value))),
  users_select: (element, id, block) => choice(id, block, rowsOf(humans(), [element.initial_user])),
  multi_users_select: (element, id, block) => many(id, block, rowsOf(humans(), element.initial_users ?? [])),
  conversations_select: (element, id, block) => choice(id, block, rowsOf(conversations(element), [element.initial_conversation])),
  multi_conversations_select: (element, id, block) => many(id, block, rowsOf(conversations(element), element.initial_conversations ?? [])),
  channels_select: (element, id, block) => choice(id, block, rowsOf(conversations(element), [element.initial_channel])),
  multi_channels_select: (element, id, block) => many(id, block, rowsOf(conversations(element), element.initial_channels ?? [])),
  external_select: externalSelect,
  multi_external_select: externalSelect,
  timepicker: (element, id, block) =>
    el("input", { type: "time", id, name: block.block_id, value: element.initial_time, required: required(block) }),
  datepicker: (element, id, block) =>
    el("input", { type: "date", id, name: block.block_id, value: element.initial_date, required: required(block) }),
  file_input: (element, id, block) =>
    el("input", { type: "file", id, name: block.block_id, multiple: element.max_files !== 1, required: required(block) }),
  radio_buttons: (element, id, block) => boxes("radio", element, id, block),
  checkboxes: (element, id, block) => boxes("checkbox", element, id, block),
};

const GROUPS = new Set(["radio_buttons", "checkboxes"]);
/** Inputs that hold any number of values. */
const holdsSeveral = ({ type }) => keyOf(type)?.endsWith("s");

const describedBy = (block) => `${block.hint ? `hint-${block.block_id} ` : ""}error-${block.block_id}`;

const TYPED = new Set(["plain_text_input", "number_input"]);
export const isTyped = (element) => TYPED.has(element.type);
/** Slack waits about so long for the next character, in milliseconds. */
const PAUSE = 500;

/** What somebody did with an input, as the app is told where it wants to hear of it at once. */
function chosenIn(form, block) {
  const values = new FormData(form).getAll(block.block_id).filter((value) => value !== "");
  const key = keyOf(block.element.type);
  if (key === "value") return { value: values[0] ?? "" };
  return { [key]: key.endsWith("s") ? values : values[0] };
}

/** Listen to an input whose block dispatches its action; typing waits for Enter or for each pause. */
function listen(node, block, dispatch) {
  if (!isTyped(block.element)) {
    if (!block.element.type.endsWith("external_select")) node.addEventListener("change", () => dispatch(node));
    return;
  }
  const when = block.element.dispatch_action_config?.trigger_actions_on ?? ["on_enter_pressed"];
  if (when.includes("on_enter_pressed")) {
    node.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.isComposing) return;
      event.preventDefault();
      dispatch(node);
    });
  }
  if (when.includes("on_character_entered")) {
    let timer;
    node.addEventListener("input", () => {
      clearTimeout(timer);
      // A form that was drawn anew meanwhile has the field once more, with what was typed.
      timer = setTimeout(() => dispatch(node.isConnected ? node : document.getElementById(node.id)), PAUSE);
    });
  }
}

/**
 * Draw an input block with what it holds; its error line has the id `error-<block id>`. Hands are those
 * of `drawBlocks`.
 */
export function drawInput(block, { act, ask, held }) {
  const id = `input-${block.block_id}`;
  const element = withHeld(block.element, held?.[block.block_id]?.[block.element.action_id]);
  const isGroup = GROUPS.has(element.type);
  const label = [plain(block.label.text), block.optional && el("span", { class: "note" }, " (optional)")];
  const hint = block.hint && el("p", { class: "hint", id: `hint-${block.block_id}` }, plain(block.hint.text));
  const error = el("p", { class: "input-error", id: `error-${block.block_id}`, role: "alert" });
  const dispatch = (control) => control && block.dispatch_action && act(control, block, element, chosenIn(control.form, block));
  const field = FIELDS[element.type]?.(element, id, block, { ask, dispatch }) ?? hidden("not drawn");
  const node = isGroup
    ? el("fieldset", { class: "block input", "aria-describedby": describedBy(block) }, el("legend", {}, label), field, hint, error)
    : el("div", { class: "block input" }, el("label", { for: id }, label), field, hint, error);
  if (!isGroup && !field.externalSelect) field.setAttribute("aria-describedby", describedBy(block));
  if (block.dispatch_action) [field].flat().forEach((one) => listen(one.matches("label") ? one.querySelector("input") : one, block, dispatch));
  return node;
}

/** The bytes of a file, as JSON takes them. */
async function inBase64(file) {
  const bytes = new Uint8Array(await file.arrayBuffer());
  let text = "";
  for (let start = 0; start < bytes.length; start += 32768) text += String.fromCharCode(...bytes.subarray(start, start + 32768));
  return btoa(text);
}

/** Give picked files to the sandbox, as Slack's own client does before it sends a form; their ids. */
async function uploadAll(files) {
  const ids = [];
  for (const file of files.filter((one) => one.name)) {
    const answer = await uploadFile({ as: state.me.id, name: file.name, content: await inBase64(file) });
    if (answer.ok) ids.push(answer.id);
  }
  return ids;
}

/** What a form's inputs hold, by block id. */
export async function readInputs(form, blocks) {
  const values = {};
  for (const block of blocks.filter((one) => one.type === "input")) {
    const data = new FormData(form);
    const name = block.block_id;
    if (block.element.type === "file_input") values[name] = await uploadAll(data.getAll(name));
    else values[name] = holdsSeveral(block.element) ? data.getAll(name) : data.get(name) || null;
  }
  return values;
}
