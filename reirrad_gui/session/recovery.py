"""Recovery between courses: off unless somebody turned it on, then per organ and course, and a range where dates are.

What holds for a course in a structure: what was chosen for the organ, else what was chosen for the course, else the
general choice. A model of one tissue discounts nothing elsewhere and says so, no target is ever discounted, and the
newest course never is (DESIGN D6; docs/decisions/0007-recovery-per-organ.md).
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from reirrad_gui.errors import EntryError, NotAssessableError
from reirrad_gui.lq import (
    DOSE_RECOVERY_CATALOGUE,
    MODEL_ALPHA_BETA_GY,
    RECOVERY_CATALOGUE,
    RecoveryModel,
    interval_notices,
    recovery_by_hand,
    recovery_refusal,
)
from reirrad_gui.lq.dose_recovery import DoseRecoveryModel
from reirrad_gui.lq.recovery_scope import is_progressive
from reirrad_gui.patient.entered_numbers import entered_number
from reirrad_gui.session.courses import gap_to_latest, order_of
from reirrad_gui.session.discounts import NOTHING, Discounts, Forgetting, Share, joined
from reirrad_gui.session.opening import Opened
from reirrad_gui.session.settings import NO_RECOVERY, Recovery, Settings

if TYPE_CHECKING:
    from reirrad_gui.session.names import OrganName

__all__ = ["Discounts", "Recoveries", "at_alpha_beta", "check_mark", "discounts", "parse_recoveries", "parse_recovery"]

USER = "user"
CHECK = "check against the paper"
IN_IMAGES = "so doses drawn or exported point by point show no recovery by it"
ListedModel = RecoveryModel | DoseRecoveryModel
_MARKS = {"S": "read where it is quoted", "M": "from memory", "C": "computed here from what was read"}


def recovery_models() -> tuple[ListedModel, ...]:
    """The named models a user may choose from, no recovery first; each with its citation and domain.

    >>> [model.key for model in recovery_models()][:3]
    ['none', 'step-25-50', 'fox-chase']
    """
    return (*RECOVERY_CATALOGUE.values(), *DOSE_RECOVERY_CATALOGUE.values())


def check_mark(model: ListedModel) -> str:
    """How sure a model's numbers are, where they must be checked; empty where they were read in the source.

    >>> check_mark(recovery_models()[3])
    'from memory: check against the paper'
    """
    known = _MARKS.get(model.confidence)
    return f"{known}: {CHECK}" if known and model.key != NO_RECOVERY else ""


def why_not_in(key: str, organ: str) -> str:
    """Why a named model must not discount an organ (by its standard name); empty where it may.

    >>> why_not_in("fox-chase", "Rectum"), why_not_in("ang-2001", "Rectum")[:40]
    ('', '“Ang 2001 (monkeys)” was proposed for Sp')
    """
    return recovery_refusal(_model(Recovery(key)), organ, is_target=False, in_limit=False) or ""


def discounts(opened: Opened, settings: Settings) -> Discounts:
    """The recovery in force wherever no organ is named: in doses drawn or exported point by point.

    Raises
    ------
    EntryError
        An unknown model, a percentage outside 0 to 100, or a percentage without its reason.
    """
    return Recoveries(opened, settings).image


@dataclass(frozen=True, slots=True)
class _Part:
    """What is in force for one course."""

    share: Share = NOTHING
    forgetting: Forgetting | None = None
    said: str = ""
    refused: str = ""
    warnings: tuple[str, ...] = ()

    @property
    def discounts(self) -> bool:
        return self.share[1] > 0.0 or self.forgetting is not None


class Recoveries:
    """What is in force in every structure of an opened case under some settings; errors as `discounts`."""

    def __init__(self, opened: Opened, settings: Settings) -> None:
        courses = opened.case.courses
        self._settings = settings
        self._gaps = tuple(
            (gap.min_months, gap.max_months) for gap in (gap_to_latest(opened, c) for c in range(len(courses) - 1))
        )
        self._orders = tuple(order_of(opened, course) for course in range(len(courses) - 1))
        self._count = len(courses)
        self._general = tuple(settings.recovery_by_course.get(c.uid, settings.recovery) for c in courses[:-1])
        for choice in (settings.recovery, *settings.recovery_by_organ.values(), *settings.recovery_by_course.values()):
            _model(choice)
        known = {course.uid for course in courses[:-1]}
        self._idle = [choice for uid, choice in settings.recovery_by_course.items() if choice.on and uid not in known]
        self._found: dict[tuple[object, ...], Discounts] = {}
        self.image = self._image()

    def of(self, name: "OrganName", roi_name: str) -> Discounts:
        """What is in force in a structure, by the organ it stands for or its own name."""
        own = self._own(name, roi_name)
        choices = self._general if own is None else (own,) * len(self._gaps)
        return self._kept(choices, name.canonical, name.kind == "target", own is not None)

    def _kept(self, choices: tuple[Recovery, ...], tissue: str | None, is_target: bool, own: bool) -> Discounts:
        key = (choices, tissue, is_target, own)
        if key not in self._found:
            self._found[key] = self._made(choices, tissue, is_target=is_target, own=own)
        return self._found[key]

    def _own(self, name: "OrganName", roi_name: str) -> Recovery | None:
        chosen = self._settings.recovery_by_organ
        by_organ = chosen.get(name.canonical) if name.canonical else None
        return chosen.get(roi_name) if by_organ is None else by_organ

    def summary(self, structures: Sequence[tuple["OrganName", str]]) -> str:
        """Everything that was chosen in one line, for the footer and the result; "off" where nothing was."""
        said = [self._general_text(structures)]
        for organ, choice in self._settings.recovery_by_organ.items():
            here = next((self.of(name, roi) for name, roi in structures if organ in (name.canonical, roi)), None)
            said.append(f"{organ}: {here.text if here is not None else _chosen(choice)}")
        return "; ".join(said)

    def warnings(self, structures: Sequence[tuple["OrganName", str]]) -> tuple[str, ...]:
        """What must be said with the result, each sentence once."""
        said = list(self.image.warnings)
        for name, roi in structures:
            said += self.of(name, roi).warnings
        whole = [(n, roi) for n, roi in structures if n.kind == "target" or is_progressive(n.canonical)]
        spared = [roi for name, roi in whole if not self.of(name, roi).on]
        if self.image.on and spared:
            named = ", ".join(f"“{roi}”" for roi in spared)
            said.append(
                f"Drawn and exported accumulated doses are discounted at every point, also in {named}, where doses "
                "count in full: read those in the table, not in the image."
            )
        drawn = {called for name, roi in structures for called in (name.canonical, roi)}
        said += [
            f"The recovery chosen for “{organ}” changes nothing: no structure here is called so or stands for it."
            for organ in self._settings.recovery_by_organ
            if organ not in drawn
        ]
        if self._idle:
            said.append(
                "A recovery was chosen for a course that is not among the earlier courses of this case; it changes "
                "nothing."
            )
        return tuple(dict.fromkeys(said))

    def _general_text(self, structures: Sequence[tuple["OrganName", str]]) -> str:
        tissues = dict.fromkeys(tissue for choice in self._general for tissue in _model(choice).tissues)
        if not tissues:
            return self._kept(self._general, None, False, False).text
        text = self._kept(self._general, next(iter(tissues)), False, False).text
        here = [name for name, _ in structures if name.canonical in tissues]
        none = "" if here else ", which no structure of this case is"
        return f"{text}; in {next(iter(tissues))} only{none}"

    def _image(self) -> Discounts:
        """No organ is named: a model of one tissue cannot discount there."""
        found = self._made(self._general, None, is_target=False, in_image=True)
        own = [organ for organ, choice in self._settings.recovery_by_organ.items() if choice != self._settings.recovery]
        said = [*found.refusals]
        if own:
            said.append(f"What was chosen for {', '.join(own)} alone is not part of drawn or exported doses.")
        return Discounts(
            found.ranges, found.name, found.text, (*found.warnings, *said), tuple(said), found.forgetting, found.names
        )

    def _made(
        self,
        choices: tuple[Recovery, ...],
        tissue: str | None,
        *,
        is_target: bool,
        in_image: bool = False,
        own: bool = False,
    ) -> Discounts:
        parts = [self._part(c, choice, tissue, is_target, in_image, own) for c, choice in enumerate(choices)]
        names = tuple(_name(choice) if part.discounts else "" for choice, part in zip(choices, parts, strict=True))
        newest = () if self._count == 0 else (NOTHING,)
        forgetting = (*(part.forgetting for part in parts), *(None for _ in newest))
        return Discounts(
            (*(part.share for part in parts), *newest),
            joined(names),
            _text(choices, parts),
            tuple(dict.fromkeys(said for part in parts for said in part.warnings)),
            tuple(dict.fromkeys(part.refused for part in parts if part.refused)),
            forgetting if any(one is not None for one in forgetting) else (),
            (*names, *("" for _ in newest)),
        )

    def _part(
        self, course: int, choice: Recovery, tissue: str | None, is_target: bool, in_image: bool, own: bool
    ) -> _Part:
        model = _model(choice)
        if not choice.on:
            return _Part(said="off")
        if in_image and model.tissues:
            return _Part(refused=f"“{model.name}” was proposed for {model.tissues[0]} only, {IN_IMAGES}.")
        by_hand = own and choice.model == USER
        refused = recovery_refusal(model, tissue, is_target=is_target, in_limit=False, for_it_alone=by_hand)
        if refused is not None:
            return _Part(refused=refused)
        return self._applied(course, model)

    def _applied(self, course: int, model: ListedModel) -> _Part:
        fewest, most = self._gaps[course]
        order = self._orders[course]
        if order.earlier is False:
            return _Part(
                said="not applied, which course came first is not known",
                warnings=(
                    f"Recovery of course {course + 1} is not applied: {order.sentence}. Enter the dates as far as they "
                    "are known, or assess without recovery.",
                ),
            )
        if not isinstance(model, RecoveryModel):
            return _of_dose(course, model, fewest, most)
        try:
            share = model.fraction(fewest, most)
        except NotAssessableError as error:
            return _Part(
                said="not applied, its interval is not known",
                warnings=(f"Recovery of course {course + 1} is not applied: {error}",),
            )
        notices = (model.notice(fewest, most), order.sentence if share[1] > 0.0 else None)
        return _Part(share, said=_percent(share), warnings=tuple(said for said in notices if said))


def _of_dose(course: int, model: DoseRecoveryModel, fewest: int | None, most: int | None) -> _Part:
    if fewest is None and most is None:
        return _Part(
            said="not applied, its interval is not known",
            warnings=(
                f"Recovery of course {course + 1} is not applied: the recovery model “{model.name}” needs the time "
                "between the courses, which is not known. Enter the dates as far as they are known, or assess without "
                "recovery.",
            ),
        )
    notices = interval_notices(model, fewest, most)
    if most is not None and most / 12.0 < model.years[0]:
        return _Part(said="nothing is forgiven yet", warnings=notices)
    return _Part(forgetting=Forgetting(model, fewest, most), said="by the dose at each point", warnings=notices)


def at_alpha_beta(found: Discounts, alpha_beta_gy: float, known: Sequence[bool]) -> Discounts:
    """What is in force at one α/β, and where `known` says for each course whether its dose is known at every point.

    A model that depends on the dose holds at its own α/β only; one under which more dose can leave less says nothing
    about a dose that is known only between bounds.
    """
    for course, one in enumerate(found.forgetting):
        if one is None:
            continue
        if alpha_beta_gy != MODEL_ALPHA_BETA_GY:
            why = (
                f"“{one.model.name}” was made at α/β {MODEL_ALPHA_BETA_GY:g} Gy and says nothing about a dose at "
                f"{alpha_beta_gy:g} Gy, which is assessed without recovery."
            )
            found = found.without((course,), why)
        elif not (one.model.grows_with_dose or known[course]):
            why = (
                f"The dose of course {course + 1} is known only between bounds, and under “{one.model.name}” more dose "
                "can leave less: it is assessed without recovery."
            )
            found = found.without((course,), why)
    return found


@lru_cache(maxsize=64)
def _model(choice: Recovery) -> ListedModel:
    """The model behind a choice; raises where it is none."""
    if choice.model == USER:
        return recovery_by_hand(_user_share(choice), choice.reason)
    found: ListedModel | None = RECOVERY_CATALOGUE.get(choice.model) or DOSE_RECOVERY_CATALOGUE.get(choice.model)
    if found is None:
        raise EntryError(
            f"There is no recovery model “{choice.model}”. Choose one of: {_known_keys()}; or type a percentage."
        )
    return found


def _known_keys() -> str:
    return ", ".join(model.key for model in recovery_models())


def _user_share(recovery: Recovery) -> float:
    if recovery.percent is None or not 0 <= recovery.percent <= 100:
        raise EntryError(f"A recovery must lie between 0 and 100 %, not {recovery.percent}.")
    if not recovery.reason.strip():
        raise EntryError("A typed recovery needs its reason: it will be shown beside every number that rests on it.")
    return recovery.percent / 100.0


def _name(choice: Recovery) -> str:
    """What a verdict that rests on it calls it."""
    if choice.model == USER:
        return _chosen(choice)
    model = _model(choice)
    return f"{model.name}, {CHECK}" if check_mark(model) else model.name


def _chosen(choice: Recovery) -> str:
    """A choice in words, whatever it comes to."""
    if choice.model == USER:
        return f"{choice.percent:g} % of earlier courses, typed by the user: {choice.reason}"
    model = _model(choice)
    return f"{model.name} ({model.citation})" if choice.on else "off"


def _text(choices: Sequence[Recovery], parts: Sequence[_Part]) -> str:
    """What is in force in one line, courses of one choice together."""
    groups = {choice: [c for c, one in enumerate(choices) if one == choice] for choice in choices}
    if not groups:
        return "off"
    if len(groups) == 1:
        return _group_text(choices[0], range(len(choices)), parts)
    told = [
        f"for course {' and '.join(str(c + 1) for c in courses)} {_group_text(choice, courses, parts)}"
        for choice, courses in groups.items()
    ]
    return "; ".join(told)


def _group_text(choice: Recovery, courses: Iterable[int], parts: Sequence[_Part]) -> str:
    mine = {course: parts[course] for course in courses}
    refused = dict.fromkeys(part.refused for part in mine.values() if part.refused)
    if refused:
        return f"off: {' '.join(refused)}".rstrip(".")
    if not choice.on or (
        choice.model == USER and not any(part.said.startswith("not applied") for part in mine.values())
    ):
        return _chosen(choice)
    shown = [f"course {course + 1}: {part.said}" for course, part in mine.items()]
    notices = dict.fromkeys(said for part in mine.values() if part.discounts for said in part.warnings)
    return f"{_chosen(choice)}: {'; '.join([*shown, *(_inside(notice) for notice in notices)])}"


def _inside(sentence: str) -> str:
    """A sentence as part of a longer one."""
    return f"{sentence[0].lower()}{sentence[1:]}".rstrip(".")


def _percent(share: Share) -> str:
    low, high = (100 * s for s in share)
    return f"{low:.0f} %" if low == high else f"{low:.0f} to {high:.0f} %"


def parse_recovery(text: str) -> Recovery:
    """A recovery as the command line names it: a model's name, "none", or "25%: reason".

    Raises
    ------
    EntryError
        No such model, no percentage, or a percentage without its reason.

    >>> parse_recovery("25%: board of 3 May").percent
    25.0
    """
    name, _, reason = text.partition(":")
    if name.strip().endswith("%"):
        try:
            percent = entered_number(name.strip().rstrip("%"))
        except EntryError as error:
            raise EntryError(f"“{name}” is not a percentage. {error}") from error
        typed = Recovery(USER, percent, reason.strip())
        _user_share(typed)
        return typed
    chosen = Recovery(text.strip())
    if chosen.model == USER or chosen.model not in {model.key for model in recovery_models()}:
        raise EntryError(
            f"There is no recovery model “{text}”. Choose one of: {_known_keys()}; or type for example “25%: reason”."
        )
    return chosen


def parse_recoveries(given: Sequence[str], settings: Settings) -> Settings:
    """The settings with recoveries as the command line names them: NAME for all organs, ORGAN=NAME for one.

    Raises
    ------
    EntryError
        As `parse_recovery`; or two for the same.

    >>> found = parse_recoveries(["none", "Rectum=25%: board of 3 May"], Settings())
    >>> found.recovery.on, found.recovery_by_organ["Rectum"].percent
    (False, 25.0)
    """
    seen: set[str] = set()
    for text in given:
        before_reason = text.partition(":")[0]
        organ, equals, _ = before_reason.partition("=")
        organ = organ.strip() if equals else ""
        if organ in seen:
            raise EntryError(f"--recovery is given twice for {organ or 'all organs'}: leave one of them out.")
        seen.add(organ)
        recovery = parse_recovery(text[text.index("=") + 1 :].strip() if equals else text)
        settings = settings.with_recovery_of(organ, recovery) if equals else settings.with_recovery(recovery)
    return settings
