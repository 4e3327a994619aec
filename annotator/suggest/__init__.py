"""spaCy components that suggest actors, stances and ties."""
