"""The working folder of a server: made for one run, and never left behind for good.

The one rule: a folder is in use as long as its maker or its server holds a lock in it. The operating system
releases a lock however its holder ends, so that the next start knows what was left by a run that was killed.
"""

from __future__ import annotations

import os
import shutil
import tempfile
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from filelock import BaseFileLock

__all__ = ["MEMORY", "WorkingFolder", "hold", "memory", "remove_abandoned"]

_PREFIX = "pytest-milvus-"
_MAKER, _SERVER = "maker.lock", "server.lock"
_UNFINISHED = 3600.0
"""Seconds from which on a folder without a lock belongs to a run that was killed while it was being made."""

MEMORY = Path("/dev/shm")
"""Where Linux keeps files in memory. Milvus Lite makes and removes a dozen files for each collection: on a disk, a
third of its work is the file system's."""

ROOM = 1 << 30
"""Bytes that must be free there; a Docker container has 64 MB unless it was given more."""


class WorkingFolder:
    """A new folder that this process holds until `remove` or `leave`.

    Args:
        parent: Where it is made; ``None`` for the usual place of temporary files.

    Attributes:
        path: The folder.
    """

    def __init__(self, parent: Path | None = None) -> None:
        while True:
            self.path = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=parent))
            self._lock = _lock(self.path / _MAKER)
            self._lock.acquire()
            if (self.path / _MAKER).exists():
                return
            self._lock.release()  # another run's sweep was faster, and took the folder for an abandoned one

    def leave(self) -> None:
        """Let go of the folder; it belongs to the server from now on."""
        self._lock.release()

    def remove(self) -> None:
        """Remove the folder, if the server has not done so."""
        self._lock.release()  # before: Windows removes no file that is open
        shutil.rmtree(self.path, ignore_errors=True)


def hold(folder: Path) -> BaseFileLock:
    """In the server: hold the folder until the lock is released or this process ends."""
    lock = _lock(folder / _SERVER)
    lock.acquire()
    return lock


def memory() -> Path | None:
    """Return `MEMORY` if there is room for a server's data, ``None`` for the usual place of temporary files.

    Whoever sets ``TMPDIR`` has decided already.
    """
    if "TMPDIR" in os.environ or not os.access(MEMORY, os.W_OK):
        return None
    return MEMORY if shutil.disk_usage(MEMORY).free >= ROOM else None


def remove_abandoned(places: Iterable[Path] | None = None) -> tuple[Path, ...]:
    """Remove the folders that killed runs of this user left, and return which.

    Args:
        places: Folders to look in; by default all those that working folders are made in.
    """
    removed = []
    for place in {Path(tempfile.gettempdir()), MEMORY} if places is None else places:
        with suppress(OSError):  # it may not exist, and folders come and go while we look
            removed += [folder for folder in place.glob(f"{_PREFIX}*") if _is_own(folder) and _remove(folder)]
    return tuple(removed)


def _is_own(folder: Path) -> bool:
    """Whether a folder was made by this user, and is no link to somewhere else."""
    if folder.is_symlink() or not folder.is_dir():
        return False
    return not hasattr(os, "getuid") or folder.stat().st_uid == os.getuid()


def _remove(folder: Path) -> bool:
    from filelock import Timeout

    if not (folder / _MAKER).is_file():
        return _remove_unfinished(folder)
    locks = [_lock(folder / name) for name in (_MAKER, _SERVER) if (folder / name).is_file()]
    try:
        for lock in locks:
            lock.acquire(timeout=0)
    except (Timeout, OSError):
        return False
    else:
        shutil.rmtree(folder, ignore_errors=True)
    finally:
        for lock in locks:
            lock.release()
    if folder.exists():  # Windows removes no file that is open
        shutil.rmtree(folder, ignore_errors=True)
    return not folder.exists()


def _remove_unfinished(folder: Path) -> bool:
    """Remove a folder that never got a lock, if it is old; only an empty one, since the rest is not ours."""
    if time.time() - folder.stat().st_mtime < _UNFINISHED:
        return False
    try:
        folder.rmdir()
    except OSError:
        return False
    return True


def _lock(path: Path) -> BaseFileLock:
    from filelock import FileLock

    return FileLock(path, thread_local=False)  # whichever thread stops the engine
