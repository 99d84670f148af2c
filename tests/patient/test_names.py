import json
import unicodedata

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from reirrad_gui.patient.name_table import name_table, table_from
from reirrad_gui.patient.name_words import key
from reirrad_gui.patient.names import suggest_name
from reirrad_gui.resources import resource

ROWS = json.loads(resource("names", "tg263_aliases.json").read_text(encoding="utf-8"))["organs"]
CANONICAL = sorted(name_table().canonical)

# Every ROI name of the real files the project was tried on, and what may be said about it:
# name | canonical or - | confidence | kind | alternatives
FROM_PLANNING_SYSTEMS = """
BODY | Body | exact | external |
Areola | - | none | unknown |
Borders | - | none | unknown |
Breast | - | ambiguous | organ | Breast_L Breast_R
Heart | Heart | exact | organ |
Lt Lung | Lung_L | alias | organ |
Nodes | - | none | unknown |
Scar | Scar | exact | other |
Tumor Bed | TumorBed | exact | target |
Tumor Bed Block | - | none | derived |
BRAIN | Brain | exact | organ |
Optic Nerve-Lt | OpticNrv_L | alias | organ |
Orbit - left | Orbit_L | alias | organ | Eye_L
Orbit - right | Orbit_R | alias | organ | Eye_R
PTV1 | - | none | target |
optBRAIN | - | none | derived |
optOptic | - | none | derived |
BRSTEM | Brainstem | alias | organ |
CTV | CTV | exact | target |
Dose 5200[cGy] | - | none | derived |
GTV | GTV | exact | target |
Lens - left | Lens_L | alias | organ |
Lens - right | Lens_R | alias | organ |
Optic Chiasm | OpticChiasm | exact | organ |
Optic Nerve - Rt | OpticNrv_R | alias | organ |
test | - | none | unknown |
sphere | - | none | unknown |
OR | - | none | unknown |
Z-arrow | - | none | unknown |
Vessie trouée (clé) | - | none | unknown | Bladder
Prothèse XOR | - | none | unknown |
Têtes fémorales | - | ambiguous | organ | Femur_Head_L Femur_Head_R
Gap 3 planes missing | - | none | unknown |
Circle r20 | - | none | unknown |
Open planar | - | none | unknown |
Open nonplanar (catheter) | - | none | unknown |
Point | - | none | point |
Tiny 0.8 mm | - | none | unknown |
Single plane | - | none | unknown |
Empty ROI | - | none | unknown |
Rectum | Rectum | exact | organ |
patient | External | alias | external |
Isocenter 1 | - | none | point |
Isocenter 2 | - | none | point |
External | External | exact | external |
Small | - | none | unknown |
ISO | - | none | point |
REF | - | none | point |
Big | - | none | unknown |
Circle | - | none | unknown |
BigH_SmallV | - | none | unknown |
BigV_SmallH | - | none | unknown |
Star | - | none | unknown |
Prostate | Prostate | exact | organ |
Seminal Vesicles | SeminalVes | alias | organ |
Bladder | Bladder | exact | organ |
Sacrum | Sacrum | exact | organ |
R.femur | Femur_R | alias | organ | Femur_Head_R
L.femur | Femur_L | alias | organ | Femur_Head_L
Coccyx | - | none | unknown |
m1 | - | none | unknown |
m2 | - | none | unknown |
m3 | - | none | unknown |
isocenter | - | none | point |
"""
TABLE = [[cell.strip() for cell in line.split("|")] for line in FROM_PLANNING_SYSTEMS.strip().splitlines()]


class TestRealNames:
    @pytest.mark.parametrize(("name", "canonical", "confidence", "kind", "alternatives"), TABLE)
    def test_every_name_of_the_real_files_is_said_as_far_as_it_goes(
        self, name, canonical, confidence, kind, alternatives
    ):
        said = suggest_name(name)
        expected = (None if canonical == "-" else canonical, confidence, kind, tuple(alternatives.split()))
        assert (said.canonical, said.confidence, said.kind, said.alternatives) == expected

    def test_the_table_above_holds_every_roi_name_of_the_real_files(self, shared_data):
        listed = {row[0] for row in TABLE}
        for line in (shared_data / "inventory.tsv").read_text(encoding="utf-8").splitlines():
            columns = line.split("\t")
            if len(columns) > 3 and columns[3] == "RTSTRUCT" and " ROIs: " in columns[-1]:
                found = columns[-1].split(" ROIs: ", 1)[1].split("; contours", 1)[0].split(", ")
                assert set(found) <= listed, f"{columns[0]}: {set(found) - listed}"


class TestLanguagesAndSpellings:
    @pytest.mark.parametrize(
        ("name", "canonical"),
        [
            ("vezica urinară", "Bladder"),
            ("Vezica urinara", "Bladder"),
            ("Blase", "Bladder"),
            ("Vessie", "Bladder"),
            ("rect", "Rectum"),
            ("Enddarm", "Rectum"),
            ("sigmoid", "Colon_Sigmoid"),
            ("anal canal", "Canal_Anal"),
            ("intestin subțire", "Bowel_Small"),  # comma below
            ("intestin subţire", "Bowel_Small"),  # cedilla
            ("Intestin subtire", "Bowel_Small"),
            ("Dünndarm", "Bowel_Small"),
            ("DUENNDARM", "Bowel_Small"),
            ("intestin grêle", "Bowel_Small"),
            ("BowelBag", "Bag_Bowel"),
            ("Bowel_Bag", "Bag_Bowel"),
            ("sacru", "Sacrum"),
            ("măduva", "SpinalCord"),
            ("Măduva spinării", "SpinalCord"),
            ("Rückenmark", "SpinalCord"),
            ("moelle épinière", "SpinalCord"),
            ("sp cord", "SpinalCord"),
            ("canal medular", "SpinalCanal"),
            ("coada de cal", "CaudaEquina"),
            ("plex sacral", "SacralPlex"),
            ("bulb penian", "PenileBulb"),
            ("vezicule seminale", "SeminalVes"),
            ("simfiza pubiană", "PubicSymphys"),
            ("ficat", "Liver"),
            ("cœur", "Heart"),
            ("inimă", "Heart"),
            ("Speiseröhre", "Esophagus"),
            ("trunchi cerebral", "Brainstem"),
            ("chiasma optică", "OpticChiasm"),
            ("vezica biliară", "Gallbladder"),
            ("outline", "External"),
            ("piele", "Skin"),
        ],
    )
    def test_an_organ_without_sides_is_known_by_its_names(self, name, canonical):
        said = suggest_name(name)
        assert (said.canonical, said.confidence) == (canonical, "alias")
        assert canonical in said.reason

    @pytest.mark.parametrize(
        ("name", "canonical"),
        [
            ("cap femural stâng", "Femur_Head_L"),
            ("cap femural stîng", "Femur_Head_L"),
            ("Cap femural dr.", "Femur_Head_R"),
            ("FemoralHead_L", "Femur_Head_L"),
            ("fem head L", "Femur_Head_L"),
            ("Lt Femoral Head", "Femur_Head_L"),
            ("RFH", "Femur_Head_R"),
            ("Femur L Head", "Femur_Head_L"),
            ("Hüftkopf li", "Femur_Head_L"),
            ("Hueftkopf rechts", "Femur_Head_R"),
            ("Tête fémorale G", "Femur_Head_L"),
            ("tête fémorale droite", "Femur_Head_R"),
            ("LFemur", "Femur_L"),
            ("rinichi drept", "Kidney_R"),
            ("Niere re", "Kidney_R"),
            ("rein gauche", "Kidney_L"),
            ("plămân stg", "Lung_L"),
            ("Lung (Rt)", "Lung_R"),
            ("œil gauche", "Eye_L"),
            ("Kidneys", "Kidneys"),
            ("plămâni", "Lungs"),
        ],
    )
    def test_a_side_is_read_in_every_language_and_place(self, name, canonical):
        assert suggest_name(name).canonical == canonical

    def test_the_whole_femur_may_be_only_its_head(self):
        assert suggest_name("fémur droit").alternatives == ("Femur_Head_R",)

    @pytest.mark.parametrize(
        ("name", "canonical"), [("SPINAL CORD", "SpinalCord"), ("canal anal", "Canal_Anal"), ("lung-l", "Lung_L")]
    )
    def test_the_standard_name_is_exact_however_it_is_spaced_and_capitalised(self, name, canonical):
        assert (suggest_name(name).canonical, suggest_name(name).confidence) == (canonical, "exact")


class TestNeverGuessed:
    @pytest.mark.parametrize("name", ["Lung", "femoral head", "Niere", "cap femural", "optic nerve", "BrachialPlex"])
    def test_a_paired_organ_without_its_side_stays_open(self, name):
        said = suggest_name(name)
        assert (said.canonical, said.confidence) == (None, "ambiguous")
        assert "does not say left or right" in said.reason
        assert [alternative[-2:] for alternative in said.alternatives] == ["_L", "_R"]

    @pytest.mark.parametrize("name", ["Femur_D", "D femur", "FemurD", "Lung_S", "rinichi s", "Kidney S"])
    def test_a_lone_d_or_s_is_no_side(self, name):
        said = suggest_name(name)
        assert (said.canonical, said.confidence) == (None, "ambiguous")
        assert "does not say plainly which side" in said.reason

    @pytest.mark.parametrize(
        ("name", "alternatives"),
        [
            ("Cord", ("SpinalCord", "Heart")),  # the heart in Romanian
            ("medulla", ("SpinalCord", "Brainstem")),
            ("Rectosigmoid", ("Rectum", "Colon_Sigmoid")),
            ("anse intestinale", ("Bowel_Small", "Bag_Bowel", "Bowel")),
            ("vb s", ("VBs", "VB_S")),
        ],
    )
    def test_a_name_for_two_organs_is_left_to_the_user(self, name, alternatives):
        said = suggest_name(name)
        assert (said.canonical, said.confidence, said.alternatives) == (None, "ambiguous", alternatives)

    def test_a_plural_in_capitals_is_not_a_side(self):
        assert suggest_name("LUNGS").canonical == suggest_name("LungS").canonical == "Lungs"

    def test_names_that_differ_only_in_an_underscore_are_exact_as_written(self):
        assert suggest_name("VBs").canonical == "VBs"
        assert suggest_name("VB_S").canonical == "VB_S"

    @pytest.mark.parametrize("name", ["Lung L R", "left lung right", "both femoral heads"])
    def test_two_sides_are_not_one(self, name):
        assert suggest_name(name).canonical is None

    @pytest.mark.parametrize("name", ["Rectum_1", "Rectum old", "rectum^2", "Bladder MR", "Bladder voll"])
    def test_an_addition_nobody_explained_is_not_overlooked(self, name):
        said = suggest_name(name)
        assert (said.canonical, said.confidence, said.kind) == (None, "none", "unknown")
        assert said.alternatives in (("Rectum",), ("Bladder",))
        assert "an addition that is not understood" in said.reason

    @pytest.mark.parametrize("name", ["Rectum?", "Rectum^", "(Rectum)", "Rectum*"])
    def test_an_unusual_sign_asks_for_confirmation(self, name):
        assert (suggest_name(name).canonical, suggest_name(name).confidence) == ("Rectum", "alias")

    @pytest.mark.parametrize("name", ["", "   ", "__", "---", "…"])
    def test_an_empty_name_says_so(self, name):
        assert suggest_name(name).reason == "The structure has no name."

    @pytest.mark.parametrize("name", ["C4-C7", "T8", "Os", "Wurst", "Ребро", "直肠", "x" * 5000])
    def test_what_is_in_no_table_is_not_understood(self, name):
        assert suggest_name(name).canonical is None


class TestDerived:
    @pytest.mark.parametrize(
        "name",
        [
            *("Rectum_PRV", "SpinalCord_PRV05", "PRV Rectum", "prvrectum", "rectumprv", "optBRAIN", "opt Rectum"),
            *("PTV-rectum", "Bladder-PTV", "Lungs-GTV", "PTV1-PTV2", "Prostata + SV", "Colon-Sigmoid"),
            *("Rectum 50Gy", "Bladder_4500cGy", "Dose 5200[cGy]", "50 % isodose", "Rectum+5mm", "bladder 1 cm"),
            *("zRectum", "z_Bladder_2", "_Bladder", "~Rectum", "Kidney_L~", "avoid rectum", "RectumAvoid", "ringPTV"),
            *(
                "Rectum in PTV",
                "rectum ant",
                "Bladder not PTV",
                "PTV_opt",
                "optPTV",
                "Ring",
                "doza 95%",
                "skin surface",
            ),
        ],
    )
    def test_what_is_made_from_an_organ_is_not_the_organ(self, name):
        said = suggest_name(name)
        assert (said.canonical, said.confidence, said.kind) == (None, "none", "derived")
        assert "derived" in said.reason

    @pytest.mark.parametrize(
        ("name", "alternatives"),
        [
            ("bladder wall", ("Bladder_Wall",)),
            ("RectumWall", ("Rectal_Wall",)),
            ("rectumwall", ("Rectal_Wall",)),
            ("perete vezica", ()),
            ("heart wall", ()),
            ("wall", ()),
        ],
    )
    def test_a_wall_is_not_the_organ_and_has_its_own_name_where_there_is_one(self, name, alternatives):
        said = suggest_name(name)
        assert (said.canonical, said.kind, said.alternatives) == (None, "derived", alternatives)

    @given(organ=st.sampled_from(CANONICAL), mark=st.sampled_from(["{}_PRV05", "opt{}", "PTV-{}", "{} 50Gy", "z{}"]))
    def test_no_marked_organ_is_ever_suggested_as_one(self, organ, mark):
        assert suggest_name(mark.format(organ)).canonical is None


class TestOtherKinds:
    @pytest.mark.parametrize(
        "name",
        [
            "GTVp",
            "CTV 15mm",
            "PTV 5mm",
            "PTV_5000",
            "ctv pelvis",
            "ITV",
            "IGTV_1",
            "PTV_Sacrum",
            "PTV-Prostate",
            "HR-CTV",
        ],
    )
    def test_targets_are_targets_even_when_named_after_an_organ(self, name):
        assert suggest_name(name).kind == "target"
        assert suggest_name(name).canonical in (None, "ITV")

    @pytest.mark.parametrize("name", ["Couch Interior", "CouchSurface", "Table 2", "masca", "Bolus"])
    def test_supports_are_not_organs(self, name):
        assert suggest_name(name).kind == "support"

    @pytest.mark.parametrize("name", ["Marker 3 point", "user origin", "Izocentru", "Point 5mm", "Markers"])
    def test_points_are_not_organs(self, name):
        assert suggest_name(name).kind == "point"


class TestTable:
    @pytest.mark.parametrize("name", CANONICAL)
    def test_every_standard_name_is_itself(self, name):
        said = suggest_name(name)
        assert (said.canonical, said.confidence, said.alternatives) == (name, "exact", ())

    @pytest.mark.parametrize("row", ROWS, ids=lambda row: row["name"])
    def test_every_alias_leads_to_its_row(self, row):
        left = f"{row['name']}_L"
        for alias in row.get("aliases", ()):
            said = suggest_name(alias)
            if row.get("paired"):
                assert said.alternatives[0] == left
                assert suggest_name(f"{alias} left").canonical == left
            else:
                assert said.canonical == row["name"], alias

    def test_it_knows_every_organ_that_has_a_ratio(self):
        tissues = json.loads(resource("tissues", "alpha-beta.json").read_text(encoding="utf-8"))["tissues"]
        organs = {organ for row in tissues for organ in row["organs"]}
        walls = set(name_table().walls.values())
        generic = {"Acetabulum", "Bone_Ilium", "Bone_Ischium", "BrachialPlex", "Chestwall", "Femur", "Femur_Head"}
        generic |= {"Femur_Neck", "Bronchus", "Kidney_Cortex", "A_Iliac", "V_Iliac"}  # without their side: ambiguous
        assert organs - walls - generic <= set(CANONICAL)

    def test_two_rows_that_contradict_each_other_are_refused(self, tmp_path):
        content = json.loads(resource("names", "tg263_aliases.json").read_text(encoding="utf-8"))
        content["organs"].append({"name": "Mouth", "aliases": ["Vessie"]})
        file = tmp_path / "names.json"
        file.write_text(json.dumps(content), encoding="utf-8")
        with pytest.raises(ValueError, match="“vessie” stands for"):
            table_from(file)

    def test_another_schema_is_refused(self, tmp_path):
        file = tmp_path / "names.json"
        file.write_text('{"schema": "reirrad-gui/names/2"}', encoding="utf-8")
        with pytest.raises(ValueError, match=r"the schema of names\.json must be"):
            table_from(file)


ALIASES = sorted({alias for row in ROWS for alias in (row["name"], *row.get("aliases", ()))})


class TestInsensitivity:
    @settings(max_examples=300)
    @given(name=st.sampled_from(CANONICAL + ALIASES), data=st.data())
    def test_case_spaces_underscores_and_accents_change_nothing(self, name, data):
        assume(key(name) != "vbs")
        cased = "".join(data.draw(st.sampled_from([c.upper(), c.lower()])) for c in name)
        spaced = cased.replace(" ", "_") if data.draw(st.booleans()) else cased.replace("_", " ")
        plain = "".join(c for c in unicodedata.normalize("NFD", spaced) if not unicodedata.combining(c))
        for written in (cased, spaced, plain, f" {spaced} ", unicodedata.normalize("NFD", cased)):
            said, plainly = suggest_name(written), suggest_name(name)
            assert said.canonical == plainly.canonical
            assert said.confidence == plainly.confidence
            assert said.alternatives == plainly.alternatives

    @given(name=st.text(max_size=30))
    def test_any_text_at_all_gets_an_answer_with_a_reason(self, name):
        said = suggest_name(name)
        assert said.reason
        assert (said.canonical is None) == (said.confidence in ("none", "ambiguous"))
        assert bool(said.alternatives) or said.confidence != "ambiguous"
