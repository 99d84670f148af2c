"""SINS and Mirels: one choice for each item, with its points."""

from collections.abc import Sequence

from PySide6.QtWidgets import QFormLayout

from reirrad_gui.clinical import mirels, sins
from reirrad_gui.ui.language import tr
from reirrad_gui.ui.scores.fields import Choice
from reirrad_gui.ui.scores.page import ScorePage
from reirrad_gui.ui.scores.told import Told, told_outcome

SINS = "Spine Instability Neoplastic Score. Six items; while one is not chosen the total is a range."
MIRELS = "Mirels' score of an impending fracture of a limb bone. It does not apply to the pelvis or the trunk."


class ItemsPage(ScorePage):
    """One choice per item."""

    def __init__(self, name: str, intro: str, kinds: Sequence[tuple[str, str, type[sins.Item]]]) -> None:
        super().__init__(name, intro)
        self.form.setRowWrapPolicy(QFormLayout.RowWrapPolicy.WrapAllRows)
        self._choices: dict[str, Choice] = {}
        for key, title, kind in kinds:
            choice = Choice(key, title, [(_words(item), item) for item in kind])
            self._choices[key] = choice
            self.ask(title, choice)
        self.show_answer()

    def answers(self) -> dict[str, object]:
        """What is chosen, by item."""
        return {key: choice.answer for key, choice in self._choices.items()}


class SinsPage(ItemsPage):
    """Spinal instability."""

    def __init__(self) -> None:
        super().__init__("sins", SINS, sins.ITEM_KINDS)

    def told(self) -> Told:
        return told_outcome(sins.sins(sins.SinsItems(**self.answers())))  # type: ignore[arg-type]  # offered by kind


class MirelsPage(ItemsPage):
    """Risk of fracture."""

    def __init__(self) -> None:
        super().__init__("mirels", MIRELS, mirels.ITEM_KINDS)

    def told(self) -> Told:
        return told_outcome(mirels.mirels(mirels.MirelsItems(**self.answers())))  # type: ignore[arg-type]  # by kind


def _words(item: sins.Item) -> str:
    """The answer with its points; a site outside the limbs has none."""
    words = tr(item.words)
    return words if item is mirels.Site.NOT_A_LIMB else f"{item.points}  {words}"
