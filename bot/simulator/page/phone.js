// One phone: a person who holds it, a chat that is open on it.

import { Attachments } from "./attachments.js";
import { bubble, daySeparator, greeting } from "./bubble.js";
import { Commands } from "./commands.js";
import { make, redraw } from "./element.js";
import { addButton, chatTabs, description, personButtons } from "./faces.js";
import { isShown, keepFocus } from "./focus.js";
import { Presses } from "./presses.js";
import { act } from "./server.js";
import { markRead, openChat, store } from "./store.js";
import { write } from "./symbols.js";

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
    this.log = this.find(".log");
    this.field = this.find("textarea");
    this.commands = new Commands(this.find(".commands"), this.find(".composer__menu"), this.field, (text) => this.say(text));
    this.attachments = new Attachments(this, this.find(".attachments"), this.find(".composer__attach"), this.find(".composer__file"));
    this.presses = new Presses(this);
    this.actions = {
      command: (text) => this.say(text),
      link: (address) => this.presses.followDeepLink(address),
      press: (key, message, button) => this.presses.press(key, message, button),
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
      if (this.isAtEnd()) this.keepFocus(() => (this.find(".jump").hidden = true));
    });
    this.find(".alert").addEventListener("close", () => document.activeElement === document.body && this.next.focus());
  }

  /** Makes a change; focus that would be lost by it goes on to the next thing. */
  keepFocus(change) {
    keepFocus(this.root, change, () => this.next);
  }

  /** What a person does next: start, write, or read, where a keyboard would cover half of the screen. */
  get next() {
    if (isShown(this.find(".begin"))) return this.find(".begin");
    return matchMedia("(pointer: coarse)").matches ? this.log : this.field;
  }

  /** Hand the phone to a person. */
  async hold(userId, chatId = userId) {
    this.userId = userId;
    this.chatId = chatId;
    this.isLoaded = false;
    this.prepareReply(null);
    this.commands.toggle(false);
    const [messages] = await Promise.all([openChat(chatId), this.commands.refresh(userId, chatId)]);
    if (this.userId !== userId || this.chatId !== chatId) return; // handed on meanwhile
    this.keepFocus(() => this.writeLog(messages));
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
    this.keepFocus(() => this.write());
  }

  write() {
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
    const addOne = addButton(() => this.addPerson(this));
    redraw(this.find(".people__faces"), [...personButtons(this.userId, (userId) => this.hold(userId)), addOne]);
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
    this.keepFocus(() => redraw(this.find(".top__chats"), tabs));
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
    this.keepFocus(() => this.put(message));
  }

  put(message) {
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
    this.keepFocus(() => {
      this.bubbleOf(messageId)?.remove();
      this.writeReplyKeyboard();
    });
  }

  bubbleOf(messageId) {
    return this.log.querySelector(`[data-message-id="${messageId}"]`);
  }

  isAtEnd() {
    return this.log.scrollHeight - this.log.scrollTop - this.log.clientHeight < NEAR_THE_END;
  }

  scrollToEnd() {
    this.log.scrollTop = this.log.scrollHeight;
    this.keepFocus(() => (this.find(".jump").hidden = true));
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
      button.dataset.testid = "reply-key";
      button.addEventListener("click", () => this.say(key.text));
      return button;
    }));
  }

  prepareReply(message) {
    this.replyTo = message?.message_id ?? null;
    this.keepFocus(() => (this.find(".reply").hidden = !message));
    write(this.find(".reply__text"), message ? `${message.from.first_name}: ${message.text ?? message.caption ?? "file"}` : "");
    if (message) this.field.focus();
  }

  fitField() {
    this.field.style.height = "auto";
    this.field.style.height = `${Math.min(this.field.scrollHeight, 140)}px`;
  }

  async send() {
    const text = this.field.value.trim();
    if (!text) return;
    this.empty();
    await this.say(text);
  }

  /** What stood in the field is sent. */
  empty() {
    this.field.value = "";
    this.fitField();
  }

  async say(text) {
    const replyTo = this.replyTo;
    this.prepareReply(null);
    await this.run("say", { text, chat_id: this.chatId, reply_to: replyTo });
    this.scrollToEnd();
  }

  async run(verb, params = {}) {
    try {
      return await act(verb, { user_id: this.userId, ...params });
    } catch (error) {
      this.toast(error.message);
      return null;
    }
  }

  /** What has to be confirmed before anything else. */
  alert(text) {
    write(this.find(".alert__text"), text);
    this.find(".alert").showModal();
  }

  toast(text) {
    const node = this.find(".toast");
    write(node, text);
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
