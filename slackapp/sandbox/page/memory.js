/** What this browser remembers between visits. */

/** Use the browser's storage; one that forbids it remembers nothing, and that is all. */
export function remembered(action) {
  try {
    return action(localStorage);
  } catch {
    return null;
  }
}
