"""The gate that only physical dose in gray passes: every other RTDOSE is refused with a sentence."""

from collections.abc import Callable

from reirrad_gui.dicom.derived import equieffective_kind
from reirrad_gui.dicom.values import Header, code, number, uid, written

RT_DOSE = "1.2.840.10008.5.1.4.1.1.481.2"
NOISE_SHARE = 0.01
"""Negative values up to this share of the maximum are Monte Carlo noise or rounding, and count as 0."""


def refusal(dataset: Header) -> str:
    """Why the numbers of an RTDOSE are not physical gray ("holds … it is not used."); empty when they are.

    PS3.3 C.8.8.3: DoseUnits GY, DoseType PHYSICAL, and a DoseGridScaling above zero are all needed.

    >>> from pydicom.dataset import Dataset
    >>> dataset = Dataset()
    >>> dataset.DoseUnits, dataset.DoseType, dataset.DoseGridScaling = "GY", "PHYSICAL", "0.001"
    >>> refusal(dataset)
    ''
    >>> dataset.DoseUnits = "RELATIVE"
    >>> refusal(dataset)
    'holds relative dose (percent), not gray; it cannot be added to anything. Export the dose in Gy.'
    """
    checks: tuple[Callable[[Header], str], ...] = (_other_kind, _no_values, _units, _scaling, _dose_type)
    return next((sentence for check in checks if (sentence := check(dataset))), "")


def _other_kind(dataset: Header) -> str:
    if uid(dataset, "SOPClassUID") in ("", RT_DOSE) and code(dataset, "Modality") in ("", "RTDOSE"):
        return ""
    return "is not an RT dose. Choose an RTDOSE file."


def _no_values(dataset: Header) -> str:
    if "Rows" in dataset or "DoseUnits" in dataset:
        return ""
    return "is an RT dose without dose values; it cannot be used. Export it again with its dose grid."


def _units(dataset: Header) -> str:
    units = code(dataset, "DoseUnits")
    if units == "GY":
        return ""
    if units == "RELATIVE":
        return "holds relative dose (percent), not gray; it cannot be added to anything. Export the dose in Gy."
    said = f"“{units}”" if units else "no stated unit"
    return f"gives its dose in {said}, not in gray; it is not used. Export the dose in Gy."


def _scaling(dataset: Header) -> str:
    scaling, said = number(dataset, "DoseGridScaling"), written(dataset, "DoseGridScaling")
    if scaling is not None and scaling > 0:
        return ""
    what = f"a dose scaling of {said}" if said else "no dose scaling"
    return f"has {what}, so its values mean no dose; it is not used. Export it again."


def _dose_type(dataset: Header) -> str:
    kind = code(dataset, "DoseType")
    if kind == "PHYSICAL":
        return ""
    if kind == "EFFECTIVE" and (converted := equieffective_kind(dataset)):
        return (
            f"holds {converted}, already converted from physical dose; converting it again would count the effect "
            "twice, so it is not used. Export the physical dose."
        )
    if kind == "EFFECTIVE":
        return (
            "holds effective (already RBE-weighted) dose; converting it to EQD2 again would weight it twice, so it is "
            "not used. Export the physical dose."
        )
    if kind == "ERROR":
        return "holds dose differences (type ERROR), not a dose; it is not used. Export the dose of the plan."
    said = f"“{kind}”" if kind else "missing"
    return (
        f"does not say whether its dose is physical or already weighted (dose type {said}); it is not used. "
        "Export it again with its type."
    )


def negative(lowest: float, highest: float) -> str:
    """Why stored values from `lowest` to `highest` are no physical dose; empty when they are, apart from noise."""
    if lowest >= -NOISE_SHARE * max(highest, 0.0):
        return ""
    return "holds negative values, which are no physical dose; it is not used. Export it again."
