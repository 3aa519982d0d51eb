"""Studies in tables, as files and servers keep them: the tables, the statements, the log."""
