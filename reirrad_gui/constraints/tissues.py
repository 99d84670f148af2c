"""α/β of organs and targets, each with where it comes from; an assumption is never passed off as knowledge."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from math import isfinite
from pathlib import Path
from typing import Any, Final

from reirrad_gui.constraints.limit import Confidence
from reirrad_gui.errors import CaseFileError
from reirrad_gui.resources import resource

SCHEMA: Final = "reirrad-gui/tissues/1"
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

    def __post_init__(self) -> None:
        for value in (self.default_gy, self.low_gy, self.high_gy):
            if value is not None and not (isfinite(value) and value > 0):
                raise ValueError(f"α/β of {self.tissue} must be finite and above zero, not {value} Gy")
        if (self.low_gy is None) != (self.high_gy is None):
            raise ValueError(f"the range of α/β of {self.tissue} needs both ends or none")
        low_gy = self.default_gy if self.low_gy is None else self.low_gy
        high_gy = self.default_gy if self.high_gy is None else self.high_gy
        if not low_gy <= self.default_gy <= high_gy:
            raise ValueError(f"α/β of {self.tissue}: {self.default_gy} Gy lies outside its range {low_gy} to {high_gy}")
        if self.assumed and not self.reason:
            raise ValueError(f"an assumed α/β needs its reason ({self.tissue})")
        if not self.source.strip():
            raise ValueError(f"α/β of {self.tissue} needs its source")


@dataclass(frozen=True, slots=True)
class TissueTable:
    """The shipped table: one row per tissue, each naming the organs (canonical names) it holds for."""

    rows: Mapping[str, TissueAlphaBeta]
    target: TissueAlphaBeta
    unknown: TissueAlphaBeta

    @property
    def organs(self) -> frozenset[str]:
        """Canonical names the table knows."""
        return frozenset(self.rows)

    def alpha_beta_for(self, canonical: str | None) -> TissueAlphaBeta:
        """The α/β of an organ or target by its canonical (TG-263) name; a marked assumption for any other name.

        A planning margin around an organ ("SpinalCord_PRV05") has the α/β of the organ. Targets (GTV, CTV, ITV, PTV …)
        get the tumour value, marked as assumed: the name does not tell the histology.

        Examples
        --------
        >>> table = load_tissue_table()
        >>> table.alpha_beta_for("Rectum").default_gy, table.alpha_beta_for("Rectum").assumed
        (3.0, False)
        >>> table.alpha_beta_for("SpinalCord_PRV05").default_gy
        2.0
        >>> table.alpha_beta_for(None).assumed
        True
        """
        organ = _MARGIN.split(canonical or "")[0]
        if organ in self.rows:
            return self.rows[organ]
        return self.target if _TARGET.fullmatch(organ) else self.unknown


@cache
def load_tissue_table(path: Path | None = None) -> TissueTable:
    """The shipped table, or one from a file of the same form.

    Raises
    ------
    CaseFileError
        The file cannot be used; the sentence says why.
    """
    file = resource("tissues", "alpha-beta.json") if path is None else path
    try:
        content = json.loads(file.read_text(encoding="utf-8"))
        if content["schema"] != SCHEMA:
            raise ValueError(f"its schema must be {SCHEMA!r}, not {content['schema']!r}")  # noqa: TRY301 - one exit
        return _table(content)
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise CaseFileError(
            f"The table of α/β values {file.name} cannot be used: {error}. No EQD2 can be computed without it; correct "
            "the file or install the program again."
        ) from error


def alpha_beta_for(canonical: str | None) -> TissueAlphaBeta:
    """The α/β of an organ from the shipped table; see `TissueTable.alpha_beta_for`.

    Examples
    --------
    >>> alpha_beta_for("CaudaEquina").default_gy
    2.0
    >>> alpha_beta_for("Left knee").reason
    'The name is not in the table of tissues; 3 Gy, usual for late reactions, is assumed until somebody chooses.'
    """
    return load_tissue_table().alpha_beta_for(canonical)


def _table(content: Mapping[str, Any]) -> TissueTable:
    rows: dict[str, TissueAlphaBeta] = {}
    for row in content["tissues"]:
        value = _row(row)
        for organ in row["organs"]:
            if organ in rows:
                raise ValueError(f"{organ} is in two rows")
            rows[organ] = value
    return TissueTable(rows, _row(content["target"]), _row(content["unknown"]))


def _row(row: Mapping[str, Any]) -> TissueAlphaBeta:
    return TissueAlphaBeta(
        tissue=row["tissue"],
        default_gy=float(row["default_gy"]),
        low_gy=row["low_gy"],
        high_gy=row["high_gy"],
        source=row["source"],
        confidence=Confidence(row["confidence"]),
        assumed=row["assumed"],
        reason=row["reason"],
    )
