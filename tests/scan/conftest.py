"""The scan's own logic: exceptions, decided documents and the table; no scanner runs."""
