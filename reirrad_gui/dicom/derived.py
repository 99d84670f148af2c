"""Doses that were computed from other doses: they are neither courses nor parts of one.

An equieffective dose (EQD2, BED) has been converted already; a resampled dose repeats one that is there in its own
grid.
"""

import re

from reirrad_gui.dicom.values import Header, code, items, text, uid

OWN_MODEL = "reirrad-gui"
"""ManufacturerModelName of what this program writes: how it knows its own exports again."""
NOT_APPROVED = "NOT APPROVED"
PART = re.compile(r"delivered \d+ of \d+ fx")
"""In the comment of an own export that holds what was delivered of a plan, not the plan."""
TELLING = ("DoseComment", "SeriesDescription", "ImageComments", "DoseDescription")
QUANTITY = re.compile(r"\b(EQD2|BED)(?=[^A-Za-z0-9]|Gy|$)", re.IGNORECASE)
ALPHA_BETA = re.compile(r"(?:a\s*/\s*b|alpha\s*/\s*beta|α\s*/\s*β)\s*[=:]?\s*(\d+(?:[.,]\d+)?)", re.IGNORECASE)


def equieffective(dataset: Header, shown: str) -> str:
    """The sentence that sets an equieffective dose aside; empty for every other dose.

    It is one when its DoseType is EFFECTIVE and it says EQD2 or BED, or adds several plans (PS3.3 C.8.8.3).

    >>> from pydicom.dataset import Dataset
    >>> dataset = Dataset()
    >>> dataset.DoseType, dataset.DoseSummationType, dataset.DoseComment = "EFFECTIVE", "PLAN", "EQD2 a/b 3 Gy"
    >>> equieffective(dataset, "RD.dcm")
    'RD.dcm holds EQD2 (α/β 3 Gy), already converted from physical dose: it is no course of its own and is added to
    nothing; only the physical doses of the courses are used.'
    """
    if code(dataset, "DoseType") != "EFFECTIVE":
        return ""
    said = equieffective_kind(dataset)
    plans = len({uid(item, "ReferencedSOPInstanceUID") for item in items(dataset, "ReferencedRTPlanSequence")})
    if not said and plans < 2 and code(dataset, "DoseSummationType") != "MULTI_PLAN":
        return ""
    of_plans = f" of {plans} plans together" if plans > 1 else ""
    mark = " It was made with a registration that nobody had approved." if _unapproved(dataset) else ""
    return (
        f"{shown} holds {said or 'an effective dose'}{of_plans}, already converted from physical dose: it is no course "
        f"of its own and is added to nothing; only the physical doses of the courses are used.{mark}"
    )


def equieffective_kind(dataset: Header) -> str:
    """What an effective dose says it is, "EQD2 (α/β 3 Gy)"; empty when it does not say."""
    said = " ".join(text(dataset, keyword) for keyword in TELLING)
    quantity, ratio = QUANTITY.search(said), ALPHA_BETA.search(said)
    if quantity is None:
        return ""
    stated = f"α/β {ratio[1].replace(',', '.')} Gy" if ratio else "α/β not stated"
    return f"{quantity[1].upper()} ({stated})"


def _unapproved(dataset: Header) -> bool:
    return any(NOT_APPROVED in text(dataset, keyword).upper() for keyword in ("DoseComment", "SeriesDescription"))


def is_delivered_part(dataset: Header) -> bool:
    """True for an own export that was scaled to the fractions delivered: it must not be scaled again."""
    return is_resampled(dataset) and PART.search(text(dataset, "DoseComment")) is not None


def is_resampled(dataset: Header) -> bool:
    """True for a dose that this program resampled, or that says that it was brought into another frame."""
    moved = code(dataset, "SpatialTransformOfDose") in ("RIGID", "NON_RIGID")
    return moved or text(dataset, "ManufacturerModelName") == OWN_MODEL
