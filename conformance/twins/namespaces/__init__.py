"""Namespaces: the wire tier's world made for real, on a server, once for each of two twins."""
