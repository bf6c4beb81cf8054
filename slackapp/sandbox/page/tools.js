/** "More actions" of a message: react, answer in a thread, the app's shortcuts, delete. */

import * as api from "./api.js";
import { icon } from "./dom.js";
import { menuButton } from "./menu.js";
import { reactionSection } from "./reactions.js";
import { appName, isWritable, state } from "./store.js";

const where = (message) => ({ as: state.me.id, channel: state.current.id, ts: message.ts });

async function run(working, refused, what) {
  const answer = await working;
  if (!answer.ok) refused(what, answer.error);
}

function sections(message, { refused, openThread }) {
  const shortcuts = state.shortcuts.filter((one) => one.kind === "message");
  const own = message.user === state.me.id;
  return [
    reactionSection(message, refused),
    {
      items: [
        (isWritable(state.current) || message.replies > 0) && { label: "Reply in thread", run: () => openThread(message.thread ?? message.ts) },
        own && {
          label: "Delete message",
          danger: true,
          run: () => run(api.deleteMessage(where(message)), refused, "That"),
        },
      ].filter(Boolean),
    },
    {
      heading: `From ${appName()}`,
      items: shortcuts.map(({ name, description, callback_id }) => ({
        label: name,
        detail: description,
        run: () => run(api.shortcut({ ...where(message), callback_id }), refused, name),
      })),
    },
  ];
}

/** The button; what one person alone sees has none, and neither has who only looks in. */
export function moreActions(message, hands) {
  if (message.ephemeral || !state.current.is_member || state.current.archived) return null;
  const look = { class: "more", "data-action": "more", title: "More actions" };
  return menuButton(look, "More actions", () => sections(message, hands), icon("more"));
}

/** The menu at the composer: the app's global shortcuts, and workflows with a step of the app's. */
export function composerSections(refused, openWorkflow) {
  const shortcuts = state.shortcuts.filter((one) => one.kind === "global");
  return [
    {
      heading: "Shortcuts",
      items: shortcuts.map(({ name, description, callback_id }) => ({
        label: name,
        detail: description,
        run: () => run(api.shortcut({ as: state.me.id, channel: state.current?.id, callback_id }), refused, name),
      })),
    },
    {
      heading: "Workflows",
      items: state.functions.map((one) => ({ label: one.title, detail: one.description, run: () => openWorkflow(one) })),
    },
  ];
}

/** Whether somebody here can choose anything at the composer. */
export const hasShortcuts = () =>
  !state.me.stranger && (state.functions.length > 0 || state.shortcuts.some((one) => one.kind === "global"));
