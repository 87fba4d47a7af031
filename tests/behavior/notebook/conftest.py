"""The notebook's scripts as they run: the start script in a sandbox, the idle stop against a real Jupyter server."""
