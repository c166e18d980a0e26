// What the page knows: bot, people, groups, messages, and who has not read what.

import { look } from "./server.js";

export const store = {
  bot: {},
  people: new Map(),
  groups: new Map(),
  chats: new Map(), // chat id -> Map of message id -> message, once somebody looked at the chat
  unread: new Map(), // "person:chat" -> number
};

const fetched = new Map(); // chat id -> the promise of its messages

/** Fetch bot, people and groups anew. */
export async function refreshState() {
  const state = await look("state");
  store.bot = state.bot;
  store.people = new Map(state.people.map((person) => [person.user_id, person]));
  store.groups = new Map(state.groups.map((group) => [group.chat_id, group]));
}

/** The messages of a chat, fetched the first time; what comes meanwhile is not lost. */
export async function openChat(chatId) {
  if (!store.chats.has(chatId)) {
    const late = new Map();
    store.chats.set(chatId, late);
    fetched.set(chatId, look("messages", { chat_id: chatId }).then((messages) => {
      const known = new Map(messages.map((message) => [message.message_id, message]));
      store.chats.set(chatId, new Map([...known, ...late]));
    }));
  }
  await fetched.get(chatId);
  return store.chats.get(chatId);
}

/** Forget all messages: they are fetched again. */
export function closeChats() {
  store.chats.clear();
  fetched.clear();
}

/** The ids of the chats that a person has: the bot's, then their groups. */
export function chatsOf(userId) {
  const groups = [...store.groups.values()].filter((group) => group.members.includes(userId));
  return [userId, ...groups.map((group) => group.chat_id)];
}

/** Take in a new or changed message. */
export function keep(chatId, message) {
  store.chats.get(chatId)?.set(message.message_id, message);
}

/** Take a message out. */
export function drop(chatId, messageId) {
  store.chats.get(chatId)?.delete(messageId);
}

/** Count a message as unread by everybody in the chat but its writer and those who see it. */
export function countUnread(chatId, message, isSeen) {
  const group = store.groups.get(chatId);
  for (const userId of group ? group.members : [chatId]) {
    if (userId === message.from.id || isSeen(userId, chatId)) continue;
    const key = `${userId}:${chatId}`;
    store.unread.set(key, (store.unread.get(key) || 0) + 1);
  }
}

/** How much a person has not read: in one chat, or in all of theirs. */
export function unread(userId, chatId) {
  if (chatId !== undefined) return store.unread.get(`${userId}:${chatId}`) || 0;
  return chatsOf(userId).reduce((sum, chat) => sum + unread(userId, chat), 0);
}

/** Who holds which phone, and the chat that is open on it: kept for a reload of this page. */
export function rememberHolders(holders) {
  sessionStorage.setItem("holders", JSON.stringify(holders));
}

/** What was remembered; empty at the first visit. */
export function rememberedHolders() {
  return JSON.parse(sessionStorage.getItem("holders") ?? "[]");
}

/** A person looks at a chat. */
export function markRead(userId, chatId) {
  store.unread.delete(`${userId}:${chatId}`);
}
