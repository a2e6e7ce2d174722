"""A document in a line or two: what who decides about it has to know before opening it."""

from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal

from bot.domain.plan import PlanItem, State
from bot.domain.progress import AHEAD, SILENT, ItemProgress, summary
from bot.domain.tally import tally


def of_plan(items: Iterable[PlanItem], years: Sequence[int]) -> tuple[str, ...]:
    """How much is planned."""
    found = tally([item for item in items if any(item.active_in(year) for year in years)], years)
    return (f"{found.words} งบประมาณรวม {_baht(found.amount)}",) if found.count else ()


def of_progress(items: Iterable[ItemProgress], today: date) -> tuple[str, ...]:
    """How far it has come, and what it has cost. Documents count what nobody has reported on as not started; here it is
    told apart, as somebody has yet to report it."""
    items = tuple(items)
    found = summary(items)
    silent = [one for one in items if not one.results]
    late = sum(one.due(today) for one in silent)
    counts = {state.label: count for state, count in found.counts.items()}
    counts[State.NOT_STARTED.label] -= len(silent)
    counts |= {SILENT: late, AHEAD: len(silent) - late}
    lines = [f"{found.items} รายการ: {', '.join(f'{label} {count}' for label, count in counts.items() if count)}"]
    if found.planned:
        lines.append(f"ใช้งบประมาณ {_baht(found.used)} จาก {_baht(found.planned)} (ร้อยละ {found.used_percent})")
    return tuple(lines)


def of_measures(measures: int, results: int, photos: int) -> tuple[str, ...]:
    """How many measures, results and photos."""
    shown = f" ภาพ {photos} ภาพ" if photos else ""
    return (f"{measures} มาตรการ มีผลการดำเนินงาน {results} มาตรการ{shown}",)


def _baht(amount: Decimal) -> str:
    return f"{amount:,.2f}".removesuffix(".00") + " บาท"
