"""Which kind of drug a name belongs to."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from reirrad_gui.patient.facts import DrugGroup

_NAMES: Final[Mapping[DrugGroup, tuple[str, ...]]] = MappingProxyType(
    {
        DrugGroup.ADT: (
            "leuprolide", "leuprorelin", "goserelin", "triptorelin", "buserelin", "histrelin", "degarelix", "relugolix",
        ),
        DrugGroup.ANTIANDROGEN: (
            "bicalutamide", "flutamide", "nilutamide", "cyproterone", "enzalutamide", "apalutamide", "darolutamide",
            "abiraterone",
        ),
        DrugGroup.BISPHOSPHONATE: (
            "zoledron", "pamidron", "ibandron", "clodron", "alendron", "risedron", "bisphosphonate",
        ),
        DrugGroup.DENOSUMAB: ("denosumab",),
        DrugGroup.CHEMOTHERAPY: (
            "docetaxel", "cabazitaxel", "mitoxantrone", "paclitaxel", "cisplatin", "carboplatin", "doxorubicin",
            "cyclophosphamide", "etoposide", "capecitabine", "fluorouracil", "gemcitabine",
        ),
        DrugGroup.RADIONUCLIDE: ("radium", "strontium", "samarium", "lutetium"),
        DrugGroup.ANALGESIC: (
            "morphine", "oxycodone", "hydromorphone", "fentanyl", "tramadol", "codeine", "buprenorphine", "methadone",
            "paracetamol", "acetaminophen", "ibuprofen", "diclofenac", "metamizole",
        ),
        DrugGroup.STEROID: ("dexamethasone", "prednisone", "prednisolone", "methylprednisolone", "hydrocortisone"),
    }
)  # fmt: skip


def group_of(name: str) -> DrugGroup:
    """The kind of a drug by its name; `OTHER` for one that is not in the list.

    >>> group_of("Leuprolide acetate 22.5 mg"), group_of("aspirin")
    (<DrugGroup.ADT: 'androgen deprivation'>, <DrugGroup.OTHER: 'other drug'>)
    """
    said = name.casefold()
    found = next((group for group, names in _NAMES.items() if any(one in said for one in names)), None)
    if found is not None:
        return found
    return next((group for group in DrugGroup if group.value.casefold() in said), DrugGroup.OTHER)
