"""Two environments on the embedded AWS: what people, notebooks, jobs, pipelines and applications can do."""
