"""What stands on one server twice, once for each client: collections, namespaces, and their end states."""
