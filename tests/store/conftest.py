"""One store on SQLite and one on PostgreSQL: what is claimed of a store is claimed of both."""

import shutil
import socket
from pathlib import Path
from tempfile import mkdtemp
from uuid import uuid4

import pytest

from reirrad_gui.store.cases import CaseStore
from tests.support.stores import started_postgresql, why_no_postgresql


@pytest.fixture(scope="session")
def postgresql():
    """The URL of a PostgreSQL server that runs for these tests only."""
    if why := why_no_postgresql():
        pytest.skip(f"PostgreSQL: {why}")
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        port = asked.getsockname()[1]
    folder = Path(mkdtemp(prefix="reirrad-pg-", dir="/tmp"))  # its socket's path must be short
    url, stop = started_postgresql(folder, port)
    yield url
    stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def place(request, tmp_path):
    """Where a new, empty store can be."""
    if request.param == "sqlite":
        return tmp_path / "data" / "cases.sqlite3"
    import psycopg

    url, name = request.getfixturevalue("postgresql"), f"cases_{uuid4().hex[:8]}"
    with psycopg.connect(url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")
    return url.rsplit("/", 1)[0] + f"/{name}"


@pytest.fixture
def store(place):
    """An open store."""
    opened = CaseStore.open(place)
    yield opened
    opened.close()
