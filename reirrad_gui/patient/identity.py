"""Who the patient is, as the files say it."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PatientIdentity:
    """Identity as written in DICOM (C.7.1.1); an empty string means: not stated."""

    patient_id: str = ""
    name: str = ""
    birth_date: str = ""
    sex: str = ""

    @property
    def shown_name(self) -> str:
        """Family name, given names; DICOM's carets read as people write them.

        >>> PatientIdentity(name="Example^Case report").shown_name
        'Example, Case report'
        """
        parts = [part.strip() for part in self.name.split("=", 1)[0].split("^")]
        family, given = parts[0], " ".join(p for p in parts[1:] if p)
        return ", ".join(p for p in (family, given) if p) or "name not stated"

    def differs_from(self, other: "PatientIdentity") -> tuple[str, ...]:
        """Names of the fields in which two identities contradict each other; a field not stated contradicts nothing."""
        fields = (
            ("patient ID", self.patient_id, other.patient_id),
            ("name", self.name.rstrip("^"), other.name.rstrip("^")),
            ("birth date", self.birth_date, other.birth_date),
            ("sex", self.sex, other.sex),
        )
        return tuple(what for what, mine, theirs in fields if mine and theirs and mine.casefold() != theirs.casefold())
