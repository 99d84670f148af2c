"""What the user may set for an assessment; every field is part of the result's provenance."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from reirrad_gui.volume.sampling import EndCap

RecoveryName = str
END_CAPS = MappingProxyType({"half": EndCap.HALF, "none": EndCap.NONE, "0.2": EndCap.FIFTH})
"""How contour stacks end, by the names of the command line (DESIGN D8)."""
NO_RECOVERY: RecoveryName = "none"


@dataclass(frozen=True, slots=True)
class Recovery:
    """The discount on earlier courses: off, a named model, or a typed percentage with its reason (DESIGN D6).

    `model` is a key of `reirrad_gui.lq.RECOVERY_MODELS`, "none" or "user"; `percent` and `reason` belong to "user".
    """

    model: RecoveryName = NO_RECOVERY
    percent: float | None = None
    reason: str = ""

    @property
    def on(self) -> bool:
        """True when equieffective dose of earlier courses is discounted."""
        return self.model != NO_RECOVERY


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
    constraint_set : str
        Name of a shipped set, or the path of a set's file.
    end_cap : str
        "half", "none" or "0.2": how contour stacks end (DESIGN D8).
    candidate_fractions : int
        Number of fractions for "what is left, in Gy".
    canonical_names : mapping of ROI name to canonical name
        What the user accepted or chose; suggestions are never applied silently.
    fractions : mapping of phase uid to int
        Numbers of fractions the user supplied because the files do not say.
    """

    alpha_beta_gy: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({}))
    display_alpha_beta_gy: float = 3.0
    recovery: Recovery = Recovery()
    constraint_set: str = "pelvis-slevin-2021"
    end_cap: str = "half"
    candidate_fractions: int = 5
    canonical_names: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))
    fractions: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def with_alpha_beta(self, organ: str, alpha_beta_gy: float) -> "Settings":
        """The same settings with one organ's α/β changed."""
        return replace(self, alpha_beta_gy=MappingProxyType({**self.alpha_beta_gy, organ: alpha_beta_gy}))

    def with_fractions(self, phase_uid: str, fractions: int) -> "Settings":
        """The same settings with a phase's number of fractions supplied by the user."""
        return replace(self, fractions=MappingProxyType({**self.fractions, phase_uid: fractions}))

    def with_canonical_name(self, roi_name: str, canonical: str) -> "Settings":
        """The same settings with a structure's canonical name confirmed by the user."""
        return replace(self, canonical_names=MappingProxyType({**self.canonical_names, roi_name: canonical}))
