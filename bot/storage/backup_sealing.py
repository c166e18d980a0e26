"""Backups that only the holder of a key can read: the age format, to a public key.

The server that makes them has the public key alone: whoever seizes it, or a backup, can read none of them.
"""

from __future__ import annotations

_BEGINNING = b"age-encryption.org/"
KEY = "AGE-SECRET-KEY-"


class SealError(ValueError):
    """It cannot be sealed or opened; the text says why, without anything of a key."""


def is_sealed(content: bytes) -> bool:
    """Whether this is a file in the age format."""
    return content.startswith(_BEGINNING)


def seal(content: bytes, recipient: str) -> bytes:
    """The content for the holder of this public key (`age1...`). Raises SealError."""
    import pyrage  # here: a running bot has no need of it

    try:
        return bytes(pyrage.encrypt(content, [pyrage.x25519.Recipient.from_str(recipient)]))
    except pyrage.RecipientError:
        raise SealError("not a public key of age; age-keygen prints one like age1...") from None


def unseal(content: bytes, key_file: str) -> bytes:
    """What was sealed, by a secret key in the text of a file as age-keygen writes it. Raises SealError."""
    import pyrage

    lines = [line.strip() for line in key_file.splitlines()]
    try:
        keys = [pyrage.x25519.Identity.from_str(line) for line in lines if line.startswith(KEY)]
    except pyrage.IdentityError:
        raise SealError("the secret key in that file is damaged") from None
    if not keys:
        raise SealError(f"there is no secret key of age in that file; it begins with {KEY}")
    try:
        return bytes(pyrage.decrypt(content, keys))
    except pyrage.DecryptError:
        raise SealError("it was sealed for another key, or is damaged") from None
