// One phone: a person who holds it, a chat that is open on it.

import { bubble, daySeparator, greeting, make } from "./bubble.js";
import { Commands } from "./commands.js";
import { addButton, chatTabs, description, personButtons } from "./faces.js";
import { act } from "./server.js";
import { markRead, openChat, store } from "./store.js";

const NEAR_THE_END = 80; // pixels from the end of the log within which it follows new messages
const TOAST_MILLISECONDS = 4000;
const TYPING_MILLISECONDS = 5000;

export class Phone {
  /** `addPerson` opens the form for another person; `changed` is called when the phone shows something else. */
  constructor(number, { addPerson, changed }) {
    this.root = document.getElementById("phone-template").content.firstElementChild.cloneNode(true);
    this.root.dataset.testid = `phone-${number}`;
    this.root.setAttribute("aria-label", `Phone ${number}`);
    this.addPerson = addPerson;
    this.changed = changed;
    this.replyTo = null;
    this.waiting = new Map(); // query id -> the button that was pressed
    this.early = new Map(); // query id -> an answer that came before the simulator confirmed the press
    this.log = this.find(".log");
    this.field = this.find("textarea");
    this.commands = new Commands(this.find(".commands"), this.find(".composer__menu"), this.field, (text) => this.say(text));
    this.actions = {
      command: (text) => this.say(text),
      link: (address) => this.followDeepLink(address),
      press: (key, message, button) => this.press(key, message, button),
      reply: (message) => this.prepareReply(message),
    };
    this.listen();
  }

  get isVisible() {
    return this.root.offsetParent !== null;
  }

  find(selector) {
    return this.root.querySelector(selector);
  }

  listen() {
    this.find(".composer").addEventListener("submit", (event) => {
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("keydown", (event) => {
      if (event.key !== "Enter" || event.shiftKey || event.isComposing || event.defaultPrevented) return;
      event.preventDefault();
      this.send();
    });
    this.field.addEventListener("input", () => this.fitField());
    this.find(".begin").addEventListener("click", () => this.run("press_start"));
    this.find(".top__block").addEventListener("click", () => this.run(this.person.blocked ? "unblock" : "block"));
    this.find(".reply__cancel").addEventListener("click", () => this.prepareReply(null));
    this.find(".jump").addEventListener("click", () => this.scrollToEnd());
    this.log.addEventListener("scroll", () => {
      if (this.isAtEnd()) this.find(".jump").hidden = true;
    });
  }

  /** Hand the phone to a person. */
  async hold(userId, chatId = userId) {
    this.userId = userId;
    this.chatId = chatId;
    this.isLoaded = false;
    this.prepareReply(null);
    const [messages] = await Promise.all([openChat(chatId), this.commands.refresh(userId, chatId)]);
    if (this.userId !== userId || this.chatId !== chatId) return; // handed on meanwhile
    this.writeLog(messages);
    this.isLoaded = true;
    this.changed();
  }

  isShowing(chatId) {
    return this.isLoaded && this.chatId === chatId;
  }

  get person() {
    return store.people.get(this.userId);
  }

  /** Everything but the messages. */
  refresh() {
    if (!this.person) return;
    if (this.isVisible) markRead(this.userId, this.chatId);
    this.writeFaces();
    this.writeTop();
    const isPrivate = this.chatId === this.userId;
    const isMute = isPrivate && (!this.person.started || this.person.blocked);
    this.find(".composer").hidden = isMute;
    this.find(".begin").hidden = !isMute;
    this.find(".begin").textContent = this.person.blocked ? "Restart" : "Start";
    const block = this.find(".top__block");
    block.hidden = !isPrivate || !this.person.started;
    block.textContent = this.person.blocked ? "Unblock" : "Block";
    block.title = this.person.blocked ? "Let the bot write again" : "The bot cannot write to this person any more";
    this.writeReplyKeyboard();
  }

  writeFaces() {
    const holder = this.find(".people__faces");
    const focused = holder.contains(document.activeElement) ? document.activeElement.dataset.testid : null;
    holder.replaceChildren(
      ...personButtons(this.userId, (userId) => this.hold(userId)),
      addButton(() => this.addPerson(this)),
    );
    if (focused) holder.querySelector(`[data-testid="${focused}"]`)?.focus();
  }

  writeTop() {
    const group = store.groups.get(this.chatId);
    const title = group?.title ?? store.bot.first_name;
    const mark = this.find(".top > .face");
    mark.textContent = title[0].toUpperCase();
    mark.classList.toggle("face--group", Boolean(group));
    this.find(".top__title").textContent = title;
    this.find(".top__state").textContent = this.typing ? "typing…" : description(this.person);
    const tabs = chatTabs(this.userId, this.chatId, (chatId) => this.hold(this.userId, chatId));
    this.find(".top__chats").hidden = tabs.length < 2;
    this.find(".top__chats").replaceChildren(...tabs);
  }

  writeLog(messages) {
    this.lastDay = "";
    this.log.classList.toggle("log--group", store.groups.has(this.chatId));
    this.log.replaceChildren();
    const remaining = [...messages.values()].filter((message) => message.deleted_date === null);
    if (!remaining.length) this.log.append(greeting(this.person, store.groups.get(this.chatId)));
    for (const message of remaining) this.append(message);
    if (remaining.length) this.scrollToEnd();
  }

  append(message) {
    this.log.querySelector(".greeting")?.remove();
    const instant = new Date(message.date * 1000);
    if (instant.toDateString() !== this.lastDay) {
      this.lastDay = instant.toDateString();
      this.log.append(daySeparator(instant));
    }
    this.log.append(bubble(message, this.userId, this.actions));
  }

  /** A message came or changed in the open chat. */
  show(message) {
    const old = this.bubbleOf(message.message_id);
    const follows = this.isAtEnd();
    if (old) {
      const changed = bubble(message, this.userId, this.actions);
      changed.classList.add("is-changed");
      old.replaceWith(changed);
    } else {
      this.append(message);
      this.log.lastElementChild.classList.add("is-new");
      if (message.from.is_bot) this.setTyping(false);
      this.find(".jump").hidden = follows || message.from.id === this.userId;
    }
    if (follows || message.from.id === this.userId) this.scrollToEnd();
    this.writeReplyKeyboard();
  }

  remove(messageId) {
    this.bubbleOf(messageId)?.remove();
    this.writeReplyKeyboard();
  }

  bubbleOf(messageId) {
    return this.log.querySelector(`[data-message-id="${messageId}"]`);
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.find(".jump").hidden = true;
  }

  /** The newest reply keyboard that the bot sent here, until it takes it away. */
  writeReplyKeyboard() {
    const holder = this.find(".answers");
    const messages = [...(store.chats.get(this.chatId)?.values() || [])].filter((message) => message.reply_keyboard && !message.deleted_date);
    const rows = messages.at(-1)?.reply_keyboard.keyboard;
    holder.hidden = !rows || this.find(".composer").hidden;
    holder.replaceChildren(...(rows || []).flat().map((key) => {
      const button = make("button", "key", key.text);
      button.type = "button";
      button.dir = "auto";
      button.addEventListener("click", () => this.say(key.text));
      return button;
    }));
  }

  prepareReply(message) {
    this.replyTo = message?.message_id ?? null;
    this.find(".reply").hidden = !message;
    this.find(".reply__text").textContent = message ? `${message.from.first_name}: ${message.text ?? message.caption ?? "file"}` : "";
    if (message) this.field.focus();
  }

  fitField() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.field.value = "";
    this.fitField();
    await this.say(text);
  }

  async say(text) {
    const replyTo = this.replyTo;
    this.prepareReply(null);
    await this.run("say", { text, chat_id: this.chatId, reply_to: replyTo });
    this.scrollToEnd();
  }

  async press(key, message, button) {
    if (key.callback_data !== undefined) {
      button.setAttribute("aria-busy", "true");
      const queryId = await this.run("press", { message_id: message.message_id, callback_data: key.callback_data, chat_id: this.chatId });
      if (queryId) this.waiting.set(queryId, button);
      else button.removeAttribute("aria-busy");
      if (this.early.has(queryId)) this.answered(this.early.get(queryId));
    } else if (key.url && !this.followDeepLink(key.url)) {
      window.open(key.url, "_blank", "noopener,noreferrer");
    } else if (key.copy_text) {
      await navigator.clipboard?.writeText(key.copy_text.text);
      this.toast("Copied");
    } else if (key.switch_inline_query_current_chat !== undefined) {
      this.field.value = `@${store.bot.username} ${key.switch_inline_query_current_chat}`;
      this.field.focus();
    }
  }

  /** The bot answered a pressed button. */
  answered(answer) {
    const { query_id: queryId, text, show_alert: isAlert } = answer;
    const button = this.waiting.get(queryId);
    if (!button) {
      if (answer.user_id === this.userId) this.early.set(queryId, answer);
      return;
    }
    this.waiting.delete(queryId);
    this.early.clear();
    button.removeAttribute("aria-busy");
    if (text && isAlert) {
      this.find(".alert__text").textContent = text;
      this.find(".alert").showModal();
    } else if (text) {
      this.toast(text);
    }
  }

  /** A link to the bot itself starts it, with what the link carries; true when it was one. */
  followDeepLink(address) {
    const link = URL.parse ? URL.parse(address) : new URL(address);
    const isOurs = ["t.me", "telegram.me"].includes(link?.hostname) && link.pathname.slice(1).toLowerCase() === store.bot.username.toLowerCase();
    if (isOurs) this.hold(this.userId).then(() => this.run("press_start", { payload: link.searchParams.get("start") ?? "" }));
    return isOurs;
  }

  async run(verb, params = {}) {
    try {
      return await act(verb, { user_id: this.userId, ...params });
    } catch (error) {
      this.toast(error.message);
      return null;
    }
  }

  toast(text) {
    const node = this.find(".toast");
    node.textContent = text;
    node.dir = "auto";
    clearTimeout(this.toastTimer);
    this.toastTimer = setTimeout(() => (node.textContent = ""), TOAST_MILLISECONDS);
  }

  setTyping(isTyping) {
    clearTimeout(this.typingTimer);
    this.typing = isTyping;
    if (isTyping) this.typingTimer = setTimeout(() => this.setTyping(false), TYPING_MILLISECONDS);
    this.writeTop();
  }
}
