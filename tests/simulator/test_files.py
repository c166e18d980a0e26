"""Files go in as multipart and come out by file_id and path."""

import struct
import zlib

import aiohttp

from bot.simulator.simulator import Simulator


def png(width: int, height: int) -> bytes:
    def chunk(name: bytes, content: bytes) -> bytes:
        checksum = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", checksum)

    rows = b"".join(b"\0" + b"\xff\0\0" * width for _ in range(height))
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", header)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


async def upload(api, method: str, field: str, name: str, content: bytes, **params) -> dict:
    form = aiohttp.FormData({key: str(value) for key, value in params.items()})
    form.add_field(field, content, filename=name, content_type="application/octet-stream")
    async with api.session.post(api.address(method), data=form) as answer:
        return await answer.json()


async def test_a_document_can_be_sent_fetched_and_sent_again(simulator, api, amina):
    calendar = b"BEGIN:VCALENDAR\r\n"
    words = {"caption": "<b>Hi</b>", "parse_mode": "HTML"}
    sent = await upload(api, "sendDocument", "document", "webinar.ics", calendar, chat_id=amina, **words)
    document = sent["result"]["document"]
    assert (document["file_name"], document["file_size"]) == ("webinar.ics", len(calendar))
    assert (sent["result"]["caption"], sent["result"]["caption_entities"][0]["type"]) == ("Hi", "bold")
    path = (await api.call("getFile", file_id=document["file_id"])).result["file_path"]
    async with api.session.get(f"{simulator.url}/file/bot{simulator.token}/{path}") as answer:
        assert await answer.read() == calendar
    again = await api.call("sendDocument", chat_id=amina, document=document["file_id"])
    assert again.result["document"] == document


async def test_an_upload_may_be_named_by_attach(api, amina):
    sent = await upload(api, "sendDocument", "part", "a.csv", b"1", chat_id=amina, document="attach://part")
    assert sent["result"]["document"]["file_name"] == "a.csv"


async def test_a_photo_has_the_size_of_its_picture(api, amina):
    sent = await upload(api, "sendPhoto", "photo", "chart.png", png(30, 20), chat_id=amina)
    (size,) = sent["result"]["photo"]
    assert (size["width"], size["height"]) == (30, 20)


async def test_what_is_no_file_is_refused(api, amina):
    empty = await upload(api, "sendDocument", "document", "a.csv", b"", chat_id=amina)
    not_a_picture = await upload(api, "sendPhoto", "photo", "a.png", b"text", chat_id=amina)
    unknown = await api.call("sendDocument", chat_id=amina, document="nothing")
    assert empty["description"] == "Bad Request: file must be non-empty"
    assert not_a_picture["description"] == "Bad Request: IMAGE_PROCESS_FAILED"
    assert unknown.description == "Bad Request: wrong file identifier/HTTP URL specified"


async def test_a_caption_has_at_most_1024_units_and_can_be_edited(api, amina):
    sent = await upload(api, "sendDocument", "document", "a.csv", b"1", chat_id=amina, caption="x" * 1024)
    where = {"chat_id": amina, "message_id": sent["result"]["message_id"]}
    too_long = await api.call("editMessageCaption", **where, caption="x" * 1025)
    as_text = await api.call("editMessageText", **where, text="x")
    edited = await api.call("editMessageCaption", **where, caption="short")
    assert too_long.description == "Bad Request: message caption is too long"
    assert as_text.description == "Bad Request: there is no text in the message to edit"
    assert edited.result["caption"] == "short"


async def test_a_person_sends_a_file_to_the_bot(simulator, api, amina):
    simulator.send_file(amina, "people.csv", b"chat_id\n1\n", caption="/import")
    message = (await api.call("getUpdates")).result[0]["message"]
    assert message["document"]["file_name"] == "people.csv"
    assert message["caption_entities"] == [{"type": "bot_command", "offset": 0, "length": 7}]


async def test_a_person_sends_a_photo_which_the_bot_sends_on_by_its_id(simulator, api, amina):
    simulator.send_file(amina, "poster.png", png(3, 2), caption="Come", kind="photo")
    (size,) = (await api.call("getUpdates")).result[0]["message"]["photo"]
    sent = await api.call("sendPhoto", chat_id=amina, photo=size["file_id"], has_spoiler=True)
    assert sent.result["photo"] == [size]
    assert sent.result["has_media_spoiler"]
    as_video = await api.call("sendVideo", chat_id=amina, video=size["file_id"])
    assert as_video.description == "Bad Request: wrong type of file"


async def test_the_file_id_of_one_bot_is_none_of_another(simulator, api, amina):
    async with Simulator(token="77:another") as other:
        number = other.send_file(1001, "clip.mp4", b"film", kind="video")
        (theirs,) = [m for m in other.messages(1001) if m["message_id"] == number]
    sent = await api.call("sendVideo", chat_id=amina, video=theirs["video"]["file_id"])
    assert sent.description == "Bad Request: wrong file_id or the file is temporarily unavailable"


async def test_a_group_that_forbids_photos_takes_text(simulator, api, amina):
    group = simulator.create_group("Market", [amina])
    simulator.forbid(group, ["photos"])
    picture = await upload(api, "sendPhoto", "photo", "a.png", png(1, 1), chat_id=group)
    assert picture["description"] == "Bad Request: not enough rights to send photos to the chat"
    assert (await api.call("sendMessage", chat_id=group, text="Hello")).status == 200
    simulator.set_bot_status(group, "administrator")
    assert (await upload(api, "sendPhoto", "photo", "a.png", png(1, 1), chat_id=group))["ok"]
