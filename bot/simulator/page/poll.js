// A poll or quiz. What somebody chooses stays on the page: nobody is told, as in an anonymous poll.

import { make } from "./element.js";

/** The question with its options; in a quiz the first choice shows which one is right, and why. */
export function poll(found) {
  const isQuiz = found.type === "quiz";
  const box = make("div", "poll");
  box.dataset.testid = "poll";
  const question = make("strong", "", found.question);
  question.dir = "auto";
  box.append(question, make("span", "hint", isQuiz ? "Anonymous quiz" : "Anonymous poll"));
  const explanation = make("p", "poll__explanation");
  explanation.dir = "auto";
  explanation.setAttribute("role", "status");
  const buttons = found.options.map((option, place) => {
    const button = make("button", "poll__option", option.text);
    button.type = "button";
    button.dir = "auto";
    button.dataset.testid = "poll-option";
    button.addEventListener("click", () => {
      button.setAttribute("aria-pressed", "true");
      buttons.forEach((each, at) => {
        each.disabled = true;
        if (isQuiz && found.correct_option_ids.includes(at)) each.classList.add("poll__option--right");
      });
      if (isQuiz) explanation.textContent = `${found.correct_option_ids.includes(place) ? "✓" : "✗"} ${found.explanation ?? ""}`;
    });
    return button;
  });
  box.append(...buttons, explanation);
  return box;
}
