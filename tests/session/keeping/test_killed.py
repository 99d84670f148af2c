"""The power goes, or somebody ends the program: what was acknowledged as kept is there, and the store is whole."""

import json
import os
import random
import subprocess
import sys

import pytest

SIDE_BY_SIDE, KILLS = 2, 100


@pytest.mark.skipif(not hasattr(os, "fork"), reason="this system cannot fork, so 200 processes would take minutes")
def test_after_200_kills_at_any_moment_every_acknowledged_edit_is_there_and_the_store_is_whole(tmp_path, repository):
    seeds = [random.randrange(10**6) for _ in range(SIDE_BY_SIDE)]
    command = [sys.executable, "-m", "tests.support.edits_until_killed"]
    running = [
        subprocess.Popen(
            [*command, tmp_path / f"{seed}.sqlite3", str(KILLS), str(seed)],
            cwd=repository, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        )
        for seed in seeds
    ]  # fmt: skip
    for seed, one in zip(seeds, running, strict=True):
        said, error = one.communicate(timeout=300)
        assert one.returncode == 0, f"seed {seed}: {error}"
        came_of_it = json.loads(said)
        assert came_of_it["kills"] == KILLS
        assert came_of_it["faults"] == [], seed
        # most were killed while they wrote, and each of those windows is told of at the next start
        assert came_of_it["acknowledged"] > KILLS / 2
        assert came_of_it["revisions"] > came_of_it["acknowledged"]
        assert came_of_it["lost"] > KILLS / 2
