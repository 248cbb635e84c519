"""Les formulaires des inscriptions."""
