"""Edits a case as fast as it can until it is killed: `python -m tests.support.edits_until_killed STORE KILLS SEED`.

Every life is a process of its own, forked from one that has loaded everything; it opens the store, goes on with the
case and edits, and says through a pipe which revision was acknowledged. It is killed (SIGKILL) at a random moment.
After each death the store is opened: it has to be intact, and the last acknowledged edit there. Prints one JSON line.

One life in eight is killed while it still starts, the others at any moment after their first word.
"""

import json
import os
import random
import select
import signal
import sqlite3
import struct
import sys
import threading
import time
from pathlib import Path

from reirrad_gui.session.keeping.document import CaseDocument, from_json, to_json
from reirrad_gui.session.keeping.keeper import Keeper
from reirrad_gui.session.session import Session
from reirrad_gui.store.cases import CaseStore
from reirrad_gui.store.sittings import lost
from tests.support.opened_cases import seed_case

SAID = struct.Struct("<qd")
"""Number of a revision that was acknowledged, and the α/β that it set."""
LONGEST_S = 0.04
PATIENCE_S = 30.0


def live(store, session, pipe):
    """Edits until somebody ends it."""
    [row] = store.patients()
    newest = store.newest(row.case_id)
    edits = {}

    def acknowledged(state):
        if state.label in edits and state.number is not None:
            os.write(pipe, SAID.pack(state.number, edits[state.label]))

    keeper = Keeper(session, lambda: store, resumes=newest, who="tests", listener=acknowledged)
    keeper.start()
    number = 0
    while True:
        number += 1
        gy = round(random.uniform(1, 50), 6)
        label = f"Edit {number} of {os.getpid()}"
        edits[label] = gy
        session.do(label, lambda settings, gy=gy: settings.with_alpha_beta("Bladder", gy))
        while keeper.state.pending > 20:
            time.sleep(0.001)


def killed(store, session, chance):
    """One life; what it acknowledged last, or None."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        random.seed(chance.random())
        try:
            live(store, session, writing)
        finally:
            os._exit(1)
    os.close(writing)
    if chance.random() > 1 / 8:
        select.select([reading], [], [], PATIENCE_S)
    time.sleep(chance.uniform(0, LONGEST_S))
    os.kill(child, signal.SIGKILL)
    _, status = os.waitpid(child, 0)
    assert os.WIFSIGNALED(status), f"it ended by itself: {status}"
    heard = b""
    while piece := os.read(reading, 1 << 16):
        heard += piece
    os.close(reading)
    whole = len(heard) // SAID.size * SAID.size
    return SAID.unpack(heard[whole - SAID.size : whole]) if whole else None


def checked(place, last):
    """Raises where something is missing or broken, looked at without any of the program's own code."""
    raw = sqlite3.connect(place)
    try:
        assert raw.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        if last is not None:
            number, gy = last
            found = raw.execute("SELECT body FROM revisions WHERE number = ?", (number,)).fetchone()
            assert found is not None, f"revision {number} was acknowledged and is not there"
            assert json.loads(found[0])["settings"]["alpha_beta_gy"]["Bladder"] == gy
    finally:
        raw.close()


def main(place, kills, seed):
    """Kills one life after the other; what came of it."""
    chance, session = random.Random(seed), Session(seed_case(()))
    store = CaseStore.open(place)
    store.begin(to_json(CaseDocument(session.case.patient, session.settings)), "Open", "tests")
    store.close()  # a connection must not live on in a fork; what was compiled for it may
    assert threading.active_count() == 1, "a thread would not live on in a fork"
    acknowledged = 0
    for _ in range(kills):
        last = killed(store, session, chance)
        acknowledged += last is not None
        checked(place, last)
    store = CaseStore.open(place)  # with all of its own checks
    told = lost(store)
    [row] = store.patients()
    faults, kept = store.faults(row.case_id), from_json(store.newest(row.case_id).document)
    store.close()
    return {
        "kills": kills, "acknowledged": acknowledged, "revisions": row.revisions, "lost": len(told), "faults": faults,
        "patient": kept.patient.patient_id,
    }  # fmt: skip


if __name__ == "__main__":
    print(json.dumps(main(Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3]))))
