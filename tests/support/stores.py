"""Case stores for tests: SQLite files, and a real PostgreSQL of this computer where Debian's package is there."""

import os
import shutil
import subprocess
from pathlib import Path

SERVERS = sorted(Path("/usr/lib/postgresql").glob("*/bin"))


def document(patient_id="1", name="Example^Ann", number=0, files=("a",), synthetic=()):
    """A document as far as the store looks into it; `number` tells edits apart."""
    return {
        "schema": "reirrad-gui/case/1",
        "patient": {"patient_id": patient_id, "name": name, "birth_date": "19500101", "sex": "F"},
        "synthetic": list(synthetic),
        "files": [{"path": file} for file in files],
        "number": number,
    }


def why_no_postgresql():
    """Why a server cannot be started here; empty where it can."""
    try:
        import psycopg  # noqa: F401
    except ImportError as error:
        return f"psycopg is not installed ({error})"
    if not SERVERS:
        return "no PostgreSQL server below /usr/lib/postgresql (Debian: apt-get install postgresql)"
    if os.geteuid() == 0 and (shutil.which("setpriv") is None or _nobody() is None):
        return "PostgreSQL refuses to run as root, and there is no other user to run it as"
    return ""


def _nobody():
    import pwd

    for name in ("postgres", "nobody"):
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    return None


def _as_user(folder):
    """Words before a command that run it as somebody else than root."""
    if os.geteuid() != 0:
        return []
    user = _nobody()
    os.chown(folder, user.pw_uid, user.pw_gid)
    return ["setpriv", f"--reuid={user.pw_uid}", f"--regid={user.pw_gid}", "--clear-groups"]


def started_postgresql(folder, port):
    """A server of its own on loopback; its URL and what stops it."""
    folder.chmod(0o755)
    words, programs, data = _as_user(folder), SERVERS[-1], folder / "data"
    quiet = {"capture_output": True, "cwd": folder, "timeout": 60}
    subprocess.run(
        [*words, programs / "initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8"], check=True, **quiet
    )
    options = f"-c listen_addresses=127.0.0.1 -p {port} -k {folder} -F"
    control = [*words, programs / "pg_ctl", "-D", data, "-w", "-l", folder / "log"]
    # the server outlives pg_ctl: it must not hold on to this process's pipes
    silent = {"stdin": subprocess.DEVNULL, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    subprocess.run([*control, "-o", options, "start"], check=True, cwd=folder, timeout=60, **silent)
    stop = [*words, programs / "pg_ctl", "-D", data, "-m", "immediate", "stop"]
    return f"postgresql://tests@127.0.0.1:{port}/postgres", lambda: subprocess.run(stop, check=True, **quiet)
