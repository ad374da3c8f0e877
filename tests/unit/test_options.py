"""Every option by every source, and what is said about a wrong one."""

from __future__ import annotations

from dataclasses import fields
from typing import Any

import pytest

from pytest_milvus.options import DEFAULT_IMAGE, Options, options_of

pytest_plugins = ["pytester"]

# One value other than the default for each option: as text, and as it is understood.
GIVEN: dict[str, tuple[str, Any]] = {
    "engine": ("container", "container"),
    "uri": ("http://localhost:19530", "http://localhost:19530"),
    "token": ("root:Milvus", "root:Milvus"),
    "image": ("milvusdb/milvus:v2.4.1", "milvusdb/milvus:v2.4.1"),
    "embedded_strict": ("true", True),
    "candidate": ("mine:Client", "mine:Client"),
    "reference": ("mine:Reference", "mine:Reference"),
    "profile": ("deep", "deep"),
    "seed": ("7", 7),
    "budget": ("90", 90.0),
    "memory": ("2.5", 2.5),
    "tier": ("wire", ("wire",)),
    "method": ("search", ("search",)),
    "baseline": ("none", "none"),
    "strict_baseline": ("true", True),
    "partial": ("true", True),
    "report": ("r.json", ("r.json",)),
    "scripts": ("found", "found"),
}
OTHER: dict[str, tuple[str, Any]] = {
    "engine": ("embedded", "embedded"),
    "uri": ("https://other", "https://other"),
    "token": ("other", "other"),
    "image": ("other", "other"),
    "embedded_strict": ("off", False),
    "candidate": ("other:Client", "other:Client"),
    "reference": ("other:Reference", "other:Reference"),
    "profile": ("standard", "standard"),
    "seed": ("random", None),
    "budget": ("0", 0.0),
    "memory": ("0", 0.0),
    "tier": ("live", ("live",)),
    "method": ("query", ("query",)),
    "baseline": ("other.toml", "other.toml"),
    "strict_baseline": ("off", False),
    "partial": ("off", False),
    "report": ("r.md", ("r.md",)),
    "scripts": ("none", "none"),
}
NAMES = [spec.name for spec in fields(Options)]
FLAGS = ("embedded_strict", "strict_baseline", "partial")


class Project:
    """A project with an ini file and an environment, in which pytest's options are resolved."""

    def __init__(self, pytester: pytest.Pytester) -> None:
        self._pytester = pytester
        self.environ: dict[str, str] = {}

    def ini(self, **values: str) -> None:
        lines = [f"milvus_{name} = {value}" for name, value in values.items()]
        self._pytester.makeini("\n".join(["[pytest]", *lines]))

    def env(self, **values: str) -> None:
        self.environ = {f"PYTEST_MILVUS_{name.upper()}": value for name, value in values.items()}

    def options(self, *args: str) -> Options:
        return options_of(self._pytester.parseconfig(*args), self.environ)

    def error(self, *args: str) -> str:
        with pytest.raises(pytest.UsageError) as caught:
            self.options(*args)
        return str(caught.value)


@pytest.fixture
def project(pytester: pytest.Pytester) -> Project:
    return Project(pytester)


def flags(name: str, text: str) -> list[str]:
    flag = f"--milvus-{name.replace('_', '-')}"
    return [flag] if name in FLAGS else [f"{flag}={text}"]


def test_each_option_is_tried() -> None:
    assert NAMES == list(GIVEN) == list(OTHER)


def test_defaults(project: Project) -> None:
    assert project.options() == Options()
    assert project.options() == Options(
        engine="embedded",
        uri="",
        token="",
        image=DEFAULT_IMAGE,
        embedded_strict=False,
        candidate="pymilvus:AsyncMilvusClient",
        reference="pymilvus:MilvusClient",
        profile="quick",
        seed=0,
        tier=(),
        method=(),
        baseline="auto",
        strict_baseline=False,
        partial=False,
        report=(),
    )


@pytest.mark.parametrize("name", NAMES)
def test_flag_beats_environment_beats_ini_beats_default(project: Project, name: str) -> None:
    text, value = GIVEN[name]
    other_text, other = OTHER[name]
    project.ini(**{name: text})
    assert getattr(project.options(), name) == value
    project.env(**{name: other_text})
    assert getattr(project.options(), name) == other
    assert getattr(project.options(*flags(name, text)), name) == value


@pytest.mark.parametrize("name", ["uri", "token"])
def test_an_empty_value_given_on_purpose_wins(project: Project, name: str) -> None:
    project.ini(**{name: GIVEN[name][0]})
    project.env(**{name: ""})
    assert getattr(project.options(), name) == ""


def test_repeatable_options(project: Project) -> None:
    assert project.options("--milvus-tier=wire", "--milvus-tier=live").tier == ("wire", "live")
    project.env(method="search query")
    assert project.options().method == ("search", "query")
    project.ini(report="\n  a.json\n  b.html")
    assert project.options().report == ("a.json", "b.html")


@pytest.mark.parametrize("text", ["1", "true", "YES", "on"])
def test_a_switch_is_on(project: Project, text: str) -> None:
    project.env(embedded_strict=text)
    assert project.options().embedded_strict is True


@pytest.mark.parametrize("text", ["0", "False", "no", "off", ""])
def test_a_switch_is_off(project: Project, text: str) -> None:
    project.ini(embedded_strict="true")
    project.env(embedded_strict=text)
    assert project.options().embedded_strict is False


@pytest.mark.parametrize(
    ("name", "text", "remedy"),
    [
        ("engine", "docker", "'docker' is not one of embedded, container, external"),
        ("uri", "localhost:19530", "'localhost:19530' is not a server's address; write http://HOST:PORT"),
        ("uri", "http:localhost", "write http://HOST:PORT"),
        ("uri", "http://", "write http://HOST:PORT"),
        ("uri", "http://host:port", "write http://HOST:PORT"),
        ("uri", "./milvus.db", "write http://HOST:PORT"),
        ("image", "", "is empty; give a value or leave the option out"),
        ("embedded_strict", "maybe", "'maybe' is neither true nor false"),
        ("candidate", "pymilvus", "for example pymilvus:AsyncMilvusClient"),
        ("reference", ":Client", "for example pymilvus:AsyncMilvusClient"),
        ("profile", "slow", "'slow' is not one of quick, standard, deep"),
        ("seed", "many", "'many' is neither an integer nor 'random'"),
        ("baseline", "", "is empty"),
        ("report", "report.xml", "'report.xml' names no format; end it with one of .json, .md, .html"),
    ],
)
def test_a_wrong_value_is_one_line_with_the_place_and_the_remedy(
    project: Project, name: str, text: str, remedy: str
) -> None:
    if text and name not in FLAGS:
        message = project.error(*flags(name, text))
        assert message.startswith(f"--milvus-{name.replace('_', '-')}: ")
        assert remedy in message
        assert "\n" not in message
    if text or name not in ("report", "tier"):
        project.env(**{name: text})
        message = project.error()
        assert message.startswith(f"environment variable PYTEST_MILVUS_{name.upper()}: ")
        assert remedy in message
    if text:
        project.env()
        project.ini(**{name: text})
        assert project.error().startswith(f"ini key milvus_{name}: ")


def test_an_address_selects_the_external_engine(project: Project) -> None:
    options = project.options("--milvus-uri=unix:/tmp/milvus.sock")
    assert (options.engine, options.uri) == ("external", "unix:/tmp/milvus.sock")


def test_the_external_engine_needs_an_address(project: Project) -> None:
    assert "add --milvus-uri=http://HOST:PORT" in project.error("--milvus-engine=external")


def test_engine_and_address_from_one_place_contradict_each_other(project: Project) -> None:
    message = project.error("--milvus-engine=container", "--milvus-uri=http://host:1")
    assert (
        message == "--milvus-engine=container and --milvus-uri contradict each other; leave one of them out"
    )


def test_an_engine_chosen_more_strongly_than_an_address_wins(project: Project) -> None:
    project.ini(uri="http://host:1", token="root:Milvus")
    options = project.options("--milvus-engine=embedded")
    assert (options.engine, options.uri, options.token) == ("embedded", "", "")
    assert project.options().engine == "external"


def test_an_address_chosen_more_strongly_than_an_engine_wins(project: Project) -> None:
    project.ini(engine="container")
    assert project.options("--milvus-uri=http://host:1").engine == "external"


@pytest.mark.parametrize(
    ("uri", "address", "token"),
    [
        ("http://root:pass@host:19530", "http://host:19530", "root:pass"),
        ("https://root:p@ss@host/db", "https://host/db", "root:p@ss"),
        ("http://me%40corp:p%3Ass%2F%3F@host/db", "http://host/db", "me@corp:p:ss/?"),
        ("http://root:100%@host", "http://host", "root:100%"),
        ("tcp://[::1]:19530", "tcp://[::1]:19530", ""),
    ],
)
def test_credentials_in_an_address_become_the_token(
    project: Project, uri: str, address: str, token: str
) -> None:
    options = project.options(f"--milvus-uri={uri}")
    assert (options.uri, options.token) == (address, token)
    assert project.options(f"--milvus-uri={uri}", "--milvus-token=stronger").token == "stronger"


def test_no_credentials_are_shown(project: Project) -> None:
    options = project.options("--milvus-uri=http://root:hunter22@host:1")
    assert "hunter22" not in repr(options)
    assert "hunter22" not in repr(options.token)
    assert "hunter22" not in project.error("--milvus-uri=root:hunter22@host:1")


@pytest.mark.parametrize(
    "uri",
    [
        "http://host:1?token=hunter22",
        "http://host/db?token=a@hunter22",
        "http://host/#hunter22",
        "http://r:hunter22?@h",
    ],
)
def test_a_token_behind_an_address_is_refused_and_not_shown(project: Project, uri: str) -> None:
    error = project.error(f"--milvus-uri={uri}")
    assert "--milvus-token" in error
    assert "hunter22" not in error
