"""Plans as text, JSON and Markdown, and the events of applying one; all pure."""
