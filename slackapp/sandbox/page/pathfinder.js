/** Leads whoever is shown around to what they may try next; trying it is left to them. */

import { address, nameOf, state } from "./store.js";

const at = (id) => document.getElementById(id);

/** Words with the people that they name, as the composer takes them. */
function partsOf(words) {
  const named = (part) => [...state.people.values()].find((person) => `@${nameOf(person)}` === part);
  return words.split(/(@\S+)/).map((part) => named(part) ?? part);
}

/** The newest thing to press of that kind, here. */
const newest = (action) =>
  [...document.querySelectorAll(`:is(#messages, #home) [data-action="${CSS.escape(action)}"]`)]
    .filter((node) => node.checkVisibility())
    .at(-1);

function point(node) {
  node.scrollIntoView({ block: "center" });
  node.focus({ preventScroll: true });
  // A browser may show the focus of a press that came by mouse to nobody.
  node.classList.add("pointed");
  node.addEventListener("blur", () => node.classList.remove("pointed"), { once: true });
}

function openClock(moment) {
  at("clock").open = true;
  point(at("clock").querySelector(`[data-action="moment-${moment}"]`) ?? at("clock").querySelector("summary"));
}

/** Make the function that leads to a place; tools are composer, refresh and view(name). */
export function pathfinder({ composer, refresh, view }) {
  async function go({ person, channel, tab, at }) {
    const to = address(person || state.me.id, channel || state.current?.id, { tab, at });
    if (to !== location.hash) history.pushState(null, "", to);
    await refresh();
  }

  return async function show(place) {
    if (place.switcher) {
      view("list");
      return point(at("switcher"));
    }
    const here = place.action && place.person === state.me.id && newest(place.action);
    if (!here) await go(place);
    if (place.moment) {
      view("list");
      return openClock(place.moment);
    }
    view("conversation");
    const target = place.action && newest(place.action);
    if (target) return point(target);
    if (place.at) return;
    if (!place.fill) return (place.tab === "home" ? at("home") : at("messages")).focus();
    if (composer.field.value) composer.field.focus();
    else composer.fill(...partsOf(place.fill));
  };
}
