"""Plain data of a document kind → DOCX."""
