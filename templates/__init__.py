"""Data of the product: document templates, message templates, frameworks, the web chat. Read through importlib.resources."""
