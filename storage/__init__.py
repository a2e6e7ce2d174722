"""Tables, migrations, queries and files."""
