"""What the user may set for an assessment; every field is part of the result's provenance."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import TypeVar

from reirrad_gui.errors import EntryError
from reirrad_gui.lq import DoseModel
from reirrad_gui.session.approvals import Approval
from reirrad_gui.session.cord_regions import checked_region
from reirrad_gui.session.dose_model import LinearTailSetting, checked_model
from reirrad_gui.session.what_if import WhatIf
from reirrad_gui.volume.registration import SUITABILITIES
from reirrad_gui.volume.sampling import EndCap

RecoveryName = str
Value = TypeVar("Value")
END_CAPS = MappingProxyType({"half": EndCap.HALF, "none": EndCap.NONE, "0.2": EndCap.FIFTH})
"""How contour stacks end, by the names of the command line (DESIGN D8)."""
NO_RECOVERY: RecoveryName = "none"
ENVELOPE_MM = 3.0
"""How far off a registration is assumed to be: the radius of Mechalakos 2025 (RADAR); no measurement of this one."""
LARGEST_ENVELOPE_MM = 20.0


@dataclass(frozen=True, slots=True)
class Recovery:
    """The discount on earlier courses: off, a named model, or a typed percentage with its reason (DESIGN D6).

    `model` is the key of one of `session.recovery.recovery_models`, "none" or "user"; `percent` and `reason` belong to
    "user".
    """

    model: RecoveryName = NO_RECOVERY
    percent: float | None = None
    reason: str = ""

    @property
    def on(self) -> bool:
        """True when equieffective dose of earlier courses is discounted."""
        return self.model != NO_RECOVERY


@dataclass(frozen=True, slots=True)
class IsodoseLevel:
    """An isodose of one course: in Gy of physical dose, or in % of its prescription.

    Raises
    ------
    EntryError
        A level that is not above zero, or too high to be meant.

    >>> IsodoseLevel(50.0, "%").text, IsodoseLevel(12.5, "Gy").text
    ('50 %', '12.5 Gy')
    """

    value: float
    unit: str

    def __post_init__(self) -> None:
        if self.unit not in ("%", "Gy"):
            raise EntryError(f"An isodose is given in Gy or in %, not in {self.unit!r}.")
        if not 0 < self.value <= 200:
            raise EntryError(f"An isodose lies above 0 and up to 200 {self.unit}; {self.value:g} cannot be meant.")

    @property
    def text(self) -> str:
        """Number and unit."""
        return f"{self.value:g} {self.unit}"

    @classmethod
    def parse(cls, written: str) -> "IsodoseLevel":
        """A level as it is typed: a number, then Gy or %.

        Raises
        ------
        EntryError
            Something else.

        >>> IsodoseLevel.parse("12.5Gy").text, IsodoseLevel.parse("50 %").text
        ('12.5 Gy', '50 %')
        """
        found = re.fullmatch(r"\s*([0-9]+(?:\.[0-9]+)?)\s*(Gy|%)\s*", written)
        if found is None:
            raise EntryError(f"“{written}” is no isodose level: write a number and its unit, as in 12.5Gy or 50%.")
        return cls(float(found[1]), found[2])

    @classmethod
    def parse_pair(cls, written: str) -> "tuple[IsodoseLevel, IsodoseLevel]":
        """Two levels with a comma between them, of the earlier and of the later course.

        Raises
        ------
        EntryError
            Not two levels.
        """
        levels = tuple(cls.parse(one) for one in written.split(","))
        if len(levels) != 2:
            raise EntryError(
                f"“{written}” is not two isodose levels: write that of the earlier course, a comma, and that "
                "of the later course, as in 50%,12.5Gy."
            )
        return levels[0], levels[1]


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything that changes numbers.

    Parameters
    ----------
    alpha_beta_gy : mapping of organ (canonical name, or the ROI name where there is none) to Gy
        Overrides of the tissue table.
    display_alpha_beta_gy : float, Gy
        α/β of the EQD2 and BED shown on the images, named in every label.
    recovery : Recovery
        For every organ and every earlier course, unless one of the next two says otherwise.
    recovery_by_organ : mapping of organ (canonical name, or the ROI name) to Recovery
        For one organ, all its earlier courses; goes before `recovery_by_course`.
    recovery_by_course : mapping of course uid to Recovery
        For one earlier course, every organ without a recovery of its own; goes before `recovery`.
    constraint_set : str
        Name of a shipped set or of one of the user's, or the path of a set's file.
    tissue_table : str
        Name of the shipped table of α/β or of one of the user's, or the path of a table's file.
    end_cap : str
        "half", "none" or "0.2": how contour stacks end (DESIGN D8).
    candidate_fractions : int
        Number of fractions for "what is left, in Gy".
    canonical_names : mapping of ROI name to canonical name
        What the user accepted or chose; suggestions are never applied silently.
    fractions, delivered_fractions : mapping of phase uid to int
        Planned numbers of fractions that the files do not say, and delivered ones, supplied by the user.
    prescribed_gy : mapping of phase uid to Gy
        Prescribed doses that the files do not say, supplied by the user.
    approvals : mapping of registration key to sentence
        Registrations that a person approved: who, when, with which words.
    suitability : mapping of registration key to (mapping of organ to "good", "not good" or "not judged")
        What that person said of single organs; an organ that is not listed was not judged.
    overlap_levels : pair of isodose levels, or None
        Isodose of the earlier and of the later course whose overlap is told beside the standard levels.
    envelope_mm : float, mm
        How far off a registration may be, an assumption: each point of an organ may then take the dose of a registered
        course from anywhere within this distance in the same organ. 0: not asked.
    cord_region : mapping of organ (canonical name) to "cervical", "thoracic" or "lumbar"
        Level of the spinal cord that a structure lies at, where its name does not say it: scores ask for it.
    what_if : WhatIf or None
        A regimen that one course is tried with; None: every course as it was given.
    model : str
        "lq" or "lq-l": how dose and fractions become effect, everywhere at once.
    linear_tail : pair of dT (Gy per fraction) and γ/α (None: without a kink), or None
        The straight part of LQ-L, for every tissue; None: dT = 2 α/β of each.
    """

    alpha_beta_gy: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    display_alpha_beta_gy: float = 3.0
    recovery: Recovery = Recovery()
    recovery_by_organ: Mapping[str, Recovery] = field(default_factory=lambda: MappingProxyType({}))
    recovery_by_course: Mapping[str, Recovery] = field(default_factory=lambda: MappingProxyType({}))
    constraint_set: str = "pelvis-slevin-2021"
    tissue_table: str = "alpha-beta"
    end_cap: str = "half"
    candidate_fractions: int = 5
    canonical_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    fractions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    delivered_fractions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))
    prescribed_gy: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    approvals: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    suitability: Mapping[str, Mapping[str, str]] = field(default_factory=lambda: MappingProxyType({}))
    overlap_levels: tuple[IsodoseLevel, IsodoseLevel] | None = None
    envelope_mm: float = ENVELOPE_MM
    cord_region: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    what_if: WhatIf | None = None
    model: str = "lq"
    linear_tail: LinearTailSetting | None = None

    def with_alpha_beta(self, organ: str, alpha_beta_gy: float) -> "Settings":
        """The same settings with one organ's α/β changed.

        Raises
        ------
        EntryError
            Not an α/β between 0.1 and 100 Gy.
        """
        if not 0.1 <= alpha_beta_gy <= 100:
            raise EntryError(f"An α/β lies between 0.1 and 100 Gy; {alpha_beta_gy} Gy cannot be meant.")
        return replace(self, alpha_beta_gy=MappingProxyType({**self.alpha_beta_gy, organ: alpha_beta_gy}))

    def without_alpha_beta(self, organ: str) -> "Settings":
        """The same settings with one organ's α/β taken from the tissue table again."""
        kept = {name: value for name, value in self.alpha_beta_gy.items() if name != organ}
        return replace(self, alpha_beta_gy=MappingProxyType(kept))

    def with_recovery(self, recovery: Recovery) -> "Settings":
        """The same settings with another recovery between courses, or none."""
        return replace(self, recovery=recovery)

    @property
    def recovers(self) -> bool:
        """True when a recovery is chosen anywhere: in general, for an organ, or for a course."""
        choices = (self.recovery, *self.recovery_by_organ.values(), *self.recovery_by_course.values())
        return any(choice.on for choice in choices)

    def with_recovery_of(self, organ: str, recovery: Recovery) -> "Settings":
        """The same settings with a recovery of its own for one organ; "none" switches it off there.

        Raises
        ------
        EntryError
            No organ is named.
        """
        if not organ.strip():
            raise EntryError("Say for which organ this recovery is meant, as in Rectum=25%: reason.")
        return replace(self, recovery_by_organ=MappingProxyType({**self.recovery_by_organ, organ: recovery}))

    def without_recovery_of(self, organ: str) -> "Settings":
        """The same settings with an organ taken as all others again."""
        return replace(self, recovery_by_organ=_without(self.recovery_by_organ, organ))

    def with_recovery_of_course(self, course_uid: str, recovery: Recovery) -> "Settings":
        """The same settings with a recovery of its own for one earlier course; "none" switches it off there.

        Raises
        ------
        EntryError
            No course is named.
        """
        if not course_uid.strip():
            raise EntryError("Say for which course this recovery is meant.")
        return replace(self, recovery_by_course=MappingProxyType({**self.recovery_by_course, course_uid: recovery}))

    def with_every_course_alike(self) -> "Settings":
        """The same settings with no course's own recovery: the general one holds for every earlier course."""
        return replace(self, recovery_by_course=MappingProxyType({}))

    def without_recovery_of_course(self, course_uid: str) -> "Settings":
        """The same settings with a course taken as all others again."""
        return replace(self, recovery_by_course=_without(self.recovery_by_course, course_uid))

    def with_constraint_set(self, name: str) -> "Settings":
        """The same settings with the limits of another set."""
        return replace(self, constraint_set=name)

    def with_tissue_table(self, name: str) -> "Settings":
        """The same settings with α/β from another table; what was set for single organs stays."""
        return replace(self, tissue_table=name)

    def with_candidate_fractions(self, fractions: int) -> "Settings":
        """The same settings with what is left told for another number of fractions."""
        return replace(self, candidate_fractions=fractions)

    def with_fractions(self, phase_uid: str, fractions: int) -> "Settings":
        """The same settings with a phase's number of fractions supplied by the user.

        Raises
        ------
        EntryError
            Not a number of fractions.
        """
        _check_fractions(fractions, least=1)
        return replace(self, fractions=MappingProxyType({**self.fractions, phase_uid: fractions}))

    def with_delivered_fractions(self, phase_uid: str, fractions: int) -> "Settings":
        """The same settings with the number of fractions that a phase was really given in; EntryError as above."""
        _check_fractions(fractions, least=0)
        return replace(self, delivered_fractions=MappingProxyType({**self.delivered_fractions, phase_uid: fractions}))

    def with_prescription(self, phase_uid: str, prescribed_gy: float) -> "Settings":
        """The same settings with a phase's prescribed dose supplied by the user.

        Raises
        ------
        EntryError
            Not a dose between 0 and 200 Gy.
        """
        if not 0 < prescribed_gy <= 200:
            raise EntryError(f"A prescribed dose lies above 0 and up to 200 Gy; {prescribed_gy} Gy cannot be meant.")
        return replace(self, prescribed_gy=MappingProxyType({**self.prescribed_gy, phase_uid: prescribed_gy}))

    def with_approval(
        self,
        registration_key: str,
        name: str,
        when: str,
        note: str,
        suitability: Mapping[str, str] = MappingProxyType({}),
    ) -> "Settings":
        """The same settings with a registration approved by a person, and what that person said of single organs.

        Raises
        ------
        EntryError
            Nobody's name, no word on what was looked at, or a word about an organ that means nothing here.
        """
        if not name.strip():
            raise EntryError("An approval needs the name of the person who looked at the registration.")
        if not note.strip():
            raise EntryError("An approval needs a word on what was looked at and for which organs it is good enough.")
        for organ, word in suitability.items():
            if word not in SUITABILITIES:
                raise EntryError(f"{organ}: say {', '.join(SUITABILITIES)}; “{word}” means nothing here.")
        sentence = Approval(name.strip(), when, note.strip()).text
        return replace(
            self,
            approvals=MappingProxyType({**self.approvals, registration_key: sentence}),
            suitability=MappingProxyType({**self.suitability, registration_key: MappingProxyType({**suitability})}),
        )

    def with_overlap_levels(self, levels: tuple[IsodoseLevel, IsodoseLevel] | None) -> "Settings":
        """The same settings with the overlap of two isodoses told (of the earlier and the later course), or of none."""
        return replace(self, overlap_levels=levels)

    def with_envelope(self, radius_mm: float) -> "Settings":
        """The same settings with another distance by which registrations may be off; 0: not asked.

        Raises
        ------
        EntryError
            Not a distance between 0 and 20 mm.
        """
        if not 0 <= radius_mm <= LARGEST_ENVELOPE_MM:
            raise EntryError(
                f"How far a registration may be off lies between 0 and {LARGEST_ENVELOPE_MM:g} mm; {radius_mm:g} mm "
                "cannot be meant. A registration that is worse than that says nothing about single organs."
            )
        return replace(self, envelope_mm=radius_mm)

    @property
    def dose_model(self) -> DoseModel:
        """The model in force.

        Raises
        ------
        EntryError
            A model or a straight part that cannot be meant.
        """
        return checked_model(self.model, self.linear_tail)

    def with_model(self, model: str, linear_tail: LinearTailSetting | None = None) -> "Settings":
        """The same settings with LQ or LQ-L in force everywhere; errors as `dose_model`."""
        checked_model(model, linear_tail)
        return replace(self, model=model, linear_tail=linear_tail)

    def with_what_if(self, what_if: WhatIf) -> "Settings":
        """The same settings with a course tried with another regimen."""
        return replace(self, what_if=what_if)

    def without_what_if(self) -> "Settings":
        """The same settings with every course as it was given."""
        return replace(self, what_if=None)

    def without_approval(self, registration_key: str) -> "Settings":
        """The same settings with an approval taken back, and with it what was said of organs."""
        return replace(
            self,
            approvals=_without(self.approvals, registration_key),
            suitability=_without(self.suitability, registration_key),
        )

    def without_fractions(self, phase_uid: str) -> "Settings":
        """The same settings with a phase's planned number of fractions left as the files leave it."""
        return replace(self, fractions=_without(self.fractions, phase_uid))

    def without_delivered_fractions(self, phase_uid: str) -> "Settings":
        """The same settings with a phase's delivered number of fractions left as the files leave it."""
        return replace(self, delivered_fractions=_without(self.delivered_fractions, phase_uid))

    def without_prescription(self, phase_uid: str) -> "Settings":
        """The same settings with a phase's prescribed dose left as the files leave it."""
        return replace(self, prescribed_gy=_without(self.prescribed_gy, phase_uid))

    def with_cord_region(self, organ: str, region: str) -> "Settings":
        """The same settings with the level of the spinal cord chosen for a structure; "" takes the choice back.

        Raises
        ------
        EntryError
            No level that the scores know.
        """
        if not region:
            return replace(self, cord_region=_without(self.cord_region, organ))
        chosen = {**self.cord_region, organ: checked_region(region)}
        return replace(self, cord_region=MappingProxyType(chosen))

    def with_canonical_name(self, roi_name: str, canonical: str) -> "Settings":
        """The same settings with a structure's canonical name confirmed by the user."""
        return replace(self, canonical_names=MappingProxyType({**self.canonical_names, roi_name: canonical}))


def _without(entries: Mapping[str, Value], key: str) -> Mapping[str, Value]:
    return MappingProxyType({name: value for name, value in entries.items() if name != key})


def _check_fractions(fractions: int, least: int) -> None:
    if not least <= fractions <= 100:
        raise EntryError(f"A number of fractions lies between {least} and 100; {fractions} cannot be meant.")
