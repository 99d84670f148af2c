"""The recovery in force in one structure, or wherever no structure is named, as a value."""

from dataclasses import dataclass, replace

from reirrad_gui.lq.dose_recovery import DoseRecoveryModel

Share = tuple[float, float]
"""Least and most recovery of a course, 0 to 1."""
NOTHING: Share = (0.0, 0.0)


@dataclass(frozen=True, slots=True)
class Forgetting:
    """A model in which what is left depends on the dose, with the complete months since the course ended."""

    model: DoseRecoveryModel
    months_min: int | None
    months_max: int | None


@dataclass(frozen=True, slots=True)
class Discounts:
    """Least and most recovery of each course (0 to 1), with the words that every view shows.

    Parameters
    ----------
    ranges : (least, most) of every course; nothing where a model depends on the dose, and always for the newest course
    name : what discounts any course, for verdicts; None where nothing is discounted
    text : what is in force and why, for every number that rests on it
    warnings : sentences to be shown with the result
    refusals : why what was chosen is not applied, one sentence each
    forgetting : the dose-dependent model of each course, or None; empty where no course has one
    names : what discounts each course, "" where nothing does
    """

    ranges: tuple[Share, ...]
    name: str | None
    text: str
    warnings: tuple[str, ...] = ()
    refusals: tuple[str, ...] = ()
    forgetting: tuple[Forgetting | None, ...] = ()
    names: tuple[str, ...] = ()

    @property
    def on(self) -> bool:
        """True where the dose of any course is discounted."""
        return self.name is not None

    @property
    def refusal(self) -> str:
        """Why what was chosen is not applied; empty where it is, or nothing was chosen."""
        return " ".join(self.refusals)

    @property
    def depends_on_dose(self) -> bool:
        """True where what is left of a course has to be found at each point from its dose there."""
        return any(one is not None for one in self.forgetting)

    @property
    def shares(self) -> tuple[Share | None, ...]:
        """Least and most recovery of each course; None where it depends on the dose at each point."""
        if not self.depends_on_dose:
            return self.ranges
        return tuple(None if one is not None else r for one, r in zip(self.forgetting, self.ranges, strict=True))

    @property
    def effect(self) -> tuple[object, ...]:
        """All that doses depend on, as a key: two recoveries of the same effect leave the same doses."""
        return (self.ranges, self.forgetting if self.depends_on_dose else ())

    def without(self, courses: tuple[int, ...], why: str) -> "Discounts":
        """The same with the models of some courses refused for one reason."""
        forgetting = tuple(None if at in courses else one for at, one in enumerate(self.forgetting))
        names = tuple("" if at in courses else name for at, name in enumerate(self.names))
        left = joined(names)
        numbers = " and ".join(str(course + 1) for course in courses)
        text = f"off: {why}" if left is None else f"{self.text}; not in force for course {numbers}: {why}"
        return replace(
            self, name=left, text=text.rstrip("."), refusals=(*self.refusals, why), forgetting=forgetting, names=names
        )


def joined(names: tuple[str, ...]) -> str | None:
    """The names of what discounts, each once; None where nothing does."""
    return "; ".join(dict.fromkeys(name for name in names if name)) or None
