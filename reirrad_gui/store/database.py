"""One database: SQLite in the person's data folder, or PostgreSQL of a department; opened and checked.

SQLite: write-ahead log, foreign keys on, every commit on the disk before it counts (`synchronous=FULL`), what is
deleted overwritten (`secure_delete`). A writer takes the lock when it begins, so that what it read is
still so when it writes.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from sqlalchemy import Connection, Engine, create_engine, event
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, SQLAlchemyError

from reirrad_gui.errors import StoreError
from reirrad_gui.store.tables import STEPS, Step, brought_up, version_of
from reirrad_gui.store.trouble import DamagedError, NotStoredError, said_of

CHECKED_WHOLE_BYTES: Final = 64 << 20
"""Up to this size every index is held against its table when a store is opened (`integrity_check`, about 0.1 s); a
larger one gets `quick_check`, which leaves just that comparison out."""
WAIT_S: Final = 10.0
"""How long a writer waits for another one's lock."""
WRITES: Final = "reirrad_gui_writes"


def default_place() -> Path:
    """The store's file in the folder that the platform gives this program for data; it need not exist."""
    import platformdirs

    return Path(platformdirs.user_data_dir("reirrad-gui", appauthor=False)) / "cases.sqlite3"


@dataclass(frozen=True, slots=True, eq=False)
class Database:
    """An open database. `read_only` says in a sentence why nothing can be kept; empty where it can.

    `file` and `inode` are SQLite's file and what it was when it was opened.
    """

    engine: Engine
    name: str
    read_only: str = ""
    file: Path | None = None
    inode: tuple[int, int] | None = None

    @property
    def replaced(self) -> bool:
        """True where another file, or none, lies in its place now: what is written would go nowhere."""
        return self.file is not None and self.inode is not None and _inode_of(self.file) not in (self.inode, UNREACHED)

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """One consistent look; StoreError where it cannot be read."""
        try:
            with self.engine.connect() as connection, connection.begin():
                yield connection
        except SQLAlchemyError as error:
            raise said_of(error, self.name, writing=False) from error

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """One change, whole or not at all; NotStoredError where it cannot be written."""
        if self.read_only:
            raise NotStoredError(self.read_only)
        try:
            with self.engine.connect() as plain:
                connection = plain.execution_options(**{WRITES: True})
                with connection.begin():
                    yield connection
        except SQLAlchemyError as error:
            raise said_of(error, self.name, writing=True) from error

    def close(self) -> None:
        """Gives back what is open; the last one to close folds SQLite's log into the file."""
        self.engine.dispose()


UNREACHED: Final = (-1, -1)


def _inode_of(file: Path) -> tuple[int, int] | None:
    """What tells a file from another of the same name; None where none is there, `UNREACHED` where nobody can say."""
    try:
        found = file.stat()
    except FileNotFoundError:
        return None
    except OSError:
        return UNREACHED
    return found.st_dev, found.st_ino


def opened(place: Path | str | None = None, *, steps: tuple[Step, ...] = STEPS, read_only: bool = False) -> Database:
    """The database at a file (the person's own unless given) or at a PostgreSQL URL, checked and brought up to date.

    Raises
    ------
    StoreError
        Damaged, written by a newer version, or out of reach; the sentence says what to do. Nothing was changed.
    """
    if isinstance(place, str) and "://" in place:
        return _checked(_server(place), steps)
    file = default_place() if place is None else Path(place)
    if read_only:
        return _looked_at(file, steps, f"The case store {file} was opened for reading only: what is done is not kept.")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        return _checked(_file(file), steps)
    except OSError as error:
        raise StoreError(
            f"The folder of the case store {file.parent} cannot be used ({error.strerror}): what is done here is not "
            "kept. Give this program a folder that it may write to."
        ) from error
    except StoreError as error:
        if not file.exists():
            raise
        try:
            return _looked_at(file, steps, str(error))
        except StoreError:
            raise error from None


def _looked_at(file: Path, steps: tuple[Step, ...], why: str) -> Database:
    """A store that can be read but not written."""
    found = _file(file, "mode=ro")
    if not _readable(found) and not file.with_name(f"{file.name}-wal").exists():
        # without a log beside it and without the right to make one, the file as it lies there is all there is
        found = _file(file, "immutable=1")
    return _checked(replace(found, read_only=why), steps)


def _readable(database: Database) -> bool:
    try:
        with database.reading() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM sqlite_master")
    except StoreError:
        return False
    return True


def _file(file: Path, query: str = "") -> Database:
    uri = f"{file.resolve().as_uri()}?{query}" if query else str(file)
    connect: dict[str, Any] = {"timeout": WAIT_S, "check_same_thread": False}
    engine = create_engine(
        "sqlite://" if query else URL.create("sqlite", database=str(file)),
        connect_args={} if query else connect,
        **({"creator": lambda: sqlite3.connect(uri, uri=True, **connect), "poolclass": _queue()} if query else {}),
    )
    event.listen(engine, "connect", _looks_only if query else _prepared)
    event.listen(engine, "begin", _begins)
    return Database(engine, str(file), file=file)


def _queue() -> type:
    from sqlalchemy.pool import QueuePool

    return QueuePool


def _prepared(connection: Any, _: object) -> None:
    connection.isolation_level = None  # this module says BEGIN itself
    for pragma in ("journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON", "secure_delete=ON"):
        connection.execute(f"PRAGMA {pragma}").close()


def _looks_only(connection: Any, _: object) -> None:
    connection.isolation_level = None
    connection.execute("PRAGMA foreign_keys=ON").close()


def _begins(connection: Connection) -> None:
    connection.exec_driver_sql("BEGIN IMMEDIATE" if connection.get_execution_options().get(WRITES) else "BEGIN")


def _server(address: str) -> Database:
    """A PostgreSQL database; its password is in no sentence."""
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise StoreError("The address of the case store cannot be read: write postgresql://user@host/name.") from error
    if url.get_backend_name() != "postgresql":
        raise StoreError(f"A case store lies in a file or on PostgreSQL; {url.drivername} is not known here.")
    name = f"{url.database} on {url.host or 'this computer'}"
    try:
        return Database(create_engine(url.set(drivername="postgresql+psycopg"), pool_pre_ping=True), name)
    except ImportError as error:
        raise StoreError(
            f"The case store {name} needs the package psycopg, which is not installed: install reirrad-gui[postgresql]."
        ) from error


def _checked(database: Database, steps: tuple[Step, ...]) -> Database:
    try:
        _check_content(database)
        _bring_up(database, steps)
    except StoreError:
        database.close()
        raise
    return database if database.file is None else replace(database, inode=_inode_of(database.file))


def _check_content(database: Database) -> None:
    if database.engine.dialect.name != "sqlite":
        return
    with database.reading() as connection:
        pages, size = (
            int(connection.exec_driver_sql(f"PRAGMA page_{what}").scalar() or 0) for what in ("count", "size")
        )
        check = "integrity_check" if pages * size <= CHECKED_WHOLE_BYTES else "quick_check"
        said = connection.exec_driver_sql(f"PRAGMA {check}(1)").scalar()
        strays = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
    if said != "ok" or strays is not None:
        raise DamagedError(
            f"The case store {database.name} is damaged ({said if said != 'ok' else 'rows without their case'}). "
            "Nothing was changed. Put back a copy of it, or set it aside and begin a new one."
        )


def _bring_up(database: Database, steps: tuple[Step, ...]) -> None:
    with database.reading() as connection:
        version = version_of(connection)
    if version > len(steps):
        raise StoreError(
            f"The case store {database.name} was written by a newer version of this program (tables {version}, known "
            f"here: {len(steps)}). Nothing was changed. Install the newer version, or use another store."
        )
    if version == len(steps):
        return
    with database.writing() as connection:
        brought_up(connection, steps)


def set_aside(file: Path, when: str) -> Path:
    """Moves a damaged store, with its log, out of the way under a name with `when` in it; the new name.

    Raises
    ------
    StoreError
        It cannot be moved, or something of that name is there.
    """
    target = file.with_name(f"{file.stem} set aside {when}{file.suffix}")
    if target.exists():
        raise StoreError(f"{target} is there already: move it, or the case store {file.name}, by hand.")
    try:
        for ending in ("-wal", "-shm", ""):
            part = file.with_name(file.name + ending)
            if part.exists():
                part.rename(target.with_name(target.name + ending))
    except OSError as error:
        raise StoreError(f"The case store {file} cannot be moved ({error.strerror}). Move it by hand.") from error
    return target
