"""A dose and its resampled copy are one dose: the original is used."""

from collections.abc import Sequence

from reirrad_gui.case.files import Problem
from reirrad_gui.dicom.doses import DoseFile
from reirrad_gui.dicom.saying import listed, notice, obstacle


def originals(doses: Sequence[DoseFile], problems: list[Problem]) -> list[DoseFile]:
    """The doses without the resampled copies of others that are here; each copy is named, used or not."""
    first_hand = [dose for dose in doses if not dose.resampled and not dose.refusal and not dose.all_zero]
    kept: list[DoseFile] = []
    for dose in doses:
        sources = [other for other in first_hand if set(other.plan_uids) & set(dose.plan_uids)]
        shown = dose.file.shown_as
        if not dose.resampled or dose.refusal or dose.set_aside:
            kept.append(dose)
        elif sources:
            used = listed([other.file for other in sources])
            problems.append(notice(f"{shown} is left out: it is a resampled copy of a dose in {used}.", dose.file))
        elif dose.delivered_part:
            said = (
                f"{shown} holds what was delivered of a plan, in another grid; it is not used, because it would be "
                "scaled again. Add the dose of the plan itself."
            )
            problems.append(obstacle(said, dose.file))
        else:
            said = f"{shown} is a resampled copy of a dose that is not among the files; it is used in its place."
            problems.append(notice(said, dose.file))
            kept.append(dose)
    return kept
