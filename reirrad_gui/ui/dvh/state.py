"""What the DVH remembers for the next start: what its switches say, and how its place is divided. No Qt."""

import json
from dataclasses import dataclass, field

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.errors import EntryError
from reirrad_gui.session.curves import CurveChoice, Reference
from reirrad_gui.ui.states import share_in


@dataclass(frozen=True, slots=True)
class DvhState:
    """The switches: what is asked of the curves, whether bands of registrations and of draws are drawn, whether as a
    table. `share` is what the plot takes of the width beside the list of organs; None: as at first.

    >>> DvhState.read(DvhState(CurveChoice(in_cc=True), within=False).text).within
    False
    >>> DvhState.read("nonsense") == DvhState()
    True
    """

    choice: CurveChoice = field(default_factory=CurveChoice)
    within: bool = True
    drawn: bool = True
    as_table: bool = False
    share: float | None = None

    @property
    def text(self) -> str:
        """For the settings file."""
        reference = self.choice.reference
        said = {
            "quantity": self.choice.quantity.name,
            "differential": self.choice.differential,
            "cc": self.choice.in_cc,
            "course": None if reference is None else reference.course,
            "typed": None if reference is None else reference.typed_gy,
            "within": self.within,
            "drawn": self.drawn,
            "table": self.as_table,
            "share": self.share,
        }
        return json.dumps(said)

    @classmethod
    def read(cls, text: str) -> "DvhState":
        """The state that a text tells; as at the first start where it tells none."""
        try:
            said = {**json.loads(cls().text), **json.loads(text)}
            reference = None
            if said["course"] is not None or said["typed"] is not None:
                reference = Reference(said["course"], said["typed"])
            choice = CurveChoice(Quantity[said["quantity"]], bool(said["differential"]), bool(said["cc"]), reference)
            drawn, share = bool(said.get("drawn", True)), share_in(said["share"])
            return cls(choice, bool(said["within"]), drawn, bool(said["table"]), share)
        except (ValueError, TypeError, KeyError, EntryError):
            return cls()
