"""Les pages des inscriptions : elles transmettent, elles ne décident de rien."""
