"""α/β of organs and targets, each with where it comes from; an assumption is never passed off as knowledge."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from math import isfinite
from typing import Final

from reirrad_gui.constraints.limit import Confidence, Evidence
from reirrad_gui.constraints.stamp import Stamp

SCHEMA: Final = "reirrad-gui/tissues/1"
DEFAULT_TABLE: Final = "alpha-beta"
_TARGET: Final = re.compile(r"(?:I?GTV|I?CTV|ITV|PTV).*")
_MARGIN: Final = re.compile(r"_PRV\d*")


@dataclass(frozen=True, slots=True)
class TissueAlphaBeta:
    """α/β of one tissue.

    Parameters
    ----------
    tissue : str
        What kind of tissue it is taken for.
    default_gy : float, Gy
        The value used until somebody chooses another; finite, above zero.
    low_gy, high_gy : float or None, Gy
        Range the sources give around the default; both None when they give none.
    source : str
    confidence : Confidence
    assumed : bool
        True when the organ is not in the table and the value is only a stand-in: show `reason` beside every number
        that rests on it.
    reason : str
        Why it was assumed, or what else is to be known; may be empty when not assumed.
    evidence : Evidence
        How the value got here; one that was read in no paper is "M".

    Raises
    ------
    ValueError
        A value out of range, a range that does not enclose the default, or an assumption without its reason.
    """

    tissue: str
    default_gy: float
    low_gy: float | None
    high_gy: float | None
    source: str
    confidence: Confidence
    assumed: bool
    reason: str = ""
    evidence: Evidence = Evidence.MEMORY

    def __post_init__(self) -> None:
        if not self.tissue.strip():
            raise ValueError("a row needs the name of its tissue")
        for value in (self.default_gy, self.low_gy, self.high_gy):
            if value is not None and not (isfinite(value) and value > 0):
                raise ValueError(f"α/β of {self.tissue} must be finite and above zero, not {value} Gy")
        if (self.low_gy is None) != (self.high_gy is None):
            raise ValueError(f"the range of α/β of {self.tissue} needs both ends or none")
        low_gy, high_gy = self.range_gy
        if not low_gy <= self.default_gy <= high_gy:
            raise ValueError(f"α/β of {self.tissue}: {self.default_gy} Gy lies outside its range {low_gy} to {high_gy}")
        if self.assumed and not self.reason:
            raise ValueError(f"an assumed α/β needs its reason ({self.tissue})")
        if not self.source.strip():
            raise ValueError(f"α/β of {self.tissue} needs its source")

    @property
    def range_gy(self) -> tuple[float, float]:
        """Least and largest α/β the sources give, Gy; the default twice when they give no range."""
        if self.low_gy is None or self.high_gy is None:
            return self.default_gy, self.default_gy
        return self.low_gy, self.high_gy

    @property
    def range_text(self) -> str:
        """The range in words: "2 to 4 Gy", or the default alone."""
        low, high = self.range_gy
        return f"{low:g} Gy" if low == high else f"{low:g} to {high:g} Gy"

    def outside(self, alpha_beta_gy: float) -> str:
        """A sentence for a value that the table does not cover; empty for one that it does.

        Examples
        --------
        >>> from reirrad_gui.constraints import alpha_beta_for
        >>> alpha_beta_for("CaudaEquina").outside(6.0)
        'α/β 6 Gy lies outside the 2 to 4 Gy that the table of tissues gives for cauda equina and sacral plexus.'
        >>> alpha_beta_for("CaudaEquina").outside(4.0)
        ''
        """
        low, high = self.range_gy
        if low <= alpha_beta_gy <= high:
            return ""
        given = f"α/β {alpha_beta_gy:g} Gy"
        if self.low_gy is None:
            return (
                f"{given} is not the {self.default_gy:g} Gy of the table of tissues, which has no range for "
                f"{self.tissue}."
            )
        return f"{given} lies outside the {self.range_text} that the table of tissues gives for {self.tissue}."


@dataclass(frozen=True, slots=True)
class Tissue:
    """One row of a table: an α/β, and the organs (canonical names) it holds for."""

    alpha_beta: TissueAlphaBeta
    organs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class TissueTable:
    """One row per tissue, each naming the organs it holds for; what targets and unknown names get; who made it.

    Raises
    ------
    ValueError
        An organ in two rows, or a name, title, version, date or author is missing.
    """

    stamp: Stamp
    tissues: tuple[Tissue, ...]
    target: TissueAlphaBeta
    unknown: TissueAlphaBeta

    def __post_init__(self) -> None:
        for field_name in ("name", "title", "version", "date", "author"):
            if not getattr(self.stamp, field_name).strip():
                raise ValueError(f"a table of tissues needs its {field_name}")
        seen: set[str] = set()
        for tissue in self.tissues:
            for organ in tissue.organs:
                if organ in seen:
                    raise ValueError(f"{organ} is in two rows, or twice in one")
                seen.add(organ)
        if not (self.target.assumed and self.unknown.assumed):
            raise ValueError("what stands for targets and for unknown names must be marked as assumed")

    @property
    def rows(self) -> Mapping[str, TissueAlphaBeta]:
        """α/β by organ."""
        return {organ: tissue.alpha_beta for tissue in self.tissues for organ in tissue.organs}

    @property
    def organs(self) -> frozenset[str]:
        """Canonical names the table knows."""
        return frozenset(organ for tissue in self.tissues for organ in tissue.organs)

    def alpha_beta_for(self, canonical: str | None) -> TissueAlphaBeta:
        """The α/β of an organ or target by its canonical (TG-263) name; a marked assumption for any other name.

        A planning margin around an organ ("SpinalCord_PRV05") has the α/β of the organ. Targets (GTV, CTV, ITV, PTV …)
        get the tumour value, marked as assumed: the name does not tell the histology.

        Examples
        --------
        >>> from reirrad_gui.constraints import load_tissue_table
        >>> table = load_tissue_table()
        >>> table.alpha_beta_for("Rectum").default_gy, table.alpha_beta_for("Rectum").assumed
        (3.0, False)
        >>> table.alpha_beta_for("SpinalCord_PRV05").default_gy
        2.0
        >>> table.alpha_beta_for(None).assumed
        True
        """
        organ = _MARGIN.split(canonical or "")[0]
        for tissue in self.tissues:
            if organ in tissue.organs:
                return tissue.alpha_beta
        return self.target if _TARGET.fullmatch(organ) else self.unknown
