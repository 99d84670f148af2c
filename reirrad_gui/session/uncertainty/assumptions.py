"""What is varied, and how: each assumption named, with its source, on or off, and nothing varied by default unsaid."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from reirrad_gui.errors import EntryError
from reirrad_gui.session.settings import Settings

LARGEST_SIGMA_MM = 10.0
DELIVERED, DELIVERED_FRACTIONS = "delivered", "delivered fractions"
"""Key and name of the number of fractions given, where records stop short of the plan: always asked, never drawn."""
Range = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a question about certainty varies.

    Parameters
    ----------
    alpha_beta : bool
        α/β, evenly over the range of the tissue table; a tissue without a range does not vary.
    alpha_beta_ranges : mapping of organ (canonical name, or the ROI name where there is none) to (low, high) Gy
        Ranges the user adds or puts in the table's place.
    recovery : bool
        Recovery, evenly over the range in force; where one number is in force, or none, it does not vary.
    recovery_range : (least, most) as shares 0 to 1, or None
        A range the user assumes for every earlier course instead, for `recovery_reason`.
    recovery_choice : tuple of model keys
        Models (with "none") of which each draw takes one, all equally likely; empty: the one in force.
    interval : bool
        The days on which courses may have ended and begun, each evenly over the days its partial date allows.
    registration_sigma_mm : float or None, mm
        Standard deviation of a shift of every registered course along each axis; None: not varied. There is no default:
        how good a registration is, nobody knows but who looked at it.
    within_organ : bool
        A shifted point takes its dose from within the same organ only.
    slices : bool
        The organ's place along its slices, evenly over half a slice to either side (DESIGN D8).
    """

    alpha_beta: bool = True
    alpha_beta_ranges: Mapping[str, Range] = field(default_factory=lambda: MappingProxyType({}))
    recovery: bool = True
    recovery_range: Range | None = None
    recovery_reason: str = ""
    recovery_choice: tuple[str, ...] = ()
    interval: bool = True
    registration_sigma_mm: float | None = None
    within_organ: bool = True
    slices: bool = True

    @classmethod
    def none(cls) -> "Assumptions":
        """Nothing is varied: every draw is the assessment itself."""
        return cls(alpha_beta=False, recovery=False, interval=False, slices=False)

    def with_alpha_beta_range(self, organ: str, low_gy: float, high_gy: float) -> "Assumptions":
        """The same with a range of α/β for one organ.

        Raises
        ------
        EntryError
            Not two rising values between 0.1 and 100 Gy.
        """
        if not 0.1 <= low_gy <= high_gy <= 100:
            raise EntryError(
                f"A range of α/β rises, from 0.1 Gy or more to 100 Gy at most; {low_gy:g} to {high_gy:g} Gy cannot be "
                "meant."
            )
        ranges = MappingProxyType({**self.alpha_beta_ranges, organ: (float(low_gy), float(high_gy))})
        return replace(self, alpha_beta=True, alpha_beta_ranges=ranges)

    def with_recovery_range(self, least_percent: float, most_percent: float, reason: str) -> "Assumptions":
        """The same with recovery anywhere in a range, whatever is in force; a limit that contains recovery stays so.

        Raises
        ------
        EntryError
            Not two rising percentages, or no reason.
        """
        if not 0 <= least_percent <= most_percent <= 100:
            raise EntryError(
                f"A range of recovery rises from 0 % or more to 100 % at most; {least_percent:g} to {most_percent:g} % "
                "cannot be meant."
            )
        if not reason.strip():
            raise EntryError("A range of recovery needs its reason: it is shown beside every number that rests on it.")
        share = (least_percent / 100.0, most_percent / 100.0)
        return replace(self, recovery=True, recovery_range=share, recovery_reason=reason.strip(), recovery_choice=())

    def without_recovery_range(self) -> "Assumptions":
        """The same with the recovery in force."""
        return replace(self, recovery_range=None, recovery_reason="", recovery_choice=())

    def with_recovery_choice(self, models: tuple[str, ...]) -> "Assumptions":
        """The same with each draw taking one of these models ("none" is one), all equally likely.

        Raises
        ------
        EntryError
            Fewer than two models, or one that a session does not offer.
        """
        from reirrad_gui.session.recovery import recovery_models

        known = {model.key for model in recovery_models()}
        unknown = [key for key in models if key not in known]
        if unknown or len(set(models)) < 2:
            raise EntryError(
                f"Choose two or more of the recovery models {', '.join(sorted(known))}"
                + (f"; there is none called {', '.join(unknown)}." if unknown else ".")
            )
        chosen = tuple(dict.fromkeys(models))
        return replace(self, recovery=True, recovery_choice=chosen, recovery_range=None, recovery_reason="")

    def with_registration_sigma(self, sigma_mm: float | None) -> "Assumptions":
        """The same with another standard deviation of the registration's shift per axis; None: not varied.

        Raises
        ------
        EntryError
            Not a distance above 0 and up to 10 mm.
        """
        if sigma_mm is not None and not 0 < sigma_mm <= LARGEST_SIGMA_MM:
            raise EntryError(
                f"The standard deviation of a registration lies above 0 and up to {LARGEST_SIGMA_MM:g} mm; "
                f"{sigma_mm:g} mm cannot be meant. Leave it out to take the registration as exact."
            )
        return replace(self, registration_sigma_mm=sigma_mm)


def suggested_sigma_mm(settings: Settings) -> float | None:
    """Half of the distance by which registrations may be off, were that distance two standard deviations; None for 0.

    A suggestion for the person who is asked; never used without being asked for.

    >>> suggested_sigma_mm(Settings())
    1.5
    """
    return settings.envelope_mm / 2.0 if settings.envelope_mm > 0 else None


@dataclass(frozen=True, slots=True)
class Assumption:
    """One assumption as it is in force: what varies, how and on whose word, or why it does not.

    `kind` is "alpha-beta", "recovery", "interval", "registration", "slices" or "delivered"; `on` whether it was asked
    for, `varied` whether the draws vary it; `why_not` is empty where they do. `moot` where there is nothing that could
    vary: no registration, known days, no recovery.
    """

    key: str
    kind: str
    name: str
    on: bool
    varied: bool
    distribution: str
    source: str
    why_not: str = ""
    moot: bool = False
