"""The lines of a likeness: few, short, and about what differs."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from conformance.compare.differences import ABSENT, Difference
from conformance.model.outcome import Raised, Returned, Typed, worded
from conformance.report.explanation import LINES, Files, groups_told
from conformance.report.groups import SHOWN
from conformance.report.sides import clipped, sides
from tests.unit.cli.reports import COMPACT, DELETE, HOSTILE, divergence, hostile, report

FILES = Files("r.json", {DELETE.fingerprint: Path("conformance-scripts/delete.py")})


def lines(document: dict[str, Any], *, whole: bool = False, files: Files = FILES) -> list[str]:
    return [text for text, _ in groups_told(document, files, 80, whole=whole)]


def test_a_likeness_tells_what_differs_and_how_to_see_more() -> None:
    (group,) = report([DELETE])["groups"]
    told = lines(report([DELETE]))
    assert told[:4] == [
        "1. delete returns where the reference fails [Delete RateLimit]",
        "   client.delete(collection_name='books')",
        "     reference  raised MilvusException (code 800): no",
        "     candidate  returned []",
    ]
    assert f"   {DELETE.fingerprint}" in told
    assert f"seed 7; likeness {group['id']}" in " ".join(told)
    assert "   python conformance-scripts/delete.py" in told
    assert f"   conformance show r.json {group['id']}" in told
    assert "   in ManualCompaction.collectionID".replace("   in", "     in") in lines(report([COMPACT]))


def test_a_script_that_did_not_show_it_is_marked() -> None:
    (marked,) = (
        line
        for line in lines(report([replace(DELETE, script_shows=False)]))
        if "python conformance-scripts" in line
    )
    assert marked.endswith("(this script alone did not show it)")


@pytest.mark.parametrize("whole", [False, True], ids=["few", "all"])
def test_however_much_there_is_few_lines_are_told_unless_all_is_asked_for(whole: bool) -> None:
    long = replace(
        DELETE,
        operations=[f"client.delete({number}, {'x' * 5000})" for number in range(50)],
        differs={"reference": "y" * 5000, "candidate": f"{'y' * 4000}z"},
        verdict="w" * 5000,
    )
    others = [divergence(f"method_{number}", trigger="RateLimit") for number in range(60)]
    told = lines(report([long, *others]), whole=whole)
    blocks = "\n".join(told).split("\n\n")
    assert len(blocks) == 3 - (not any(blocks[2:])) or whole
    height = [sum(1 + len(line) // 80 for line in block.splitlines()) for block in blocks]
    if whole:
        assert max(height) > 100
        assert all(item.fingerprint in " ".join(told) for item in others)
    else:
        assert max(height) <= LINES
        assert any("47 calls before" in line for line in told)
        assert any("z" in line for line in told if "candidate" in line), "where they differ is seen"


def test_of_very_many_likenesses_the_worst_are_told() -> None:
    found = [
        divergence(f"method_{number}", "value", f"result.{number}", check="wire.answer")
        for number in range(60)
    ]
    document = report(found)
    assert len(document["groups"]) == 60
    told = lines(document)
    assert sum(line[:1].isdigit() and ". " in line for line in told) == SHOWN
    assert "20 more groups: conformance show r.json" in told
    assert "20 more groups; -v tells all" in lines(document, files=Files())


def test_what_others_said_does_nothing_in_a_terminal() -> None:
    text = "".join(lines(report([hostile()]), whole=True))
    assert not {"\x1b", "\u202e", "\n"} & {*text}
    assert "\x1b" in HOSTILE


def test_values_are_told_as_a_person_reads_them() -> None:
    state = Typed("pymilvus.client.types.LoadState", "Loaded")
    assert (
        worded({"state": state, "of": [(1,), ABSENT]})
        == "{'state': LoadState('Loaded'), 'of': [(1,), nothing]}"
    )
    assert str(Returned([state])) == "returned [LoadState('Loaded')]"
    assert (
        str(Raised("a.b.ParamError", 1, "<ParamError: (code=1, message=no)>"))
        == "raised ParamError (code 1): no"
    )
    assert str(Raised("TypeError", None, "no")) == "raised TypeError: no"


def test_sides_that_would_read_alike_are_told_more_exactly() -> None:
    left, right = Typed("a.Row", {"id": 1}), Typed("b.Row", {"id": 1})
    assert sides(Difference("type", "result", left, right)) == {
        "reference": "a.Row({'id': 1})",
        "candidate": "b.Row({'id': 1})",
    }
    assert sides(Difference("rpc-extra", "Connect", ["A"], ["A", "B"])) == {
        "reference": "sent A",
        "candidate": "sent A, B",
    }
    assert sides(Difference("missing", "member", "offered", ABSENT), in_words=True) == {
        "reference": "offered",
        "candidate": "nothing",
    }
    assert sides(Difference("field", "A.b", "", ABSENT)) == {"reference": "''", "candidate": "nothing"}


def test_what_is_cut_shows_the_first_character_that_differs() -> None:
    left, right = clipped("a" * 500 + "1" + "b" * 500, "a" * 500 + "2" + "b" * 500, 60)
    assert len(left) == len(right) == 60
    assert "1" in left
    assert "2" in right
    assert clipped("short", "shorter", 60) == ("short", "shorter")
