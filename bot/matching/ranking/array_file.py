"""Plain arrays by name: the form in which what was learned from the phrasings is kept and given back."""

import io
import json
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Arrays = dict[str, NDArray[Any]]

FORMAT = f"npz/numpy-{np.__version__}"
"""What `packed` makes; another version of numpy may add up to other last digits."""


def packed(arrays: Arrays) -> bytes:
    """All arrays in one piece, in numpy's npz form."""
    stream = io.BytesIO()
    np.savez(stream, allow_pickle=False, **arrays)
    return stream.getvalue()


def unpacked(content: bytes) -> Arrays:
    """What `packed` was given. Never runs code; on damage raises one of many kinds of exception."""
    with np.load(io.BytesIO(content), allow_pickle=False) as arrays:
        return dict(arrays)


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
