"""Views of a case saved as numbered steps, for a tumour board; kept with the case, and no number rests on them."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from hashlib import sha256
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from reirrad_gui.errors import EntryError

if TYPE_CHECKING:
    from reirrad_gui.session.assessment import Assessment
    from reirrad_gui.session.session import Session

from reirrad_gui.session.settings import Settings

LONGEST_TITLE: Final = 80
LONGEST_NOTE: Final = 2000
OUTDATED: Final = "▲ outdated step"
NAMES: Final = MappingProxyType(
    {
        "alpha_beta_gy": "α/β of organs", "display_alpha_beta_gy": "α/β of the images", "recovery": "recovery",
        "recovery_by_organ": "recovery of single organs", "recovery_by_course": "recovery of single courses",
        "constraint_set": "limits", "tissue_table": "table of α/β", "end_cap": "ends of contours",
        "candidate_fractions": "fractions for what is left", "canonical_names": "names of structures",
        "fractions": "fractions entered", "delivered_fractions": "delivered fractions entered",
        "prescribed_gy": "prescriptions entered", "approvals": "approval of a registration",
        "suitability": "what was said of a registration", "overlap_levels": "isodoses that are compared",
        "envelope_mm": "assumed error of registration", "cord_region": "level of the spinal cord",
        "what_if": "regimen that is tried", "model": "dose model", "linear_tail": "linear part of LQ-L",
    }
)  # fmt: skip
"""Every setting in words."""


@dataclass(frozen=True, slots=True)
class SavedView:
    """What was looked at. None and "": nothing of that kind.

    Parameters
    ----------
    course : index of the course whose dose was on the images; None: accumulated
    organ : key of the chosen organ
    point_mm, frame_uid : the point that links the planes, patient LPS in this frame
    quantity : "EQD2", "BED" or physical dose, by its name in `dose.quantity`
    tab : the view that was in front below the limits
    first_day, last_day : stretch of the timeline, as ordinals of `datetime.date`
    since : what time was counted from on the timeline, by its key
    broken : true where long empty stretches were left out
    scan_uid : the bone scan in the place of the dose
    """

    course: int | None = None
    organ: str | None = None
    point_mm: tuple[float, float, float] | None = None
    frame_uid: str = ""
    quantity: str = ""
    tab: str = ""
    first_day: float | None = None
    last_day: float | None = None
    since: str = ""
    broken: bool = False
    scan_uid: str = ""


@dataclass(frozen=True, slots=True)
class StoryStep:
    """One step: a title for everybody, a note for the presenter, the view, and what it was taken with.

    `numbers` tells whether the numbers are still those that were on screen.

    Raises
    ------
    EntryError
        No title, or one that nobody could read.

    >>> StoryStep(" ", "", SavedView(), Settings(), "")
    Traceback (most recent call last):
    ...
    reirrad_gui.errors.EntryError: A step needs a title: type a few words that say what it shows.
    """

    title: str
    note: str
    view: SavedView
    settings: Settings = field(repr=False)
    numbers: str

    def __post_init__(self) -> None:
        if not self.title.strip():
            raise EntryError("A step needs a title: type a few words that say what it shows.")
        if len(self.title) > LONGEST_TITLE or len(self.note) > LONGEST_NOTE:
            raise EntryError(
                f"A title has up to {LONGEST_TITLE} letters, a note up to {LONGEST_NOTE:,}: make it shorter."
            )


Steps = tuple[StoryStep, ...]


def step_of(session: "Session", title: str, note: str, view: SavedView) -> StoryStep:
    """A step of what is shown now, tried regimen and all."""
    shown = session.assessment
    return StoryStep(title.strip(), note.strip(), view, shown.settings, numbers_of(shown))


def numbers_of(assessment: "Assessment") -> str:
    """A short word for all verdicts and accumulated doses: another one where any of them is another."""
    said = [
        (row.organ, row.standing.text, *(_read(one) for result in row.results for one in _figures(result)))
        for row in assessment.rows
    ]
    return sha256(repr(said).encode()).hexdigest()[:16]


def since_saved(step: StoryStep, assessment: "Assessment") -> str:
    """How what is shown now differs from what the step was taken with; empty where it does not."""
    now = assessment.settings
    differing = [one.name for one in fields(Settings) if getattr(step.settings, one.name) != getattr(now, one.name)]
    if differing:
        was = "; ".join(f"{NAMES[name]}: {_said(step.settings, name, now)}" for name in differing)
        return f"was taken with {was}; now {'; '.join(_said(now, name, step.settings) for name in differing)}"
    if step.numbers != numbers_of(assessment):
        return "was taken before files, courses, registrations or limits changed; the numbers shown are those of now"
    return ""


def moved(steps: Sequence[StoryStep], place: int, by: int) -> Steps:
    """The steps with one of them earlier (below 0) or later, as far as there are others."""
    there = min(max(place + by, 0), len(steps) - 1)
    rest = [*steps[:place], *steps[place + 1 :]]
    return (*rest[:there], steps[place], *rest[there:])


def without(steps: Sequence[StoryStep], place: int) -> Steps:
    """The steps without one."""
    return (*steps[:place], *steps[place + 1 :])


def reworded(steps: Sequence[StoryStep], place: int, title: str, note: str) -> Steps:
    """The steps with other words for one."""
    return (*steps[:place], replace(steps[place], title=title.strip(), note=note.strip()), *steps[place + 1 :])


def _figures(result: object) -> tuple[object, ...]:
    return tuple(getattr(result, name) for name in ("cumulative", "lower", "upper"))


def _read(figure: object) -> str:
    value = getattr(figure, "value", None)
    return "–" if value is None else f"{value:.4f}"


def _said(settings: Settings, name: str, other: Settings) -> str:
    """One setting in few words; of those by organ only what differs, and no name of anybody."""
    value, against = getattr(settings, name), getattr(other, name)
    say = _SAYING.get(name)
    if say is not None:
        return say(settings)
    if isinstance(value, Mapping):
        keys = [key for key in {**value, **against} if value.get(key) != against.get(key)]
        named = name in ("alpha_beta_gy",)
        parts = [f"{key} {value[key]:g} Gy" if key in value else f"{key} by the table" for key in keys] if named else []
        return ", ".join(parts) or ("one" if value else "none")
    return "none" if value is None else f"{value:g}" if isinstance(value, float) else str(value)


def _recovery(settings: Settings) -> str:
    one = settings.recovery
    return "off" if not one.on else f"{one.percent:g} %" if one.percent is not None else one.model


_SAYING: Mapping[str, Callable[[Settings], str]] = MappingProxyType(
    {
        "recovery": _recovery,
        "what_if": lambda settings: "none" if settings.what_if is None else settings.what_if.text,
        "display_alpha_beta_gy": lambda settings: f"{settings.display_alpha_beta_gy:g} Gy",
        "envelope_mm": lambda settings: f"{settings.envelope_mm:g} mm",
        "model": lambda settings: settings.model.upper(),
        "linear_tail": lambda settings: "as usual" if settings.linear_tail is None else "typed",
        "overlap_levels": lambda settings: (
            "none" if settings.overlap_levels is None else " and ".join(level.text for level in settings.overlap_levels)
        ),
    }
)
