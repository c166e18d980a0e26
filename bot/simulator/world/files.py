"""Uploaded files, kept in memory and given out again by file_id, which holds for one bot only."""

from dataclasses import dataclass

from bot.simulator.forms.json_values import JsonObject
from bot.simulator.forms.parameters import Upload
from bot.simulator.forms.refusals import bad_request

LARGEST_UPLOAD = 50 * 1024 * 1024
LARGEST_PHOTO = 10 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class StoredFile:
    """One file. `path` is where getFile says that it can be fetched."""

    file_id: str
    path: str
    upload: Upload
    width: int = 0
    height: int = 0

    def _facts(self) -> JsonObject:
        unique = self.file_id.rpartition("-")[2]
        return {"file_id": self.file_id, "file_unique_id": unique, "file_size": len(self.upload.content)}

    def as_document(self) -> JsonObject:
        """A Document object."""
        return self._facts() | {
            "file_name": self.upload.file_name,
            "mime_type": self.upload.content_type,
        }

    def as_photo(self) -> list[JsonObject]:
        """The sizes of a photo; the simulator makes no smaller ones."""
        return [self._facts() | {"width": self.width, "height": self.height}]

    def as_video(self) -> JsonObject:
        """A Video object; the simulator looks into none."""
        return self.as_document() | {"width": self.width, "height": self.height, "duration": 1}

    def as_media(self) -> JsonObject:
        """The field of a message that shows it."""
        kind = self.file_id.partition("-")[0]
        match kind:
            case "photo":
                return {kind: self.as_photo()}
            case "video":
                return {kind: self.as_video()}
        return {kind: self.as_document()}

    def as_file(self) -> JsonObject:
        """A File object, as getFile answers it."""
        return self._facts() | {"file_path": self.path}


class Files:
    """All files of the bot with this id."""

    def __init__(self, bot_id: int) -> None:
        self._bot_id = bot_id
        self._by_id: dict[str, StoredFile] = {}
        self._by_path: dict[str, StoredFile] = {}

    def keep_document(self, upload: Upload) -> StoredFile:
        """Keep a document of at most 50 MB."""
        _check_size(upload, LARGEST_UPLOAD)
        return self._keep("document", "documents", upload)

    def keep_photo(self, upload: Upload) -> StoredFile:
        """Keep a PNG or JPEG of at most 10 MB."""
        _check_size(upload, LARGEST_PHOTO)
        size = _picture_size(upload.content)
        if size is None:
            raise bad_request("IMAGE_PROCESS_FAILED")
        return self._keep("photo", "photos", upload, *size)

    def keep_video(self, upload: Upload) -> StoredFile:
        """Keep a video of at most 50 MB."""
        _check_size(upload, LARGEST_UPLOAD)
        return self._keep("video", "videos", upload)

    def keep(self, kind: str, upload: Upload) -> StoredFile:
        """Keep it as a "document", a "photo" or a "video"."""
        keepers = {"document": self.keep_document, "photo": self.keep_photo, "video": self.keep_video}
        return keepers[kind](upload)

    def is_foreign(self, file_id: str) -> bool:
        """Whether an id is one that another bot got."""
        parts = file_id.split("-")
        return len(parts) == 3 and parts[1] != str(self._bot_id)

    def find(self, file_id: str) -> StoredFile | None:
        """By the id that a message carries."""
        return self._by_id.get(file_id)

    def find_by_path(self, path: str) -> StoredFile | None:
        """By the path that getFile answered."""
        return self._by_path.get(path)

    def _keep(self, kind: str, folder: str, upload: Upload, width: int = 0, height: int = 0) -> StoredFile:
        number = len(self._by_id) + 1
        suffix = upload.file_name.rpartition(".")[2] if "." in upload.file_name else "bin"
        stored = StoredFile(
            f"{kind}-{self._bot_id}-{number:06d}", f"{folder}/file_{number}.{suffix}", upload, width, height
        )
        self._by_id[stored.file_id] = self._by_path[stored.path] = stored
        return stored


def _check_size(upload: Upload, most: int) -> None:
    if not upload.content:
        raise bad_request("file must be non-empty")
    if len(upload.content) > most:
        raise bad_request("file is too big")


def _picture_size(content: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG or JPEG; None for anything else."""
    if content.startswith(b"\x89PNG\r\n\x1a\n") and len(content) >= 24:
        return int.from_bytes(content[16:20]), int.from_bytes(content[20:24])
    if not content.startswith(b"\xff\xd8"):
        return None
    position = 2
    while position + 9 <= len(content) and content[position] == 0xFF:
        marker = content[position + 1]
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):  # the start-of-frame markers
            height = int.from_bytes(content[position + 5 : position + 7])
            width = int.from_bytes(content[position + 7 : position + 9])
            return width, height
        position += 2 + int.from_bytes(content[position + 2 : position + 4])
    return None
