"""Recovery in every draw: the model in force (or one of a choice) asked at the drawn interval, organ by organ."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from reirrad_gui.lq.recovery_scope import is_progressive
from reirrad_gui.session.courses import order_of
from reirrad_gui.session.discounts import Forgetting
from reirrad_gui.session.evaluation import Evaluation, Kept
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.settings import Recovery, Settings
from reirrad_gui.session.uncertainty.assumptions import Assumptions
from reirrad_gui.session.uncertainty.intervals import PossibleDays, dated, drawn_days, months_since, possible_days
from reirrad_gui.session.uncertainty.seeds import Seeds
from reirrad_gui.volume.grid import FloatArray


@dataclass(frozen=True, slots=True, eq=False)
class DrawnRecovery:
    """Recovery of every course in one organ: least and most share, (draws + 1, courses); the first row as assessed.

    They differ where recovery is a range that is not varied. `forgetting` holds the dose-dependent models by group,
    `group` (draws + 1,) the group of each draw; both empty where no model depends on the dose.
    """

    least: FloatArray
    most: FloatArray
    forgetting: tuple[tuple[Forgetting | None, ...], ...]
    group: NDArray[np.intp]

    @property
    def any(self) -> bool:
        """True where any draw discounts anything."""
        return bool(self.most.any() or self.depends_on_dose)

    @property
    def varies(self) -> bool:
        """True where draws differ."""
        drawn = self.group[1:]
        several = bool(drawn.size) and self.depends_on_dose and bool((drawn != drawn[0]).any())
        return several or any(bool((side[1:] != side[1:2]).any()) for side in (self.least, self.most))

    def switched_off(self) -> "DrawnRecovery":
        """No recovery in any draw."""
        nothing = np.zeros_like(self.least)
        return DrawnRecovery(nothing, nothing, (), self.group)

    @property
    def depends_on_dose(self) -> bool:
        """True where a model in any draw depends on the dose at each point."""
        return any(one is not None for models in self.forgetting for one in models)


def with_recovery_everywhere(settings: Settings, recovery: Recovery) -> Settings:
    """The settings with one recovery for every organ and course."""
    none: Mapping[str, Recovery] = MappingProxyType({})
    return replace(settings, recovery=recovery, recovery_by_organ=none, recovery_by_course=none)


class RecoveryDraws:
    """The recovery of every draw; evaluations are made once for every model and every number of months drawn."""

    def __init__(self, opened: Opened, evaluation: Evaluation, assumptions: Assumptions, seeds: Seeds) -> None:
        self._assessed = evaluation
        self._assumptions = assumptions
        self._count = len(opened.case.courses)
        self._evaluations = [evaluation]
        self._group = np.zeros(seeds.draws + 1, np.intp)
        purposes = (f"recovery of course {course}" for course in range(self._count))
        self._place = np.stack([seeds.evenly(purpose) for purpose in purposes], axis=1) if self._count else None
        if assumptions.recovery_range is None:
            self._draw_groups(opened, seeds)

    def _draw_groups(self, opened: Opened, seeds: Seeds) -> None:
        settings, choice = self._assessed.settings, self._assumptions.recovery_choice
        choice = choice if self._assumptions.recovery else ()
        variants = [with_recovery_everywhere(settings, Recovery(key)) for key in choice] or [settings]
        which = seeds.numbers("recovery model", len(variants)) if choice else np.zeros(seeds.draws, np.int64)
        days = possible_days(opened) if self._assumptions.interval else ""
        varied = isinstance(days, PossibleDays) and not days.certain and any(one.recovers for one in variants)
        if not choice and not varied:
            return
        dates = drawn_days(days, seeds) if isinstance(days, PossibleDays) and varied else None
        known: dict[tuple[object, ...], int] = {}
        for draw in range(seeds.draws):
            model = int(which[draw])
            key = (model,) if dates is None else (model, months_since(*dates[draw]))
            if key not in known:
                there = opened if dates is None else dated(opened, *dates[draw])
                known[key] = len(self._evaluations)
                self._evaluations.append(Evaluation(there, variants[model], sharing(self._assessed.kept)))
            self._group[draw + 1] = known[key]

    def of(self, index: int, alpha_beta_gy: float) -> DrawnRecovery:
        """Recovery of every draw in one structure whose limit holds at this α/β."""
        found = [one.recovery_at(index, alpha_beta_gy) for one in self._evaluations]
        ranges = np.array([one.ranges for one in found]).reshape(len(found), self._count, 2)
        chosen = ranges[self._group]
        share = self._assumptions.recovery_range if self._assumptions.recovery else None
        name = self._assessed.names[index]
        if share is not None and name.kind != "target" and not is_progressive(name.canonical):
            for course in range(self._count - 1):
                if order_of(self._assessed.opened, course).earlier is not False:
                    chosen[1:, course] = share
        least, most = chosen[..., 0].copy(), chosen[..., 1].copy()
        if self._assumptions.recovery and self._place is not None:
            least[1:] += self._place * (most[1:] - least[1:])
            most[1:] = least[1:]
        return DrawnRecovery(least, most, tuple(one.forgetting for one in found), self._group)


def sharing(kept: Kept) -> Kept:
    """A memory of its own for rows and structures, which depend on dates; shared for what does not."""
    return replace(kept, rows={}, organs={})
