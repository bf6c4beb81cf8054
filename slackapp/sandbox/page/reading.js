/** Where somebody reads in a list of messages: at its end, or further up. */

/** Whether the newest message is in sight. */
export const isAtEnd = (list) => list.scrollHeight - list.scrollTop - list.clientHeight < 120;

/** Whoever reads the newest message goes on reading it when there is less room, or more. */
export function stayAtEnd(list) {
  const measure = () => `${list.clientWidth} ${list.clientHeight}`;
  let size = measure();
  let before = true;
  // What scrolls because the room has changed says nothing of what somebody reads.
  list.addEventListener("scroll", () => size === measure() && (before = isAtEnd(list)));
  const follow = () => {
    size = measure();
    // Not at once: what is measured now must not move meanwhile.
    if (before) requestAnimationFrame(() => (list.scrollTop = list.scrollHeight));
  };
  new ResizeObserver(follow).observe(list);
}
