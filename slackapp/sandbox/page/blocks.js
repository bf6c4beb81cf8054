/** Block Kit, drawn as elements: what the app posts in messages. */

import { drawChart } from "./charts.js";
import { el, icon } from "./dom.js";
import { ExternalSelect } from "./external.js";
import { withHeld } from "./held.js";
import { markdown } from "./markdown.js";
import { menuButton } from "./menu.js";
import { mrkdwn, plain } from "./mrkdwn.js";
import { richText } from "./richtext.js";
import { isHuman, nameOf, state } from "./store.js";

function text(object) {
  if (object.type === "mrkdwn") return mrkdwn(object.text);
  return el("div", { class: "prose lines" }, plain(object.text));
}

/** Only pictures of the web are loaded; whatever else is named there shows as its words. */
function picture(block, className) {
  if (!/^https?:\/\//i.test(block.image_url ?? "")) return el("span", {}, block.alt_text);
  return el("img", {
    class: className,
    src: block.image_url,
    alt: block.alt_text,
    loading: "lazy",
    referrerpolicy: "no-referrer",
  });
}

/** Whether somebody means it, where the app wants to be sure. */
function agreed({ confirm: question }) {
  return !question || window.confirm(`${plain(question.title.text)}\n\n${plain(question.text.text)}`);
}

function button(element, block, { act }) {
  const name = element.accessibility_label ?? plain(element.text.text);
  const look = { class: `button ${element.style ?? ""}`, "data-action": element.action_id };
  if (element.url) {
    const target = { href: element.url, target: "_blank", rel: "noopener noreferrer" };
    return el("a", { ...look, ...target, "aria-label": name }, plain(element.text.text));
  }
  const press = (event) => agreed(element) && act(event.currentTarget, block, element, { value: element.value });
  return el("button", { ...look, type: "button", "aria-label": name, click: press }, plain(element.text.text));
}

/** A select of Block Kit as the browser's own, which every keyboard and screen reader knows. */
function select(element, block, { act }, options, payloadOf) {
  const prompt = plain(element.placeholder?.text ?? "Choose …");
  const choose = (event) => act(event.currentTarget, block, element, payloadOf(event.currentTarget.value));
  return el(
    "select",
    { class: "select", "aria-label": prompt, "data-action": element.action_id, change: choose },
    el("option", { value: "" }, prompt),
    options,
  );
}

function staticSelect(element, block, hands) {
  const option = (one) =>
    el(
      "option",
      { value: one.value, selected: one.value === element.initial_option?.value },
      plain(one.text.text),
    );
  const groups = element.option_groups?.map((group) =>
    el("optgroup", { label: plain(group.label.text) }, group.options.map(option)),
  );
  return select(element, block, hands, groups ?? element.options.map(option), (value) => ({
    selected_option: value,
  }));
}

function usersSelect(element, block, hands) {
  const people = [...state.people.values()].filter(isHuman);
  const options = people.map((person) =>
    el("option", { value: person.id, selected: person.id === element.initial_user }, nameOf(person)),
  );
  return select(element, block, hands, options, (id) => ({ selected_user: id }));
}

/** What the app offers while somebody types; each choice is told at once. */
function externalSelect(element, block, { act, ask }) {
  const many = element.type.startsWith("multi_");
  const changed = (options) => {
    const values = options.map((one) => one.value);
    if (many || values.length) act(made.field, block, element, many ? { selected_options: values } : { selected_option: values[0] });
  };
  const made = new ExternalSelect(element, { changed, ask: (query) => ask(block, element, query) });
  return made.node;
}

/** The rarer things that one may do, behind three dots. */
function overflow(element, block, { act }) {
  const items = () =>
    element.options.map((one) => ({
      label: plain(one.text.text),
      detail: one.description && plain(one.description.text),
      run: () => agreed(element) && act(made, block, element, { selected_option: one.value }),
    }));
  const look = { class: "tool", "data-action": element.action_id };
  const made = menuButton(look, "More choices", () => [{ items: items() }], icon("more"));
  return made;
}

const notDrawn = (what) => el("span", { class: "not-drawn" }, `(${what}: not drawn in the sandbox)`);

const ELEMENTS = {
  button,
  static_select: staticSelect,
  users_select: usersSelect,
  external_select: externalSelect,
  multi_external_select: externalSelect,
  overflow,
  image: (element) => picture(element, "thumbnail"),
  mrkdwn: text,
  plain_text: text,
};

/** An element with what somebody has given it in place of what it began with. */
const filled = (one, block, held) => (one.action_id && held ? withHeld(one, held[block.block_id]?.[one.action_id]) : one);

const element = (one, block, hands) => ELEMENTS[one.type]?.(filled(one, block, hands.held), block, hands) ?? notDrawn(one.type);

function section(block, hands) {
  return el(
    "div",
    { class: "block section" },
    el(
      "div",
      { class: "section-text" },
      block.text && text(block.text),
      block.fields && el("div", { class: "fields" }, block.fields.map(text)),
    ),
    block.accessory && el("div", { class: "accessory" }, element(block.accessory, block, hands)),
  );
}

function table(block) {
  const cell = (one) =>
    one.type === "rich_text" ? richText(one.elements) : String(one.text ?? one.value ?? "");
  const row = (tag) => (cells) =>
    el(
      "tr",
      {},
      cells.map((one, column) => {
        const align = block.column_settings?.[column]?.align;
        return el(tag, { class: align && `align-${align}` }, cell(one));
      }),
    );
  const [head, ...body] = block.rows;
  return el(
    "div",
    { class: "block table", tabindex: "0", role: "group", "aria-label": "Table" },
    el("table", {}, el("thead", {}, row("th")(head)), el("tbody", {}, body.map(row("td")))),
  );
}

const BLOCKS = {
  section,
  table,
  data_visualization: drawChart,
  header: (block) => el("h4", { class: "block header" }, plain(block.text.text)),
  divider: () => el("hr", { class: "block" }),
  context: (block, hands) =>
    el("div", { class: "block context" }, block.elements.map((one) => element(one, block, hands))),
  actions: (block, hands) =>
    el("div", { class: "block actions" }, block.elements.map((one) => element(one, block, hands))),
  image: (block) =>
    el(
      "figure",
      { class: "block" },
      block.title && el("figcaption", {}, plain(block.title.text)),
      picture(block, "picture"),
    ),
  rich_text: (block) => el("div", { class: "block" }, richText(block.elements)),
  markdown: (block) => el("div", { class: "block" }, markdown(block.text)),
};

/**
 * Draw blocks. Hands are {act, ask, held}: act(control, block, element, choice) is called when somebody
 * uses one of them, ask(block, element, query) for what an external select offers, and held is what a
 * view holds already, by the ids of block and action.
 */
export const drawBlocks = (blocks, hands) =>
  blocks.map((block) => BLOCKS[block.type]?.(block, hands) ?? el("div", { class: "block" }, notDrawn(block.type)));
