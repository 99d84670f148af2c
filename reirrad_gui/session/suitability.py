"""Where a registration was judged not good enough: there no dose is taken through it, and the reason is carried on."""

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from reirrad_gui.session.frames import Link, link
from reirrad_gui.session.names import organ_name
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.samples import OrganSamples, PhaseSamples
from reirrad_gui.session.settings import Settings
from reirrad_gui.volume.registration import NOT_GOOD, Registration


def judged_name(organ: OrganSamples, settings: Settings) -> str:
    """What an organ is called where its suitability is judged: its canonical name, else the drawn structure's."""
    return (
        organ_name(organ.structure.name, organ.structure.interpreted_type, settings).canonical or organ.structure.name
    )


def drawn_frame(opened: Opened, organ: OrganSamples) -> str:
    """The frame of reference in which a structure was drawn; empty when nothing states it."""
    drawn = opened.case.structure_set(organ.set_uid)
    return organ.structure.frame_of_reference_uid or (drawn.frame_of_reference_uid if drawn is not None else "")


def organs_in_both(opened: Opened, settings: Settings, registration: Registration) -> tuple[str, ...]:
    """Organs drawn in both frames that a registration links: where it can be judged by contours and by eye."""
    ends = [
        {
            judged_name(o, settings): None
            for o in opened.organs
            if is_organ(o, settings) and drawn_frame(opened, o) == uid
        }
        for uid in (registration.from_frame_uid, registration.to_frame_uid)
    ]
    return tuple(name for name in ends[1] if name in ends[0])


def organs_in_either(opened: Opened, settings: Settings, registration: Registration) -> tuple[str, ...]:
    """Organs drawn in one of the frames or both: those whose numbers rest on the registration; drawn in both first."""
    both = organs_in_both(opened, settings, registration)
    frames = (registration.to_frame_uid, registration.from_frame_uid)
    drawn = [o for o in opened.organs if drawn_frame(opened, o) in frames and is_organ(o, settings)]
    return tuple(dict.fromkeys([*both, *(judged_name(o, settings) for o in drawn)]))


def is_organ(organ: OrganSamples, settings: Settings) -> bool:
    """True for organs, and for structures whose name says nothing; never for targets, the body or couches."""
    return organ_name(organ.structure.name, organ.structure.interpreted_type, settings).kind in ("organ", "unknown")


def without_unsuitable(opened: Opened, settings: Settings) -> Opened:
    """The opened case without the doses that reach an organ through a registration judged not good enough there.

    Such a dose is unknown, and nobody knows where it lies; what the course gave the organ as drawn in its own frame
    stays, and with it the sum of the courses' maxima.
    """
    if not any(NOT_GOOD in judged.values() for judged in settings.suitability.values()):
        return opened
    return replace(opened, organs=tuple(_without(opened, organ, settings) for organ in opened.organs))


def _without(opened: Opened, organ: OrganSamples, settings: Settings) -> OrganSamples:
    name, frame = judged_name(organ, settings), drawn_frame(opened, organ)
    ways = [link(opened.registrations, frame, c.frame_of_reference_uid) for c in opened.case.courses]
    doses = tuple(
        _unknown(phases, name, course) if _unsuitable(way, name) else phases
        for course, (phases, way) in enumerate(zip(organ.doses, ways, strict=True))
    )
    return replace(organ, doses=doses)


def _unsuitable(way: Link | None, name: str) -> bool:
    return way is not None and any(r.suitability.get(name) == NOT_GOOD for r in way.chain)


def _unknown(phases: Sequence[PhaseSamples], name: str, course: int) -> tuple[PhaseSamples, ...]:
    reason = f"the registration of course {course + 1} was judged not good enough at “{name}”"
    return tuple(PhaseSamples(np.full_like(p.physical_gy, np.nan), False, reason) for p in phases)
