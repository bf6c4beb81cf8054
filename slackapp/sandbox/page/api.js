/** The sandbox's JSON API: the only place that speaks HTTP. */

/** The sandbox itself did not answer. */
export class Unreachable extends Error {}

async function call(path, options) {
  const unreachable = () => {
    throw new Unreachable();
  };
  const response = await fetch(`/sandbox/api/${path}`, options).catch(unreachable);
  // An answer may break off in its middle, such as when the page is left.
  const answer = await response.json().catch(unreachable);
  return response.ok ? answer : { ok: false, error: answer.error ?? `HTTP ${response.status}` };
}

const get = (path) => call(path);

/** A write that got no answer is told like one that was refused. */
const post = (path, body) =>
  call(path, {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(body),
  }).catch((error) => {
    if (!(error instanceof Unreachable)) throw error;
    return { ok: false, error: "the sandbox did not answer" };
  });

const path = (conversation, last) => `conversations/${encodeURIComponent(conversation)}/${last}`;
const acting = (person) => `?as=${encodeURIComponent(person)}`;

export const boot = () => get("boot");
export const conversations = (as) => get(`conversations${acting(as)}`);
export const messages = (as, id, thread) =>
  get(path(id, "messages") + acting(as) + (thread ? `&thread=${encodeURIComponent(thread)}` : ""));
export const say = (as, id, text, thread_ts) => post(path(id, "messages"), { as, text, thread_ts });
export const open = (as, user) => post("conversations/open", { as, user });
export const inviteApp = (as, id) => post(path(id, "invite_app"), { as });
export const command = (as, channel, text, thread_ts) => post("commands", { as, channel, text, thread_ts });
export const shortcut = (body) => post("shortcuts", body);
export const react = (body) => post("reactions", body);
export const deleteMessage = (body) => post("messages/delete", body);
export const workflows = (as) => get(`workflows${acting(as)}`);
export const runWorkflow = (body) => post("workflows", body);
export const setScope = (scope, granted) => post("scopes", { scope, granted });
export const act = (body) => post("actions", body);
export const options = (body) => post("options", body);
export const traffic = (after) => get(`traffic?after=${after}`);
export const exchange = (number) => get(`traffic/${number}`);
export const clearTraffic = () => call("traffic", { method: "DELETE" });
export const trouble = () => get("trouble");
export const setTrouble = (key, on) => post("trouble", { key, on });
export const views = (as) => get(`views${acting(as)}`);
export const jump = (as, to) => post("clock", { as, to });
export const skipStep = (step) => post("tour/skip", { step });
export const openHome = (as) => post("views/home", { as });
const viewPath = (id, last) => `views/${encodeURIComponent(id)}/${last}`;
export const actInView = (id, body) => post(viewPath(id, "actions"), body);
export const optionsInView = (id, body) => post(viewPath(id, "options"), body);
export const submitView = (id, body) => post(viewPath(id, "submit"), body);
export const uploadFile = (body) => post("files", body);
export const closeView = (id, body) => post(viewPath(id, "close"), body);

/** Follow what happens in the conversations of a person; answers with the function that stops. */
export function follow(as, { onEvent, onState }) {
  const source = new EventSource(`/sandbox/api/events${acting(as)}`);
  source.addEventListener("message", (event) => onEvent(JSON.parse(event.data)));
  source.addEventListener("open", () => onState(true));
  source.addEventListener("error", () => onState(false));
  return () => source.close();
}

/** Be told when Slack and the app have said something; answers with the stream, to be closed. */
export function followTraffic(onEvent) {
  const source = new EventSource("/sandbox/api/traffic/events");
  source.addEventListener("message", onEvent);
  source.addEventListener("open", onEvent);
  return source;
}
