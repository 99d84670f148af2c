"""Every real folder, and every odd file alone, ends in a case or in plain sentences; the files stay as they are."""

import hashlib
from pathlib import Path

import numpy as np
import pytest

from reirrad_gui.dicom import check_report, load_dose, load_frames, load_volume, read_cases
from reirrad_gui.errors import InputError, ReirradError

FOLDERS = (
    "bone_scan_nm", "eclipse_breast_boost", "eclipse_ent_two_doses", "eclipse_ffs_dose", "fhir", "mmro_ct_mr_pet_reg",
    "odd_derived", "odd_real", "oncentra_phantom_per_beam", "patient_positions_mr", "pelvis_brto",
    "raystation_proton_beam", "rt_misc",
)  # fmt: skip

ALONE = {
    "odd_derived/RD_relative_units.dcm": "relative dose",
    "odd_derived/RD_grid_scaling_zero.dcm": "a dose scaling of 0",
    "odd_derived/RD_type_EFFECTIVE.dcm": "RBE-weighted",
    "odd_derived/RD_truncated.dcm": "61304 of 93600 bytes",
    "odd_derived/RD_single_frame.dcm": "single dose plane",
    "odd_derived/RD_beam1_of_3.dcm": "single beams",
    "odd_derived/RD_summation_FRACTION.dcm": "number of fractions",
    "odd_real/pydicom_rtdose.dcm": "relative dose",
    "odd_real/pydicom_rtdose_1frame.dcm": "relative dose",
    "odd_real/pydicom_rtdose_expb.dcm": "relative dose",
    "odd_real/pydicom_rtdose_rle.dcm": "relative dose",
    "odd_real/pydicom_badVR.dcm": "relative dose",
    "odd_real/rtkit_empty_dose.dcm": "0 Gy everywhere",
    "odd_real/rubydicom_at_no_value.dcm": "no stated unit",
    "odd_real/rubydicom_encoding_iso8859-1.dcm": "without dose values",
    "odd_real/rubydicom_explicit_rtdose_16bit_mono2_3d-volume.dcm": "single beams",
    "odd_real/pymedphys_rtdose_non_square_pixels_no_meta.dcm": "dose type missing",
    "odd_real/pydicom_no_meta.dcm": "not DICOM",
    "odd_real/pydicom_priv_SQ.dcm": "does not use",
    "odd_real/rubydicom_duplicates.dcm": "does not use",
    "odd_real/pydicom_chrFren.dcm": "Secondary Capture",
    "odd_real/pydicom_chrGerm.dcm": "Secondary Capture",
    "odd_real/pydicom_chrH31.dcm": "Secondary Capture",
    "odd_real/pydicom_image_dfl.dcm": "Secondary Capture",
    "odd_real/pydicom_MR_truncated.dcm": "8130 of 8192 bytes",
    "odd_real/pydicom_rtplan_truncated.dcm": "ends in the middle of its header",
    "odd_real/pydicom_rtstruct.dcm": "no DICOM preamble",
    "raystation_proton_beam/RD1.2.752.243.1.1.20260105182345802.4890.40881.dcm": "RBE-weighted",
    "rt_misc/RTTREATMENTSUMMARY.dcm": "not among the files",
    "rt_misc/RTPLAN_monaco_no_preamble.dcm": "no DICOM preamble",
}


def sentences(path: Path) -> list[str]:
    try:
        return [p.sentence for case in read_cases([path]) for p in case.problems]
    except InputError as error:
        return str(error).splitlines()


@pytest.mark.parametrize("folder", FOLDERS)
def test_every_real_folder_is_explained_in_sentences(shared_data, folder):
    try:
        report = check_report(read_cases([shared_data / folder]))
    except InputError as error:
        report = tuple(str(error).splitlines())
    assert report
    for line in report:
        assert "Traceback" not in line
        assert not line or line.rstrip()[-1] in ".:" or line.startswith("Patient ")


@pytest.mark.parametrize(("name", "said"), ALONE.items(), ids=ALONE)
def test_an_odd_file_alone_says_what_is_wrong_with_it(shared_data, name, said):
    found = sentences(shared_data / name)
    assert any(said in sentence for sentence in found), found


def test_every_real_file_alone_is_read_or_refused_in_sentences(shared_data):
    for path in sorted(shared_data.rglob("*.dcm")):
        for sentence in sentences(path):
            assert sentence.endswith("."), (path.name, sentence)


def test_whatever_was_found_usable_in_the_real_data_can_be_loaded(shared_data):
    for folder in FOLDERS:
        if folder == "fhir":
            continue
        for case in read_cases([shared_data / folder]):
            for course in case.courses:
                for phase in course.phases:
                    for source in (*phase.doses, *phase.alternatives):
                        grid, stored, gy_per_unit = load_dose(source)
                        assert stored.shape == grid.shape
                        assert stored.min() >= 0
                        assert 0 < stored.max() * gy_per_unit < np.inf
            for series in case.series:
                if not series.unusable:
                    assert load_volume(series).stored.size
                elif series.modality == "NM":
                    assert load_frames(series)


def test_the_whole_collection_at_once_is_explained(shared_data):
    report = "\n".join(check_report(read_cases([shared_data])))
    assert "Patient ENT, SlicerRT" in report
    assert "For all patients:" in report
    with pytest.raises(ReirradError, match="patients"):
        from reirrad_gui.dicom import read_case

        read_case([shared_data])


def test_real_source_files_stay_byte_identical(shared_data):
    def digests() -> dict[Path, str]:
        return {p: hashlib.sha256(p.read_bytes()).hexdigest() for p in shared_data.rglob("*") if p.is_file()}

    before = digests()
    for case in read_cases([shared_data / "pelvis_brto", shared_data / "odd_derived"]):
        for course in case.courses:
            for phase in course.phases:
                for source in phase.doses:
                    load_dose(source)
    assert digests() == before
