"""Planted bugs in what users read from errors beside class and code, and in what is refused within an argument."""

from __future__ import annotations

from typing import Any

import grpc
from pymilvus import MilvusException
from pymilvus.exceptions import ParamError

from tests.mutants.faithful import FaithfulClient
from tests.mutants.planting import plant

USERS = "wire.fault/list_users"
DROP = "wire.validation/drop_collection"
SEARCH = "wire.validation/search"


class _Refused(FaithfulClient):
    """Raises another error of the same class and code."""

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().list_users(*args, **kwargs)
        except MilvusException as error:
            raise self.other(error) from error.__cause__

    def other(self, error: MilvusException) -> MilvusException:
        """Return the error that is raised."""
        raise NotImplementedError


@plant(USERS, "error-value", "result(.compatible_code)")
class LosesOldCode(_Refused):
    """Loses the code by which older servers, and applications, tell errors."""

    def other(self, error: MilvusException) -> MilvusException:
        words = {"is_input_error": error.is_input_error, "retriable": error.retriable}
        return type(error)(error.code, error.message, **words)


@plant(USERS, "error-value", "result(.is_input_error)")
class LosesInputError(_Refused):
    """Does not tell that a request is wrong."""

    def other(self, error: MilvusException) -> MilvusException:
        return type(error)(error.code, error.message, error.compatible_code, retriable=error.retriable)


@plant(USERS, "error-value", "result(.retriable)")
class RetriesNothing(_Refused):
    """Does not tell what may be tried again."""

    def other(self, error: MilvusException) -> MilvusException:
        told = error.compatible_code
        return type(error)(error.code, error.message, told, is_input_error=error.is_input_error)


@plant(USERS, "error-message", "result")
class LosesReason(_Refused):
    """Loses what the server says."""

    def other(self, error: MilvusException) -> MilvusException:
        error._message = "the server refused"
        return error


class _LostDetails(grpc.RpcError):
    """An error of the transport that tells its code alone."""

    def __init__(self, error: Any) -> None:
        self._code = error.code()

    def code(self) -> Any:
        return self._code

    def details(self) -> str:
        return "failed"


_LostDetails.__module__, _LostDetails.__qualname__ = "grpc.aio._call", "AioRpcError"


@plant(USERS, "error-message", "result")
class LosesDetails(FaithfulClient):
    """Loses the details of a gRPC error."""

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().list_users(*args, **kwargs)
        except grpc.RpcError as error:
            raise _LostDetails(error) from None


@plant(USERS, "error-cause", "result")
class NamesWrongCause(FaithfulClient):
    """Lets the server's error come from one of its own."""

    async def list_users(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().list_users(*args, **kwargs)
        except MilvusException as error:
            raise error from ValueError("status")


@plant("wire.validation/search", "error-cause", "result")
class HidesCause(FaithfulClient):
    """Does not tell what an unexpected error comes from."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().search(*args, **kwargs)
        except MilvusException as error:
            error.__context__ = None
            raise error from None


@plant(DROP, "error-message", "result")
class NamesNoNumber(FaithfulClient):
    """Does not say which number is no name."""

    async def drop_collection(self, *args: Any, **kwargs: Any) -> Any:
        try:
            return await super().drop_collection(*args, **kwargs)
        except ParamError as error:
            error._message = "no name of a collection"
            raise


@plant(SEARCH, "outcome", "result (raised, returned) [search_params: ")
class TakesAnyParams(FaithfulClient):
    """Leaves out parameters of a search that are no dictionary."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        told = kwargs.get("search_params")
        if isinstance(told, dict) and not isinstance(told.get("params", {}), dict):
            kwargs["search_params"] = {key: value for key, value in told.items() if key != "params"}
        return await super().search(*args, **kwargs)


@plant(SEARCH, "outcome", "result (returned, raised) [search_params: int in metric_type")
class ChecksMetric(FaithfulClient):
    """Refuses a metric that is no text, which the server is meant to do."""

    async def search(self, *args: Any, **kwargs: Any) -> Any:
        metric = (kwargs.get("search_params") or {"metric_type": ""}).get("metric_type", "")
        if not isinstance(metric, str):
            raise ParamError(message="metric_type")
        return await super().search(*args, **kwargs)


@plant("wire.validation/query", "outcome", "result (raised, returned) [filter_params: None in ")
class TakesNothingForValue(FaithfulClient):
    """Leaves out values for a filter that are None."""

    async def query(self, *args: Any, **kwargs: Any) -> Any:
        if isinstance(given := kwargs.get("filter_params"), dict):
            kwargs["filter_params"] = {key: value for key, value in given.items() if value is not None}
        return await super().query(*args, **kwargs)
