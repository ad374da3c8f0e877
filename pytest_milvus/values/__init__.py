"""Values that both packages share: schemas, filters as trees, rows, and how they print as Python."""
