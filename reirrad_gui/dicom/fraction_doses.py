"""A plan's dose from a FRACTION dose: of one fraction, or of all of them? Two meanings under one name."""

from reirrad_gui.dicom.assigned import Assigned, Wanted, names, source
from reirrad_gui.dicom.doses import DoseFile

BY_GROUP = ("FRACTION", "FRACTION_SESSION")
MAXIMUM_OVER_EXPECTED = (0.5, 3.0)
LEAST_MAX_PER_FRACTION_GY = 0.5
MOST_MAX_PER_FRACTION_GY = 60.0
MOST_MAX_TOTAL_GY = 250.0


def scale_fraction(result: Assigned, doses: list[DoseFile], wanted: Wanted) -> None:
    """Takes the fraction dose times the planned number of fractions where that is what it is, or says why not."""
    title = wanted.title
    distinct = result.distinct(doses)
    if len(distinct) > 1:
        result.refuse(
            f"{title} has {len(distinct)} different fraction doses ({names(distinct)}) and nothing says which one to "
            "use; none is used. Keep the right one and open the folder again.",
            distinct,
        )
        return
    dose = distinct[0]
    fractions = None if wanted.group is None else wanted.group.fractions
    if not fractions:
        result.refuse(
            f"{names([dose])} is the dose of a fraction, and the number of fractions of {title} is not known; it is "
            "not used. Add the plan to the folder, or export the dose of the whole plan.",
            [dose],
        )
        return
    scale, reason = fraction_scale(dose, fractions, wanted.expected_gy)
    if scale is None:
        result.refuse(
            f"{names([dose])} is a dose of type FRACTION, and it is not clear whether it is that of one fraction or "
            f"of all {fractions} ({reason}); it is not used. Export the dose of the whole plan.",
            [dose],
        )
        return
    result.doses = (source(dose, scale, reason),)
    if scale != 1:
        result.say(
            f"{names([dose])} is the dose of one fraction ({reason}); it is multiplied by the {fractions} planned "
            "fractions.",
            [dose],
        )


def fraction_scale(dose: DoseFile, fractions: int, expected_gy: float | None) -> tuple[float | None, str]:
    """What turns a FRACTION dose into the planned total, and why.

    PS3.3 C.8.8.3 defines FRACTION as the dose of a whole fraction group and FRACTION_SESSION as that of one session,
    but planning systems write FRACTION for one session too. So the maximum decides: read one way it fits the
    prescription (or, without one, a fraction size that is ever given), read the other way it does not. If both fit, or
    neither, the answer is None.
    """
    if dose.summation == "FRACTION_SESSION":
        return float(fractions), "the file says FRACTION_SESSION"
    if fractions == 1:
        return 1.0, "there is one fraction"
    highest = dose.max_gy or 0.0
    least, most = MAXIMUM_OVER_EXPECTED
    if expected_gy:
        whole, single = (least <= gy / expected_gy <= most for gy in (highest, highest * fractions))
        compared = f"its maximum is {highest:.3g} Gy, {expected_gy:.3g} Gy are planned"
    else:
        whole, single = (_ever_given(gy, fractions) for gy in (highest, highest * fractions))
        compared = f"its maximum is {highest:.3g} Gy"
    if whole == single:
        return None, compared
    return (1.0, f"dose of the whole fraction group: {compared}") if whole else (float(fractions), compared)


def _ever_given(total_gy: float, fractions: int) -> bool:
    """True when a maximum of `total_gy` in so many fractions is something that is ever given."""
    per_fraction_gy = total_gy / fractions
    return LEAST_MAX_PER_FRACTION_GY <= per_fraction_gy <= MOST_MAX_PER_FRACTION_GY and total_gy <= MOST_MAX_TOTAL_GY
