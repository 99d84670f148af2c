"""The assumptions in words, as the engine tells them. No Qt."""

from reirrad_gui.session.settings import Settings
from reirrad_gui.session.uncertainty import Assumption, Uncertainty, suggested_sigma_mm
from reirrad_gui.session.uncertainty.run import MOST_DRAWS

__all__ = ["MOST_DRAWS", "assumption_lines", "suggestion"]
NOT_KNOWN_YET = "how it varies is said with the next draws"


def assumption_lines(found: Uncertainty | None, kind: str) -> str:
    """How every assumption of this kind varies and on whose word, or why it does not; one a line."""
    if found is None:
        return NOT_KNOWN_YET
    return "\n".join(_line(one, kind) for one in found.assumptions if one.kind == kind)


def _line(one: Assumption, kind: str) -> str:
    name = f"{one.name}: " if kind == "alpha-beta" else ""
    how = one.distribution if one.varied else f"not varied: {one.why_not}"
    told = bool(one.source) and (one.varied or kind == "alpha-beta")
    return f"{name}{how}." + (f" Source: {one.source.rstrip('.')}." if told else "")


def suggestion(settings: Settings) -> float | None:
    """Half of how far registrations are taken to be off, mm: offered, never used by itself."""
    return suggested_sigma_mm(settings)
