"""Findings as text, concise lines, JSON, SARIF, JUnit and GitHub annotations: one function a format, all pure."""
