"""Engines: a Milvus that starts by itself, runs in a container, or is already there."""
