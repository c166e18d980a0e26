// The page: two phones, a clock, and what the simulator tells.

import { refreshClock, startClock } from "./clock.js";
import { Phone } from "./phone.js";
import { act, listen } from "./server.js";
import { chatsOf, closeChats, countUnread, drop, keep, openChat, refreshState, rememberedHolders, rememberHolders, store } from "./store.js";

const connection = document.querySelector(".connection");
const newcomer = document.querySelector(".newcomer");
const phones = [1, 2].map((number) => new Phone(number, { addPerson, changed: refreshPhones }));
document.querySelector(".phones").append(...phones.map((phone) => phone.root));
let phoneOfNewcomer = phones[0];
let isReady = false;

startClock();
listen({
  opened: load,
  heard: hear,
  lost: () => (connection.textContent = "Waiting for the simulator…"),
});
new ResizeObserver(() => isReady && refreshPhones()).observe(document.querySelector(".phones")); // one phone or two

/** Everything anew: at the start, and whenever the line was broken. */
async function load() {
  isReady = true;
  closeChats();
  await Promise.all([refreshState(), refreshClock()]);
  const people = [...store.people.values()];
  const admin = people.find((person) => person.role === "admin") ?? people[0];
  const member = people.find((person) => person.role !== "admin") ?? people.at(-1);
  const others = phones[1].isVisible ? [admin, member] : [member, admin];
  const before = rememberedHolders();
  await Promise.all(phones.map((phone, index) => {
    const { userId, chatId } = phone.person ? phone : before[index] ?? {};
    if (store.people.has(userId)) return phone.hold(userId, chatsOf(userId).includes(chatId) ? chatId : userId);
    return others[index] && phone.hold(others[index].user_id);
  }));
  connection.textContent = "";
}

async function hear(happening) {
  if (!isReady) return;
  switch (happening.kind) {
    case "message":
    case "edited":
      await hearMessage(happening);
      break;
    case "deleted":
      drop(happening.chat_id, happening.message_id);
      showing(happening.chat_id).forEach((phone) => phone.remove(happening.message_id));
      break;
    case "callback_answer":
      phones.forEach((phone) => phone.presses.answered(happening));
      break;
    case "action":
      showing(happening.chat_id).forEach((phone) => phone.setTyping(true));
      break;
    case "commands":
      await Promise.all(phones.filter((phone) => phone.person).map((phone) => phone.commands.refresh(phone.userId, phone.chatId)));
      break;
    case "clock":
      await refreshClock();
      break;
    default:
      await refreshState();
      await leaveGoneChats();
      refreshPhones();
  }
}

async function hearMessage({ kind, chat_id: chatId, message }) {
  const isKnown = store.chats.get(chatId)?.has(message.message_id);
  keep(chatId, message);
  showing(chatId).forEach((phone) => phone.show(message));
  if (kind === "message" && !isKnown) {
    countUnread(chatId, message, (userId) => phones.some((phone) => phone.isVisible && phone.userId === userId && phone.chatId === chatId));
    refreshPhones();
  }
}

/** A group that became a supergroup has another id now. */
async function leaveGoneChats() {
  for (const phone of phones) {
    if (phone.person && phone.chatId < 0 && !store.groups.has(phone.chatId)) await phone.hold(phone.userId);
  }
}

function showing(chatId) {
  return phones.filter((phone) => phone.isShowing(chatId));
}

function refreshPhones() {
  phones.forEach((phone) => phone.refresh());
  const holders = phones.map(({ userId, chatId }) => ({ userId, chatId }));
  if (phones.every((phone) => phone.person)) rememberHolders(holders);
}

function addPerson(phone) {
  phoneOfNewcomer = phone;
  newcomer.querySelector("form").reset();
  newcomer.showModal();
}

newcomer.querySelector(".quiet").addEventListener("click", () => newcomer.close());
newcomer.addEventListener("close", () => document.activeElement === document.body && phoneOfNewcomer.next.focus());
newcomer.querySelector("form").addEventListener("submit", async (event) => {
  const { first_name: name, language_code: language } = Object.fromEntries(new FormData(event.target));
  const userId = await act("create_user", { first_name: name, language_code: language });
  await refreshState();
  await openChat(userId);
  await phoneOfNewcomer.hold(userId);
  phoneOfNewcomer.next.focus();
});
