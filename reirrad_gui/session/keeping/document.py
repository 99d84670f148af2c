"""The case as it is kept: everything that a person did, and which files it rests on; schema "reirrad-gui/case/1".

What the files say is not in it: they are read again. A number in it is the number that was in force, defaults too, so
that another default in a later version changes no case that was stored.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import numpy as np

import reirrad_gui
from reirrad_gui.case.edits import CaseEdit
from reirrad_gui.constraints import Stamp
from reirrad_gui.errors import ReirradError, StoreError
from reirrad_gui.patient.events import Event
from reirrad_gui.patient.identity import PatientIdentity
from reirrad_gui.session.certainty import Question
from reirrad_gui.session.keeping.encoding import UnknownFieldError, decoded, encoded
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.settings import Settings
from reirrad_gui.session.storyboard import Steps, StoryStep
from reirrad_gui.store.document import SCHEMA, newest_form
from reirrad_gui.volume.landmarks import Landmark, LandmarkFit
from reirrad_gui.volume.registration import Origin, Registration

FROM_FILES: Final = (Origin.REG_OBJECT, Origin.DEFORMABLE_OBJECT)
"""Registrations that are read with the files; all others were made at a person's wish."""


@dataclass(frozen=True, slots=True)
class KeptFile:
    """A file that the case was read from. `sha256` and `size_bytes` tell it from another one of the same name."""

    path: str
    shown_as: str
    sop_instance_uid: str
    sha256: str
    size_bytes: int | None


@dataclass(frozen=True, slots=True)
class KeptFit:
    """A `LandmarkFit`, its matrix row by row."""

    landmarks: tuple[Landmark, ...]
    matrix: tuple[float, ...]
    residuals_mm: tuple[float, ...]
    left_out_mm: tuple[float | None, ...] | None


@dataclass(frozen=True, slots=True)
class KeptRegistration:
    """A registration that a person asked for, with its numbers: it is not computed again."""

    from_frame_uid: str
    to_frame_uid: str
    matrix: tuple[float, ...]
    origin: Origin
    quality: str
    source: str
    rigid: bool
    landmarks: KeptFit | None


@dataclass(frozen=True, slots=True)
class FiledRegistration:
    """A registration that stands in a file, by its two frames and its motion (`Registration.key`)."""

    key: str


@dataclass(frozen=True, slots=True)
class CaseDocument:
    """All that is kept of a case.

    Parameters
    ----------
    one_person : identities that somebody confirmed to be one patient; empty for a single one
    edits : courses joined and split, doses chosen, letters, in order
    registrations : in force, in order
    events : the history where it was edited; None as it is read
    constraint_set, tissue_table : what the names in `settings` meant when it was kept
    opened_from : files and folders that were opened
    storyboard : views saved for a presentation
    """

    patient: PatientIdentity
    settings: Settings
    question: Question = field(default_factory=Question)
    one_person: tuple[PatientIdentity, ...] = ()
    edits: tuple[CaseEdit, ...] = ()
    registrations: tuple[FiledRegistration | KeptRegistration, ...] = ()
    registration_mode: str = "reg"
    end_cap: str = "half"
    constraint_set: Stamp | None = None
    tissue_table: Stamp | None = None
    synthetic: tuple[str, ...] = ()
    events: tuple[Event, ...] | None = None
    files: tuple[KeptFile, ...] = ()
    opened_from: tuple[str, ...] = ()
    storyboard: tuple[StoryStep, ...] = ()
    program_version: str = reirrad_gui.__version__


def to_json(document: CaseDocument) -> dict[str, Any]:
    """The document as JSON; TypeError where a value has no form in it."""
    return {"schema": SCHEMA, **encoded(document, CaseDocument)}


def from_json(said: Mapping[str, Any]) -> CaseDocument:
    """The document of this JSON, of this version or an older one.

    Raises
    ------
    StoreError
        Written by a newer version, or damaged; the sentence says which.
    """
    content = {key: value for key, value in newest_form(dict(said)).items() if key != "schema"}
    try:
        found = decoded(content, CaseDocument)
    except UnknownFieldError as error:
        by = content.get("program_version", "not stated")
        raise StoreError(
            f"This case was stored by another version of this program ({by}; here {reirrad_gui.__version__}) and says "
            f"something that is not known here: {error}. It is not opened, because leaving that out could change a "
            "number. Open it with that version."
        ) from error
    except (TypeError, ValueError, KeyError, AttributeError, ReirradError) as error:
        raise StoreError(
            f"This stored case cannot be understood ({error}): it is not opened. Open an earlier revision."
        ) from error
    assert isinstance(found, CaseDocument)
    return found


def kept_registrations(known: Sequence[Registration]) -> tuple[FiledRegistration | KeptRegistration, ...]:
    """Registrations as they are kept; ValueError for one that bends and is in no file."""
    return tuple(FiledRegistration(one.key) if one.origin in FROM_FILES else _kept(one) for one in known)


def _kept(one: Registration) -> KeptRegistration:
    if one.warp is not None:
        raise ValueError("a registration that bends is kept only where a file holds it")
    return KeptRegistration(
        one.from_frame_uid, one.to_frame_uid, _flat(one.matrix), one.origin, one.quality, one.source, one.rigid,
        None if one.landmarks is None else _kept_fit(one.landmarks),
    )  # fmt: skip


def _kept_fit(fit: LandmarkFit) -> KeptFit:
    return KeptFit(fit.landmarks, _flat(fit.matrix), fit.residuals_mm, fit.left_out_mm)


def _flat(matrix: np.ndarray[Any, Any]) -> tuple[float, ...]:
    return tuple(float(number) for number in matrix.ravel())


def registrations_of(
    kept: Sequence[FiledRegistration | KeptRegistration], filed: Sequence[Registration]
) -> tuple[tuple[Registration, ...], int]:
    """The registrations again, with those that the files hold; and how many of these are not there."""
    by_key = {one.key: one for one in filed}
    found = [by_key.get(one.key) if isinstance(one, FiledRegistration) else _registration(one) for one in kept]
    there = tuple(one for one in found if one is not None)
    return there, len(found) - len(there)


def _registration(kept: KeptRegistration) -> Registration:
    fit = kept.landmarks
    return Registration(
        kept.from_frame_uid,
        kept.to_frame_uid,
        np.array(kept.matrix).reshape(4, 4),
        kept.origin,
        kept.quality,
        source=kept.source,
        rigid=kept.rigid,
        landmarks=None
        if fit is None
        else LandmarkFit(fit.landmarks, np.array(fit.matrix).reshape(4, 4), fit.residuals_mm, fit.left_out_mm),
    )


def arrangement(document: CaseDocument) -> tuple[object, ...]:
    """All but the settings and the question: where two documents agree in it, one opened case serves both."""
    return (
        document.edits, document.registrations, document.registration_mode, document.end_cap, document.one_person,
        tuple((file.sop_instance_uid, file.sha256) for file in document.files),
    )  # fmt: skip


class Documents:
    """Documents of one open case; what is slow about them is done once for each `Opened`."""

    def __init__(self, opened_from: Sequence[str] = ()) -> None:
        self._opened_from = tuple(opened_from)
        self._of: Opened | None = None
        self._files: tuple[KeptFile, ...] = ()
        self._registrations: tuple[FiledRegistration | KeptRegistration, ...] = ()

    def of(
        self,
        opened: Opened,
        settings: Settings,
        question: Question,
        stamps: tuple[Stamp | None, Stamp | None],
        events: tuple[Event, ...] | None = None,
        storyboard: Steps = (),
    ) -> CaseDocument:
        """The case as it is now; `stamps` of the constraint set and of the tissue table in force."""
        from reirrad_gui.session.keeping.files import kept_files

        if self._of is not opened:
            self._files, self._registrations = kept_files(opened), kept_registrations(opened.registrations)
            self._of = opened
        case = opened.case
        return CaseDocument(
            case.patient, settings, question, case.one_person, case.edits, self._registrations,
            opened.registration_mode, opened.end_cap, *stamps, case.synthetic, events, self._files, self._opened_from,
            storyboard,
        )  # fmt: skip
