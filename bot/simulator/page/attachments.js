// What the "+" beside the field sends: a file, several as an album, and what else people send instead of words.

import { make } from "./element.js";
import { asParameters, look } from "./server.js";
import { store } from "./store.js";

const FILE = { file_id: "of-the-page", file_unique_id: "of-the-page" };
const THINGS = [
  ["voice", "Voice message", { voice: { ...FILE, duration: 3 } }],
  ["sticker", "Sticker", { sticker: { ...FILE, type: "regular", width: 512, height: 512, is_animated: false, is_video: false } }],
  ["location", "Location", { location: { latitude: 50.85, longitude: 4.35 } }],
  ["contact", "Contact", { contact: { phone_number: "0000", first_name: "Somebody" } }],
];
const LOOK_AGAIN = 150; // milliseconds, until the bot has answered to what was asked in any chat
const LOOKS = 60;

export class Attachments {
  constructor(phone, list, button, file) {
    Object.assign(this, { phone, list, button, file });
    button.addEventListener("click", () => (list.hidden ? this.open(this.kinds()) : this.close()));
    list.addEventListener("keydown", (event) => event.key === "Escape" && this.close());
    file.addEventListener("change", async () => {
      const chosen = [...file.files];
      file.value = "";
      if (chosen.length) await this.sendFiles(chosen);
    });
  }

  kinds() {
    return [
      this.item("file", "Picture or file, or several", () => this.file.click()),
      ...THINGS.map(([name, label, media]) => this.item(name, label, () => this.send({ media }))),
      this.item("inline", `Ask in any chat, as @${store.bot.username} does`, () => this.askInline()),
    ];
  }

  item(name, label, chosen) {
    const node = make("button", "attachments__item", label);
    node.type = "button";
    node.dir = "auto";
    node.dataset.testid = `attach-${name}`;
    node.addEventListener("click", () => {
      this.close();
      chosen();
    });
    return node;
  }

  open(items) {
    this.list.replaceChildren(...items);
    this.list.hidden = false;
    this.button.setAttribute("aria-expanded", "true");
    this.list.querySelector("button")?.focus();
  }

  close() {
    this.button.focus();
    this.list.hidden = true;
    this.button.setAttribute("aria-expanded", "false");
  }

  async send(content) {
    if ((await this.phone.run("send", { chat_id: this.phone.chatId, ...content })) !== null) this.phone.scrollToEnd();
  }

  /** What stands in the field becomes the caption; several files are an album, whose first one has it. */
  async sendFiles(chosen) {
    const album = chosen.length > 1 ? crypto.randomUUID?.() ?? String(performance.now()) : "";
    for (const [place, each] of chosen.entries()) {
      const caption = place ? "" : this.phone.field.value.trim();
      const sent = await this.phone.run("send_file", { ...(await asParameters(each)), caption, album, chat_id: this.phone.chatId });
      if (sent === null) return;
      this.phone.empty();
    }
    this.phone.scrollToEnd();
  }

  /** The question in the field, asked as `@bot question` is in any chat; an answer that is chosen is sent here. */
  async askInline() {
    const text = this.phone.field.value.trim();
    if (!text) return this.phone.toast("Write a question first.");
    const queryId = await this.phone.run("ask_inline", { text });
    if (queryId === null) return undefined;
    const answer = await this.answerTo(queryId);
    if (!answer?.results.length) return this.phone.toast("Nothing is offered.");
    return this.open(answer.results.map((result, place) => this.item(`offer-${place}`, result.title, () => this.choose(result))));
  }

  async answerTo(queryId) {
    for (let looks = 0; looks < LOOKS; looks += 1) {
      const answer = await look("answer_to", { query_id: queryId });
      if (answer) return answer;
      await new Promise((resolve) => setTimeout(resolve, LOOK_AGAIN));
    }
    return null;
  }

  async choose(result) {
    const { message_text: html } = result.input_message_content;
    const text = new DOMParser().parseFromString(html.replaceAll("\n", "<br>"), "text/html");
    text.querySelectorAll("br").forEach((node) => node.replaceWith("\n"));
    const bot = { id: store.bot.id, is_bot: true, first_name: store.bot.first_name, username: store.bot.username };
    this.phone.empty();
    await this.send({ text: text.body.textContent, further: { via_bot: bot } });
  }
}
