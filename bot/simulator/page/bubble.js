// One message as a bubble with its buttons.

import { make } from "./element.js";
import { poll } from "./poll.js";
import { writeRich } from "./rich.js";
import { store } from "./store.js";
import { icon } from "./symbols.js";

const KINDS = Object.entries({ voice: "Voice message", sticker: "Sticker", location: "Location", contact: "Contact" });

/** The element for a message as `userId` sees it. `actions`: command, link, press, reply. */
export function bubble(message, userId, actions) {
  const service = serviceWords(message);
  if (service) return notice(service, message);
  const isOwn = message.from.id === userId;
  const row = make("div", `message ${isOwn ? "message--own" : ""} ${message.from.is_bot ? "message--bot" : ""}`);
  row.dataset.messageId = message.message_id;
  row.dataset.testid = "bubble";
  const box = make("article", "bubble");
  const inGroup = message.chat.type !== "private";
  if (inGroup && !isOwn) box.append(make("p", `bubble__from ${hue(message.from.id)}`, message.from.first_name));
  if (message.reply_to_message) box.append(quote(message.reply_to_message));
  if (message.photo) box.append(photo(message.photo.at(-1)));
  if (message.document) box.append(file(message.document));
  if (message.video) box.append(file(message.video));
  for (const [kind, words] of KINDS) if (message[kind]) box.append(make("p", "bubble__kind", words));
  if (message.poll) box.append(poll(message.poll));
  const text = message.text ?? message.caption;
  if (text) {
    const words = make("div", "bubble__text");
    words.dir = "auto";
    writeRich(words, text, message.entities || message.caption_entities, actions);
    box.append(words);
  }
  box.append(foot(message, actions));
  row.append(box);
  const keyboard = message.reply_markup?.inline_keyboard;
  if (keyboard) row.append(keys(keyboard, message, actions));
  return row;
}

/** "Today", "Monday 23 November": between messages of different days. */
export function daySeparator(instant) {
  const words = new Intl.DateTimeFormat(undefined, { weekday: "long", day: "numeric", month: "long" });
  return make("p", "day", words.format(instant));
}

/** What an empty chat shows: what the bot says of itself, or how it behaves in a group. */
export function greeting(person, group) {
  const box = make("div", "greeting");
  const words = group
    ? "Nobody has written here yet. The bot hears its commands and answers to its messages."
    : person.description || "Press Start to begin.";
  const text = make("p", "", words);
  text.dir = "auto";
  box.append(make("strong", "", group ? group.title : "What can this bot do?"), text);
  return box;
}

/** The person's or bot's first letter on a coloured disc. */
export function face(user) {
  const node = make("span", `face ${hue(user.id)}`, [...user.first_name][0].toUpperCase());
  node.setAttribute("aria-hidden", "true");
  return node;
}

function hue(userId) {
  const place = [...store.people.keys()].indexOf(userId);
  return place < 0 ? "hue-bot" : `hue-${place % 6}`;
}

function foot(message, actions) {
  const node = make("p", "bubble__foot");
  const reply = make("button", "bubble__reply", "Reply");
  reply.type = "button";
  reply.dataset.testid = "reply-button";
  reply.addEventListener("click", () => actions.reply(message));
  node.append(reply);
  if (message.edit_date) {
    const edited = make("span", "bubble__edited", "edited");
    edited.dataset.testid = "edited";
    node.append(edited);
  }
  const instant = new Date(message.date * 1000);
  const time = make("time", "", new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit" }).format(instant));
  time.dateTime = instant.toISOString();
  time.title = instant.toUTCString();
  node.append(time);
  return node;
}

function quote(quoted) {
  const node = make("div", "bubble__quote");
  const words = make("span", "", quoted.text ?? quoted.caption ?? "File");
  words.dir = "auto";
  node.append(make("strong", "", quoted.from.first_name), words);
  return node;
}

function photo(size) {
  const node = make("img", "bubble__photo");
  node.src = `/page/file/${size.file_id}`;
  node.width = size.width;
  node.height = size.height;
  node.alt = "Picture";
  return node;
}

function file(found) {
  const node = make("a", "bubble__file");
  node.href = `/page/file/${found.file_id}`;
  node.download = found.file_name;
  node.append(icon("bubble__file-icon", "down"), make("strong", "", found.file_name), make("span", "hint", size(found.file_size)));
  return node;
}

function size(bytes) {
  return bytes < 1024 ? `${bytes} bytes` : `${(bytes / 1024).toFixed(bytes < 10240 ? 1 : 0)} KB`;
}

function keys(rows, message, actions) {
  const node = make("div", "keys");
  node.setAttribute("role", "group");
  node.setAttribute("aria-label", "Buttons of the message");
  for (const row of rows) {
    const line = make("div", "keys__row");
    for (const key of row) {
      const button = make("button", `key ${key.style ? `key--${key.style}` : ""}`);
      button.type = "button";
      button.dataset.testid = "inline-button";
      const label = make("span", "", key.text);
      label.dir = "auto";
      button.append(label);
      if (key.url) button.append(icon("key__mark", "out"));
      button.addEventListener("click", () => actions.press(key, message, button));
      line.append(button);
    }
    node.append(line);
  }
  return node;
}

function notice(text, message) {
  const node = make("p", "notice", text);
  node.dataset.messageId = message.message_id;
  node.dataset.testid = "notice";
  return node;
}

function serviceWords(message) {
  if (message.new_chat_members) return `${message.new_chat_members.map((user) => user.first_name).join(", ")} joined`;
  if (message.left_chat_member) return `${message.left_chat_member.first_name} left`;
  if (message.pinned_message) return `${message.from.first_name} pinned a message`;
  if (message.migrate_to_chat_id) return "This group became a supergroup";
  if (message.migrate_from_chat_id) return `${store.groups.get(message.chat.id)?.title ?? "The group"} is a supergroup now`;
  return null;
}
