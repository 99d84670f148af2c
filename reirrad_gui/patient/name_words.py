"""The same name written in different ways: case, spaces, underscores, accents, joined words."""

import re
import unicodedata

_LETTERS = str.maketrans({"œ": "oe", "æ": "ae", "ø": "o", "ł": "l", "đ": "d", "ı": "i"})
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue"})
_WORD = re.compile(r"[^\W\d_]+|\d+")


def plain(text: str) -> str:
    """Lower case without accents: "Măduva" (comma below, cedilla or composed) as "maduva".

    >>> plain("Têtes fémorales"), plain("STÂNG")
    ('tetes femorales', 'stang')
    """
    if text.isascii():  # the usual name: nothing below changes anything but capitals
        return text.lower()
    folded = unicodedata.normalize("NFKC", text).casefold().translate(_LETTERS)
    return "".join(c for c in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(c))


def words(text: str) -> tuple[str, ...]:
    """The plain words of a name; capitals and digits inside it begin new ones.

    >>> words("FemoralHead_L"), words("Optic Nerve-Lt"), words("Dose 5200[cGy]")
    (('femoral', 'head', 'l'), ('optic', 'nerve', 'lt'), ('dose', '5200', 'c', 'gy'))
    """
    composed = unicodedata.normalize("NFKC", text)
    pairs = zip(" " + composed, composed, strict=False)
    parted = "".join(f" {c}" if before.islower() and c.isupper() else c for before, c in pairs)
    return tuple(_WORD.findall(plain(parted)))


def key(text: str) -> str:
    """What stays the same however a name is spaced, joined, capitalised or accented.

    >>> key("Optic Nerve-Lt") == key("OPTICNERVE_LT")
    True
    """
    return "".join(_WORD.findall(plain(text)))


def keys(alias: str) -> tuple[str, ...]:
    """The keys of an alias: German umlauts are also written out (Dünndarm, Duenndarm).

    >>> keys("Dünndarm")
    ('dunndarm', 'duenndarm')
    """
    if alias.isascii():
        return (key(alias),)
    written_out = unicodedata.normalize("NFC", alias).casefold().translate(_UMLAUTS)
    return tuple(dict.fromkeys((key(alias), key(written_out))))


def searched(text: str) -> str:
    """A name or an ID as a search looks through it: plain words, and beside them German umlauts written out.

    >>> searched("ȚEPEȘ^Vlad"), searched("Müller, Änne")
    ('tepes vlad', 'muller anne mueller aenne')
    """
    apart = " ".join(re.split(r"[\s^,=]+", text)).strip()
    written_out = unicodedata.normalize("NFC", apart).casefold().translate(_UMLAUTS)
    return " ".join(dict.fromkeys((plain(apart), plain(written_out))))


def finds(search: str, among: str) -> bool:
    """Whether every word of a search stands in a `searched` text, written in any of its ways.

    >>> finds("Ţepeş", searched("Țepeș^Vlad")), finds("Müller", searched("MUELLER^Jo")), finds("Bo", searched("Doe"))
    (True, True, False)
    """
    return all(
        any(way in among for way in dict.fromkeys(searched(word).split()))
        for word in re.split(r"[\s^,=]+", search)
        if word
    )
