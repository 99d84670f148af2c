"""Names of organs and people as bytes: declared character sets, undeclared ones, and wrong ones."""

from collections.abc import Sequence

from pydicom.charset import convert_encodings, decode_bytes, python_encoding
from pydicom.multival import MultiValue

from reirrad_gui.dicom.values import Header, one_line, text, value

DELIMITERS = {0x5C, 0x0A, 0x0C, 0x0D, 0x09}


def charsets(dataset: Header) -> tuple[str, ...]:
    """The declared SpecificCharacterSet; empty when none is declared."""
    found = value(dataset, "SpecificCharacterSet")
    if found is None:
        return ()
    return tuple(str(part) for part in found) if isinstance(found, MultiValue | list) else (str(found),)


def decoded(raw: bytes, declared: Sequence[str] = ()) -> tuple[str, bool]:
    """The text of `raw`, and whether its character set had to be guessed (UTF-8 if it fits, else Latin-1).

    >>> decoded("Vessie trouée".encode("latin-1"), ["ISO_IR 100"])
    ('Vessie trouée', False)
    >>> decoded("Rectum dépl.".encode("utf-8"))
    ('Rectum dépl.', True)
    """
    raw = raw.rstrip(b" \0")
    if raw.isascii() and b"\x1b" not in raw:
        return one_line(raw.decode("ascii")), False
    if any(declared) and all(charset in python_encoding for charset in declared):
        try:
            encodings = convert_encodings(list(declared))
            if len(encodings) == 1:
                return one_line(raw.decode(encodings[0])), False
            return one_line(str(decode_bytes(raw, encodings, DELIMITERS))), False
        except (UnicodeError, LookupError):
            pass
    try:
        return one_line(raw.decode("utf-8")), True
    except UnicodeDecodeError:
        return one_line(raw.decode("latin-1")), True


def name(item: Header, keyword: str, declared: Sequence[str]) -> tuple[str, bool]:
    """A text attribute read from its bytes, and whether its character set had to be guessed."""
    own = charsets(item)
    raw = getattr(item.get_item(keyword), "value", None) if keyword in item else None
    if isinstance(raw, bytes):
        return decoded(raw, own or declared)
    return text(item, keyword), False
