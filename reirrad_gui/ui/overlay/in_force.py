"""What the settings in force mean for the look of the images: α/β, model, and the tissues' own α/β. No Qt."""

from dataclasses import replace
from typing import TYPE_CHECKING

from reirrad_gui.session.ratios import tissues_of
from reirrad_gui.ui.overlay.look import Look

if TYPE_CHECKING:
    from reirrad_gui.session import Session


def in_force(look: Look, course: int | None, session: "Session | None") -> Look:
    """The look of a course (None: accumulated) under the session's settings; α/β stays where no case is open."""
    if session is None:
        return replace(look, shown=course)
    settings = session.settings
    return replace(
        look, shown=course, alpha_beta_gy=settings.display_alpha_beta_gy, model=settings.dose_model.name,
        tissues=tissues_of(session.assessment),
    )  # fmt: skip


def other_ratio(look: Look) -> str:
    """That the chosen organ is assessed at another α/β than the images show; empty where it is not."""
    chosen = next((one for one in look.tissues if one.key == look.chosen), None)
    if chosen is None or chosen.alpha_beta_gy == look.alpha_beta_gy:
        return ""
    return f"▲ {chosen.name} is assessed at α/β {chosen.alpha_beta_gy:g} Gy, not {look.alpha_beta_gy:g}"
