"""Les pages de l'organisation : chacune passe la demande à son acte ou à sa lecture, et montre un gabarit."""
