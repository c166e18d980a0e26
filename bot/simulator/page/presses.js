// What comes of a pressed button of a message, and of a link to the bot itself.

import { showOutside } from "./outside.js";
import { store } from "./store.js";

export class Presses {
  constructor(phone) {
    this.phone = phone;
    this.waiting = new Map(); // query id -> the button that was pressed
    this.early = new Map(); // query id -> an answer that came before the simulator confirmed the press
  }

  async press(key, message, button) {
    const { phone } = this;
    if (key.callback_data !== undefined) {
      button.setAttribute("aria-busy", "true");
      const queryId = await phone.run("press", { message_id: message.message_id, callback_data: key.callback_data, chat_id: phone.chatId });
      if (queryId) this.waiting.set(queryId, button);
      else button.removeAttribute("aria-busy");
      if (this.early.has(queryId)) this.answered(this.early.get(queryId));
    } else if (key.url && !this.followDeepLink(key.url)) {
      showOutside(key.url);
    } else if (key.copy_text) {
      await navigator.clipboard?.writeText(key.copy_text.text);
      phone.toast("Copied");
    } else if (key.switch_inline_query_current_chat !== undefined) {
      phone.field.value = `@${store.bot.username} ${key.switch_inline_query_current_chat}`;
      phone.field.focus();
    }
  }

  /** The bot answered a pressed button. */
  answered(answer) {
    const { query_id: queryId, text, show_alert: isAlert } = answer;
    const button = this.waiting.get(queryId);
    if (!button) {
      if (answer.user_id === this.phone.userId) this.early.set(queryId, answer);
      return;
    }
    this.waiting.delete(queryId);
    this.early.clear();
    button.removeAttribute("aria-busy");
    if (text && isAlert) this.phone.alert(text);
    else if (text) this.phone.toast(text);
  }

  /** A link to the bot itself starts it, with what the link carries; true when it was one. */
  followDeepLink(address) {
    const { phone } = this;
    const link = URL.parse ? URL.parse(address) : new URL(address);
    const isOurs = ["t.me", "telegram.me"].includes(link?.hostname) && link.pathname.slice(1).toLowerCase() === store.bot.username.toLowerCase();
    if (isOurs) phone.hold(phone.userId).then(() => phone.run("press_start", { payload: link.searchParams.get("start") ?? "" }));
    return isOurs;
  }
}
