"""The front of the embedded AWS: signature, IAM, faults on demand, audit; then a service of ours, or moto.

Takes HTTP requests on loopback and returns what AWS would. Nothing that it does not know is ever passed over in
silence: it answers 501 and names it.
"""
