"""A scriptable Milvus server: it serves every RPC, records every request, and answers from a script."""
