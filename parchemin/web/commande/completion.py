"""La commande `parchemin completion` : le script de complétion d'un terminal."""

import click
from click.shell_completion import get_completion_class

VARIABLE = "_PARCHEMIN_COMPLETE"
FICHIERS = {
    "bash": "~/.local/share/bash-completion/completions/parchemin",
    "zsh": "un dossier de $fpath, sous le nom _parchemin",
    "fish": "~/.config/fish/completions/parchemin.fish",
}


@click.command("completion")
@click.argument("terminal", type=click.Choice(list(FICHIERS)))
def commande(terminal: str) -> None:
    """Écrit le script de complétion du TERMINAL (bash, zsh ou fish) ; dit où le ranger."""
    classe = get_completion_class(terminal)
    if classe is None:
        raise click.UsageError(f"La complétion n'existe pas pour {terminal}.")
    # La commande racine n'est lue qu'ici : l'aide ne doit rien charger.
    from parchemin.web.commande import groupe

    click.echo(classe(groupe, {}, "parchemin", VARIABLE).source())
    click.echo(f"À ranger dans {FICHIERS[terminal]}, puis ouvrir un nouveau terminal.", err=True)
