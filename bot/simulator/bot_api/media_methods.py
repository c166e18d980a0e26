"""Bot API methods for files."""

from dataclasses import replace

from bot.simulator.bot_api.sending import post, read_caption, writable_chat
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.parameters import Parameters, Upload
from bot.simulator.forms.refusals import bad_request
from bot.simulator.world.chats import MessageContent
from bot.simulator.world.files import StoredFile
from bot.simulator.world.world import World


def send_document(world: World, given: Parameters) -> JsonObject:
    """sendDocument: an upload, or a file_id of an earlier one."""
    chat_id = writable_chat(world, given)
    caption = read_caption(world, given)
    upload = _upload(given, "document")
    stored = world.files.keep_document(upload) if upload else _stored(world, given, "document")
    return _send(world, given, chat_id, replace(caption, media={"document": stored.as_document()}))


def send_photo(world: World, given: Parameters) -> JsonObject:
    """sendPhoto: an upload (PNG or JPEG), or a file_id of an earlier one."""
    chat_id = writable_chat(world, given)
    caption = read_caption(world, given)
    upload = _upload(given, "photo")
    stored = world.files.keep_photo(upload) if upload else _stored(world, given, "photo")
    return _send(world, given, chat_id, replace(caption, media={"photo": stored.as_photo()}))


def get_file(world: World, given: Parameters) -> JsonObject:
    """getFile: the path under which `/file/bot<token>/` serves it."""
    stored = world.files.find(given.required_text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    return stored.as_file()


def _send(world: World, given: Parameters, chat_id: int, content: MessageContent) -> JsonObject:
    return world.show(post(world, given, chat_id, content))


def _upload(given: Parameters, name: str) -> Upload | None:
    """The part of that name, or the part that `attach://part` points to."""
    pointed = given.text(name) or ""
    return given.uploads.get(pointed.removeprefix("attach://") if pointed else name)


def _stored(world: World, given: Parameters, kind: str) -> StoredFile:
    file_id = given.text(kind)
    if file_id is None:
        raise bad_request(f"there is no {kind} in the request")
    stored = world.files.find(file_id)
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not stored.file_id.startswith(kind):
        raise bad_request("wrong type of file")
    return stored
