"""Image series as events of the timeline."""

from collections.abc import Collection, Iterable

from reirrad_gui.case.images import ImageSeries
from reirrad_gui.dicom.images import says_bone
from reirrad_gui.dicom.saying import counted
from reirrad_gui.patient.events import Event, Lane
from reirrad_gui.patient.facts import facts_of_kind
from reirrad_gui.patient.origins import DicomObject

KINDS = {"PT": "PET", "MR": "MRI", "CR": "X-ray", "DX": "X-ray", "OT": "bone scan"}


def imaging_events(series: Iterable[ImageSeries], planning_uids: Collection[str | None]) -> tuple[Event, ...]:
    """One event per series, dated as its header says; the CTs that plans rest on are called planning CTs."""
    return tuple(_event(one, one.uid in planning_uids) for one in series)


def _event(series: ImageSeries, planning: bool) -> Event:
    kind = kind_of(series, planning)
    images = counted(len(series.files), "image")
    return Event(
        f"imaging/{series.uid}",
        Lane.IMAGING,
        kind,
        series.description or kind[:1].upper() + kind[1:],
        series.when,
        detail=f"{images}, {series.body_part.lower()}" if series.body_part else images,
        not_stated=() if series.when.known else ("date of the examination",),
        source=f"{series.modality} header",
        series_uid=series.uid,
        facts=facts_of_kind(kind),
        origin=DicomObject(series.modality, series.uid),
    )


def kind_of(series: ImageSeries, planning: bool) -> str:
    """Kind of examination.

    >>> from reirrad_gui.patient.dates import When
    >>> kind_of(ImageSeries("1", "NM", "Whole Body Bone", "", (), When()), planning=False)
    'bone scan'
    """
    if planning and series.modality == "CT":
        return "planning CT"
    if series.modality == "NM":
        return "bone scan" if says_bone(series.description) else "nuclear medicine"
    return KINDS.get(series.modality, series.modality)
