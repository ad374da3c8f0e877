"""Every option, declared once: flag > environment > ini > default.

The one rule: a layer that is silent says ``None``, so that a false or empty value given on purpose wins.
Credentials never stay in an address: they move to the token, which does not print itself.
"""

from __future__ import annotations

import math
import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import dataclass, field, fields
from typing import Any, Literal, NamedTuple
from urllib.parse import unquote

import pytest

from pytest_milvus import extensions
from pytest_milvus.secret import Secret

__all__ = ["ENGINES", "PROFILES", "Options", "add_options", "options_of", "parsed_uri"]

ENGINES = ("embedded", "container", "external")
PROFILES = ("quick", "standard", "deep")
REPORTS = (".json", ".md", ".html")
DEFAULT_IMAGE = "milvusdb/milvus:v2.6.17"

_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")
_ADDRESS = r"(https?|tcp)://([^/]*@)?(\[[0-9a-fA-F:.]+\]|[^/:@\[\]]+)(:\d{1,5})?(/.*)?|unix:.+"


def _text(text: str) -> str:
    return text


def _filled(text: str) -> str:
    if not text:
        msg = "is empty; give a value or leave the option out"
        raise ValueError(msg)
    return text


def _flag(text: str) -> bool:
    if text.lower() in _TRUE:
        return True
    if text.lower() in _FALSE:
        return False
    msg = f"{text!r} is neither true nor false; write one of {', '.join((*_TRUE, *_FALSE[:-1]))}"
    raise ValueError(msg)


def _choice(*allowed: str) -> Callable[[str], str]:
    def parse(text: str) -> str:
        if text not in allowed:
            msg = f"{text!r} is not one of {', '.join(allowed)}"
            raise ValueError(msg)
        return text

    return parse


def _engine(text: str) -> str:
    if text not in ENGINES and text not in (others := extensions.added_names(extensions.ENGINES)):
        msg = f"{text!r} is not one of {', '.join((*ENGINES, *others))}"
        raise ValueError(msg)
    return text


def _factory(text: str) -> str:
    module, colon, name = text.partition(":")
    if not (module and colon and name):
        msg = f"{text!r} is not MODULE:FACTORY, for example pymilvus:AsyncMilvusClient"
        raise ValueError(msg)
    return text


def _seed(text: str) -> int | None:
    if text == "random":
        return None
    try:
        return int(text)
    except ValueError:
        msg = f"{text!r} is neither an integer nor 'random'"
        raise ValueError(msg) from None


def _amount(text: str) -> float:
    with suppress(ValueError):
        if math.isfinite(amount := float(text)) and amount >= 0:
            return amount
    msg = f"{text!r} is no number from 0 on; 0 stands for no bound"
    raise ValueError(msg)


def _report(text: str) -> str:
    if text.endswith(REPORTS):
        return text
    others = [f".{name}" for name in extensions.added_names(extensions.REPORT_FORMS)]
    if not text.endswith(tuple(others)):
        msg = f"{text!r} names no format; end it with one of {', '.join((*REPORTS, *others))}"
        raise ValueError(msg)
    return text


def _uri(text: str) -> str:
    if not text.startswith("unix:") and (mark := re.search("[?#]", text)):
        # What stands behind it may be a token.
        msg = (
            f"has a part that begins with {mark.group()!r}, which is no part of a server's address; give a token by "
            "--milvus-token or PYTEST_MILVUS_TOKEN, and write ? and # in a password as %3F and %23"
        )
        raise ValueError(msg)
    if text and not re.fullmatch(_ADDRESS, text):
        # What stands before "@" may be a password.
        msg = f"{text.rpartition('@')[2]!r} is not a server's address; write http://HOST:PORT"
        raise ValueError(msg)
    return text


def _option(
    parse: Callable[[str], Any],
    default: Any,
    help: str,
    *,
    metavar: str | None = None,
    repeatable: bool = False,
    repr: bool = True,
) -> Any:
    meta = {"parse": parse, "help": help, "metavar": metavar, "repeatable": repeatable}
    return field(default=default, metadata=meta, repr=repr)


@dataclass(frozen=True, slots=True)
class Options:
    """The resolved options of one run; the token is left out of ``repr``.

    A field named ``embedded_strict`` is the flag ``--milvus-embedded-strict``, the ini key
    ``milvus_embedded_strict`` and the environment variable ``PYTEST_MILVUS_EMBEDDED_STRICT``.
    ``engine`` is ``"external"`` if and only if there is a ``uri``; the ``uri`` is free of credentials.
    ``seed`` is ``None`` when a random one is asked for; the run chooses it and prints it.
    """

    engine: str = _option(
        _engine, "embedded", f"which Milvus to run on: {', '.join(ENGINES)}", metavar="NAME"
    )
    uri: str = _option(_uri, "", "a Milvus that you run; selects the external engine", metavar="URI")
    token: str = _option(
        Secret,
        "",
        "token of the external Milvus, or one that a container is to ask for: root:Milvus",
        metavar="TOKEN",
        repr=False,
    )
    image: str = _option(_filled, DEFAULT_IMAGE, "image of the container engine", metavar="IMAGE")
    embedded_strict: bool = _option(_flag, False, "leave Milvus Lite as it is: no answer to AllocTimestamp")
    candidate: str = _option(
        _factory, "pymilvus:AsyncMilvusClient", "client under test", metavar="MODULE:FACTORY"
    )
    reference: str = _option(
        _factory, "pymilvus:MilvusClient", "client that defines the behaviour", metavar="MODULE:FACTORY"
    )
    profile: str = _option(
        _choice(*PROFILES), "quick", f"how much to try: {', '.join(PROFILES)}", metavar="NAME"
    )
    seed: int | None = _option(_seed, 0, "seed of everything generated", metavar="INT|random")
    budget: float | None = _option(
        _amount,
        None,
        "seconds after which a conformance run starts no more cases, 0 for no end; "
        "when not given, 1200 for the profile quick, 3600 for standard, 14400 for deep",
        metavar="SECONDS",
    )
    memory: float = _option(
        _amount,
        4.0,
        "GiB of memory that each process of a conformance run may hold, 0 for any number",
        metavar="GIB",
    )
    tier: tuple[str, ...] = _option(
        _filled, (), "run only this tier; `conformance list` names them", metavar="NAME", repeatable=True
    )
    method: tuple[str, ...] = _option(_filled, (), "run only this method", metavar="NAME", repeatable=True)
    baseline: str = _option(
        _filled, "auto", "known causes of divergences: auto, none or a TOML file", metavar="auto|none|PATH"
    )
    strict_baseline: bool = _option(
        _flag, False, "fail where a known cause is fixed and still in the baseline"
    )
    partial: bool = _option(
        _flag,
        False,
        "the candidate means to offer only some methods: what it lacks is missing, and no divergence",
    )
    report: tuple[str, ...] = _option(
        _report, (), f"write a report ({', '.join(REPORTS)})", metavar="PATH", repeatable=True
    )

    scripts: str = _option(
        _filled,
        "auto",
        "folder for the scripts of new divergences, none for no files; "
        "when not given, conformance-scripts beside the first report, or in the working folder",
        metavar="PATH|none",
    )


def add_options(parser: pytest.Parser) -> None:
    """Declare every flag and ini key of `Options`."""
    group = parser.getgroup("milvus", "Milvus: server, clients and conformance")
    for spec in fields(Options):
        meta, name = spec.metadata, spec.name
        text = meta["help"] + (" (repeatable)" if meta["repeatable"] else "")
        words: dict[str, Any] = {"dest": f"milvus_{name}", "default": None, "help": text}
        if meta["parse"] is _flag:
            words |= {"action": "store_const", "const": "true"}
        else:
            words |= {"metavar": meta["metavar"], "action": "append" if meta["repeatable"] else "store"}
        group.addoption(_flag_of(name), **words)
        kind: Literal["linelist", "string"] = "linelist" if meta["repeatable"] else "string"
        parser.addini(f"milvus_{name}", f"{text}; flag {_flag_of(name)}", type=kind, default=None)


def options_of(config: pytest.Config, environ: Mapping[str, str] = os.environ) -> Options:
    """Resolve the options of a run, once.

    Raises:
        pytest.UsageError: A value is not allowed; names the place it came from and what is allowed.
    """
    if _KEY not in config.stash:
        config.stash[_KEY] = _settled(
            {spec.name: _resolve(spec, config, environ) for spec in fields(Options)}
        )
    return config.stash[_KEY]


_KEY = pytest.StashKey[Options]()


class _Given(NamedTuple):
    """A value, where it came from, and how weak that place is: 0 is a flag, 3 the default."""

    value: Any
    place: str
    rank: int


def _resolve(spec: Any, config: pytest.Config, environ: Mapping[str, str]) -> _Given:
    name, repeatable, parse = spec.name, spec.metadata["repeatable"], spec.metadata["parse"]
    variable = f"PYTEST_MILVUS_{name.upper()}"
    text = environ.get(variable)
    places = (
        (_flag_of(name), config.getoption(f"milvus_{name}")),
        (f"environment variable {variable}", text.split() if repeatable and text is not None else text),
        (f"ini key milvus_{name}", _from_ini(config, name)),
    )
    for rank, (place, given) in enumerate(places):
        if given is None:
            continue
        try:
            return _Given(tuple(map(parse, given)) if repeatable else parse(given), place, rank)
        except ValueError as error:
            msg = f"{place}: {error}"
            raise pytest.UsageError(msg) from None
    return _Given(spec.default, "default", len(places))


def _from_ini(config: pytest.Config, name: str) -> Any:
    # pytest turns an absent linelist into [], so an empty value counts as silence there.
    value = config.getini(f"milvus_{name}")
    return None if value in (None, [], "") else value


def _settled(given: Mapping[str, _Given]) -> Options:
    """Make engine, address and token agree: the one given in the stronger place wins."""
    values = {name: item.value for name, item in given.items()}
    engine, uri = given["engine"], given["uri"]
    if not uri.value:
        if engine.value == "external":
            msg = f"{engine.place}: the external engine needs an address; add --milvus-uri=http://HOST:PORT"
            raise pytest.UsageError(msg)
        return Options(**values)
    if engine.value != "external" and engine.rank == uri.rank:
        msg = f"{engine.place}={engine.value} and {uri.place} contradict each other; leave one of them out"
        raise pytest.UsageError(msg)
    if engine.value != "external" and engine.rank < uri.rank:
        return Options(**(values | {"uri": "", "token": ""}))
    address, token = _without_credentials(uri.value)
    return Options(**(values | {"engine": "external", "uri": address, "token": values["token"] or token}))


def parsed_uri(text: str) -> tuple[str, Secret]:
    """Return a server's address without credentials, and the token that they make.

    Raises:
        ValueError: It is no address; the message names no credentials.
    """
    return _without_credentials(_uri(text))


def _without_credentials(uri: str) -> tuple[str, Secret]:
    scheme, slashes, rest = uri.partition("://")
    place, slash, path = rest.partition("/")
    credentials, _, host = place.rpartition("@")
    # In an address, what has a meaning there is written as %40 and the like, in each part for itself.
    token = ":".join(map(unquote, credentials.split(":", 1)))
    return f"{scheme}{slashes}{host}{slash}{path}", Secret(token)


def _flag_of(name: str) -> str:
    return f"--milvus-{name.replace('_', '-')}"
