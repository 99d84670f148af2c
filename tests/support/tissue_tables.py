"""A table of α/β of one's own, made by the command line as a user would, with some values changed."""

import json

from reirrad_gui.cli import main


def tissue_table(folder, **changed):
    """A file with the shipped table in which these organs have another α/β, Gy."""
    path = folder / "ours.json"
    assert main(["constraints", "copy", "alpha-beta", "--to", str(path), "--author", "A. Physicist"]) == 0
    said = json.loads(path.read_text(encoding="utf-8"))
    for tissue in said["tissues"]:
        for organ in set(tissue["organs"]) & set(changed):
            tissue["default_gy"] = changed[organ]
    path.write_text(json.dumps(said), encoding="utf-8")
    return path
