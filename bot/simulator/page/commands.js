// The command menu: opened by its button or by a "/" in an empty field, walked with the arrow keys.

import { make } from "./element.js";
import { look } from "./server.js";

export class Commands {
  constructor(list, button, field, choose) {
    Object.assign(this, { list, button, field, choose, all: [], marked: 0 });
    button.addEventListener("click", () => {
      this.toggle(list.hidden);
      field.focus();
    });
    field.addEventListener("input", () => this.toggle(/^\/[a-z0-9_]*$/i.test(field.value)));
    field.addEventListener("keydown", (event) => this.walk(event));
    field.addEventListener("blur", () => this.toggle(false));
    list.addEventListener("mousedown", (event) => event.preventDefault()); // keeps the focus in the field
  }

  /** Fetch the menu of a person in a chat; one that is open stays open. The last one that was asked for counts. */
  async refresh(userId, chatId) {
    const asked = Symbol("asked");
    this.asked = asked;
    const found = await look("commands", { user_id: userId, chat_id: chatId });
    if (this.asked !== asked) return;
    this.all = found;
    this.button.hidden = !found.length;
    this.toggle(!this.list.hidden);
  }

  toggle(isOpen) {
    const typed = this.field.value.startsWith("/") ? this.field.value.slice(1).toLowerCase() : "";
    const fitting = this.all.filter((command) => command.command.startsWith(typed));
    this.list.hidden = !isOpen || !fitting.length;
    this.button.setAttribute("aria-expanded", String(!this.list.hidden));
    this.marked = 0;
    this.list.replaceChildren(...(this.list.hidden ? [] : fitting.map((command) => this.option(command))));
    this.mark(0);
  }

  option({ command, description }) {
    const node = make("div", "commands__option");
    node.setAttribute("role", "option");
    node.id = `option-${Math.random().toString(36).slice(2)}`;
    node.dataset.testid = `command-${command}`;
    const words = make("span", "commands__words", description);
    words.dir = "auto";
    node.append(make("strong", "", `/${command}`), words);
    node.addEventListener("click", () => this.take(`/${command}`));
    return node;
  }

  mark(step) {
    const options = [...this.list.children];
    if (!options.length) return this.field.removeAttribute("aria-activedescendant");
    this.marked = (this.marked + step + options.length) % options.length;
    options.forEach((option, index) => option.setAttribute("aria-selected", String(index === this.marked)));
    options[this.marked].scrollIntoView({ block: "nearest" });
    this.field.setAttribute("aria-activedescendant", options[this.marked].id);
    return undefined;
  }

  walk(event) {
    if (this.list.hidden) return;
    const steps = { ArrowDown: 1, ArrowUp: -1 };
    if (event.key in steps) this.mark(steps[event.key]);
    else if (event.key === "Escape") this.toggle(false);
    else if (event.key === "Enter" && !event.isComposing) this.list.children[this.marked].click();
    else return;
    event.preventDefault();
  }

  take(text) {
    this.field.value = "";
    this.toggle(false);
    this.choose(text);
  }
}
