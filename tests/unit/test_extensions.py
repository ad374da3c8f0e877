"""What other packages add is loaded, and what of it cannot be used is one error that says what to do."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from conformance.catalogue import Method, catalogue
from conformance.report.writers import check_report_path
from conformance.tiers.surface.check import SurfaceCheck
from conformance.tiers.surface.tier import SURFACE
from conformance.tiers.tiers import cases, tiers
from pytest_milvus import extensions
from pytest_milvus.engines import EngineKind, make_engine
from pytest_milvus.engines.kinds import KINDS, kind_of
from pytest_milvus.errors import RemedyError
from pytest_milvus.options import ENGINES, Options

Install = Callable[..., None]

TIER = SURFACE
CHECK = SurfaceCheck("signature", "")
LOST = SurfaceCheck("spelling", "")
METHODS = (Method("search", "read"),)
ENGINE = EngineKind(lambda options, place: object())  # type: ignore[arg-type, return-value]
NUMBER = 7


class Elsewhere(SurfaceCheck):
    """A check of a tier that nobody has."""

    @property
    def tier(self) -> str:
        return "moon"


MOON = Elsewhere("phase", "")


@pytest.fixture
def install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Install]:
    """Installs a package that has an entry point."""
    monkeypatch.syspath_prepend(str(tmp_path))
    places = []

    def installed(group: str, name: str, value: str) -> None:
        place = tmp_path / f"another{len(places)}-1.0.dist-info"
        places.append(place)
        place.mkdir()
        (place / "METADATA").write_text(f"Metadata-Version: 2.1\nName: another{len(places)}\nVersion: 1.0\n")
        (place / "entry_points.txt").write_text(f"[{group}]\n{name} = {value}\n")
        forget()

    yield installed
    monkeypatch.undo()
    forget()


def forget() -> None:
    for cached in (tiers, catalogue.methods, catalogue._by_name):
        cached.cache_clear()


ASKED: dict[str, Callable[[], object]] = {
    extensions.TIERS: tiers,
    extensions.CHECKS: tiers,
    extensions.METHODS: catalogue.methods,
    extensions.ENGINES: lambda: kind_of("mine"),
    extensions.REPORT_FORMS: lambda: check_report_path("report.mine"),
}
HERE = __name__


@pytest.mark.parametrize("group", ASKED)
def test_what_cannot_be_imported_is_named_with_a_remedy(group: str, install: Install) -> None:
    install(group, "mine", "no_such_module:THING")
    with pytest.raises(RemedyError) as caught:
        ASKED[group]()
    assert str(caught.value) == (
        f"Loading the entry point mine of the group {group}: no_such_module:THING cannot be imported: "
        "ModuleNotFoundError: No module named 'no_such_module'\n"
        "  - Mend the package that declares it, or uninstall it."
    )


@pytest.mark.parametrize("group", [extensions.TIERS, extensions.CHECKS, extensions.METHODS])
def test_what_cannot_be_imported_is_one_error_before_any_case_runs(group: str, install: Install) -> None:
    install(group, "mine", "no_such_module:THING")
    with pytest.raises(RemedyError, match="no_such_module:THING cannot be imported"):
        cases(["surface"], ["search"])


@pytest.mark.parametrize("group", ASKED)
def test_what_is_something_else_is_named_with_what_it_has_to_be(group: str, install: Install) -> None:
    install(group, "mine", f"{HERE}:NUMBER")
    with pytest.raises(RemedyError, match=f"{HERE}:NUMBER is of type int, and not an? ") as caught:
        ASKED[group]()
    (remedy,) = caught.value.remedies
    assert remedy.startswith("Let it name a")


@pytest.mark.parametrize(
    ("group", "name", "reason"),
    [
        (extensions.TIERS, "TIER", "there is a tier surface already"),
        (extensions.CHECKS, "CHECK", "there is a check surface.signature already"),
        (extensions.CHECKS, "MOON", "there is no tier moon"),
        (extensions.METHODS, "METHODS", "there is a record of search already"),
    ],
)
def test_what_is_there_already_cannot_be_added(group: str, name: str, reason: str, install: Install) -> None:
    install(group, "mine", f"{HERE}:{name}")
    with pytest.raises(RemedyError, match=reason):
        ASKED[group]()


@pytest.mark.parametrize("group", [extensions.ENGINES, extensions.REPORT_FORMS])
def test_two_packages_cannot_have_the_same_name(group: str, install: Install) -> None:
    value = f"{HERE}:{'ENGINE' if group == extensions.ENGINES else 'forget'}"
    install(group, "mine", value)
    ASKED[group]()
    install(group, "mine", value)
    with pytest.raises(RemedyError, match="two packages have one"):
        ASKED[group]()


def test_a_check_comes_after_those_of_its_tier(install: Install) -> None:
    install(extensions.CHECKS, "mine", f"{HERE}:LOST")
    assert tiers()[0].checks == (*SURFACE.checks, LOST)
    assert [tier.name for tier in tiers()] == ["surface", "wire", "runtime", "live", "sequence"]


def test_an_engine_that_lacks_something_is_named_with_what_it_lacks(install: Install) -> None:
    install(extensions.ENGINES, "mine", f"{HERE}:ENGINE")
    with pytest.raises(RemedyError, match=r"lacks capabilities, ending, .*, waits"):
        make_engine(Options(engine="mine"))


def test_options_name_our_engines() -> None:
    assert tuple(KINDS) == ENGINES


def test_who_asks_for_an_engine_that_is_not_there_is_told_which_are(install: Install) -> None:
    install(extensions.ENGINES, "mine", f"{HERE}:ENGINE")
    with pytest.raises(RemedyError, match="Choose among: embedded, container, external, mine"):
        kind_of("yours")
