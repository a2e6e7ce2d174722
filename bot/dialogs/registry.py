"""Every name that a button can open, in one place. Names stand in stored sessions and old buttons: append, never rename."""

from bot.dialogs import add_item, measures, menu, nacc_form, people, record_result, reports
from bot.dialogs.conversation import Conversation, Opener

OPENERS: dict[str, Opener] = {
    "record_result": record_result.record_result,
    "mend_result": record_result.mend_result,
    "add_item": add_item.add_item,
    "items": add_item.items,
    "item": add_item.item,
    "delete": add_item.delete,
    "restore": add_item.restore,
    "accept": add_item.accept,
    "add_measure": measures.add_measure,
    "measures": measures.measures,
    "measure": measures.measure,
    "ita_analysis": measures.ita_analysis,
    "record_measure": measures.record_measure,
    "ask_report": reports.ask_report,
    "report": reports.report,
    "return_report": reports.return_report,
    "keep": reports.keep,
    "todo": menu.todo,
    "reports": menu.reports,
    "privacy": menu.privacy,
    "help": menu.help_screen,
    "parked": menu.parked,
    "retry_parked": menu.retry_parked,
    "people": people.people,
    "person": people.person,
    "invite": people.invite,
    "end_duty": people.end_duty,
    "resume_duty": people.resume_duty,
    "give_code": people.give_code,
    "print_code": people.print_code,
    "revoke_code": people.revoke_code,
    "nacc_form": nacc_form.nacc_form,
    "my_channel": people.my_channel,
    "leave_channel": people.leave_channel,
}

conversation = Conversation(OPENERS, menu.menu, menu.helped, menu.labels, menu.ALWAYS, reports.spoken)
