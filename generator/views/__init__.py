"""Data → text: what people and machines read. Returns strings; never prints, never asks, never calls AWS."""
