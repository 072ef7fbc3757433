"""`token`."""

import argparse

from indgang.project.cli.common import Subcommands, command, say, start_django


def add_commands(commands: Subcommands) -> None:
    """Add the commands of this module."""
    from indgang.base.access import ROLES

    token = command(commands, "token", run_token, "Make an access token and print it, once.")
    token.add_argument("name", help="what the token is for, such as kiosk-magion")
    token.add_argument("--role", required=True, choices=ROLES)
    token.add_argument("--site", help="the slug of the one site where it holds; without: everywhere")
    token.add_argument("--person", metavar="USERNAME", help="the token acts as this person")
    token.add_argument("--revoke", action="store_true", help="revoke the tokens of this name instead")


def run_token(options: argparse.Namespace) -> int:
    """`indgang token NAME --role ROLE [--site SITE]`."""
    start_django()
    from indgang.base.access import SYSTEM
    from indgang.base.errors import DomainError
    from indgang.organisation.queries import find_person, find_site
    from indgang.organisation.services import issue_token, revoke_tokens

    try:
        if options.revoke:
            count = revoke_tokens(actor=SYSTEM, name=options.name)
            say(f"{count} revoked.")
            return 0 if count else 1
        site = find_site(options.site) if options.site else None
        person = find_person(options.person) if options.person else None
        print(issue_token(actor=SYSTEM, name=options.name, role=options.role, site=site, person=person))
    except DomainError as error:
        say(f"indgang: {error}")
        return 1
    return 0
