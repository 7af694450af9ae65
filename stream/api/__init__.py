"""The figures as JSON, at /analysis/api/: the statements and the viewer of the pages, typed answers."""
