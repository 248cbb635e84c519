"""Les étapes de l'année d'examen : une application chacune, dans leur ordre.

Une étape ne connaît que celles qui la précèdent, et le socle.
"""
