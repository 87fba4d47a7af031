"""Operations that moto lacks or gets wrong; each is a `Service` for the operations in its table.

They keep their state as plain data and do what AWS documents for the products in use, or raise ServiceError.
"""
