"""The commands of whoever tries the project without an AWS account: the embedded AWS, and the demo on top of it."""
