"""The notebook's template, its questions and its scripts as files."""
