// Where a button would lead out of this computer: what it would open is shown instead.

const dialog = document.querySelector(".outside");
const SHARING = ["https://t.me/share/url", "https://telegram.me/share/url"];

/** Shows what pressing the button would share, or which address it would open. */
export function showOutside(address) {
  const link = new URL(address);
  const isShare = SHARING.includes(link.origin + link.pathname);
  const shared = isShare ? [link.searchParams.get("text"), link.searchParams.get("url")].filter(Boolean).join("\n") : address;
  put("title", isShare ? "Share" : "A link");
  put("hint", isShare
    ? "On Telegram you choose a chat now, and this is sent there. Here it goes to nobody:"
    : "On Telegram this opens now. Here nothing leaves this computer:");
  put("shared", shared);
  dialog.showModal();
}

function put(part, text) {
  dialog.querySelector(`.outside__${part}`).textContent = text;
}
