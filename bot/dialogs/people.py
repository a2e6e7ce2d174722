"""คนในหน่วยงาน: เชิญ · เปลี่ยนหน้าที่ · พ้นจากหน้าที่ · ช่องทางของตนเอง."""

from collections.abc import Collection

from bot.dialogs.around import MENU
from bot.dialogs.doubts import about_name
from bot.dialogs.engine import Dialog, Open
from bot.dialogs.kit import Answers, Choice, Doubt, Facts, Option, Picker, Text, YesNo
from bot.dialogs.session import Do, Screen
from bot.domain.agency import Act, Member, Person, Role, needs_division, require
from bot.domain.commands import EndDuty, GiveCode, LeaveChannel, ResumeDuty, RevokeCode, SavePerson
from bot.domain.fiscal import bangkok_day
from bot.messages import Button, Card, File
from bot.problems import Problem
from bot.thai import thai_date_short

ROLES = tuple(
    Option(role.value, role.label)
    for role in (Role.OFFICER, Role.PLAN_OWNER, Role.DIVISION_HEAD, Role.CLERK, Role.MAYOR)
)
CHANNELS = {"telegram": "Telegram", "line": "LINE", "local": "แชตในเบราว์เซอร์"}
NEW = "new"


def people(facts: Facts) -> Dialog:
    """The agency's people: look at one, or invite somebody.

    Story: tests/stories/people_invited.yaml
    """
    require(facts["who"], Act.INVITE)
    return Dialog(
        name="people",
        title="คนในหน่วยงาน",
        questions=(Picker("person", f"เลือกคนที่ต้องการดู หรือเชิญคนใหม่{pushes(facts)}", "people"),),
        finish=lambda a: Open("invite") if a["person"] == NEW else Open("person", (a["person"],)),
        review=False,
    )


def pushes(facts: Facts) -> str:
    """How much of what LINE counts is left: then reminders wait until people write themselves."""
    if (counts := facts["pushes"]) is None:
        return ""
    used, limit = counts
    return f"\nเดือนนี้ส่งแจ้งเตือนทาง LINE แล้ว {used:,} จาก {limit:,} ข้อความ"


def person_option(member: Member) -> Option:
    """A person as one line of the list."""
    place = f" {member.division}" if member.division else ""
    return Option(str(member.id), f"{member.name} · {member.role.label}{place} · {joined(member)}")


def joined(member: Member) -> str:
    """Where a person has joined."""
    return ", ".join(CHANNELS.get(name, name) for name in member.channels) or "ยังไม่เข้าใช้งาน"


def found(facts: Facts, person_id: str) -> Member:
    """Somebody who serves in the agency."""
    require(facts["who"], Act.INVITE)
    member: Member | None = facts["person", int(person_id)]
    if member is None or not member.active:
        raise Problem("person_gone")
    return member


def person(facts: Facts, person_id: str) -> Screen:
    """One person, and what can be changed."""
    member = found(facts, person_id)
    lines = [member.position, " ".join((member.role.label, member.division)).strip(), f"เข้าใช้งาน: {joined(member)}"]
    if member.items:
        lines.append(f"รับผิดชอบ {member.items} โครงการ")
    if member.muted:
        lines.append("ปิดการเตือนไว้ งานที่เลยกำหนดจะแจ้งผู้ดูแลแผน")
    buttons = [Button("ออกรหัสใหม่", f"o.give_code.{member.id}", "" if member.channels else "primary")]
    if member.code_until:
        until = thai_date_short(bangkok_day(member.code_until), digits="arabic")
        lines.append(f"มีรหัสที่ยังไม่ได้ใช้ ใช้ได้ถึง {until}")
        buttons.append(Button("ยกเลิกรหัส", f"o.revoke_code.{member.id}"))
    buttons += [
        Button("แก้ไขหน้าที่", f"o.invite.{member.id}"),
        Button("พ้นจากหน้าที่", f"o.end_duty.{member.id}", "danger"),
        Button("คนในหน่วยงาน", "o.people"),
        MENU,
    ]
    return Screen((Card(member.name, tuple(lines), buttons=tuple(buttons)),))


def powers(role: Role, levels: Collection[Role]) -> str:
    """What somebody in a role decides for the whole agency, to be known before it is given; nothing for most."""
    if role is Role.DIVISION_HEAD and role in levels:
        return f"{role.label}เห็นชอบและส่งกลับรายงานที่มีงานของกองได้ เมื่อบันทึก ผู้อนุมัติและผู้ดูแลแผนคนอื่นจะได้รับแจ้ง"
    if role in levels:
        return f"{role.label}อนุมัติและส่งกลับรายงานทุกฉบับของหน่วยงานได้ เมื่อบันทึก ผู้อนุมัติและผู้ดูแลแผนคนอื่นจะได้รับแจ้ง"
    if role is Role.PLAN_OWNER:
        return f"{role.label}แก้แผน เชิญคน และให้หรือถอนหน้าที่ของทุกคนได้ เมื่อบันทึก ผู้อนุมัติและผู้ดูแลแผนคนอื่นจะได้รับแจ้ง"
    return ""


def invite(facts: Facts, person_id: str = "") -> Dialog:
    """Invite somebody into the agency, or change somebody's name, position, role or division.

    Story: tests/stories/people_invited.yaml
    """
    require(facts["who"], Act.INVITE)
    member = found(facts, person_id) if person_id else None

    def doubtful_name(name: str, a: Answers) -> list[Doubt]:
        others = [o for o in facts["people"] if o.label.startswith(f"{name} ·") and o.code != person_id]
        twice = [Doubt("person_twice", f"มี {others[0].label} อยู่แล้ว")] if others else []
        return [*about_name(name), *twice]

    def given(role: str) -> tuple[str, ...]:
        told = powers(Role(role), facts["who"].agency.levels)
        return (told,) if told and (member is None or member.role != role) else ()

    def finish(a: Answers) -> SavePerson:
        return SavePerson(
            person_id=member.id if member else None,
            name=a["name"],
            position=a["position"],
            role=Role(a["role"]),
            division_id=int(a["division"]) if a.get("division") else None,
        )

    def recorded() -> dict[str, object]:
        if member is None:
            return {}
        division = str(member.division_id) if member.division_id else None
        return {"name": member.name, "position": member.position, "role": member.role.value, "division": division}

    return Dialog(
        name="invite",
        title=f"แก้ไข {member.name}" if member else "เชิญคนเข้าใช้งาน",
        questions=(
            Text("name", "ชื่อและนามสกุลพร้อมคำนำหน้าคืออะไร", label="ชื่อ", limit=100, doubt=doubtful_name),
            Text("position", "ตำแหน่งคืออะไร", label="ตำแหน่ง", limit=150),
            Choice(
                "role",
                "ให้ทำหน้าที่ใดในระบบ",
                ROLES,
                label="หน้าที่",
                doubt=lambda v, a: [Doubt("power", told) for told in given(v)],
            ),
            Picker(
                "division",
                "สังกัดกองหรือสำนักใด",
                "divisions",
                label="สังกัด",
                when=lambda a: "role" in a and needs_division(Role(a["role"])),
            ),
        ),
        initial=recorded,
        notes=lambda a: given(a["role"]) if "role" in a else (),
        finish=finish,
    )


def end_duty(facts: Facts, person_id: str) -> Dialog:
    """Somebody leaves the office: to whom the items go, and whether it is meant.

    Story: tests/stories/people_leaving.yaml
    """
    member = found(facts, person_id)
    if member.role is Role.PLAN_OWNER and not facts["another", member.id, Role.PLAN_OWNER]:
        raise Problem("last_plan_owner")
    heirs = ("heirs", member.id)
    items = f"{member.items} โครงการ"
    last = member.role in facts["who"].agency.decisive and not facts["another", member.id, member.role]
    warned = f"\n{approverless(member.role)}" if last else ""

    def finish(a: Answers) -> EndDuty | Open:
        if not a["sure"]:
            return Open("person", (str(member.id),))
        return EndDuty(member.id, int(a["heir"]) if a.get("heir") else None)

    return Dialog(
        name="end_duty",
        title=f"{member.name} พ้นจากหน้าที่",
        questions=(
            Picker(
                "heir",
                f"มอบงานที่ {member.name} รับผิดชอบ {items} ให้ใคร",
                heirs,
                label="ผู้รับงานต่อ",
                when=lambda a: bool(member.items),
                empty="ยังไม่มีผู้รับงานต่อได้ กรุณาเชิญคนใหม่ก่อน",
            ),
            YesNo(
                "sure",
                f"ยืนยันให้ {member.name} พ้นจากหน้าที่ และปิดทุกช่องทางหรือไม่{warned}",
                label="ยืนยัน",
                yes="ยืนยัน",
                no="ยังไม่ใช่ตอนนี้",
            ),
        ),
        finish=finish,
        review=False,
    )


def approverless(role: Role) -> str:
    """What it means that the only one who approves leaves."""
    return f"หน่วยงานจะไม่มี{role.label}ที่เข้าใช้งานเป็นผู้อนุมัติรายงาน กรุณาเชิญ{role.label}คนใหม่"


def resume_duty(facts: Facts, person_id: str) -> Do:
    """Undo the leaving: the person serves again and gets the items back."""
    require(facts["who"], Act.INVITE)
    return Do(ResumeDuty(int(person_id)))


def give_code(facts: Facts, person_id: str) -> Do:
    """A new one-time code for somebody; the one before does not work any more."""
    return Do(GiveCode(int(person_id)))


def print_code(facts: Facts, person_id: str, code: str) -> Screen:
    """The page with a code's QR, to print or pass on."""
    member = found(facts, person_id)
    file_id = f"q{code}"
    if (file := facts["invitation", file_id]) is None:
        raise Problem("code_gone")
    told = f"QR เข้าใช้งานของ {member.name} ใช้ได้ครั้งเดียว ไว้พิมพ์หรือส่งต่อ"
    buttons = (Button("ดูข้อมูล", f"o.person.{member.id}"), MENU)
    return Screen((File(file_id, file[1], told, buttons=buttons),))


def revoke_code(facts: Facts, person_id: str) -> Do:
    """Take a code back before it is used."""
    return Do(RevokeCode(int(person_id)))


def my_channel(facts: Facts) -> Do:
    """A one-time code for oneself, to join on another channel as well."""
    who: Person = facts["who"]
    return Do(GiveCode(who.id))


def leave_channel(facts: Facts, sure: str = "") -> Screen | Do:
    """Leave this chat: asked once, then nobody can act from here until a new code is typed."""
    if sure == "yes":
        return Do(LeaveChannel())
    buttons = (Button("ออกจากระบบ", "o.leave_channel.yes", "danger"), MENU)
    return Screen((Card("ออกจากระบบในแชตนี้หรือไม่", ("จะกลับมาได้เมื่อมีรหัสใหม่จากผู้ดูแลแผน",), buttons=buttons),))
