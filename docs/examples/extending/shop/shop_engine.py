"""An engine: Milvus Lite that has the shop's collection from the start."""

from pymilvus import MilvusClient

from pytest_milvus.engines import Engine, EngineKind, Place
from pytest_milvus.engines.embedded import EmbeddedEngine
from pytest_milvus.options import Options


class ShopEngine(EmbeddedEngine):
    """See `pytest_milvus.engines.Engine` for all that an engine has; here, most of it is inherited."""

    name = "shop"

    def start(self) -> None:
        super().start()
        self._stock()

    def restart(self) -> None:
        super().restart()
        self._stock()

    def _stock(self) -> None:
        client = MilvusClient(self.uri)
        client.create_collection("books", dimension=2)
        client.insert("books", [{"id": 1, "vector": [1.0, 0.0], "title": "Dune"}])
        client.close()


def make(options: Options, place: Place) -> Engine:
    return ShopEngine(strict=options.embedded_strict)


ENGINE = EngineKind(make)
