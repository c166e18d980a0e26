"""Bot API methods for polls. Nobody's answer is kept: the page alone shows what is right."""

from bot.simulator.bot_api.sending import post, writable_chat
from bot.simulator.forms.html_entities import utf16_length
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.parameters import Parameters
from bot.simulator.forms.refusals import bad_request
from bot.simulator.world.chats import MessageContent
from bot.simulator.world.world import World

LONGEST_QUESTION = 300
LONGEST_OPTION = 100
LONGEST_EXPLANATION = 200
MOST_LINE_FEEDS = 2
MOST_OPTIONS = 12


def send_poll(world: World, given: Parameters) -> JsonObject:
    """sendPoll: a poll or a quiz, in plain text."""
    chat_id = writable_chat(world, given, "polls")
    question = given.required_text("question").strip()
    if not question:
        raise bad_request("poll question must be non-empty")
    if utf16_length(question) > LONGEST_QUESTION:
        raise bad_request(f"poll question length must not exceed {LONGEST_QUESTION}")
    options = _options(given)
    kind = given.text("type") or "regular"
    if kind not in ("regular", "quiz"):
        raise bad_request("unsupported poll type specified")
    is_anonymous = given.text("is_anonymous") is None or given.boolean("is_anonymous")
    poll: JsonObject = {
        "id": str(1_000_000 + chat_id * 1_000 + len(list(world.chats.messages(chat_id)))),
        "question": question,
        "options": [
            {"persistent_id": str(number), "text": text, "voter_count": 0}
            for number, text in enumerate(options)
        ],
        "total_voter_count": 0,
        "is_closed": given.boolean("is_closed"),
        "is_anonymous": is_anonymous,
        "type": kind,
        "allows_multiple_answers": given.boolean("allows_multiple_answers"),
        "allows_revoting": kind == "regular",
        "members_only": False,
    }
    if kind == "quiz":
        poll |= _of_quiz(given, len(options))
    return world.show(post(world, given, chat_id, MessageContent(media={"poll": poll})))


def _options(given: Parameters) -> list[str]:
    options: list[str] = []
    for option in given.array("options") or []:
        text = option.get("text") if isinstance(option, dict) else option
        if not isinstance(text, str) or not text.strip():
            raise bad_request("poll options must be non-empty")
        if utf16_length(text) > LONGEST_OPTION:
            raise bad_request(f"poll options length must not exceed {LONGEST_OPTION}")
        options.append(text)
    if not 1 <= len(options) <= MOST_OPTIONS:
        raise bad_request(f"poll must have 1 to {MOST_OPTIONS} options")
    return options


def _of_quiz(given: Parameters, options: int) -> JsonObject:
    correct = given.array("correct_option_ids") or []
    places = [each for each in correct if isinstance(each, int) and 0 <= each < options]
    if not places or len(places) != len(correct) or places != sorted(set(places)):
        raise bad_request("wrong correct option ID specified")
    explanation = given.text("explanation") or ""
    if utf16_length(explanation) > LONGEST_EXPLANATION or explanation.count("\n") > MOST_LINE_FEEDS:
        raise bad_request("explanation is too long")
    return {"correct_option_ids": places, "explanation": explanation}
