// The elements that the page is made of.

import { append } from "./symbols.js";

/** Make an element with a class and, if given, a text. */
export function make(tag, className, text) {
  const node = document.createElement(tag);
  node.className = className.trim();
  if (text !== undefined) append(node, text);
  return node;
}

/** Put children in place of those that look otherwise: a button that somebody is pressing stays. */
export function redraw(parent, children) {
  const before = [...parent.children];
  if (before.length !== children.length) {
    parent.replaceChildren(...children);
    return;
  }
  children.forEach((child, place) => {
    if (before[place].outerHTML !== child.outerHTML) before[place].replaceWith(child);
  });
}
