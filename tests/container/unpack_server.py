"""Puts the Milvus server of the PyPI package ``milvus`` into an image's root folder: WHEEL ROOT."""

from __future__ import annotations

import lzma
import re
import sys
from pathlib import Path, PurePosixPath
from zipfile import ZipFile

# What the configuration leaves open; the rest has defaults in it: ``{{ name(type): default }}``.
PLACES = {
    "etcd_data_dir": "/var/lib/milvus/etcd",
    "local_storage_dir": "/var/lib/milvus/data/",
    "rocksmq_data_dir": "/var/lib/milvus/rocksmq",
    "system_log_path": '""',
}
OPEN = re.compile(r"{{ *(?P<name>\w+)(?:\(\w+\))?(?:: *(?P<default>.*?))? *}}")


def unpack(wheel: Path, root: Path) -> None:
    binaries, configs = root / "milvus/bin", root / "milvus/configs"
    for folder in (binaries, configs, root / "var/lib/milvus"):
        folder.mkdir(parents=True)
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            if name.endswith(".lzma"):
                target = binaries / PurePosixPath(name).stem
                target.write_bytes(lzma.decompress(archive.read(name)))
                target.chmod(0o755)
        template = archive.read("milvus/data/config.yaml.template").decode()
    (configs / "milvus.yaml").write_text(OPEN.sub(lambda m: PLACES.get(m["name"]) or m["default"], template))
    (configs / "glog.conf").write_text("--logtostderr=true\n--minloglevel=0\n")


if __name__ == "__main__":
    unpack(Path(sys.argv[1]), Path(sys.argv[2]))
