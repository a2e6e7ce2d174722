"""One function a command: load → rule of the domain → store → audit. Rights are checked here, whatever a button said.

A `Problem` raised here undoes only the command; the conversation stays where it was.
"""

from collections.abc import Callable
from typing import Any, Final

from bot.commands.acting import end_acting, name_acting
from bot.commands.changes import accept, ask_delete, delete, keep, restore
from bot.commands.checking import check_result, check_results, undo_check
from bot.commands.cycle import make_reports, move_due_day, nudge, nudge_all, unlock
from bot.commands.decisions import decide
from bot.commands.divisions import drop_division, save_division
from bot.commands.gallery import drop_photo, put_back_photo, save_caption
from bot.commands.marks import mended
from bot.commands.measures import record_measure_result, save_analysis, save_measure, save_single
from bot.commands.origin import From, note, owners_of
from bot.commands.outdated import after
from bot.commands.people import end_duty, give_code, leave_channel, resume_duty, revoke_code, save_person
from bot.commands.plan import record_result, save_item
from bot.commands.plan_parts import (
    assign_item,
    copy_sheet,
    move_item,
    save_paperwork,
    save_row,
    save_section,
    start_plan,
    undo,
)
from bot.commands.reminders import put_off, quiet
from bot.commands.reports import ask_report, retry_parked, waiting
from bot.commands.settings import save_agency, save_emblem
from bot.commands.templates import ask_history, change_template, look_at, show_template, use_template
from bot.commands.verification import verify_code, verify_file
from bot.domain import checking, completeness, cycle, round_reports
from bot.domain import commands as c
from bot.domain import decisions as d
from bot.domain import gallery as g
from bot.domain import plan_commands as p
from bot.domain.divisions import DropDivision, SaveDivision
from bot.domain.history import AskHistory
from bot.domain.single_measure import SaveSingleMeasure
from bot.domain.templates import ChangeTemplate, LookAt, ShowTemplate, UseTemplate
from bot.domain.verification import VerifyCode, VerifyFile

__all__ = ["From", "note", "owners_of", "run", "waiting"]


def run(command: Any, origin: From) -> Any:
    """Run one command in the current transaction; the event it led to. Documents that it outdates are reset."""
    event = _COMMANDS[type(command)](origin, command)
    after(origin, command, event)
    mended(origin, command)
    return event


_COMMANDS: Final[dict[type[Any], Callable[[From, Any], Any]]] = {
    c.SaveItem: save_item,
    c.RecordResult: record_result,
    c.SaveMeasure: save_measure,
    c.SaveAnalysis: save_analysis,
    SaveSingleMeasure: save_single,
    c.RecordMeasureResult: record_measure_result,
    c.AskDelete: ask_delete,
    c.Delete: delete,
    c.Restore: restore,
    c.Accept: accept,
    c.Keep: keep,
    c.AskReport: ask_report,
    d.Decide: decide,
    d.NameActing: name_acting,
    d.EndActing: end_acting,
    c.RetryParked: retry_parked,
    c.SavePerson: save_person,
    c.GiveCode: give_code,
    c.RevokeCode: revoke_code,
    c.EndDuty: end_duty,
    c.ResumeDuty: resume_duty,
    c.LeaveChannel: leave_channel,
    ShowTemplate: show_template,
    ChangeTemplate: change_template,
    UseTemplate: use_template,
    LookAt: look_at,
    AskHistory: ask_history,
    checking.CheckResults: check_results,
    checking.CheckResult: check_result,
    checking.UndoCheck: undo_check,
    VerifyCode: verify_code,
    VerifyFile: verify_file,
    g.SaveCaption: save_caption,
    g.DropPhoto: drop_photo,
    g.PutBackPhoto: put_back_photo,
    p.SaveSection: save_section,
    p.CopySheet: copy_sheet,
    p.MoveItem: move_item,
    p.AssignItem: assign_item,
    p.StartPlan: start_plan,
    p.SaveRow: save_row,
    p.SavePaperwork: save_paperwork,
    p.SaveAgency: save_agency,
    p.SaveEmblem: save_emblem,
    SaveDivision: save_division,
    DropDivision: drop_division,
    p.Undo: undo,
    cycle.MoveDueDay: move_due_day,
    cycle.Unlock: unlock,
    cycle.Quiet: quiet,
    cycle.PutOff: put_off,
    completeness.Nudge: nudge,
    completeness.NudgeAll: nudge_all,
    round_reports.MakeReports: make_reports,
}
