"""A baseline is read whole or not at all."""

import pytest

from conformance.exploration.baseline import Known, load_baseline, unobserved
from pytest_milvus.errors import RemedyError

ENTRY = '[[divergence]]\nfingerprint = "live.read/get value x"\nreason = "because"\n'


def write(tmp_path, text):
    path = tmp_path / "b.toml"
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_entries_are_found_by_fingerprint(tmp_path):
    known = load_baseline(write(tmp_path, ENTRY), "3.0.2")
    assert known["live.read/get value x"].reason == "because"


def test_none_and_a_release_without_a_file_know_nothing():
    assert load_baseline("none", "3.0.2") == {}
    assert load_baseline("auto", "0.0.1") == {}


def test_auto_takes_the_file_of_the_release():
    assert all(known.reason for known in load_baseline("auto", "3.0.2").values())
    assert load_baseline("auto", "3.0.2")


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[[divergence", "is not TOML"),
        ('[[divergence]]\nfingerprint = "x"\n', "entry 1 lacks reason"),
        (ENTRY.replace("because", " "), "entry 1 lacks reason"),
        (ENTRY + 'weather = "fine"\n', "weather"),
        (ENTRY + ENTRY, "stands there twice"),
    ],
)
def test_a_damaged_file_is_one_clear_error(tmp_path, text, message):
    with pytest.raises(RemedyError, match=message) as caught:
        load_baseline(write(tmp_path, text), "3.0.2")
    assert caught.value.remedies


def test_a_missing_file_is_one_clear_error(tmp_path):
    with pytest.raises(RemedyError, match="No such file"):
        load_baseline(str(tmp_path / "absent.toml"), "3.0.2")


MISSING, DIFFERENT = "live.call/flush error-type result", "live.call/flush outcome result (returned, raised)"
OTHER, ANOTHERS = "wire.request/flush metadata Flush.x", "live.call/compact error-type result"
BASELINE = {
    MISSING: Known(MISSING, "it has no such method"),
    DIFFERENT: Known(DIFFERENT, "it has no such method"),
    OTHER: Known(OTHER, "it forgets the header"),
    ANOTHERS: Known(ANOTHERS, "it has no such method"),
}
CHECKS = {"live.call/flush", "wire.request/flush", "live.call/compact"}


@pytest.mark.parametrize(
    ("tried", "met", "told"),
    [
        (CHECKS, {*BASELINE}, []),
        (CHECKS, set(), sorted(BASELINE)),
        (CHECKS, {MISSING}, [ANOTHERS, OTHER]),
        (CHECKS, {MISSING, OTHER, ANOTHERS}, []),
        ({"live.call/flush"}, set(), [MISSING, DIFFERENT]),
        ({"wire.request/flush"}, {"wire.request/flush value new"}, [OTHER]),
        (set(), set(), []),
    ],
)
def test_what_did_not_show_is_told_unless_its_bug_showed_elsewhere_in_the_method(tried, met, told):
    assert unobserved(BASELINE, tried, met) == told
