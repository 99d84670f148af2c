"""Judging registrations: organs drawn in both frames and the images are compared, and told as figures.

Measuring is slow (`measured_registrations`, for the background); telling is quick (`registration_qualities`).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from reirrad_gui.case import ImageSeries
from reirrad_gui.errors import NotAssessableError, ReirradError
from reirrad_gui.figures import Figure
from reirrad_gui.session.frames import planning_image
from reirrad_gui.session.jobs import Step, silent
from reirrad_gui.session.opening import Opened, load_image
from reirrad_gui.session.quality import ImageFigures, OrganAgreement, RegistrationQuality
from reirrad_gui.session.samples import OrganSamples
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.suitability import drawn_frame, is_organ, judged_name
from reirrad_gui.volume.agreement import Agreement, contour_agreement
from reirrad_gui.volume.image import Image
from reirrad_gui.volume.image_difference import ImageDifference, image_difference
from reirrad_gui.volume.registration import NOT_JUDGED, Registration
from reirrad_gui.volume.solid import Solid, solid
from reirrad_gui.volume.ways import inverse

NOT_MEASURED = "not measured yet"


@dataclass(frozen=True, slots=True)
class ImagesMeasured:
    """Two images compared as their frames lie and as the registration lays them; or why they cannot be."""

    modalities: tuple[str, str] = ("", "")
    before: ImageDifference | None = None
    after: ImageDifference | None = None
    reason: str = ""


@dataclass(frozen=True, slots=True)
class RegistrationMeasured:
    """What was measured of one registration: agreement by the keys of the structures in its two frames, and images."""

    organs: Mapping[tuple[str, str], Agreement | None]
    images: ImagesMeasured


Measured = Mapping[str, RegistrationMeasured]
"""By the key of the registration: a changed motion is measured anew."""


def measured_registrations(opened: Opened, settings: Settings, step: Step = silent) -> Measured:
    """Compares organs and images through every registration of the case: seconds, for the background.

    Raises whatever `step` raises.
    """
    found: dict[str, RegistrationMeasured] = {}
    loaded: dict[str, Image] = {}
    for number, registration in enumerate(opened.registrations):
        step(number, len(opened.registrations), "Comparing organs drawn in both courses")
        organs = _organs_measured(opened, settings, registration, step)
        images = _images_measured(opened, registration, loaded, step)
        found[registration.key] = RegistrationMeasured(organs, images)
    return found


def pairs(
    opened: Opened, settings: Settings, registration: Registration
) -> tuple[tuple[OrganSamples, OrganSamples], ...]:
    """Organs of one name drawn in both frames of a registration: (in its from-frame, in its to-frame)."""
    ends: list[dict[str, OrganSamples]] = []
    for uid in (registration.from_frame_uid, registration.to_frame_uid):
        drawn: dict[str, OrganSamples] = {}
        for organ in opened.organs:
            if drawn_frame(opened, organ) == uid and is_organ(organ, settings):
                drawn.setdefault(judged_name(organ, settings), organ)
        ends.append(drawn)
    return tuple((ends[0][name], organ) for name, organ in ends[1].items() if name in ends[0])


def _organs_measured(
    opened: Opened, settings: Settings, registration: Registration, step: Step
) -> Mapping[tuple[str, str], Agreement | None]:
    found: dict[tuple[str, str], Agreement | None] = {}
    back = inverse(registration.way)
    both = pairs(opened, settings, registration)
    for number, (start, end) in enumerate(both):
        step(number, len(both), f"Comparing “{end.structure.name}”")
        found[start.key, end.key] = contour_agreement(_solid(opened, end), _solid(opened, start), back)
    return found


def _solid(opened: Opened, organ: OrganSamples) -> Solid:
    drawn = opened.case.structure_set(organ.set_uid)
    return solid(organ.structure, (drawn and drawn.image_spacing_mm) or organ.points.plane_spacing_mm)


def _images_measured(
    opened: Opened, registration: Registration, loaded: dict[str, Image], step: Step
) -> ImagesMeasured:
    try:
        series = [planning_image(opened.case, u) for u in (registration.to_frame_uid, registration.from_frame_uid)]
    except NotAssessableError:
        return ImagesMeasured(reason="one of the frames has no image among the files")
    modalities = (series[1].modality, series[0].modality)
    try:
        first, second = (_loaded(one, loaded, step) for one in series)
    except ReirradError as error:
        return ImagesMeasured(modalities, reason=f"an image cannot be read: {error}")
    before = image_difference(first, second, np.eye(4))
    after = image_difference(first, second, inverse(registration.way))
    return ImagesMeasured(modalities, before, after, "the images have too little in common")


def _loaded(series: ImageSeries, loaded: dict[str, Image], step: Step) -> Image:
    if series.uid not in loaded:
        loaded[series.uid] = load_image(series, step)
    return loaded[series.uid]


def registration_qualities(opened: Opened, settings: Settings, measured: Measured) -> tuple[RegistrationQuality, ...]:
    """Every registration of the case as it is now, with what has been measured of it."""
    return tuple(_quality(opened, settings, r, measured.get(r.key)) for r in opened.registrations)


class KeptQualities:
    """The qualities told last: they are told again where registrations, names or what was measured became others."""

    def __init__(self) -> None:
        self._of: tuple[object, ...] = ()
        self._found: tuple[RegistrationQuality, ...] = ()

    def of(self, opened: Opened, settings: Settings, measured: Measured) -> tuple[RegistrationQuality, ...]:
        """As `registration_qualities`."""
        rests_on = (opened.registrations, opened.organs, settings.canonical_names, dict(measured))
        if rests_on != self._of:
            self._of, self._found = rests_on, registration_qualities(opened, settings, measured)
        return self._found


def told(registrations: Sequence[Registration], qualities: Sequence[RegistrationQuality]) -> tuple[Registration, ...]:
    """The registrations with what was measured of them added to their quality sentence."""
    return tuple(
        replace(one, quality=f"{_ended(one.quality)} {found.sentence}") if found.sentence else one
        for one, found in zip(registrations, qualities, strict=True)
    )


def _ended(sentence: str) -> str:
    return sentence if sentence.endswith((".", "!", "?")) else f"{sentence}."


def _quality(
    opened: Opened, settings: Settings, registration: Registration, measured: RegistrationMeasured | None
) -> RegistrationQuality:
    organs = tuple(
        _organ(registration, judged_name(end, settings), start, end, measured)
        for start, end in pairs(opened, settings, registration)
    )
    images = ImagesMeasured(reason=NOT_MEASURED) if measured is None else measured.images
    before = _image_figures(images.before, images, "as their coordinates lie")
    after = _image_figures(images.after, images, "as registered")
    landmarks, rms, left_out = _landmark_figures(registration)
    sentence = " ".join(part for part in (_organ_sentence(organs), _image_sentence(before, after)) if part)
    return RegistrationQuality(registration.key, landmarks, rms, left_out, organs, before, after, sentence)


def _landmark_figures(registration: Registration) -> tuple[tuple[tuple[str, Figure], ...], Figure, Figure]:
    fit, what, source = registration.landmarks, "landmark residual", "closed-form rigid fit"
    if fit is None:
        none = "the registration was not fitted to landmarks"
        return (), Figure.unknown("mm", f"{what}, RMS", none), Figure.unknown("mm", f"{what}, each left out, RMS", none)
    named = zip(fit.landmarks, fit.residuals_mm, strict=True)
    each = tuple((one.name, Figure(mm, "mm", f"{what}, “{one.name}”", source)) for one, mm in named)
    away = fit.left_out_rms_mm
    left_out = f"{what}, each left out of the fit in turn, RMS"
    return (
        each,
        Figure(fit.rms_mm, "mm", f"{what}, RMS", source),
        Figure.unknown("mm", left_out, "fewer than four landmarks, or the rest lie on one line")
        if away is None
        else Figure(away, "mm", left_out, source),
    )


def _organ(
    registration: Registration, name: str, start: OrganSamples, end: OrganSamples, measured: RegistrationMeasured | None
) -> OrganAgreement:
    key = (start.key, end.key)
    known = measured is not None and key in measured.organs
    found = measured.organs[key] if measured is not None and known else None
    reason = "one of the drawings encloses no volume, or nothing of it can be mapped" if known else NOT_MEASURED
    said = registration.suitability.get(name, NOT_JUDGED)
    if found is None:
        dice, mean, far = (Figure.unknown(unit, f"{what}, “{name}”", reason) for unit, what in ORGAN_FIGURES)
    else:
        dice, mean, far = _agreement_figures(found, name)
    return OrganAgreement(name, start.structure.name, end.structure.name, dice, mean, far, said)


def _agreement_figures(found: Agreement, name: str) -> tuple[Figure, Figure, Figure]:
    source = (
        f"drawings after mapping; volumes every {found.lattice_mm:.1f} mm, surfaces every {found.surface_mm:.1f} mm"
    )
    if found.unknown_share > 0:
        source += f"; {100.0 * found.unknown_share:.0f} % of the drawing lies where the registration knows no way"
    values = (found.dice, found.mean_distance_mm, found.hausdorff95_mm)
    dice, mean, far = (
        Figure(value, unit, f"{what}, “{name}”", source, decimals=1 if unit else 2)
        for value, (unit, what) in zip(values, ORGAN_FIGURES, strict=True)
    )
    return dice, mean, far


ORGAN_FIGURES = (("", "Dice overlap"), ("mm", "mean surface distance"), ("mm", "surface distance that 95 % stay below"))


def _image_figures(found: ImageDifference | None, images: ImagesMeasured, how: str) -> ImageFigures:
    kinds = " and ".join(dict.fromkeys(images.modalities)) or "images"
    same = images.modalities[0] == images.modalities[1]
    unit = "HU" if images.modalities == ("CT", "CT") else ""
    what = [f"{name} of {kinds} {how}" for name in IMAGE_FIGURES]
    if found is None:
        reason = images.reason or NOT_MEASURED
        units = (unit, "", "", "%")
        return ImageFigures(*(Figure.unknown(u, w, reason) for u, w in zip(units, what, strict=True)))
    source = "64 × 64 × 64 points over the one image, where the other reaches"
    difference = (
        Figure(found.mean_absolute, unit, what[0], source)
        if same
        else Figure.unknown(unit, what[0], f"the values of {kinds} mean different things")
    )
    return ImageFigures(
        difference,
        Figure(found.correlation, "", what[1], source, decimals=2),
        Figure(found.information, "", what[2], source, decimals=3),
        Figure(found.overlap_percent, "%", what[3], source, decimals=0),
    )


IMAGE_FIGURES = ("mean absolute difference", "correlation", "mutual information (nats)", "common part")


def _organ_sentence(organs: Sequence[OrganAgreement]) -> str:
    known = [o for o in organs if o.dice.value is not None]
    if not known:
        return ""
    said = "; ".join(f"{o.organ} Dice {o.dice.number}, {o.mean_distance.text} apart on average" for o in known)
    doubtful = [o.organ for o in known if o.doubtful]
    verdict = f" Less than TG-132 tolerates: {', '.join(doubtful)}." if doubtful else ""
    return f"Organs drawn in both: {said}.{verdict}"


def _image_sentence(before: ImageFigures, after: ImageFigures) -> str:
    if before.information.value is None or after.information.value is None:
        return ""
    difference = (
        ""
        if after.mean_absolute.value is None
        else f", mean difference {before.mean_absolute.text} before and {after.mean_absolute.text} after"
    )
    return (
        f"Images: mutual information {before.information.number} before and {after.information.number} "
        f"after{difference}."
    )
