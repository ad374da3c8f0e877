"""Reports: events of a run, gathered into one document and written in several forms."""
