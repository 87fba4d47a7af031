"""The gateway of the embedded AWS: signature, IAM, fault injection, audit; then a service of ours, or moto.

Takes HTTP requests on loopback and returns what AWS would. It answers 501 to an operation that it does not offer, and
names it. One type at each boundary: `HttpRequest` from the network; `Call` with its `Caller` inside, and for services;
`Request` and `PolicySet` for `generator.iam.evaluate`.
"""
