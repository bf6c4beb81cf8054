/** The short names that people and the app use most; any other stays as it was typed. */

const TABLE = {
  "+1": "👍", "-1": "👎", "100": "💯", balloon: "🎈", bar_chart: "📊", bell: "🔔", blossom: "🌼",
  blue_heart: "💙", blush: "😊", bouquet: "💐", brain: "🧠", bulb: "💡", bust_in_silhouette: "👤",
  busts_in_silhouette: "👥", calendar: "📅", chart_with_upwards_trend: "📈", clap: "👏",
  clipboard: "📋", compass: "🧭", confetti_ball: "🎊", dart: "🎯", deciduous_tree: "🌳",
  ear: "👂", eyes: "👀", fire: "🔥", gear: "⚙️", gem: "💎", gift: "🎁", green_heart: "💚",
  grin: "😁", handshake: "🤝", heart: "❤️", heavy_check_mark: "✔️", herb: "🌿", hourglass: "⌛",
  hugging_face: "🤗", information_source: "ℹ️", inbox_tray: "📥", joy: "😂", key: "🔑", kudos: "🎖️",
  link: "🔗", lock: "🔒", mag: "🔍", mailbox: "📫", medal: "🏅", mega: "📣", memo: "📝",
  mirror: "🪞", muscle: "💪", mute: "🔇", no_bell: "🔕", no_entry: "⛔", ok_hand: "👌",
  orange_heart: "🧡", outbox_tray: "📤", ocean: "🌊", partying_face: "🥳", pencil: "📝", pencil2: "✏️",
  people_hugging: "🫂", point_right: "👉", pray: "🙏", purple_heart: "💜", pushpin: "📌",
  question: "❓", rainbow: "🌈", raised_hand: "✋", raised_hands: "🙌", rocket: "🚀", rose: "🌹",
  scroll: "📜", seedling: "🌱", shield: "🛡️", slightly_smiling_face: "🙂", smile: "😄",
  smiley: "😃", sparkles: "✨", sparkling_heart: "💖", speech_balloon: "💬", star: "⭐",
  star2: "🌟", sun_with_face: "🌞", sunflower: "🌻", sunny: "☀️", tada: "🎉", telescope: "🔭",
  thinking_face: "🤔", thumbsdown: "👎", thumbsup: "👍", tulip: "🌷", trophy: "🏆", unlock: "🔓",
  warning: "⚠️", wave: "👋", white_check_mark: "✅", wink: "😉", x: "❌", yellow_heart: "💛",
  zap: "⚡",
};

export const emoji = (name) => (Object.hasOwn(TABLE, name) ? TABLE[name] : `:${name}:`);

export const withEmoji = (text) => text.replace(/:([a-z0-9_+-]+):/g, (_, name) => emoji(name));
