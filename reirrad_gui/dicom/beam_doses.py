"""A plan's dose as the sum of its BEAM doses: only when every beam that treats is there exactly once."""

from reirrad_gui.dicom.assigned import Assigned, Wanted, names, source
from reirrad_gui.dicom.doses import DoseFile

BY_BEAM = ("BEAM", "BRACHY")
BY_BEAM_SESSION = ("BEAM_SESSION", "BRACHY_SESSION")


def add_beams(result: Assigned, doses: list[DoseFile], wanted: Wanted) -> None:
    """Takes the beams' doses together, or says what is missing.

    BEAM is the dose of a beam in the whole fraction group, BEAM_SESSION that of one fraction (PS3.3 C.8.8.3). Set-up
    beams need no dose. A file that sums several beams counts where they have no files of their own.
    """
    group, title = wanted.group, wanted.title
    if group is None or wanted.plan is None:
        result.refuse(
            f"{names(doses)} holds the dose of single beams, and their plan was not found, so nobody can say whether "
            "all beams are there; it is not used. Add the plan to the folder, or export the dose of the whole plan.",
            doses,
        )
        return
    needed = {beam.number: beam for beam in group.delivering}
    chosen = _cover(result, doses, set(needed), title)
    if chosen is None:
        return
    covered = {n for dose in chosen for n in beam_numbers(dose)}
    why = _why_not(chosen, [needed[n].name for n in sorted(set(needed) - covered)], wanted)
    if why:
        result.refuse(f"The beam doses of {title} are not added up: {why}.", chosen or doses)
        return
    each = [(dose, float(group.fractions or 0) if dose.summation in BY_BEAM_SESSION else 1.0) for dose in chosen]
    said = {1.0: "dose of this beam in all fractions"}
    result.doses = tuple(
        source(dose, scale, said.get(scale, "dose of this beam in one fraction")) for dose, scale in each
    )


def _why_not(chosen: list[DoseFile], missing: list[str], wanted: Wanted) -> str:
    export = "Export all beams, or the dose of the whole plan"
    if missing:
        return f"the dose of beam {', '.join(missing)} is missing. {export}"
    if not chosen:
        return f"the plan does not say which beams it has. {export}"
    if len({dose.frame_uid for dose in chosen}) > 1:
        return f"they lie in different frames of reference. {export}"
    if any(dose.summation in BY_BEAM_SESSION for dose in chosen) and not (wanted.group and wanted.group.fractions):
        return "they are doses of one fraction, and the number of fractions is not known. Export the dose of the plan"
    return ""


def _cover(result: Assigned, doses: list[DoseFile], needed: set[int], title: str) -> list[DoseFile] | None:
    """Doses that name each beam at most once: single beams before sums of beams; None (and said) when two compete."""
    chosen: list[DoseFile] = []
    for dose in sorted(result.distinct(doses), key=lambda d: len(beam_numbers(d))):
        beams = beam_numbers(dose)
        taken = {n for d in chosen for n in beam_numbers(d)}
        if not beams:
            result.refuse(
                f"{names([dose])} does not say of which beam it is the dose; the beam doses of {title} are not added "
                "up. Export the dose of the whole plan.",
                [dose],
            )
            return None
        if not beams & needed:
            result.leave_out([dose], f"{title} does not treat with its beam")
        elif not beams & taken:
            chosen.append(dose)
        elif beams <= taken and len(beams) > 1:
            result.leave_out([dose], "the same beams have files of their own, and the two are never added")
        else:
            rivals = [*(d for d in chosen if beam_numbers(d) & beams), dose]
            result.refuse(
                f"{title} has different doses for the same beam ({names(rivals)}); none is used. "
                "Keep the right one and open the folder again.",
                rivals,
            )
            return None
    return chosen


def beam_numbers(dose: DoseFile) -> set[int]:
    """The beams, or brachytherapy applications, that a dose says it covers."""
    return {n for part in dose.parts for n in part.beams}
