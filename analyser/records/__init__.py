"""The records: files → rows with recognised columns and values → cases → counts and checks of their quality."""
