/** What the inputs of a view hold, in Slack's form, so that a view that changes keeps it. */

/** By the type of an element: under which key its value stands, and under which it begins with one. */
const KEYS = {
  plain_text_input: ["value", "initial_value"],
  number_input: ["value", "initial_value"],
  static_select: ["selected_option", "initial_option"],
  external_select: ["selected_option", "initial_option"],
  radio_buttons: ["selected_option", "initial_option"],
  checkboxes: ["selected_options", "initial_options"],
  multi_static_select: ["selected_options", "initial_options"],
  multi_external_select: ["selected_options", "initial_options"],
  users_select: ["selected_user", "initial_user"],
  multi_users_select: ["selected_users", "initial_users"],
  conversations_select: ["selected_conversation", "initial_conversation"],
  multi_conversations_select: ["selected_conversations", "initial_conversations"],
  channels_select: ["selected_channel", "initial_channel"],
  multi_channels_select: ["selected_channels", "initial_channels"],
  datepicker: ["selected_date", "initial_date"],
  timepicker: ["selected_time", "initial_time"],
};

/** Under which key an element of that type has what was chosen. */
export const keyOf = (type) => KEYS[type]?.[0];

/** The element as it is drawn where it holds this already. */
export function withHeld(element, held) {
  const [key, initial] = KEYS[element.type] ?? [];
  if (!key || !held || held.type !== element.type) return element;
  return { ...element, [initial]: held[key] ?? undefined };
}

export const optionsOf = (element) => element.options ?? (element.option_groups ?? []).flatMap((group) => group.options);

/** What an input of a form holds now, as Slack would tell it. */
function read(form, { block_id, element }) {
  const { type } = element;
  const [key] = KEYS[type] ?? [];
  const fields = [...form.elements].filter((one) => one.name === block_id);
  if (!key || !fields.length) return null;
  if (type.endsWith("external_select")) {
    const chosen = form.querySelector(`#input-${CSS.escape(block_id)}`).closest(".external").externalSelect.chosen;
    return { type, [key]: key.endsWith("s") ? chosen : chosen[0] };
  }
  const values = new FormData(form).getAll(block_id).filter((value) => value !== "");
  if (!key.startsWith("selected_option")) return { type, [key]: key.endsWith("s") ? values : values[0] };
  const options = optionsOf(element).filter((one) => values.includes(one.value));
  return { type, [key]: key.endsWith("s") ? options : options[0] };
}

/** What all inputs of a form hold, by the ids of block and action, over what the view held before. */
export function readHeld(form, view) {
  const held = structuredClone(view.state?.values ?? {});
  for (const block of view.blocks.filter((one) => one.type === "input")) {
    const value = read(form, block);
    if (value) held[block.block_id] = { ...held[block.block_id], [block.element.action_id]: value };
  }
  return held;
}

/** What the new view holds of what stood in the old form: all whose ids and type have stayed. */
export function heldIn(view, before) {
  const held = structuredClone(view.state?.values ?? {});
  for (const [block_id, values] of Object.entries(held)) {
    for (const [action_id, value] of Object.entries(values)) {
      const old = before?.[block_id]?.[action_id];
      if (old && old.type === value.type) values[action_id] = old;
    }
  }
  return held;
}
