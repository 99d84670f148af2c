"""Which structure is which organ: confirmed, exact, or only suggested; never guessed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from reirrad_gui.patient.names import NameSuggestion, suggest_name
from reirrad_gui.session.samples import OrganSamples
from reirrad_gui.session.settings import Settings

CONFIRMED, EXACT, SUGGESTED, UNRESOLVED = "confirmed by the user", "exact", "suggested", "unresolved"


@dataclass(frozen=True, slots=True)
class OrganName:
    """What a structure is taken for; `how` is confirmed, exact, suggested or unresolved; `note` says it in words."""

    canonical: str | None
    how: str
    kind: str
    note: str

    @property
    def sure(self) -> bool:
        """True when nobody has to be asked."""
        return self.how in (CONFIRMED, EXACT)


@dataclass(frozen=True, slots=True, eq=False)
class Named:
    """Every structure of a case under its name, and all that follows from names alone.

    `structures` are (name, ROI name) in order; `called` holds the structures taken for each organ, by
    `structures_called`; `own[i][c]` is the structure that course c's own set draws for the same organ as structure i,
    or i itself.
    """

    names: tuple[OrganName, ...]
    structures: tuple[tuple[OrganName, str], ...]
    called: Mapping[str, tuple[int, ...]]
    own: tuple[tuple[int, ...], ...]


def named(organs: Sequence[OrganSamples], set_uids: Sequence[str | None], settings: Settings) -> Named:
    """The structures of a case as they are named now; `set_uids` are the structure sets of its courses."""
    names = tuple(organ_name(o.structure.name, o.structure.interpreted_type, settings) for o in organs)

    def own(index: int, set_uid: str | None) -> int:
        canonical = names[index].canonical
        drawn = () if canonical is None or set_uid is None else structures_called(canonical, organs, names, set_uid)
        return drawn[0] if len(drawn) == 1 else index

    return Named(
        names,
        tuple((name, organ.structure.name) for name, organ in zip(names, organs, strict=True)),
        {name.canonical: structures_called(name.canonical, organs, names) for name in names if name.canonical},
        tuple(tuple(own(index, set_uid) for set_uid in set_uids) for index in range(len(organs))),
    )


def organ_name(structure_name: str, interpreted_type: str, settings: Settings) -> OrganName:
    """The organ a structure name stands for: the user's word first, then the table."""
    suggestion = suggest_name(structure_name)
    kind = _kind(suggestion, interpreted_type)
    chosen = settings.canonical_names.get(structure_name)
    if chosen:
        return OrganName(chosen, CONFIRMED, "organ", f"taken as {chosen}: confirmed by the user")
    if suggestion.canonical is None:
        asked = suggestion.reason if kind in ("organ", "unknown") else ""
        return OrganName(None, UNRESOLVED, kind, asked)
    if suggestion.confidence == "exact":
        return OrganName(suggestion.canonical, EXACT, kind, "")
    note = f"“{structure_name}” is taken as {suggestion.canonical}: suggested, please confirm"
    return OrganName(suggestion.canonical, SUGGESTED, kind, note)


def _kind(suggestion: NameSuggestion, interpreted_type: str) -> str:
    stated = interpreted_type.upper()
    if stated in ("GTV", "CTV", "PTV", "TREATED_VOLUME", "IRRAD_VOLUME"):
        return "target"
    if stated == "EXTERNAL":
        return "external"
    return "organ" if stated == "ORGAN" and suggestion.kind == "unknown" else suggestion.kind


def structures_called(
    canonical: str, organs: Sequence[OrganSamples], names: Sequence[OrganName], set_uid: str | None = None
) -> tuple[int, ...]:
    """Indices of the structures taken for an organ: in one set if given, else in the first set that draws it.

    Where several are, one that the user alone confirmed stands for all: that is how such a question is answered.
    """
    matching = [i for i, name in enumerate(names) if name.canonical == canonical]
    if set_uid is None and matching:
        set_uid = organs[matching[0]].set_uid
    there = tuple(i for i in matching if organs[i].set_uid == set_uid)
    confirmed = tuple(i for i in there if names[i].how == CONFIRMED)
    return confirmed if len(confirmed) == 1 else there
