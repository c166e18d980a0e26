// The elements that the page is made of.

import { append } from "./symbols.js";

/** Make an element with a class and, if given, a text. */
export function make(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className.trim();
  if (text !== undefined) append(node, text);
  return node;
}
