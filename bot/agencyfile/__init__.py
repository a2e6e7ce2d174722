"""An agency as one file that people can read and write: `sujarit dump` and `sujarit load` (docs/agency-file.md).

`form` is the format, and the JSON Schema follows from it; `tree` reads and writes the text, `check` finds what contradicts
itself, `rows` puts a form into the database and takes it out again.
"""
