"""The database: tables, migrations, engine settings, and the Store."""
