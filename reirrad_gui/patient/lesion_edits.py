"""Edits of the lesion list of an examination, as pure functions: labelled steps, like those of `event_edits`."""

from dataclasses import replace

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.event_edits import NOTHING, Beside, Edited, Events, changed
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.facts import Imaging, Lesion, Spot
from reirrad_gui.patient.origins import Entry
from reirrad_gui.patient.sites import Side, Site

NO_LIST = "list of lesions"
Spoken = tuple[tuple[str, str, Side], str]
"""Place and part: what makes two entries of a list the same lesion."""


def spoken_of(site: Site) -> Spoken:
    """What makes two entries of lists the same lesion: place and part.

    >>> spoken_of(Site("rib", "5", part="lateral arch")) == spoken_of(Site("rib", "5", part="posterior arch"))
    False
    """
    return site.place, site.part


def examined(event: Event) -> Imaging:
    """The facts of an examination.

    Raises
    ------
    EntryError
        The event is of another kind.
    """
    if not isinstance(event.facts, Imaging):
        raise EntryError(
            f"“{event.title}” is not entered as an examination, so it has no list of lesions. Change its kind first."
        )
    return event.facts


def lesion_added(events: Events, uid: str, lesion: Lesion, entered: Entry, beside: Beside = NOTHING) -> Edited:
    """One lesion more at the end of an examination's list; EntryError where it lists that place already."""
    event = _event(events, uid)
    listed = examined(event).lesions
    if any(spoken_of(one.site) == spoken_of(lesion.site) for one in listed):
        raise EntryError(f"{lesion.site.text} is in the list of this examination already: choose it there.")
    return _listed(events, event, (*listed, lesion), f"Add {lesion.site.text} to {_of(event)}", entered, beside)


def lesion_changed(
    events: Events, uid: str, number: int, lesion: Lesion, entered: Entry, beside: Beside = NOTHING
) -> Edited:
    """Another value of the lesion at a place (from 0) of the list; EntryError where it becomes another one's place."""
    event = _event(events, uid)
    listed = examined(event).lesions
    others = (*listed[:number], *listed[number + 1 :])
    if any(spoken_of(one.site) == spoken_of(lesion.site) for one in others):
        raise EntryError(f"{lesion.site.text} is in the list of this examination already: choose it there.")
    new = (*listed[:number], lesion, *listed[number + 1 :])
    return _listed(events, event, new, f"Change {listed[number].site.text} on {_of(event)}", entered, beside)


def lesion_removed(events: Events, uid: str, number: int, entered: Entry, beside: Beside = NOTHING) -> Edited:
    """Without the lesion at a place (from 0) of the list, and its marks."""
    event = _event(events, uid)
    listed = examined(event).lesions
    new = (*listed[:number], *listed[number + 1 :])
    return _listed(events, event, new, f"Take {listed[number].site.text} from {_of(event)}", entered, beside)


def spot_added(events: Events, uid: str, number: int, spot: Spot, entered: Entry, beside: Beside = NOTHING) -> Edited:
    """A mark of a listed lesion on a picture."""
    event = _event(events, uid)
    lesion = examined(event).lesions[number]
    edited = lesion_changed(events, uid, number, replace(lesion, spots=(*lesion.spots, spot)), entered, beside)
    return replace(edited, label=f"Mark {lesion.site.text} on {_of(event)}")


def spot_removed(events: Events, uid: str, number: int, spot: Spot, entered: Entry, beside: Beside = NOTHING) -> Edited:
    """Without one mark; the lesion stays in the list."""
    event = _event(events, uid)
    lesion = examined(event).lesions[number]
    kept = tuple(one for one in lesion.spots if one != spot)
    edited = lesion_changed(events, uid, number, replace(lesion, spots=kept), entered, beside)
    return replace(edited, label=f"Take the mark of {lesion.site.text} from {_of(event)}")


def _event(events: Events, uid: str) -> Event:
    for event in events:
        if event.uid == uid:
            return event
    raise KeyError(uid)


def _listed(
    events: Events, event: Event, lesions: tuple[Lesion, ...], label: str, entered: Entry, beside: Beside
) -> Edited:
    unsaid = tuple(one for one in event.not_stated if one != NO_LIST or not lesions)
    facts = replace(examined(event), lesions=lesions)
    new = replace(event, facts=facts, entered=entered, not_stated=unsaid)
    return replace(changed(events, new, beside), label=label)


def _of(event: Event) -> str:
    """The examination inside a sentence."""
    dated = f" ({event.start.text})" if event.start.known else ""
    return f"{event.kind}{dated}"
