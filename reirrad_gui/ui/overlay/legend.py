"""What the legend of the dose on an image says: what the colours, lines and hatching mean. No Qt."""

from dataclasses import dataclass

from reirrad_gui.session.display import DisplayFields
from reirrad_gui.ui.overlay.look import GY, Look
from reirrad_gui.ui.overlay.sets import IsodoseSet, isodose_sets
from reirrad_gui.ui.overlay.texts import UNKNOWN_HERE, CourseLine, legend_title, unit_text
from reirrad_gui.ui.overlay.wash import Colour, line_colour, palette

_NEUTRAL: Colour = (232, 237, 242)
"""Levels whose lines are coloured by course."""


@dataclass(frozen=True, slots=True)
class Legend:
    """What stands in the legend. `levels` are (label, colour), highest first; `sets` are named when there are two."""

    title: tuple[str, ...]
    look: Look
    levels: tuple[tuple[str, Colour], ...]
    sets: tuple[IsodoseSet, ...]
    courses: tuple[CourseLine, ...]
    warnings: tuple[str, ...]
    unknown: bool

    @property
    def unit(self) -> str:
        """The unit of the isodoses."""
        return unit_text(self.look.quantity, self.look.alpha_beta_gy, self.look.model)

    @property
    def wash_text(self) -> str:
        """From where on and how strongly the wash is drawn."""
        return f"wash from {self.look.scale.threshold_gy:g} Gy, opacity {self.look.opacity:.0%}"

    @property
    def words(self) -> tuple[str, ...]:
        """Every line of the legend as text: for screen readers and tests."""
        scale = self.look.scale
        lines = list(self.title)
        if self.look.wash:
            lines.append(f"colour {self.wash_text}, scale to {scale.top_gy:g} Gy")
        if self.levels:
            lines.append(f"isodoses {', '.join(label for label, _ in self.levels)} {self.unit}")
            lines += [scale.reference_text(self.unit)] if scale.reference != GY else []
        lines += [f"isodoses of {one.text}" for one in self.sets]
        lines += [line.text for line in self.courses]
        return (*lines, *([UNKNOWN_HERE] if self.unknown else []), *self.warnings)


def legend(
    display: DisplayFields, look: Look, courses: tuple[CourseLine, ...], warnings: tuple[str, ...], unknown: bool
) -> Legend:
    """The legend of a look."""
    scale, colours = look.scale, palette(look.palette)
    levels: tuple[tuple[str, Colour], ...] = ()
    if look.isodoses:
        levels = tuple(
            (scale.label(level), _NEUTRAL if look.compares else line_colour(colours, gy / scale.top_gy))
            for level, gy in zip(scale.levels, scale.levels_gy, strict=True)
        )
    sets = isodose_sets(look, [course.name for course in display.courses]) if look.compares else ()
    return Legend(legend_title(display, look), look, levels, sets, courses, warnings, unknown)
