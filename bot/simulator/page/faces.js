// Who may hold a phone and which chats they have, with what they have not read.

import { face } from "./bubble.js";
import { make } from "./element.js";
import { chatsOf, store, unread } from "./store.js";

const MOST_FACES = 40;

/** "member · English", the language in its own words. */
export function description({ role, language_code: code }) {
  const language = code && new Intl.DisplayNames([code], { type: "language" }).of(code);
  return [role, language].filter(Boolean).join(" · ");
}

/** A button for every person; the holder's is pressed. */
export function personButtons(holderId, chosen) {
  return [...store.people.values()].slice(0, MOST_FACES).map((person) => {
    const button = make("button", "person");
    button.type = "button";
    button.dataset.testid = `person-${person.user_id}`;
    button.setAttribute("aria-pressed", String(person.user_id === holderId));
    button.title = `${person.first_name} · ${description(person)}`;
    button.append(face({ id: person.user_id, first_name: person.first_name }), make("span", "person__name", person.first_name));
    appendBadge(button, unread(person.user_id));
    button.addEventListener("click", () => chosen(person.user_id));
    return button;
  });
}

/** The button for another person. */
export function addButton(pressed) {
  const button = make("button", "person person--more");
  button.type = "button";
  button.title = "Add another person";
  button.dataset.testid = "add-person";
  button.append(make("span", "face", "+"), make("span", "person__name", "person"));
  button.addEventListener("click", pressed);
  return button;
}

/** A tab for every chat of a person. */
export function chatTabs(userId, openId, chosen) {
  return chatsOf(userId).map((chatId) => {
    const group = store.groups.get(chatId);
    const button = make("button", "tab", group ? "Group" : "Bot");
    button.type = "button";
    button.title = group?.title ?? store.bot.first_name;
    button.dataset.testid = `chat-${chatId}`;
    button.setAttribute("aria-pressed", String(chatId === openId));
    appendBadge(button, unread(userId, chatId));
    button.addEventListener("click", () => chosen(chatId));
    return button;
  });
}

function appendBadge(button, count) {
  if (!count) return;
  const node = make("span", "badge", count > 99 ? "99+" : String(count));
  node.dataset.testid = "unread";
  node.setAttribute("aria-label", `${count} unread`);
  button.append(node);
}
