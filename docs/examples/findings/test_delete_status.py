"""live.write/delete outcome result (raised, returned)"""

from importlib.metadata import version

import pytest
from pymilvus import AsyncMilvusClient, MilvusClient, MilvusException


@pytest.mark.xfail(reason="a refused delete returns a count of 0", strict=version("pymilvus") == "3.0.2")
@pytest.mark.asyncio
async def test_delete_from_a_missing_collection(
    milvus_client: MilvusClient, async_milvus_client: AsyncMilvusClient
) -> None:
    with pytest.raises(MilvusException):
        milvus_client.delete("no_such_collection", filter="id > 0")
    with pytest.raises(MilvusException):
        await async_milvus_client.delete("no_such_collection", filter="id > 0")
