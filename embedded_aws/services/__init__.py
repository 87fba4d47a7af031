"""What moto lacks or does wrongly: each module says what, and a contract test notices when moto has it.

`table` has a row for each operation or service that is carried out here; each is a `Service` that keeps its state as
plain data, and does what AWS documents for the products in use or raises ServiceError. `checks` has a row for each
operation of moto's that AWS refuses in cases in which moto does not.
"""
