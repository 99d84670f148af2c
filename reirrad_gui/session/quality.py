"""What a registration is judged by, as figures: landmarks, organs drawn in both frames, images before and after."""

from dataclasses import dataclass

from reirrad_gui.figures import Figure

TOLERANCE_DICE, TOLERANCE_MM = 0.8, 3.0
"""Below this Dice, or above this mean distance, two drawings of an organ do not agree (TG-132, table III: 0.80 to 0.90
and 2 to 3 mm)."""


@dataclass(frozen=True, slots=True)
class OrganAgreement:
    """One organ drawn in both frames, after mapping; `suitability` is what the person who approved it said."""

    organ: str
    structure_from: str
    structure_to: str
    dice: Figure
    mean_distance: Figure
    hausdorff95: Figure
    suitability: str

    @property
    def doubtful(self) -> bool:
        """True where the drawings agree less than TG-132 tolerates."""
        low = self.dice.value is not None and self.dice.value < TOLERANCE_DICE
        return low or (self.mean_distance.value is not None and self.mean_distance.value > TOLERANCE_MM)


@dataclass(frozen=True, slots=True)
class ImageFigures:
    """Two images compared where both are known."""

    mean_absolute: Figure
    correlation: Figure
    information: Figure
    overlap: Figure


@dataclass(frozen=True, slots=True)
class RegistrationQuality:
    """Everything measured of one registration; what was not is unknown with its reason.

    `landmarks` are (name, residual); `before` compares the images as their coordinates lie, `after` as registered.
    """

    key: str
    landmarks: tuple[tuple[str, Figure], ...]
    landmark_rms: Figure
    landmark_left_out: Figure
    organs: tuple[OrganAgreement, ...]
    before: ImageFigures
    after: ImageFigures
    sentence: str
