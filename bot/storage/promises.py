"""What the database promises about what it has acknowledged, as it is set now."""

from __future__ import annotations

from sqlalchemy import Engine, text

PRAGMAS = ("journal_mode", "synchronous", "foreign_keys")
SETTINGS = text(
    "SELECT name, reset_val FROM pg_settings WHERE name IN"
    " ('fsync', 'full_page_writes', 'synchronous_commit', 'synchronous_standby_names',"
    " 'server_version')"
)
REPLICAS = text("SELECT count(*) FROM pg_stat_replication")


def promises(engine: Engine) -> dict[str, str]:
    """Names and values in the database's own words; `replicas` counts those attached."""
    with engine.connect() as connection:
        if engine.dialect.name == "sqlite":
            return {
                name: str(connection.exec_driver_sql(f"PRAGMA {name}").scalar())
                for name in PRAGMAS
            }
        found = {str(name): str(value) for name, value in connection.execute(SETTINGS)}
        return found | {"replicas": str(connection.execute(REPLICAS).scalar())}
