/** The inputs of a form, as the browser's own fields, and the values that they hold. */

import { uploadFile } from "./api.js";
import { el, hidden } from "./dom.js";
import { plain } from "./mrkdwn.js";
import { isHuman, nameOf, state } from "./store.js";

const required = (block) => !block.optional;

function textField(element, id, block) {
  const common = { id, name: block.block_id, maxlength: element.max_length ?? 3000, required: required(block) };
  const placeholder = element.placeholder && plain(element.placeholder.text);
  if (!element.multiline) return el("input", { ...common, placeholder, value: element.initial_value });
  return el("textarea", { ...common, placeholder, rows: 4 }, element.initial_value ?? "");
}

function choice(id, block, options, chosen) {
  const empty = el("option", { value: "" }, "Choose …");
  const rows = options.map(([value, label]) => el("option", { value, selected: value === chosen }, label));
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
      el("span", {}, plain(option.text.text)),
    ),
  );
}

const humans = () => [...state.people.values()].filter(isHuman).map((one) => [one.id, nameOf(one)]);

/** Several people: a list in which more than one may be chosen, with the keyboard as well. */
function manyPeople(element, id, block) {
  const chosen = new Set(element.initial_users ?? []);
  const rows = humans().map(([value, label]) => el("option", { value, selected: chosen.has(value) }, label));
  return el("select", { id, name: block.block_id, class: "select many", multiple: true, size: 6, required: required(block) }, rows);
}

const FIELDS = {
  plain_text_input: textField,
  number_input: (element, id, block) => Object.assign(textField(element, id, block), { inputMode: "numeric" }),
  static_select: (element, id, block) =>
    choice(id, block, element.options.map((one) => [one.value, plain(one.text.text)]), element.initial_option?.value),
  users_select: (element, id, block) =>
    choice(id, block, humans(), element.initial_user),
  multi_users_select: manyPeople,
  datepicker: (element, id, block) =>
    el("input", { type: "date", id, name: block.block_id, value: element.initial_date, required: required(block) }),
  file_input: (element, id, block) =>
    el("input", { type: "file", id, name: block.block_id, multiple: element.max_files !== 1, required: required(block) }),
  radio_buttons: (element, id, block) => boxes("radio", element, id, block),
  checkboxes: (element, id, block) => boxes("checkbox", element, id, block),
};

const GROUPS = new Set(["radio_buttons", "checkboxes"]);
/** Inputs that hold any number of values. */
const LISTS = new Set(["checkboxes", "multi_users_select"]);

/** Draw an input block; its error line has the id `error-<block id>`. */
export function drawInput(block) {
  const id = `input-${block.block_id}`;
  const isGroup = GROUPS.has(block.element.type);
  const label = [plain(block.label.text), block.optional && el("span", { class: "note" }, " (optional)")];
  const hint = block.hint && el("p", { class: "hint", id: `hint-${block.block_id}` }, plain(block.hint.text));
  const error = el("p", { class: "input-error", id: `error-${block.block_id}`, role: "alert" });
  const field = FIELDS[block.element.type]?.(block.element, id, block) ?? hidden("not drawn");
  const described = `${block.hint ? `hint-${block.block_id} ` : ""}error-${block.block_id}`;
  if (isGroup) return el("fieldset", { class: "block input", "aria-describedby": described }, el("legend", {}, label), field, hint, error);
  field.setAttribute("aria-describedby", described);
  return el("div", { class: "block input" }, el("label", { for: id }, label), field, hint, error);
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
    else values[name] = LISTS.has(block.element.type) ? data.getAll(name) : data.get(name) || null;
  }
  return values;
}
