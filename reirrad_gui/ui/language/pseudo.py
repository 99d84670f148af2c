"""A made-up language a third longer than English, in which a text that was not given to `tr` stands out.

>>> longer("Dose of 3 fractions")
'⟦Ðöšé öƒ 3 ƒŕåçţîöñš ~~~~~~⟧'
"""

import re

from PySide6.QtCore import QTranslator

OPEN, CLOSE = "⟦", "⟧"
LONGEST_WORD = 9
"""Letters added in one piece: a line must be able to break, as it is in every language."""
_LETTERS = str.maketrans("acefilnorstuyACDEILNORSTUY", "åçéƒîļñöŕšţûýÅÇÐÉÎĻÑÖŔŠŢÛÝ")
_KEPT = re.compile(r"(<style.*?</style>|<[^>]*>|&\w+;|⟦[^⟧]*⟧)", re.DOTALL)


class Pseudo(QTranslator):
    """Every text of this program and of Qt in the made-up language."""

    def isEmpty(self) -> bool:  # Qt's name
        """It has a text for everything."""
        return False

    def translate(
        self,
        context: str,
        source_text: str,
        disambiguation: str | None = None,
        n: int = -1,
    ) -> str:
        """The text, longer; what is so already stays."""
        del context, disambiguation, n
        return longer(source_text)


def longer(text: str) -> str:
    """The text in letters with accents between brackets, a third longer; tags, entities and digits stay."""
    bare = _KEPT.sub("", text)
    if not any(map(str.isalpha, bare)):
        return text
    parts = [part if _KEPT.fullmatch(part) else part.translate(_LETTERS) for part in _KEPT.split(text)]
    count = max(1, len(bare) // 3)
    more = " ".join("~" * min(LONGEST_WORD, count - at) for at in range(0, count, LONGEST_WORD))
    return f"{OPEN}{''.join(parts)} {more}{CLOSE}"
