"""Bot API methods for files."""

from dataclasses import replace

from bot.simulator.bot_api.sending import post, read_caption, writable_chat
from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.parameters import Parameters, Upload
from bot.simulator.forms.refusals import bad_request
from bot.simulator.world.files import StoredFile
from bot.simulator.world.world import World

# how a photo or a video is shown: the parameter, and the message's field
_SHOWN = {"has_spoiler": "has_media_spoiler", "show_caption_above_media": "show_caption_above_media"}


def send_document(world: World, given: Parameters) -> JsonObject:
    """sendDocument: an upload, or a file_id of an earlier one."""
    return _send(world, given, "document")


def send_photo(world: World, given: Parameters) -> JsonObject:
    """sendPhoto: an upload (PNG or JPEG), or a file_id of an earlier one."""
    return _send(world, given, "photo")


def send_video(world: World, given: Parameters) -> JsonObject:
    """sendVideo: an upload, or a file_id of an earlier one."""
    return _send(world, given, "video")


def get_file(world: World, given: Parameters) -> JsonObject:
    """getFile: the path under which `/file/bot<token>/` serves it."""
    stored = world.files.find(given.required_text("file_id"))
    if stored is None:
        raise bad_request("invalid file_id")
    return stored.as_file()


def _send(world: World, given: Parameters, kind: str) -> JsonObject:
    chat_id = writable_chat(world, given, f"{kind}s")
    caption = read_caption(world, given)
    upload = _upload(given, kind)
    stored = world.files.keep(kind, upload) if upload else _stored(world, given, kind)
    extra = {
        field: True for parameter, field in _SHOWN.items() if kind != "document" and given.boolean(parameter)
    }
    return world.show(post(world, given, chat_id, replace(caption, media=stored.as_media()), extra))


def _upload(given: Parameters, name: str) -> Upload | None:
    """The part of that name, or the part that `attach://part` points to."""
    pointed = given.text(name) or ""
    return given.uploads.get(pointed.removeprefix("attach://") if pointed else name)


def _stored(world: World, given: Parameters, kind: str) -> StoredFile:
    file_id = given.text(kind)
    if file_id is None:
        raise bad_request(f"there is no {kind} in the request")
    stored = world.files.find(file_id)
    if stored is None and world.files.is_foreign(file_id):
        raise bad_request("wrong file_id or the file is temporarily unavailable")
    if stored is None:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not stored.file_id.startswith(kind):
        raise bad_request("wrong type of file")
    return stored
