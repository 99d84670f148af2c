"""Images by the thousand: what the images of a series say alike is understood once, the rest of each for itself."""

from collections.abc import Hashable
from dataclasses import dataclass, field
from math import isfinite

from reirrad_gui.dicom.fastheader import TAGS, Memory, RawHeader
from reirrad_gui.dicom.images import Described, Slice, is_image, number_of, position_of, read_slice
from reirrad_gui.dicom.patients import Belongs, identity_of
from reirrad_gui.dicom.pixels import layout
from reirrad_gui.dicom.reading import Opened
from reirrad_gui.dicom.values import uid
from reirrad_gui.patient.identity import PatientIdentity

OBJECT, NUMBER, POSITION = (TAGS[name] for name in ("SOPInstanceUID", "InstanceNumber", "ImagePositionPatient"))
TIES = ("StudyInstanceUID", "FrameOfReferenceUID")
MOST_DIGITS = 12


@dataclass(frozen=True, slots=True)
class _Alike:
    """What follows from all that an image says except its own UID, number and position."""

    described: Described
    identity: PatientIdentity
    ties: frozenset[str]
    pixel_bytes: int


@dataclass(slots=True)
class Images:
    """Reads image slices from headers parsed by hand; remembers what it has understood."""

    memory: Memory = field(default_factory=Memory)
    _known: dict[Hashable, _Alike] = field(default_factory=dict)

    def read(self, opened: Opened) -> tuple[Slice, Belongs] | None:
        """Slice and owner as `read_slice` and `identity_of` find them; None for a header that pydicom read."""
        header = opened.dataset
        if not isinstance(header, RawHeader):
            return None
        key = _key(opened.transfer_syntax, header.elements)
        alike = self._known.get(key)
        if alike is None:
            return self._understood(key, opened)
        place = opened.pixels
        if place is None or (place.declared is not None and place.present < alike.pixel_bytes):
            one = read_slice(opened)
        else:
            one = Slice(opened.file, alike.described, _position(header), _number(header))
        return one, _belongs(alike.identity, alike.ties, opened)

    def _understood(self, key: Hashable, opened: Opened) -> tuple[Slice, Belongs] | None:
        """The first image that says so; remembered if nothing about it is odd."""
        if not is_image(opened):
            return None
        dataset = opened.dataset
        one, identity = read_slice(opened), identity_of(dataset)
        ties = frozenset({uid(dataset, keyword) for keyword in TIES} - {""})
        if not one.refusal and uid(dataset, "SeriesInstanceUID"):
            pixels = layout(dataset, opened.file.shown_as)
            self._known[key] = _Alike(one.described, identity, ties, pixels.bytes)
        return one, _belongs(identity, ties, opened)


def _key(transfer_syntax: str, elements: dict[int, bytes]) -> Hashable:
    """All that an image says except what is its own."""
    alike = {**elements, OBJECT: b"", NUMBER: b"", POSITION: b""}
    return transfer_syntax, tuple(alike), tuple(alike.values())


def _belongs(identity: PatientIdentity, ties: frozenset[str], opened: Opened) -> Belongs:
    own = opened.file.sop_instance_uid
    return Belongs(identity, ties | {own} if own else ties)


def _number(header: RawHeader) -> int:
    raw = header.elements.get(NUMBER, b"")
    if len(raw) <= MOST_DIGITS and raw.strip().isdigit():
        return int(raw)
    return number_of(header)


def _position(header: RawHeader) -> tuple[float, ...] | None:
    try:
        x, y, z = map(float, header.elements.get(POSITION, b"").split(b"\\"))
    except ValueError:
        return position_of(header)
    return (x, y, z) if isfinite(x + y + z) else position_of(header)
