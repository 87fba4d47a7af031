"""On the embedded AWS: who may open, change and terminate whose notebook, in both modes of ownership."""
