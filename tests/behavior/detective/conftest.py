"""The detective function on the embedded AWS: events in, reports and stops out."""
