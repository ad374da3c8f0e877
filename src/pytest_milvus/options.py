"""Every option, declared once: flag > environment > ini > default.

The one rule: a layer that is silent says ``None``, so that a false or empty value given on purpose wins.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from dataclasses import MISSING, dataclass, field, fields
from typing import Any

import pytest

__all__ = ["ENGINES", "PROFILES", "TIERS", "Options", "add_options", "options_of"]

ENGINES = ("embedded", "container", "external")
PROFILES = ("quick", "standard", "deep")
TIERS = ("surface", "wire", "live", "sequence", "runtime")
DEFAULT_IMAGE = "milvusdb/milvus:v2.6.17"

_GROUP = "milvus"
_TRUE, _FALSE = ("1", "true", "yes", "on"), ("0", "false", "no", "off", "")


def _text(text: str) -> str:
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


def _uri(text: str) -> str:
    if text and not text.startswith(("http://", "https://", "tcp://", "unix:")):
        msg = f"{text!r} is not a server's address; write http://HOST:PORT"
        raise ValueError(msg)
    return text


def _option(
    parse: Callable[[str], Any], default: Any, help: str, *, metavar: str | None = None, repeatable: bool = False
) -> Any:
    meta = {"parse": parse, "help": help, "metavar": metavar, "repeatable": repeatable}
    return field(default=default, metadata=meta)


@dataclass(frozen=True, slots=True)
class Options:
    """The resolved options of one run; the token is left out of ``repr``.

    A field named ``embedded_strict`` is the flag ``--milvus-embedded-strict``, the ini key
    ``milvus_embedded_strict`` and the environment variable ``PYTEST_MILVUS_EMBEDDED_STRICT``.
    ``seed`` is ``None`` when a random one is asked for; the run chooses it and prints it.
    """

    engine: str = _option(_choice(*ENGINES), "embedded", f"which Milvus to run on: {', '.join(ENGINES)}")
    uri: str = _option(_uri, "", "a Milvus that you run; selects the external engine", metavar="URI")
    token: str = field(
        default="",
        repr=False,
        metadata={
            "parse": _text,
            "help": "token of the external Milvus, for example root:Milvus",
            "metavar": "TOKEN",
            "repeatable": False,
        },
    )
    image: str = _option(_text, DEFAULT_IMAGE, "image of the container engine", metavar="IMAGE")
    embedded_strict: bool = _option(_flag, False, "leave Milvus Lite as it is: no answer to AllocTimestamp")
    candidate: str = _option(
        _factory, "pymilvus:AsyncMilvusClient", "client under test", metavar="MODULE:FACTORY"
    )
    reference: str = _option(
        _factory, "pymilvus:MilvusClient", "client that defines the behaviour", metavar="MODULE:FACTORY"
    )
    profile: str = _option(_choice(*PROFILES), "quick", f"how much to try: {', '.join(PROFILES)}")
    seed: int | None = _option(_seed, 0, "seed of everything generated", metavar="INT|random")
    tier: tuple[str, ...] = _option(
        _choice(*TIERS), (), f"run only this tier: {', '.join(TIERS)} (repeatable)", repeatable=True
    )
    method: tuple[str, ...] = _option(
        _text, (), "run only this method (repeatable)", metavar="NAME", repeatable=True
    )
    baseline: str = _option(
        _text, "auto", "known divergences: auto, none or a TOML file", metavar="auto|none|PATH"
    )
    report: tuple[str, ...] = _option(
        _text, (), "write a report; the suffix chooses the format (repeatable)", metavar="PATH", repeatable=True
    )

    @property
    def engine_name(self) -> str:
        """The engine after ``--milvus-uri`` has been taken into account."""
        return "external" if self.uri else self.engine


def add_options(parser: pytest.Parser) -> None:
    """Declare every flag and ini key of `Options`."""
    group = parser.getgroup(_GROUP, "Milvus: server, clients and conformance")
    for spec in fields(Options):
        meta, name = spec.metadata, spec.name
        flag = f"--milvus-{name.replace('_', '-')}"
        words: dict[str, Any] = {"dest": f"milvus_{name}", "default": None, "help": meta["help"]}
        if meta["parse"] is _flag:
            words |= {"action": "store_const", "const": "true"}
        else:
            words |= {"metavar": meta["metavar"], "action": "append" if meta["repeatable"] else "store"}
        group.addoption(flag, **words)
        kind = "linelist" if meta["repeatable"] else "string"
        parser.addini(f"milvus_{name}", f"{meta['help']} (flag {flag})", type=kind, default=None)


def options_of(config: pytest.Config, environ: Mapping[str, str] = os.environ) -> Options:
    """Resolve the options of a run, once.

    Raises:
        pytest.UsageError: A value is not allowed; names the place it came from and what is allowed.
    """
    if _KEY not in config.stash:
        config.stash[_KEY] = Options(**{spec.name: _resolve(spec, config, environ) for spec in fields(Options)})
        _check(config.stash[_KEY])
    return config.stash[_KEY]


_KEY = pytest.StashKey[Options]()


def _resolve(spec: Any, config: pytest.Config, environ: Mapping[str, str]) -> Any:
    name, repeatable = spec.name, spec.metadata["repeatable"]
    variable = f"PYTEST_MILVUS_{name.upper()}"
    from_environment = environ.get(variable)
    if repeatable and from_environment is not None:
        from_environment = from_environment.split()  # type: ignore[assignment]
    for source, given in (
        (f"--milvus-{name.replace('_', '-')}", config.getoption(f"milvus_{name}")),
        (f"environment variable {variable}", from_environment),
        (f"ini key milvus_{name}", _from_ini(config, name)),
    ):
        if given is None:
            continue
        try:
            if repeatable:
                return tuple(spec.metadata["parse"](text) for text in given)
            return spec.metadata["parse"](given)
        except ValueError as error:
            msg = f"{source}: {error}"
            raise pytest.UsageError(msg) from None
    assert spec.default is not MISSING
    return spec.default


def _from_ini(config: pytest.Config, name: str) -> Any:
    # pytest turns an absent linelist into [], so an empty value counts as silence there.
    value = config.getini(f"milvus_{name}")
    return None if value in (None, [], "") else value


def _check(options: Options) -> None:
    if options.engine == "external" and not options.uri:
        msg = "--milvus-engine=external needs the server's address: add --milvus-uri=http://HOST:PORT"
        raise pytest.UsageError(msg)
