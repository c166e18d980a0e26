// The pretend time: shown every second, moved by buttons.

import { act, look } from "./server.js";

let ahead = 0; // milliseconds that the simulator's clock is ahead of this browser's
const panel = document.querySelector(".clock");
const shown = panel.querySelector(".clock__now");
const utc = panel.querySelector(".clock__utc");
const problem = panel.querySelector(".clock__problem");

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
  const go = async (instant) => {
    problem.textContent = instant > now() ? "" : "The clock only moves forward.";
    if (problem.textContent) return;
    try {
      take(await act("move_clock", { instant: instant.toISOString() }));
    } catch (error) {
      problem.textContent = error.message;
    }
  };
  for (const button of panel.querySelectorAll("[data-step]")) {
    button.addEventListener("click", () => go(new Date(now().getTime() + Number(button.dataset.step) * 1000)));
  }
  panel.querySelector("[data-testid=clock-monday]").addEventListener("click", () => go(nextMonday()));
  panel.querySelector(".clock__goto").addEventListener("submit", (event) => {
    event.preventDefault();
    go(new Date(document.getElementById("goto").value));
  });
  panel.querySelector(".clock__targets").addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button) go(new Date(button.dataset.instant));
  });
  if (matchMedia("(max-width: 719px)").matches) panel.open = false;
  setInterval(show, 1000);
}

function take({ now: instant, targets }) {
  ahead = new Date(instant) - Date.now();
  show();
  panel.querySelector(".clock__targets").replaceChildren(...targets.map(targetButton));
}

function targetButton(target) {
  const button = document.createElement("button");
  button.type = "button";
  button.dataset.instant = target.instant;
  button.dataset.testid = "clock-target";
  const label = document.createElement("span");
  label.textContent = target.label;
  const when = document.createElement("span");
  when.className = "hint";
  when.textContent = words(new Date(target.instant), { weekday: "short", day: "numeric", month: "short", hour: "2-digit", minute: "2-digit" });
  button.append(label, when);
  button.disabled = new Date(target.instant) <= now();
  return button;
}

function show() {
  const instant = now();
  shown.dateTime = instant.toISOString();
  shown.textContent = words(instant, { weekday: "short", day: "numeric", month: "short", hour: "numeric", minute: "2-digit" });
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
