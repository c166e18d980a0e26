// Symbols in a text, drawn by the page: not every computer has letters for them, and squares are all alike.

const SVG = "http://www.w3.org/2000/svg";
const THUMB = "M7 11v9H3v-9zm0 0 4-8c2 0 3 1 3 3l-1 4h6c1.4 0 2.2 1 2 2l-1.5 6.5c-.3 1-1 1.5-2 1.5H7";
const BELL = "M12 3a6 6 0 0 1 6 6v5l2 3H4l2-3V9a6 6 0 0 1 6-6zm-2 17a2 2 0 0 0 4 0";
const DISC = circle(12, 12, 10);
const EYES = `${circle(8.5, 9.5, 0.6)}${circle(15.5, 9.5, 0.6)}`;
const CLOCK = `${circle(12, 13, 8)}M12 8.5V13l3 2`;

// name -> strokes and areas, each a class of the style sheet and an SVG path in a square of 24
const DRAWINGS = {
  tick: [["good area", "M5 2h14a3 3 0 0 1 3 3v14a3 3 0 0 1-3 3H5a3 3 0 0 1-3-3V5a3 3 0 0 1 3-3z"], ["light", "m6.5 12.5 4 4 7-9"]],
  plus: [["good", "M12 4v16M4 12h16"]],
  box: [["", "M6 4h12a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H6a2 2 0 0 1-2-2V6a2 2 0 0 1 2-2z"]],
  "thumb-up": [["", THUMB]],
  "thumb-down": [["turned", THUMB]],
  cross: [["bad", "M5 5l14 14M19 5 5 19"]],
  warning: [["amber area", "M12 2.5 22.5 21h-21z"], ["dark", "M12 9v5.5m0 3v.1"]],
  "no-entry": [["bad area", DISC], ["light", "M6.5 12h11"]],
  forbidden: [["bad", circle(12, 12, 9)], ["bad", "m6 6 12 12"]],
  stop: [["bad area", "M8 2h8l6 6v8l-6 6H8l-6-6V8z"]],
  alarm: [["", CLOCK], ["", "M5 3 2 6m17-3 3 3"]],
  stopwatch: [["", CLOCK], ["", "M10 2h4m-2 0v3"]],
  hourglass: [["", "M6 3h12M6 21h12M7.5 3c0 7 9 11 9 18m0-18c0 7-9 11-9 18"]],
  play: [["solid", "M7 4l13 8-13 8z"]],
  pause: [["solid", "M6 4h4v16H6zm8 0h4v16h-4z"]],
  back: [["solid", "M17 4 4 12l13 8z"]],
  skip: [["solid", "M3 5l9 7-9 7zm9 0 8 7-8 7z"], ["", "M21 5v14"]],
  again: [["", "M4 12V9a3 3 0 0 1 3-3h12m-3-3 3 3-3 3m4 3v3a3 3 0 0 1-3 3H5m3 3-3-3 3-3"]],
  megaphone: [["", "M3 10v4h3l11 5V5L6 10zm5 4.5L9.5 20h3M20.5 9a4 4 0 0 1 0 6"]],
  bell: [["", BELL]],
  "bell-off": [["", BELL], ["bad", "M3 3l18 18"]],
  question: [["", "M8 8a4 4 0 1 1 6 3.5c-1.5 1-2 1.7-2 3.5m0 4v.1"]],
  star: [["amber area", "m12 2 3 6.7 7.3.8-5.4 5 1.5 7.2-6.4-3.7-6.4 3.7 1.5-7.2-5.4-5L9 8.7z"]],
  heart: [["bad area", "M12 21C5 15.5 2 12 2 8a5 5 0 0 1 10-1.5A5 5 0 0 1 22 8c0 4-3 7.5-10 13z"]],
  smile: [["amber area", DISC], ["dark", EYES], ["dark", "M7.5 14.5a5.5 5.5 0 0 0 9 0"]],
  sad: [["amber area", DISC], ["dark", EYES], ["dark", "M7.5 17a5.5 5.5 0 0 1 9 0"]],
  down: [["", "M12 4v15m0 0-6-6m6 6 6-6"]],
  link: [["", "M10 14a4 4 0 0 0 6 0l4-4a4 4 0 0 0-6-6l-1.5 1.5"], ["", "M14 10a4 4 0 0 0-6 0l-4 4a4 4 0 0 0 6 6l1.5-1.5"]],
  calendar: [["", "M5 5h14a2 2 0 0 1 2 2v12a2 2 0 0 1-2 2H5a2 2 0 0 1-2-2V7a2 2 0 0 1 2-2zM3 10h18M8 2.5v4m8-4v4"]],
  out: [["", "M6 18 18 6m0 0H8m10 0v10"]],
  magnifier: [["", circle(10, 10, 6)], ["", "m15 15 6 6"]],
  pen: [["", "M4 20l1-5L16 4l4 4L9 19zm9-13 4 4"]],
  undo: [["", "M9 6 4 11l5 5M4 11h10a5 5 0 0 1 0 10h-4"]],
  mailbox: [["", "M3 9h18v11H3zm0 0 4-5h10l4 5M3 13h5l1 3h6l1-3h5"]],
  angry: [["bad area", DISC], ["light", EYES], ["light", "M7.5 17a5.5 5.5 0 0 1 9 0M6 6l4 2m8-2-4 2"]],
};
const NAMES = {
  "✅": "tick", "☑": "tick", "✔": "tick", "➕": "plus", "▫": "box", "☐": "box", "⬜": "box", "👍": "thumb-up", "👎": "thumb-down",
  "❌": "cross", "✖": "cross", "⚠": "warning", "⛔": "no-entry", "🚫": "forbidden", "🛑": "stop", "⏰": "alarm",
  "⏱": "stopwatch", "⌛": "hourglass", "⏳": "hourglass", "▶": "play", "⏸": "pause", "◀": "back", "⏭": "skip", "🔁": "again",
  "🔗": "link", "📅": "calendar", "📣": "megaphone", "🔔": "bell", "🔕": "bell-off", "❔": "question", "❓": "question", "⭐": "star", "❤": "heart",
  "🙂": "smile", "😊": "smile", "😀": "smile", "🙁": "sad", "😢": "sad", "😞": "sad", "😡": "angry", "😠": "angry",
  "🔎": "magnifier", "✍": "pen", "↩": "undo", "📬": "mailbox",
};
const SIGN = new RegExp(`(?:${Object.keys(NAMES).join("|")})\\uFE0F?`, "gu");

/** Adds `text` to what `parent` shows. The signs stay in it, for copying and for those who listen. */
export function append(parent, text) {
  let from = 0;
  for (const { 0: sign, index } of text.matchAll(SIGN)) {
    if (index > from) parent.append(text.slice(from, index));
    parent.append(symbol(sign));
    from = index + sign.length;
  }
  if (from < text.length) parent.append(text.slice(from));
}

/** Lets `node` show `text`, and nothing else. */
export function write(node, text) {
  node.replaceChildren();
  append(node, text);
}

/** A drawing that stands for no sign in a text, and says nothing to those who listen. */
export function icon(className, name) {
  const node = document.createElement("span");
  node.className = `symbol ${className}`;
  node.append(drawing(DRAWINGS[name]));
  return node;
}

function symbol(sign) {
  const name = NAMES[sign.replace("\uFE0F", "")];
  const node = document.createElement("span");
  node.className = "symbol";
  node.dataset.symbol = name;
  const hidden = document.createElement("span");
  hidden.className = "symbol__sign";
  hidden.textContent = sign;
  node.append(hidden, drawing(DRAWINGS[name]));
  return node;
}

function drawing(strokes) {
  const svg = document.createElementNS(SVG, "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("aria-hidden", "true");
  for (const [kind, path] of strokes) {
    const node = document.createElementNS(SVG, "path");
    node.setAttribute("class", kind);
    node.setAttribute("d", path);
    svg.append(node);
  }
  return svg;
}

function circle(x, y, radius) {
  return `M${x - radius} ${y}a${radius} ${radius} 0 1 0 ${2 * radius} 0a${radius} ${radius} 0 1 0 ${-2 * radius} 0z`;
}
