"""How the images are shown: everything the user chooses in the view that changes no number. No Qt."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from math import ceil
from types import MappingProxyType

from reirrad_gui.dose.quantity import Quantity
from reirrad_gui.session.ratios import Tissue
from reirrad_gui.ui.overlay.isodoses import LEVELS, round_step, starting_levels
from reirrad_gui.ui.overlay.pixels import PRESETS, Window

GY = ""
"""Isodose levels in Gy rather than in percent of a named dose."""
OWN = "own value"
"""The name of a reference dose that the user has typed."""
NO_SECOND = -1
"""No second isodose set."""
OUTLINE_PX = 0.6, 6.0
"""The least and the most width of outlines."""
FILLED = 0.2
"""How strongly outlines are filled at first, when they are."""


@dataclass(frozen=True, slots=True)
class Scale:
    """Colours and levels of one quantity. It stays as it is until the user changes it: no automatic rescaling.

    `levels` are Gy, or percent of the dose called `reference` of `reference_gy`.
    """

    top_gy: float
    threshold_gy: float
    levels: tuple[float, ...]
    reference: str = GY
    reference_gy: float = 0.0

    @classmethod
    def reaching(cls, largest_gy: float | None) -> "Scale":
        """A round scale that reaches a maximum; 10 Gy where none is known.

        >>> scale = Scale.reaching(66.2)
        >>> scale.top_gy, scale.threshold_gy, scale.levels
        (70.0, 5.0, (60.0, 50.0, 40.0, 30.0, 20.0, 10.0))
        """
        if not largest_gy or largest_gy <= 0:
            return cls(10.0, 1.0, ())
        step = round_step(largest_gy, LEVELS)
        return cls(step * ceil(largest_gy / step), step / 2, starting_levels(largest_gy))

    @property
    def levels_gy(self) -> tuple[float, ...]:
        """The levels in Gy, highest first."""
        if self.reference == GY:
            return self.levels
        return tuple(percent * self.reference_gy / 100.0 for percent in self.levels)

    def label(self, level: float) -> str:
        """A level as the legend writes it below its unit: Gy, or percent with its Gy."""
        if self.reference == GY:
            return f"{level:g}"
        return f"{level:g} % ({level * self.reference_gy / 100.0:.1f})"

    def line_label(self, level: float, unit: str) -> str:
        """A level as it stands on its line, with its unit.

        >>> Scale(70.0, 5.0, (60.0,)).line_label(60.0, "EQD2₃")
        '60 EQD2₃'
        >>> Scale(70.0, 5.0, (95.0,), "own value", 42.0).line_label(95.0, "EQD2₃")
        '95 %'
        """
        return f"{level:g} {unit}" if self.reference == GY else f"{level:g} %"

    def reference_text(self, unit: str) -> str:
        """What percent levels are percent of; empty for levels in Gy."""
        return "" if self.reference == GY else f"100 % = {self.reference_gy:.1f} {unit}, {self.reference}"

    def under(self, references: Sequence[tuple[str, float]]) -> "Scale":
        """The same percentages of a reference whose dose has changed; one that is no longer known becomes the user's.

        >>> percent = Scale(70.0, 5.0, (50.0,), "prescription of course 1", 42.0)
        >>> percent.under([("prescription of course 1", 35.0)]).levels_gy, percent.under([]).reference
        ((17.5,), 'own value')
        """
        if self.reference in (GY, OWN):
            return self
        known = dict(references)
        if self.reference not in known:
            return replace(self, reference=OWN)
        return replace(self, reference_gy=known[self.reference])


@dataclass(frozen=True, slots=True)
class OwnLevels:
    """Isodose levels that a person begins every case with.

    `gy` are levels in Gy by quantity; one that is not named begins with round levels. `percent` are taken instead, of
    the prescription of one course (0 the first, -1 the last), where that is known; `course` None: always in Gy.
    """

    gy: Mapping[Quantity, tuple[float, ...]] = field(default_factory=lambda: MappingProxyType({}))
    percent: tuple[float, ...] = ()
    course: int | None = None

    def scale(
        self,
        largest_gy: float | None,
        quantity: Quantity,
        names: Sequence[str],
        references: Sequence[tuple[str, float]],
    ) -> Scale:
        """The scale that a case begins with; `names` are those of its courses, `references` its named doses.

        >>> own = OwnLevels({Quantity.EQD2: (45.0, 20.0)}, (95.0, 50.0), course=-1)
        >>> own.scale(66.2, Quantity.EQD2, ("Course 1",), [("prescription of course 1", 42.0)]).levels_gy
        (39.9, 21.0)
        >>> own.scale(66.2, Quantity.EQD2, ("Course 1",), []).levels_gy
        (45.0, 20.0)
        >>> own.scale(66.2, Quantity.BED, ("Course 1",), []).levels_gy
        (60.0, 50.0, 40.0, 30.0, 20.0, 10.0)
        """
        scale = Scale.reaching(largest_gy)
        wanted = None if self.course is None or not names else f"prescription of {names[self.course].lower()}"
        for name, gy in references:
            if name == wanted:
                return replace(scale, levels=self.percent, reference=name, reference_gy=gy)
        return replace(scale, levels=self.gy[quantity]) if self.gy.get(quantity) else scale


@dataclass(frozen=True, slots=True)
class Look:
    """View settings. `hidden` structures are not drawn; `solo` (a key) draws only that one.

    `second` is the dose of a second isodose set: a course, None for the accumulated dose, or `NO_SECOND`. `fills` is
    how strongly a structure's area is filled, 0 to 1, by key; `outline_px` the width of outlines in logical
    pixels. `tissues` are for words only: looks that differ in nothing else draw the same.
    `own` are the levels that scales begin with.
    """

    shown: int | None = None
    quantity: Quantity = Quantity.EQD2
    alpha_beta_gy: float = 3.0
    model: str = "LQ"
    tissues: tuple[Tissue, ...] = field(default=(), compare=False)
    scales: Mapping[Quantity, Scale] = field(default_factory=lambda: MappingProxyType({}))
    wash: bool = True
    opacity: float = 0.45
    palette: str = "Viridis"
    isodoses: bool = True
    course_lines: bool = True
    second: int | None = NO_SECOND
    window: Window = PRESETS[0][1]
    hidden: frozenset[str] = frozenset()
    solo: str | None = None
    chosen: str | None = None
    fills: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    outline_px: float = 1.4
    crosshair: bool = True
    texts: bool = True
    own: OwnLevels = field(default_factory=OwnLevels)

    def for_another_case(self) -> "Look":
        """How doses and outlines are drawn stays; scales, structures and the dose chosen belong to a case."""
        return Look(
            wash=self.wash, opacity=self.opacity, palette=self.palette, isodoses=self.isodoses,
            course_lines=self.course_lines, crosshair=self.crosshair, quantity=self.quantity,
            outline_px=self.outline_px, own=self.own,
        )  # fmt: skip

    @property
    def scale(self) -> Scale:
        """The scale of the quantity on screen."""
        return self.scales.get(self.quantity, Scale.reaching(None))

    def with_scale(self, scale: Scale, quantity: Quantity | None = None) -> "Look":
        """The same look with another scale for a quantity (the one on screen without a name)."""
        return replace(self, scales=MappingProxyType({**self.scales, quantity or self.quantity: scale}))

    def draws(self, key: str) -> bool:
        """Whether a structure's outline is drawn; the chosen one always is."""
        if key == self.chosen:
            return True
        return key == self.solo if self.solo is not None else key not in self.hidden

    @property
    def compares(self) -> bool:
        """True when the isodoses of two doses are drawn."""
        return self.isodoses and self.second not in (NO_SECOND, self.shown)

    def filled(self, key: str) -> float:
        """How strongly a structure's area is filled, 0 to 1."""
        return self.fills.get(key, 0.0)

    def with_fill(self, keys: Sequence[str], opacity: float) -> "Look":
        """The same look with some structures filled."""
        return replace(self, fills=MappingProxyType({**self.fills, **dict.fromkeys(keys, opacity)}))

    @property
    def quantity_label(self) -> str:
        """The quantity with its α/β, and its model where that is not LQ, as every label says it."""
        return self.quantity.label(None if self.quantity is Quantity.PHYSICAL else self.alpha_beta_gy, self.model)
