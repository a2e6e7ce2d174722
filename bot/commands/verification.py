"""Telling whether a document is the approved one. Whoever holds it may know, of whatever agency, as on the page in the web."""

from typing import Final

from bot.commands.origin import From
from bot.commands.templates import ask_errand
from bot.domain.agency import Act, require
from bot.domain.templates import Waited
from bot.domain.verification import CodeVerified, VerifyCode, VerifyFile, locked
from bot.problems import Problem
from storage import evidence, guesses, verification
from storage.guesses import Limit

TRIES: Final = 10
"""Wrong codes of one person."""


def verify_code(o: From, e: VerifyCode) -> CodeVerified:
    """What the document of a code is; a wrong one counts."""
    s = o.scope
    require(s.person, Act.ASK_DOCUMENT)
    limits = (Limit("verify", f"person {s.person.id}", TRIES),)
    if until := guesses.refused(s.connection, limits, s.now):
        raise locked(until)
    found = verification.by_code(s.connection, e.code)
    if found is None:
        guesses.guessed(s.connection, limits, s.now)
    return CodeVerified(found)


def verify_file(o: From, e: VerifyFile) -> Waited:
    """Note that a file that was sent is to be compared, once it is here."""
    s = o.scope
    require(s.person, Act.ASK_DOCUMENT)
    if not evidence.states(s.connection, s.agency_id, [e.media_id]):
        raise Problem("file_lost")
    return Waited(ask_errand(o, "verify", {"media": e.media_id}), e)
