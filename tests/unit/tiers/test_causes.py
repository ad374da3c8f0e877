"""Known causes are read whole or not at all, and own what they name."""

from pathlib import Path

import pytest

from conformance.exploration.causes import SEVERITIES, by_fingerprint, known_causes, read_causes, release_of
from conformance.tiers.tiers import cases
from pytest_milvus.data import data_path
from pytest_milvus.errors import RemedyError

SHIPPED = data_path("causes", "pymilvus.toml")
CHECKS = {"live.read/get", "live.read/query", "wire.request/get"}
ENTRY = """\
[[cause]]
id = "get-tuple"
title = "get returns a tuple"
notice = \"\"\"
get returns
a tuple.\"\"\"
severity = "low"
fault = "intended"
fingerprints = ["live.read/get type result"]
"""


def write(tmp_path: Path, text: str) -> str:
    path = tmp_path / "b.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_a_file_of_ones_own_holds_whatever_is_installed(tmp_path):
    for version in ("3.0.2", "9.9", None):
        (cause,) = known_causes(write(tmp_path, ENTRY), version, CHECKS)
        assert (cause.title, cause.notice, cause.seen) == ("get returns a tuple", "get returns a tuple.", ())
        assert by_fingerprint([cause]) == {"live.read/get type result": cause}


def test_none_and_another_client_than_pymilvus_own_know_nothing():
    assert known_causes("none", "3.0.2", CHECKS) == ()
    assert known_causes("auto", None, CHECKS) == ()


def test_auto_takes_what_was_seen_in_the_release():
    known = known_causes("auto", "3.0.2", ())
    assert known
    assert known == known_causes("auto", "3.0.2.dev7+g1234567", ())
    assert all("3.0.2" in cause.seen for cause in known)
    assert known_causes("auto", "0.0.1", ()) == ()


@pytest.mark.parametrize(
    ("version", "release"),
    [("3.0.2", "3.0.2"), ("3.1.0rc2.dev5+gabc", "3.1.0"), ("2.6.0+local", "2.6.0"), ("a tree", "a tree")],
)
def test_a_source_tree_is_of_the_release_that_it_leads_to(version, release):
    assert release_of(version) == release


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[cause", "is not TOML"),
        ('[[divergence]]\nfingerprint = "x"\nreason = "y"\n', "the form of version 0.1"),
        ("[cause]\nid = 'x'\n", "no \\[\\[cause\\]\\] tables"),
        ("causes = 1\n", "'causes' stands beside"),
        (ENTRY.replace('title = "get returns a tuple"\n', ""), "cause get-tuple lacks title"),
        (ENTRY.replace("get-tuple", "Get tuple"), "no slug"),
        (ENTRY.replace('"low"', '"awful"'), "severity 'awful', which is none of high, medium, low"),
        (ENTRY.replace('"intended"', '"mine"'), "fault 'mine', which is none of"),
        (ENTRY + 'weather = "fine"\n', "has 'weather', which no cause has"),
        (ENTRY.replace('["live.read/get type result"]', "[]"), "has no fingerprint"),
        (ENTRY.replace('["live.read/get type result"]', '"x"'), "fingerprints that are no list of texts"),
        (ENTRY.replace("live.read/get type result", "live.read/get"), "has no check, kind and path"),
        (ENTRY + 'upstream = ["#3711"]\n', "no https address"),
        (ENTRY + 'seen = ["3.0.2rc1"]\n', "no release"),
        (ENTRY + ENTRY, "'get-tuple' stands there twice"),
        (ENTRY + ENTRY.replace("get-tuple", "other"), "'live.read/get type result' stands there twice"),
        (ENTRY.replace("live.read/get", "live.raed/get"), "no check live.raed"),
        (ENTRY.replace("live.read/get", "live.read/gte"), "live.read does not check gte"),
    ],
)
def test_a_damaged_file_is_one_clear_error(tmp_path, text, message):
    with pytest.raises(RemedyError, match=message) as caught:
        known_causes(write(tmp_path, text), "3.0.2", CHECKS)
    assert caught.value.remedies


def test_a_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(RemedyError, match="No such file"):
        known_causes(str(tmp_path / "absent.toml"), "3.0.2", CHECKS)


def test_a_file_that_is_no_text_is_one_clear_error(tmp_path):
    (tmp_path / "b.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RemedyError, match="is not TOML"):
        known_causes(str(tmp_path / "b.toml"), "3.0.2", CHECKS)


def test_what_ships_is_described_and_could_be_met():
    ids = {case.id for case in cases()}
    for cause in read_causes(SHIPPED):
        assert cause.title
        assert not cause.title.endswith(".")
        assert len(cause.notice.split()) >= 5
        assert cause.severity in SEVERITIES
        assert cause.seen
        if "3.0.2" in cause.seen:
            assert {name.partition(" ")[0] for name in cause.fingerprints} <= ids
