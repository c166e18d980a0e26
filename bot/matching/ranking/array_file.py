"""Plain arrays by name: the form in which what was learned from the phrasings is kept and given back."""

import io
import json
import struct
from collections.abc import Sequence
from mmap import ACCESS_READ, mmap
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_STORED, BadZipFile, ZipFile, ZipInfo

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

FORMAT = f"npz/aligned/numpy-{np.__version__}"
"""What `packed` makes; another version of numpy may add up to other last digits."""


_LARGE = 100_000
"""Bytes from which on an array may stay in its file."""

_ALIGNED = 64
"""Bytes: each array begins at a multiple of it in the file, as numpy wants it in memory."""

_HEADER, _FIELD = 30, 4  # bytes before a member's name, and before what a field after it holds

_PADDING = 0xD935
"""The number of a field of a ZIP file that is nothing but room; Android's zipalign uses the same."""


def packed(arrays: Arrays) -> bytes:
    """All arrays in one piece, in numpy's npz form, each where it can be used without a copy."""
    stream = io.BytesIO()
    with ZipFile(stream, "w", ZIP_STORED) as archive:
        for name, array in arrays.items():
            member = ZipInfo(f"{name}.npy")
            room = -(stream.tell() + _HEADER + len(member.filename) + _FIELD) % _ALIGNED
            member.extra = struct.pack(f"<HH{room}x", _PADDING, room)
            with archive.open(member, "w") as file:
                np.lib.format.write_array(file, np.asanyarray(array), allow_pickle=False)
    return stream.getvalue()


def opened(file: Path) -> Arrays:
    """What `packed` was given, from a file that is only ever replaced, never changed.

    The large arrays stay in the file, and the system reads of them what is asked for: of all that
    features say a question needs a hundredth. Never runs code; on damage raises one of many kinds of
    exception.
    """
    with file.open("rb") as stream, ZipFile(stream) as archive:
        if archive.testzip() is not None:
            raise BadZipFile("damaged")
        whole = mmap(stream.fileno(), 0, access=ACCESS_READ)
        return {
            info.filename.removesuffix(".npy"): _array(info, stream, whole) for info in archive.infolist()
        }


def _array(info: ZipInfo, stream: IO[bytes], whole: mmap) -> NDArray[Any]:
    if info.compress_type != ZIP_STORED:
        raise BadZipFile("compressed")
    stream.seek(info.header_offset + 26)  # two lengths, what has them, and then the file's own bytes
    name, extra = stream.read(2), stream.read(2)
    begin = info.header_offset + _HEADER + int.from_bytes(name, "little") + int.from_bytes(extra, "little")
    stream.seek(begin)
    version = np.lib.format.read_magic(stream)
    if version == (1, 0) and info.file_size > _LARGE:
        shape, is_by_columns, dtype = np.lib.format.read_array_header_1_0(stream)
        is_aligned = stream.tell() % dtype.alignment == 0
        if is_aligned and not dtype.hasobject and not is_by_columns:
            size = int(np.prod(shape))
            return np.frombuffer(whole, dtype, size, stream.tell()).reshape(shape)
    stream.seek(begin)
    array: NDArray[Any] = np.lib.format.read_array(stream, allow_pickle=False)
    return array


def texts_as_array(texts: Sequence[str]) -> NDArray[np.uint8]:
    """The texts as the bytes of a JSON list."""
    return np.frombuffer(
        json.dumps(texts, ensure_ascii=False).encode("utf-8", "surrogatepass"), dtype=np.uint8
    )


def array_as_texts(array: NDArray[Any]) -> list[str]:
    """What `texts_as_array` was given; ValueError where the bytes are none of its making."""
    texts = json.loads(array.tobytes().decode("utf-8", "surrogatepass"))
    if not isinstance(texts, list):
        raise ValueError("no list of texts")
    return texts


def put_under(name: str, arrays: Arrays) -> Arrays:
    """The arrays of a part, named as such: `name/...`."""
    return {f"{name}/{inner}": array for inner, array in arrays.items()}


def found_under(name: str, arrays: Arrays) -> Arrays:
    """The arrays of the part of that name, as the part named them."""
    prefix = f"{name}/"
    return {key.removeprefix(prefix): array for key, array in arrays.items() if key.startswith(prefix)}
