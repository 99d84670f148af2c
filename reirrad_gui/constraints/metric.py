"""What a limit is measured on: the mean, the maximum, or the near-maximum in a stated volume."""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Final

_NEAR_MAXIMUM: Final = re.compile(r"D(\d+(?:\.\d+)?)\s*cc", re.IGNORECASE)
_UNIT_MISSING: Final = re.compile(r"D\d+(?:\.\d+)?", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Metric:
    """One number taken from an organ's dose.

    Parameters
    ----------
    text : str
        "Dmean", "Dmax" or, for the least dose in the hottest v cc, "D0.5cc".
    volume_cc : float or None, cc
        v of a near-maximum, above zero; None for mean and maximum.

    Use `Metric.parse` on text from files or people; the constructor takes only what `parse` would make.

    Raises
    ------
    ValueError
        `text` and `volume_cc` do not belong together.

    Examples
    --------
    >>> Metric.parse("d0.50 cc")
    Metric(text='D0.5cc', volume_cc=0.5)
    >>> Metric.parse("D2cc").key
    'd2cc_gy'
    """

    text: str
    volume_cc: float | None = None

    def __post_init__(self) -> None:
        if self.volume_cc is None:
            if self.text not in ("Dmean", "Dmax"):
                raise ValueError(f"a metric without a volume is Dmean or Dmax, not {self.text!r}")
        elif not (isfinite(self.volume_cc) and self.volume_cc > 0):
            raise ValueError(f"the volume of {self.text} must be finite and above zero, not {self.volume_cc} cc")
        elif self.text != f"D{self.volume_cc:g}cc":
            raise ValueError(f"a near-maximum in {self.volume_cc:g} cc is D{self.volume_cc:g}cc, not {self.text!r}")

    @classmethod
    def parse(cls, text: str) -> "Metric":
        """The metric that `text` names.

        Raises
        ------
        ValueError
            Not a metric of a limit. A share of the organ ("D2%") and a number without its unit ("D2") are refused:
            2 cc taken for 2 % is a known way to harm.
        """
        said = text.strip()
        if said.lower() in ("dmean", "dmax"):
            return cls("Dmean" if said.lower() == "dmean" else "Dmax")
        if found := _NEAR_MAXIMUM.fullmatch(said):
            volume_cc = float(found.group(1))
            return cls(f"D{volume_cc:g}cc", volume_cc)
        if said.endswith("%"):
            raise ValueError(f"{said} is a share of the organ; limits here are stated in cc, for example D2cc")
        if _UNIT_MISSING.fullmatch(said):
            raise ValueError(f"{said} lacks its unit: write {said}cc if cubic centimetres are meant")
        raise ValueError(f"{said!r} is not Dmean, Dmax or a near-maximum such as D0.5cc")

    @property
    def key(self) -> str:
        """The name of this metric in JSON and in tables of figures: "d0_5cc_gy", "max_gy", "mean_gy"."""
        if self.volume_cc is None:
            return f"{self.text[1:]}_gy"
        return f"{self.text.lower().replace('.', '_')}_gy"
