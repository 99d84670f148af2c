"""FHIR R4 bundles (mCODE 4, CodeX Radiation Therapy 2) in and out: what other programs tell of a patient without DICOM.

Courses become courses known only from a document, everything else typed events. Knows JSON and the case; must not know
DICOM files, limits, the session or windows. Conformance to an implementation guide is not claimed.
"""

from reirrad_gui.store.fhir.export import case_bundle
from reirrad_gui.store.fhir.finding import bundle_files, is_bundle, only_bundles
from reirrad_gui.store.fhir.joining import with_bundles
from reirrad_gui.store.fhir.patients import FhirCase, read_bundles

__all__ = ["FhirCase", "bundle_files", "case_bundle", "is_bundle", "only_bundles", "read_bundles", "with_bundles"]
