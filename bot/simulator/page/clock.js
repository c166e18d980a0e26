// The pretend time: shown every second, moved by buttons. A move takes a while, for nothing on the way is skipped.

import { act, look } from "./server.js";

const MOMENT = { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" };
let ahead = 0; // milliseconds that the simulator's clock is ahead of this browser's
let isMoving = false;
const panel = document.querySelector(".clock");
const shown = panel.querySelector(".clock__now");
const utc = panel.querySelector(".clock__utc");
const news = panel.querySelector(".clock__news");
const problem = panel.querySelector(".clock__problem");
const coming = panel.querySelector(".clock__coming");
const list = panel.querySelector(".clock__targets");

/** The simulated instant. */
export function now() {
  return new Date(Date.now() + ahead);
}

/** Ask the simulator for its time and for the moments worth going to. */
export async function refreshClock() {
  take(await look("clock"));
}

/** Put the panel to work. */
export function startClock() {
  for (const button of panel.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => go(new Date(now().getTime() + Number(button.dataset.step) * 1000)));
  }
  panel.querySelector("[data-testid=clock-monday]").addEventListener("click", () => go(nextMonday()));
  panel.querySelector(".clock__goto").addEventListener("submit", (event) => {
    event.preventDefault();
    go(new Date(document.getElementById("goto").value));
  });
  list.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) go(new Date(button.dataset.instant), button.dataset.instant);
  });
  if (getComputedStyle(panel).getPropertyValue("--is-folded")) panel.open = false;
  setInterval(show, 1000);
}

/** `exact` is the instant as the simulator wrote it: its clock has finer units than this browser's. */
async function go(instant, exact = instant.toISOString()) {
  if (isMoving) return;
  problem.textContent = instant > now() ? "" : "The clock only moves forward.";
  if (problem.textContent) return;
  setMoving(true);
  try {
    take(await act("move_clock", { instant: exact }));
  } catch (error) {
    problem.textContent = error.message;
  }
  setMoving(false);
}

/** While the clock moves its buttons do nothing; they keep the focus, which a disabled button would lose. */
function setMoving(value) {
  isMoving = value;
  panel.setAttribute("aria-busy", String(value));
  news.textContent = value ? "On the way. What is due before then comes first…" : "";
  for (const button of panel.querySelectorAll("button")) button.setAttribute("aria-disabled", String(value));
}

function take({ now: instant, targets }) {
  ahead = new Date(instant) - Date.now();
  show();
  const focused = list.contains(document.activeElement) ? document.activeElement.dataset.instant : null;
  const buttons = targets.map(targetButton);
  list.replaceChildren(...buttons);
  coming.hidden = !buttons.length;
  if (focused !== null) (buttons.find((button) => button.dataset.instant === focused) ?? buttons[0] ?? panel.querySelector("[data-step]")).focus();
}

function targetButton(target, index) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.instant = target.instant;
  button.dataset.testid = "clock-target";
  button.setAttribute("aria-disabled", String(isMoving));
  const when = part("hint", "");
  if (index === 0) when.append(part("clock__next", "Next"), " ");
  when.append(words(new Date(target.instant), MOMENT));
  button.append(part("", target.label), when);
  return button;
}

function part(className, text) {
  const node = document.createElement("span");
  node.className = className;
  node.textContent = text;
  return node;
}

function show() {
  const instant = now();
  shown.dateTime = instant.toISOString();
  shown.textContent = words(instant, MOMENT);
  utc.textContent = `${instant.toISOString().slice(0, 16).replace("T", " ")} UTC`;
}

function nextMonday() {
  const instant = now();
  instant.setUTCHours(9, 0, 0, 0);
  instant.setUTCDate(instant.getUTCDate() + ((8 - instant.getUTCDay()) % 7));
  if (instant <= now()) instant.setUTCDate(instant.getUTCDate() + 7);
  return instant;
}

function words(instant, options) {
  return new Intl.DateTimeFormat(undefined, options).format(instant);
}
