// Where the focus goes when what had it goes away: never to the document, where a keyboard starts anew.

/** Makes a change within `root`. If the focus would be lost by it, it goes to what took the place, else to `next()`. */
export function keepFocus(root, change, next) {
  const focused = root.contains(document.activeElement) ? document.activeElement : null;
  const place = focused && placeOf(focused, root);
  change();
  if (focused && !isShown(focused)) (atPlace(place, root) ?? next())?.focus();
}

/** Whether a person could see it and come to it. */
export function isShown(node) {
  return node.isConnected && node.getClientRects().length > 0;
}

function placeOf(node, root) {
  const messageId = node.closest("[data-message-id]")?.dataset.messageId;
  const kind = node.dataset.testid;
  return { messageId, kind, index: alike(root, messageId, kind).indexOf(node) };
}

function atPlace({ messageId, kind, index }, root) {
  const found = alike(root, messageId, kind).filter(isShown);
  return found[Math.min(index, found.length - 1)];
}

/** What is of the same kind: in the same message, where it stands in one. */
function alike(root, messageId, kind) {
  const message = messageId === undefined ? "" : `[data-message-id="${messageId}"] `;
  return kind === undefined ? [] : [...root.querySelectorAll(`${message}[data-testid="${kind}"]`)];
}
