"""Facts of the laboratory: values with their unit and date. Units are kept as reported.

Curves are drawn in one unit only where the factor is exact by definition (mass, 1 µkat = 60 U); moles are never turned
into mass.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import Enum
from math import isfinite
from types import MappingProxyType
from typing import ClassVar

from reirrad_gui.errors import EntryError
from reirrad_gui.patient.dates import When
from reirrad_gui.patient.lanes import Lane


class Analyte(Enum):
    """What was measured."""

    PSA = "PSA"
    ALP = "alkaline phosphatase"
    CALCIUM = "calcium"
    TESTOSTERONE = "testosterone"


UNITS: Mapping[Analyte, Mapping[str, tuple[str, float]]] = MappingProxyType(
    {
        Analyte.PSA: MappingProxyType({"ng/mL": ("ng/mL", 1.0), "µg/L": ("ng/mL", 1.0)}),
        Analyte.ALP: MappingProxyType({"U/L": ("U/L", 1.0), "µkat/L": ("U/L", 60.0)}),
        Analyte.CALCIUM: MappingProxyType({"mmol/L": ("mmol/L", 1.0), "mg/dL": ("mg/dL", 1.0)}),
        Analyte.TESTOSTERONE: MappingProxyType(
            {"ng/mL": ("ng/mL", 1.0), "ng/dL": ("ng/mL", 0.01), "nmol/L": ("nmol/L", 1.0)}
        ),
    }
)
"""For each analyte its units, the unit it is drawn in and the factor to it."""
_SAME_UNIT = {"iu/l": "U/L", "ui/l": "U/L", "ug/l": "µg/L", "mcg/l": "µg/L", "ukat/l": "µkat/L"}


def unit_written(analyte: Analyte, written: str) -> str:
    """The unit as the table spells it ("ng/ml" as "ng/mL"); as written where the table has none.

    >>> unit_written(Analyte.PSA, "NG/ml"), unit_written(Analyte.PSA, "mol")
    ('ng/mL', 'mol')
    """
    plain = written.strip().replace("μ", "µ").replace(" ", "").casefold()
    known = {unit.casefold(): unit for unit in UNITS[analyte]}
    same = _SAME_UNIT.get(plain, "")
    return known.get(plain) or (same if same in UNITS[analyte] else written.strip())


@dataclass(frozen=True, slots=True)
class LabValue:
    """One measurement. `bound` is "<" or ">" where only a limit was reported; `unit` empty: not stated.

    Raises
    ------
    EntryError
        A number that cannot be meant.

    >>> LabValue(When(), 0.1, "ng/mL", "<").text
    '< 0.1 ng/mL'
    """

    when: When
    value: float | None
    unit: str = ""
    bound: str = ""
    note: str = ""

    def __post_init__(self) -> None:
        if self.value is not None and not (isfinite(self.value) and self.value >= 0):
            raise EntryError(f"A laboratory value lies at or above 0; {self.value:g} cannot be meant.")
        if self.bound not in ("", "<", ">"):
            raise EntryError(f"Write < or > before a value that is only a limit, not “{self.bound}”.")

    @property
    def text(self) -> str:
        """Number and unit as reported."""
        if self.value is None:
            return "value not stated"
        return " ".join(part for part in (self.bound, f"{self.value:g}", self.unit or "(unit not stated)") if part)


@dataclass(frozen=True, slots=True)
class LabSeries:
    """Values of one analyte, in any order of time. Raises EntryError without any."""

    kind: ClassVar[str] = "laboratory"
    lane: ClassVar[Lane] = Lane.DISEASE
    analyte: Analyte
    values: tuple[LabValue, ...]

    def __post_init__(self) -> None:
        if not self.values:
            raise EntryError(f"A series of {self.analyte.value} needs at least one value.")

    @property
    def title(self) -> str:
        """The analyte, with its value where there is one only."""
        name = self.analyte.value[0].upper() + self.analyte.value[1:]
        return f"{name} {self.values[0].text}" if len(self.values) == 1 else f"{name}, {len(self.values)} values"

    @property
    def unsaid(self) -> tuple[str, ...]:
        """What a reader would ask for, each once."""
        found = (("value", any(v.value is None for v in self.values)), ("unit", any(not v.unit for v in self.values)))
        return (*(name for name, lacking in found if lacking), *(("date",) if self._undated else ()))

    @property
    def _undated(self) -> bool:
        return any(not value.when.known for value in self.values)

    @property
    def unknown_units(self) -> tuple[str, ...]:
        """Units that the table does not have for this analyte."""
        return tuple(dict.fromkeys(v.unit for v in self.values if v.unit and v.unit not in UNITS[self.analyte]))

    def drawn(self, value: LabValue) -> tuple[float, str] | None:
        """A value in the unit it is drawn in; None where the number or a known unit is missing.

        >>> series = LabSeries(Analyte.TESTOSTERONE, (LabValue(When(), 50.0, "ng/dL"),))
        >>> series.drawn(series.values[0])
        (0.5, 'ng/mL')
        """
        if value.value is None or value.unit not in UNITS[self.analyte]:
            return None
        unit, factor = UNITS[self.analyte][value.unit]
        return value.value * factor, unit
