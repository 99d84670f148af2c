"""The named recovery models, each with its citation, its mark of confidence and where it holds.

Left out on purpose: 65 % from 24 months (its citation does not carry it), and models whose numbers are only remembered
in part (Paradis 2019). Models that depend on the dose itself are in `lq.dose_recovery`.
"""

import math
from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reirrad_gui.errors import EntryError
from reirrad_gui.lq.arguments import share
from reirrad_gui.lq.recovery import RecoveryModel

CORD: Final = ("SpinalCord", "SpinalCord_Cerv", "SpinalCord_Thor", "SpinalCord_Lum", "SpinalCord_Sac")

NO_RECOVERY = RecoveryModel(
    key="none",
    name="No recovery",
    citation="RCR, Principles of reirradiation, 2024; ESTRO focus group, Radiother Oncol 214 (2026) 111313",
    domain="Every tissue and interval; the default.",
    confidence="S",
)

STEP_25_50 = RecoveryModel(
    key="step-25-50",
    name="Step 25/50 %",
    citation="Doi 2021, doi 10.1007/s00066-021-01772-7, introduction (the simple method for the spinal cord)",
    domain="Spinal cord: nothing below 6 complete months, 25 % from 6, 50 % from 12. Not validated for other organs.",
    steps=((6, 0.25), (12, 0.50)),
    confidence="V",
    tissues=CORD,
)

FOX_CHASE = RecoveryModel(
    key="fox-chase",
    name="Fox Chase (Price 2021)",
    citation="Price 2021, doi 10.1016/j.adro.2020.09.027, abstract",
    domain="Nothing below 6 complete months, 50 % above 1 year. How it rises in between is not on record here: from 6 "
    "to 12 complete months anything from 0 to 50 % is kept (mean used by its authors 32 to 37 %). For which tissues is "
    "not on record either: check the paper.",
    steps=((13, 0.50),),
    at_most=((6, 0.50),),
    confidence="V",
)

ANG_2001 = RecoveryModel(
    key="ang-2001",
    name="Ang 2001 (monkeys)",
    citation="Ang 2001, Int J Radiat Oncol Biol Phys 50:1013-1020, from memory: check against the paper",
    domain="Cord of monkeys after 44 Gy in 20 fractions: 33.6, 37.6 and 44.6 Gy (76, 85 and 101 %, "
    "here 100) forgotten after 1, 2 and 3 years. Nothing is forgiven before 12 complete months; years in between "
    "count as the earlier one.",
    steps=((12, 0.76), (24, 0.85), (36, 1.0)),
    confidence="M",
    tissues=CORD,
    studied_months=(12, 36),
)

ANG_2001_CAUTIOUS = RecoveryModel(
    key="ang-2001-cautious",
    name="Ang 2001 (monkeys), most conservative",
    citation="Ang 2001, Int J Radiat Oncol Biol Phys 50:1013-1020, from memory: check against the paper",
    domain="Cord of monkeys after 44 Gy in 20 fractions, the most conservative reading: 26.8 Gy (61 %) forgotten. "
    "Nothing is forgiven before 12 complete months.",
    steps=((12, 0.61),),
    confidence="M",
    tissues=CORD,
    studied_months=(12, 36),
)

RECOVERY_CATALOGUE: Mapping[str, RecoveryModel] = MappingProxyType(
    {model.key: model for model in (NO_RECOVERY, STEP_25_50, FOX_CHASE, ANG_2001, ANG_2001_CAUTIOUS)}
)
"""All named step models by their key, no recovery first; `lq.recovery_scope` says in which tissue each may be used."""


def recovery_model(key: str) -> RecoveryModel:
    """The named model of this key.

    Raises
    ------
    EntryError
        There is none; says which there are.

    Examples
    --------
    >>> recovery_model("none").fraction(None, None)
    (0.0, 0.0)
    """
    if key not in RECOVERY_CATALOGUE:
        raise EntryError(f"There is no recovery model “{key}”. Choose one of: {', '.join(RECOVERY_CATALOGUE)}.")
    return RECOVERY_CATALOGUE[key]


def recovery_by_hand(recovery_fraction: float, reason: str) -> RecoveryModel:
    """A recovery fraction somebody decided on, which holds whatever the interval.

    Parameters
    ----------
    recovery_fraction : float
        From 0 to 1; 40 % is 0.4.
    reason : str
        Why; shown and reported with every number it changes.

    Raises
    ------
    EntryError
        No reason is given, or the fraction is not between 0 and 1.

    Examples
    --------
    >>> recovery_by_hand(0.4, "agreed at the tumour board of 3 May").fraction(None, None)
    (0.4, 0.4)
    """
    if not reason.strip():
        raise EntryError("Recovery typed by hand needs a reason, which is reported with every number it changes.")
    try:
        fraction = share(recovery_fraction, "recovery_fraction")
    except ValueError as error:
        raise EntryError(f"Recovery must lie between 0 and 100 %, not {recovery_fraction!r}.") from error
    return RecoveryModel(
        key="by-hand",
        name=f"{100 * fraction:g} % by hand",
        citation=f"Entered by hand: {reason.strip()}",
        domain="As decided for this patient.",
        steps=((-math.inf, fraction),),
    )
