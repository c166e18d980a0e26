"""sendPoll: what a quiz may say, and how it comes back."""

from tests.lines import each

QUIZ = {
    "question": "Which?",
    "options": [{"text": "this"}, {"text": "that"}],
    "type": "quiz",
    "correct_option_ids": [1],
    "explanation": "That is so.",
}


async def test_a_quiz_comes_back_with_its_options_and_the_right_one(api, amina):
    message = (await api.call("sendPoll", chat_id=amina, **QUIZ)).result
    poll = message["poll"]
    assert [option["text"] for option in poll["options"]] == ["this", "that"]
    assert poll["type"] == "quiz"
    assert poll["is_anonymous"] is True
    assert poll["correct_option_ids"] == [1]
    assert "text" not in message


async def test_a_regular_poll_has_nothing_that_is_right(api, amina):
    sent = await api.call("sendPoll", chat_id=amina, question="Which?", options=["this"], is_anonymous=False)
    assert "correct_option_ids" not in sent.result["poll"]
    assert sent.result["poll"]["is_anonymous"] is False


@each(
    "changed, said",
    [
        ({"question": "?" * 301}, "poll question length must not exceed 300"),
        ({"question": " "}, "poll question must be non-empty"),
        ({"options": []}, "poll must have 1 to 12 options"),
        ({"options": [{"text": "a" * 101}]}, "poll options length must not exceed 100"),
        ({"options": [{"text": ""}]}, "poll options must be non-empty"),
        ({"correct_option_ids": [2]}, "wrong correct option ID specified"),
        ({"correct_option_ids": []}, "wrong correct option ID specified"),
        ({"explanation": "a" * 201}, "explanation is too long"),
        ({"explanation": "a\n\n\nb"}, "explanation is too long"),
        ({"type": "riddle"}, "unsupported poll type specified"),
    ],
)
async def test_a_quiz_beyond_the_limits_is_refused(api, amina, changed, said):
    refused = await api.call("sendPoll", chat_id=amina, **{**QUIZ, **changed})
    assert refused.description == f"Bad Request: {said}"


async def test_a_quiz_has_no_words_that_an_edit_could_change(api, amina):
    sent = (await api.call("sendPoll", chat_id=amina, **QUIZ)).result
    for method, words in (("editMessageText", "text"), ("editMessageCaption", "caption")):
        answer = await api.call(method, chat_id=amina, message_id=sent["message_id"], **{words: "other"})
        assert answer.status == 400
