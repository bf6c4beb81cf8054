/** Dates that the app leaves to whoever reads: `<!date^1392734382^{date_short} at {time}|18 Feb>`. */

import { dayOf, format } from "./store.js";

const DATE = { day: "numeric", month: "long", year: "numeric" };

/** The words of a day, or "today" and "yesterday" where those are near. */
const pretty = (words) => (ts) => (/^(Today|Yesterday)$/.test(dayOf(ts)) ? dayOf(ts).toLowerCase() : words(ts));

const plainDate = (ts) => format(ts, DATE);
const shortDate = (ts) => format(ts, { ...DATE, month: "short" });
const longDate = (ts) => format(ts, { ...DATE, weekday: "long" });

const TOKENS = {
  date_num: (ts) => format(ts, { year: "numeric", month: "2-digit", day: "2-digit" }),
  date: plainDate,
  date_short: shortDate,
  date_long: longDate,
  date_pretty: pretty(plainDate),
  date_short_pretty: pretty(shortDate),
  date_long_pretty: pretty(longDate),
  time: (ts) => format(ts, { hour: "2-digit", minute: "2-digit" }),
  time_secs: (ts) => format(ts, { hour: "2-digit", minute: "2-digit", second: "2-digit" }),
};

/** The date as it is where the person is; the app's own words where it cannot be read. */
export function date(target, fallback) {
  const [, seconds, words] = target.split("^");
  if (!/^\d+$/.test(seconds) || !words) return fallback;
  return words.replace(/\{(\w+)\}/g, (whole, token) => TOKENS[token]?.(seconds) ?? whole);
}
