"""What all tables share: their collection, how constraints are named, the type of a row's number."""

from __future__ import annotations

from sqlalchemy import BigInteger, Integer, MetaData

METADATA = MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
        "uq": "uq_%(table_name)s_%(column_0_N_name)s",
        "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    }
)

# SQLite gives out ids by itself only for INTEGER, PostgreSQL needs 64 bits for a large outbox
ROW_ID = BigInteger().with_variant(Integer(), "sqlite")
