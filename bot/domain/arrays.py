"""Plain arrays by name: the form in which what was learned from the phrasings is kept and given back."""

import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

FORMAT = f"flat/numpy-{np.__version__}"
"""What `packed` makes; another version of numpy may add up to other last digits."""

_ALIGNED = 64  # bytes
_KINDS = "iuf"  # whole and other numbers; never objects


def packed(arrays: Arrays) -> bytes:
    """All arrays in one piece: the length of a list, the list (name, type, shape, place), the numbers."""
    listed, parts, place = [], [], 0
    for name, array in arrays.items():
        content = array.tobytes()
        listed.append([name, array.dtype.str, array.shape, place])
        parts.append(content.ljust(-(-len(content) // _ALIGNED) * _ALIGNED, b"\0"))
        place += len(parts[-1])
    head = json.dumps(listed).encode()
    head = head.ljust(-(-(len(head) + 8) // _ALIGNED) * _ALIGNED - 8)
    return b"".join([len(head).to_bytes(8, "little"), head, *parts])


def unpacked(content: bytes | memoryview) -> Arrays:
    """What `packed` was given, to be read only; the arrays lie in `content` itself and keep it.

    Never runs code; on damage raises ValueError, KeyError or TypeError.
    """
    view = memoryview(content).toreadonly()
    start = 8 + int.from_bytes(view[:8], "little")
    arrays: Arrays = {}
    for name, kind, shape, place in json.loads(bytes(view[8:start])):
        dtype = np.dtype(kind)
        if dtype.kind not in _KINDS:
            raise ValueError("no array of numbers")
        count = int(np.prod(shape, dtype=np.int64))
        arrays[name] = np.frombuffer(view, dtype, count, start + place).reshape(shape)
    return arrays


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
