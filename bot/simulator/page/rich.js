// A message's text and entities as DOM nodes. Everything a bot writes goes in as text, never as HTML.

import { now } from "./clock.js";
import { append } from "./symbols.js";

const TAGS = {
  bold: "strong",
  italic: "em",
  underline: "u",
  strikethrough: "s",
  code: "code",
  pre: "pre",
  blockquote: "blockquote",
  expandable_blockquote: "blockquote",
};
const SAFE = /^(https?|mailto|tel|tg):/i;

/** Puts `text` into `parent`. `actions.command` and `actions.link` are called for what can be tapped. */
export function writeRich(parent, text, entities, actions) {
  const sorted = [...(entities || [])].sort((a, b) => a.offset - b.offset || b.length - a.length);
  writeRange(parent, text, 0, text.length, sorted, actions);
}

function writeRange(parent, text, from, to, entities, actions) {
  let position = from;
  let rest = entities;
  while (rest.length) {
    const [entity, ...others] = rest;
    const end = Math.min(entity.offset + entity.length, to);
    if (entity.offset > position) append(parent, text.slice(position, entity.offset));
    const node = element(entity, text.slice(entity.offset, end), actions);
    const inner = others.filter((other) => other.offset < end);
    if (node.dataset.whole === undefined) writeRange(node, text, entity.offset, end, inner, actions);
    parent.append(node);
    position = end;
    // A block ends its line by itself: the line break after it would show as an empty line.
    if (["PRE", "BLOCKQUOTE"].includes(node.tagName) && text[position] === "\n") position += 1;
    rest = others.filter((other) => other.offset >= end);
  }
  if (position < to) append(parent, text.slice(position, to));
}

function element(entity, content, actions) {
  switch (entity.type) {
    case "text_link":
      return link(entity.url, actions);
    case "url":
      return link(content, actions);
    case "email":
      return link(`mailto:${content}`, actions);
    case "bot_command":
      return tappable("command", () => actions.command(content));
    case "spoiler":
      return spoiler();
    case "date_time":
      return moment(entity, content);
    default: {
      const node = document.createElement(TAGS[entity.type] || "span");
      node.className = `rich-${entity.type}`;
      if (entity.language) node.title = entity.language;
      if (entity.type === "expandable_blockquote") makeExpandable(node);
      return node;
    }
  }
}

function link(address, actions) {
  const node = document.createElement("a");
  if (SAFE.test(address)) {
    node.href = address;
    node.target = "_blank";
    node.rel = "noopener noreferrer";
    node.title = address;
    node.addEventListener("click", (event) => actions.link(address) && event.preventDefault());
  }
  return node;
}

function tappable(kind, tapped) {
  const node = document.createElement("button");
  node.dir = "auto"; // a button is an island of its own: in Arabic text /stop would become stop/
  node.type = "button";
  node.className = `rich-${kind}`;
  node.addEventListener("click", tapped);
  return node;
}

function spoiler() {
  const node = tappable("spoiler", () => node.classList.add("is-shown"));
  node.title = "Hidden text: press to show";
  return node;
}

function makeExpandable(node) {
  node.tabIndex = 0;
  node.classList.add("is-folded");
  const toggle = () => node.classList.toggle("is-folded");
  node.addEventListener("click", toggle);
  node.addEventListener("keydown", (event) => event.key === "Enter" && toggle());
}

function moment(entity, content) {
  const node = document.createElement("time");
  const instant = new Date(entity.unix_time * 1000);
  node.className = "rich-date_time";
  node.dateTime = instant.toISOString();
  node.title = `${instant.toISOString().slice(0, 16).replace("T", " ")} UTC`;
  node.dataset.whole = "";
  node.textContent = entity.date_time_format ? inWords(instant, entity.date_time_format) : content;
  return node;
}

/** Telegram's format letters: r relative; w weekday, d or D date, t or T time. */
function inWords(instant, format) {
  if (format === "r") return relative(instant);
  const options = {};
  if (format.includes("w")) options.weekday = "long";
  if (format.includes("d")) Object.assign(options, { day: "numeric", month: "short", year: "numeric" });
  if (format.includes("D")) Object.assign(options, { day: "numeric", month: "long", year: "numeric" });
  if (/t/i.test(format)) Object.assign(options, { hour: "numeric", minute: "2-digit" });
  if (format.includes("T")) options.second = "2-digit";
  return new Intl.DateTimeFormat(undefined, options).format(instant);
}

function relative(instant) {
  const seconds = (instant - now()) / 1000;
  const words = new Intl.RelativeTimeFormat(undefined, { numeric: "auto" });
  for (const [unit, size] of [["day", 86400], ["hour", 3600], ["minute", 60]]) {
    if (Math.abs(seconds) >= size) return words.format(Math.round(seconds / size), unit);
  }
  return words.format(Math.round(seconds), "second");
}
