"""UIDs replaced, each by the same one throughout one copy; nobody can find the way back without the salt."""

import re
import secrets
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Final

STANDARD: Final = "1.2.840.10008."
"""UIDs that the standard assigns: classes, transfer syntaxes, well-known frames."""
_TOKEN = re.compile(r"[0-9]+(?:\.[0-9]+){4,}")


@dataclass(slots=True)
class Uids:
    """One copy's UIDs. The salt is made by chance, kept in memory only, and is not in the copy."""

    salt: bytes = field(default_factory=lambda: secrets.token_bytes(32), repr=False)
    _known: dict[str, str] = field(default_factory=dict, repr=False)

    def new(self, uid: str) -> str:
        """What stands for a UID; those of the standard stay.

        >>> Uids(b"x").new("1.2.840.10008.1.2")
        '1.2.840.10008.1.2'
        >>> Uids(b"x").new("1.2.3").startswith("2.25.")
        True
        """
        if not uid or uid.startswith(STANDARD):
            return uid
        if uid not in self._known:
            number = int.from_bytes(sha256(self.salt + uid.encode()).digest()[:16], "big")
            self._known[uid] = f"2.25.{number}"
        return self._known[uid]

    def also(self, old: str, new: str) -> None:
        """Another name (of a file, a letter) and what stands for it."""
        self._known[old] = new

    def in_text(self, text: str) -> str:
        """A key made of UIDs and other parts ("frame > frame : numbers", "uid/1"), with every UID in it replaced."""
        if text in self._known:
            return self._known[text]
        head, slash, tail = text.rpartition("/")
        if slash and head in self._known:
            return f"{self._known[head]}/{tail}"
        pieces = re.split(r"( > | : |[ /,;()])", text)
        return "".join(self._known.get(piece) or _TOKEN.sub(self._found, piece) for piece in pieces)

    def _found(self, token: re.Match[str]) -> str:
        return self.new(token[0])

    def code(self, text: str, letters: int = 8) -> str:
        """A short word that stands for a text, by the same salt."""
        return sha256(self.salt + b"\0" + text.encode("utf-8", "replace")).hexdigest()[:letters].upper()
