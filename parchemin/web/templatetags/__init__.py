"""Les balises de gabarit : les composants, seul endroit qui connaît le dessin."""
