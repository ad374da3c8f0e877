"""A file of known causes that is kept true to what runs report.

The one rule: what a person wrote stays as it is, comments and order included; what is added is for people to describe.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import tomlkit
from tomlkit.items import AoT, Array, Comment, Item, Null, Table, Whitespace

from conformance.exploration.causes import read_causes, release_of
from conformance.report.draft import write_whole
from conformance.report.phrases import counted
from pytest_milvus.errors import RemedyError

__all__ = ["BaselineFile"]

_KEYS = ("id", "title", "notice", "severity", "fault", "source", "upstream", "seen", "fingerprints")


class BaselineFile:
    """A file of known causes that can be changed and written.

    Args:
        path: The file; it need not exist.

    Raises:
        RemedyError: It exists and is damaged; it stays as it is.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        if path.exists():
            read_causes(path)
        text = path.read_text("utf-8") if path.exists() else ""
        self._document = tomlkit.parse(text)
        if "cause" not in self._document:
            self._document["cause"] = tomlkit.aot()

    @property
    def _causes(self) -> AoT:
        found = self._document["cause"]
        assert isinstance(found, AoT)
        return found

    def update(self, report: Mapping[str, Any]) -> list[str]:
        """Add the divergences of a report that the file does not own, and say what was added.

        Those of a cause that the run knew go to the cause of that id; the new ones make a cause for each group, with an
        empty title and notice.

        Args:
            report: A report document.
        """
        owned = {name for cause in self._causes for name in cause["fingerprints"]}
        release = [release_of(version)] if (version := report["environment"]["candidate"]["version"]) else []
        told = []
        known = [
            ({**cause, "seen": cause["seen"] or release}, cause["met"], "") for cause in report["causes"]
        ]
        empty = {"title": "", "notice": "", "severity": "medium", "fault": "candidate", "seen": release}
        new = [(empty, group["fingerprints"], group["title"]) for group in report["groups"]]
        for cause, names, title in [*known, *new]:
            if left := [name for name in names if name not in owned]:
                told.append(self._add({"id": self._free(title), **cause}, left, title))
                owned.update(left)
        return told

    def prune(self, report: Mapping[str, Any]) -> list[str]:
        """Take out what a report says is gone, and say what: causes that are fixed, and single fingerprints of others.

        Args:
            report: A report document of a run with this file.
        """
        told, fixed, knew = [], list[int](), {cause["id"]: cause for cause in report["causes"]}
        for number, cause in enumerate(self._causes):
            known = knew.get(str(cause["id"]))
            if known is None or {*cause["fingerprints"]} != {*known["fingerprints"]}:
                continue  # what another file knew by that name
            if known["state"] == "fixed":
                fixed.append(number)
                told.append(f"removed {cause['id']}")
            elif known["gone"]:
                for name in known["gone"]:
                    cause["fingerprints"].remove(name)
                told.append(f"removed {counted(len(known['gone']), 'fingerprint')} of {cause['id']}")
        for number in reversed(fixed):
            self._remove(number)
        return told

    def write(self) -> None:
        """Write the file; a reader sees the old one or the new one.

        Raises:
            RemedyError: It cannot be written.
        """
        try:
            write_whole(self.path, tomlkit.dumps(self._document))
        except OSError as error:
            raise RemedyError(
                f"Writing the baseline {self.path}", error.strerror or str(error), "choose another place"
            ) from error

    def _add(self, cause: Mapping[str, Any], names: Sequence[str], comment: str = "") -> str:
        told = counted(len(names), "fingerprint")
        for known in self._causes:
            if known["id"] == cause["id"]:
                array = known["fingerprints"]
                assert isinstance(array, Array)
                for name in names:
                    array.add_line(name)
                return f"added {told} to {cause['id']}"
        table = tomlkit.table()
        for key in _KEYS:
            value = names if key == "fingerprints" else cause.get(key)
            if isinstance(value, str):
                table.add(key, value)
            elif value:
                table.add(key, _array(value, multiline=key == "fingerprints"))
        if comment:
            table["title"].comment(comment)
        if len(self._causes):
            _separate(self._causes[-1])
        self._causes.append(table)
        return f"added {cause['id']} with {told}"

    def _free(self, title: str) -> str:
        slug = "-".join(re.findall(r"[a-z0-9]+", title.lower())[:6]) or "divergence"
        taken = {str(cause["id"]) for cause in self._causes}
        return next(
            name for name in (slug, *(f"{slug}-{number}" for number in range(2, 10_000))) if name not in taken
        )

    def _remove(self, number: int) -> None:
        """Remove a cause with the comment that stands right above it, and with no other."""
        behind = [(None, item) for item in _trailing(self._causes[number])]
        body = self._causes[number - 1].value.body if number else self._document.body
        del self._causes[number]
        # Of the first one the comment stands in the head of the file, before the key of all causes.
        end = len(body) if number else next(at for at, (key, _) in enumerate(body) if key is not None)
        start = end
        while start and isinstance(body[start - 1][1], Comment):
            start -= 1
        body[start:end] = behind
        self._document = tomlkit.parse(tomlkit.dumps(self._document))  # which knows where its keys are now


def _array(values: Iterable[str], *, multiline: bool) -> Array:
    array = tomlkit.array()
    for value in values:
        array.append(value)
    return array.multiline(multiline)


def _trailing(table: Any) -> list[Item]:
    """Return the comments and blank lines behind the last key of a cause; they are about the next one."""
    found: list[Item] = []
    for key, item in reversed(table.value.body):
        if key is not None or not isinstance(item, (Comment, Whitespace, Null)):
            break
        found.insert(0, item)
    return found


def _separate(table: Table) -> None:
    """Leave a blank line behind a cause."""
    if not any(isinstance(item, Whitespace) and "\n" in item.as_string() for item in _trailing(table)[-1:]):
        table.add(tomlkit.nl())
