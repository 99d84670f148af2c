"""What a course summary says besides its numbers, and where its dose does not bound what was received."""

from reirrad_gui.store.fhir.elements import codes, concept_text, extension_value, extensions, value
from reirrad_gui.store.fhir.resources import Resource

_HDR, _PROTONS, _NEUTRONS = "394902000", "10611004", "80347004"
INSIDE, PARTICLES = "sources inside the body", "given with particles"
_NEAR_SOURCES = ("brachytherapy", "radionuclide", "radioactive source", "radiopharmaceutical", INSIDE)
_WEIGHTED = ("proton", "carbon", "heavy ion", "neutron", PARTICLES)


def modalities(course: Resource) -> tuple[str, ...]:
    """Modality and technique, in words."""
    found = []
    for one in extensions(course.body, "mcode-radiotherapy-modality-and-technique"):
        for part in extensions(
            one, "mcode-radiotherapy-modality", "mcode-radiotherapy-technique", "modality", "technique"
        ):
            found.append(concept_text(value(part)))
    return tuple(dict.fromkeys(one for one in found if one))


def unbounded_because(course: Resource, delivered: int | None) -> str:
    """Why nothing received at most the prescription; empty for external beams of photons and electrons."""
    words = " ".join(modalities(course)).casefold()
    said = {
        code
        for one in extensions(course.body, "mcode-radiotherapy-modality-and-technique")
        for part in extensions(one, "mcode-radiotherapy-modality", "modality")
        for code in codes(value(part))
    }
    number = "" if delivered is None else f" ({delivered} fractions by the bundle)"
    if _HDR in said or any(word in words for word in _NEAR_SOURCES):
        return (
            f"{course.label} was given from {INSIDE}{number}: tissue next to them receives more than "
            "the prescription, so nothing bounds what it gave. Enter its fractions and the highest dose of the organs."
        )
    if said & {_PROTONS, _NEUTRONS} or any(word in words for word in _WEIGHTED):
        return (
            f"{course.label} was {PARTICLES}{number}, and the bundle does not say whether its dose is weighted for "
            "their effect: it is not turned into EQD2. Enter the dose that photons would need, and its fractions."
        )
    return ""


def note_of(course: Resource) -> str:
    """Intent, modality, reason and state, in one line."""
    body = course.body
    reasons = [concept_text(one) for one in body.get("reasonCode") or ()]
    again = extension_value(body, "codexrt-radiotherapy-course-involves-reirradiation")
    ended = concept_text(extension_value(body, "mcode-treatment-termination-reason") or body.get("statusReason"))
    parts = (
        concept_text(extension_value(body, "mcode-procedure-intent")),
        ", ".join(modalities(course)),
        "; ".join(one for one in reasons if one),
        course.status,
        ended,
        "stated to involve re-irradiation"
        if again is True
        else "stated not to involve re-irradiation"
        if again is False
        else "",
    )
    return "; ".join(part for part in parts if part)
