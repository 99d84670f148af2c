"""A limit as evidence: what was found, on what basis, by whom, and how sure it is."""

import re
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import lru_cache
from math import isfinite
from typing import Final

from reirrad_gui.constraints.metric import Metric
from reirrad_gui.lq import bed, eqd2


class Quantity(StrEnum):
    """The dose a limit is stated in. Physical dose is not among them: it is never summed for a verdict."""

    EQD2 = "EQD2"
    BED = "BED"


class Scope(StrEnum):
    """What the dose is added over."""

    CUMULATIVE = "cumulative"
    SINGLE_COURSE = "single course"


class Evidence(StrEnum):
    """How the value got here."""

    VERIFIED = "V"
    """Read in the paper or its abstract."""
    SECONDARY = "S"
    """Read only where somebody else quotes the paper."""
    MEMORY = "M"
    """Not checked against any text."""

    @property
    def text(self) -> str:
        """The mark in words; a value that was not read in its paper says so wherever it is shown.

        >>> Evidence.SECONDARY.text
        'quoted [S], check against the paper'
        """
        return {"V": "read [V]", "S": f"quoted [S], {CHECK}", "M": f"not checked [M], {CHECK}"}[self.value]


class Confidence(StrEnum):
    """How far the value may be trusted as a limit for re-irradiation."""

    HIGH = "high"
    MEDIUM = "medium"
    LOW = "low"


class Level(StrEnum):
    """The two steps some sources give for one metric."""

    OPTIMAL = "optimal"
    MANDATORY = "mandatory"


CHECK: Final = "check against the paper"
NO_RECOVERY: Final = "none assumed"
NOT_APPLICABLE: Final = "not applicable"
RECOVERY_IN_FIT: Final = "included in the fit"
KEPT_WORDS: Final = 512
_SHORT_CLAUSE: Final = 30
_MONTHS_INCLUDED: Final = re.compile(r"(\d+) months included")


@dataclass(frozen=True, slots=True)
class Limit:
    """One published limit with everything needed to judge by it, and to judge it.

    Parameters
    ----------
    key : str
        Unique in its set; never changes once published.
    organ : str
        Canonical (TG-263) name of the organ the source speaks of.
    applies_to : tuple of str
        Canonical names this limit is evaluated on as the organ itself; holds `organ`.
    surrogates : tuple of str
        Canonical names that contain the organ and may stand in for it, said so wherever shown. The near-maximum of a
        volume that contains the organ is never below the organ's own.
    metric : Metric
    limit_gy : float, Gy
        In `quantity` at `alpha_beta_gy`; finite, above zero. A dose equal to it does not exceed it.
    quantity : Quantity
    alpha_beta_gy : float, Gy
        Finite, above zero: the limit means nothing at another α/β.
    scope : Scope
    recovery_basis : str
        "none assumed", "12 months included" (any number), "included in the fit"; "not applicable" for a single course.
    minimum_gap_months : int or None
        The limit holds only if at least so many complete months lie between courses. Required, and not less than the
        months of `recovery_basis`, when that names months.
    each_course_at_most_gy : float or None, Gy
        The source speaks only of patients in whom no single course exceeded this (quantity and α/β as the limit).
    last_course_at_most_gy, last_course_share_at_most : float or None
        Further limits of the same source on the newest course alone, and on its share (0 to 1) of the sum.
    level : Level or None
    endpoint, consensus : str
        What harm is meant; how far the authors agreed.
    citation, doi, year : str, str or None, int or None
    evidence, confidence
    note : str
    editable : bool

    Raises
    ------
    ValueError
        A value is out of range or two contradict each other; the sentence names it.

    Examples
    --------
    >>> from reirrad_gui.constraints import load_constraint_set
    >>> load_constraint_set("pelvis-slevin-2021").limit("bladder-nr").text
    'D0.5cc ≤ 80 Gy EQD2 (α/β 3 Gy), no recovery assumed'
    """

    key: str
    organ: str
    applies_to: tuple[str, ...]
    metric: Metric
    limit_gy: float
    quantity: Quantity
    alpha_beta_gy: float
    scope: Scope
    recovery_basis: str
    endpoint: str
    consensus: str
    citation: str
    evidence: Evidence
    confidence: Confidence
    surrogates: tuple[str, ...] = ()
    minimum_gap_months: int | None = None
    each_course_at_most_gy: float | None = None
    last_course_at_most_gy: float | None = None
    last_course_share_at_most: float | None = None
    level: Level | None = None
    doi: str | None = None
    year: int | None = None
    note: str = ""
    editable: bool = True

    def __post_init__(self) -> None:
        self._check_names()
        self._check_numbers()
        self._check_basis()

    def _check_names(self) -> None:
        if not self.key.strip():
            raise ValueError("a limit needs a key")
        if self.organ not in self.applies_to:
            raise ValueError(f"applies_to must hold the organ {self.organ!r} itself, not only {self.applies_to}")
        both = set(self.applies_to) & set(self.surrogates)
        if both:
            raise ValueError(f"{', '.join(sorted(both))} cannot be the organ and its surrogate at once")

    def _check_numbers(self) -> None:
        doses = {
            "limit_gy": self.limit_gy,
            "alpha_beta_gy": self.alpha_beta_gy,
            "each_course_at_most_gy": self.each_course_at_most_gy,
            "last_course_at_most_gy": self.last_course_at_most_gy,
        }
        for name, value in doses.items():
            if value is not None and not (isfinite(value) and value > 0):
                raise ValueError(f"{name} must be finite and above zero, not {value}")
        share = self.last_course_share_at_most
        if share is not None and not 0 < share <= 1:
            raise ValueError(f"last_course_share_at_most must lie above 0 and up to 1, not {share}")
        if self.minimum_gap_months is not None and self.minimum_gap_months < 1:
            raise ValueError(f"minimum_gap_months must be 1 or more, not {self.minimum_gap_months}")

    def _check_basis(self) -> None:
        known = self.recovery_basis in (NO_RECOVERY, NOT_APPLICABLE, RECOVERY_IN_FIT)
        if not known and self.recovery_months is None:
            raise ValueError(
                f"recovery_basis must be {NO_RECOVERY!r}, 'N months included', {RECOVERY_IN_FIT!r} or "
                f"{NOT_APPLICABLE!r}, not {self.recovery_basis!r}"
            )
        if (self.recovery_basis == NOT_APPLICABLE) != (self.scope is Scope.SINGLE_COURSE):
            raise ValueError(f"recovery_basis {self.recovery_basis!r} does not fit the scope {self.scope}")
        if self.recovery_months is not None and (self.minimum_gap_months or 0) < self.recovery_months:
            raise ValueError(
                f"a limit that includes {self.recovery_months} months of recovery needs minimum_gap_months of at least "
                f"{self.recovery_months}, not {self.minimum_gap_months}"
            )

    @property
    def recovery_months(self) -> int | None:
        """Months of recovery this limit already contains, where it names them."""
        return _months_in(self.recovery_basis)

    @property
    def includes_recovery(self) -> bool:
        """True when discounting the earlier course as well would count recovery twice."""
        return self.recovery_basis not in (NO_RECOVERY, NOT_APPLICABLE)

    @property
    def may_turn_green(self) -> bool:
        """True when the evidence allows "within" or "near" (docs/decisions/0003)."""
        trusted = self.evidence is not Evidence.MEMORY and self.confidence is not Confidence.LOW
        return trusted and bool(self.citation.strip())

    @property
    def unit_text(self) -> str:
        """Quantity with its α/β: "EQD2 (α/β 3 Gy)"."""
        return f"{self.quantity} (α/β {self.alpha_beta_gy:g} Gy)"

    @property
    def basis_text(self) -> str:
        """How the limit treats recovery, to follow its value in a sentence."""
        if self.recovery_months is not None:
            return f"≥ {self.recovery_months} months of recovery included"
        if self.recovery_basis == NO_RECOVERY:
            return "no recovery assumed"
        return "recovery included in the fit" if self.includes_recovery else "single course"

    @property
    def conditions_text(self) -> str:
        """What must hold besides the dose, in one line; empty where nothing must.

        >>> from reirrad_gui.constraints import load_constraint_set
        >>> load_constraint_set("cord-nieder-hytec").limit("cord-120").conditions_text
        '6 months or more between the courses, no course above 98 Gy'
        """
        gap, each = self.minimum_gap_months, self.each_course_at_most_gy
        newest, share = self.last_course_at_most_gy, self.last_course_share_at_most
        said = [
            "" if gap is None else f"{gap} months or more between the courses",
            "" if each is None else f"no course above {each:g} Gy",
            "" if newest is None else f"newest course at most {newest:g} Gy",
            "" if share is None else f"newest course at most {share:g} of the sum",
        ]
        return ", ".join(one for one in said if one)

    @property
    def text(self) -> str:
        """Metric, value, quantity and basis in one line."""
        return f"{self.metric.text} ≤ {self.limit_gy:g} Gy {self.unit_text}, {self.basis_text}"

    @property
    def short_citation(self) -> str:
        """First author, or whoever decided it, and the year: "Slevin 2021", "Tumour board 2026"."""
        first = _who(self.citation)
        return first if self.year is None else f"{first} {self.year}"

    def as_eqd2(self) -> "Limit":
        """The same limit in EQD2, so that one accumulated EQD2 serves every limit of an organ.

        BED and EQD2 at one α/β differ by a constant factor, taken here from a single 2 Gy fraction.

        Examples
        --------
        >>> from reirrad_gui.constraints import load_constraint_set
        >>> load_constraint_set("cord-nieder-hytec").limit("cord-120").as_eqd2().limit_gy
        60.0
        """
        if self.quantity is Quantity.EQD2:
            return self
        stated = f"Stated by its source as {self.limit_gy:g} Gy {self.unit_text}."
        return replace(
            self,
            quantity=Quantity.EQD2,
            limit_gy=self._bed_as_eqd2(self.limit_gy),
            each_course_at_most_gy=self._optional_bed_as_eqd2(self.each_course_at_most_gy),
            last_course_at_most_gy=self._optional_bed_as_eqd2(self.last_course_at_most_gy),
            note=f"{stated} {self.note}".rstrip(),
        )

    def _optional_bed_as_eqd2(self, bed_gy: float | None) -> float | None:
        return None if bed_gy is None else self._bed_as_eqd2(bed_gy)

    def _bed_as_eqd2(self, bed_gy: float) -> float:
        one_fraction = 2.0
        return float(bed_gy * eqd2(one_fraction, 1, self.alpha_beta_gy) / bed(one_fraction, 1, self.alpha_beta_gy))


@lru_cache(maxsize=KEPT_WORDS)
def _months_in(recovery_basis: str) -> int | None:
    found = _MONTHS_INCLUDED.fullmatch(recovery_basis)
    return int(found.group(1)) if found else None


@lru_cache(maxsize=KEPT_WORDS)
def _who(citation: str) -> str:
    """First author of a citation, or whoever decided it."""
    clause = re.split(r"[,;:.(]", citation.strip(), maxsplit=1)[0].strip()
    by_name = "et al" in citation or any(letter.isdigit() for letter in clause) or len(clause) > _SHORT_CLAUSE
    return clause.split()[0] if clause and by_name else clause or "no source"
