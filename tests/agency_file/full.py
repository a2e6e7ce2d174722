"""The invented plan of the document tests, and what was done on it, as an agency file of full size."""

from decimal import Decimal
from enum import StrEnum
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from documents import single
from documents.year import RESULTS, YEAR

from bot.agencyfile import tree
from bot.domain.plan import QuarterResult
from bot.thai import thai_date_long, thai_period

PLAN = Path(__file__).parents[1] / "documents" / "full_plan.yaml"
OWNER = "นางสาวสมใจ ทดลองงาน"


def _day(day: Any) -> str:
    return thai_date_long(day, "arabic")


def _step(step: Any) -> Any:
    if isinstance(step, str):
        return step
    ((text, steps),) = step.items()
    return {"text": text, "steps": [_step(each) for each in steps]}


def _sheet(row: dict[str, Any]) -> dict[str, Any]:
    names = ("label", "heads", "quantity", "unit", "price", "fiscal_year")
    return {
        "rationale": row["rationale"],
        "objectives": row["objectives"],
        "target_groups": [
            dict(zip(("label", "count", "unit"), group, strict=False)) for group in row.get("targets", ())
        ],
        "steps": [_step(step) for step in row["steps"]],
        "place": row.get("place"),
        "costs": [dict(zip(names, line, strict=True)) for line in row.get("costs", ())],
    }


def _result(result: QuarterResult) -> dict[str, Any]:
    texts = ("reason_text", "done", "output", "outcome")
    return {
        "fiscal_year": result.quarter.fiscal_year,
        "quarter": result.quarter.number,
        "state": result.state.value,
        "reason": result.reason or None,
        **{name: getattr(result, name) for name in texts},
        "disbursed": result.disbursed,
        **result.more,
    }


def _item(number: int, row: dict[str, Any], years: range) -> dict[str, Any]:
    amounts = zip(years, row["years"], strict=True)
    return {
        **{name: row[name] for name in ("kind", "mission", "title", "owner", "outputs", "outcomes")},
        "target_group": row.get("target"),
        "period": thai_period(*row["period"], digits="arabic"),
        "years": {year: amount for year, amount in amounts if amount is not None},
        "sheet": _sheet(row),
        "results": [_result(result) for result in RESULTS if result.item_id == number],
    }


def _measure() -> dict[str, Any]:
    """The measure that the report of one measure is about."""
    own = single.DISCRETION
    results = [
        {
            "round": r.round,
            "period": thai_period(r.first_day, r.last_day, digits="arabic"),
            **{name: getattr(r, name) for name in ("details", "output", "outcome", "note", "problem", "suggestion")},
        }
        for r in single.RESULTS
    ]
    return {
        "fiscal_year": YEAR,
        "measures": [{"name": own.title, "results": results}],
        "single": [
            {
                "measure": own.code,
                **{name: getattr(own, name) for name in ("background", "objectives", "practices")},
                "processes": [{name: getattr(p, name) for name in p.__slots__} for p in own.processes],
                "cases": [{name: getattr(c, name) for name in c.__slots__} for c in own.cases],
            }
        ],
    }


@cache
def full_file(most: int = 29) -> str:
    """The file as text, with the first items."""
    data = yaml.safe_load(PLAN.read_text("utf-8"))
    data["items"] = data["items"][:most]
    years = range(data["years"][0], data["years"][1] + 1)
    titles = {number: row["title"] for number, row in enumerate(data["items"], 1)}
    for part in (data["order"], data["announcement"]):
        part["signed_on"] = _day(part["signed_on"])
    return tree.write(
        _plain(
            {
                "version": 1,
                "agency": data["agency"] | {"approver": "mayor"},
                "divisions": list(dict.fromkeys(["สำนักปลัด", *(row["owner"] for row in data["items"])])),
                "people": [
                    {"name": OWNER, "role": "plan_owner", "division": "สำนักปลัด"}
                    | {"position": "นักวิเคราะห์นโยบายและแผนชำนาญการ"}
                ],
                "signatories": [{"post": post, **data[post]} for post in ("mayor", "clerk")],
                "plans": [
                    {
                        "framework": data["framework"],
                        "items": [_item(number, row, years) for number, row in enumerate(data["items"], 1)],
                        "indicators": [
                            row | {"values": dict(zip(years, row["values"], strict=True))} for row in data["indicators"]
                        ],
                        "risks": [
                            row
                            | {
                                "controls": [
                                    control | {"item": titles.get(control.get("item"))} for control in row["controls"]
                                ]
                            }
                            for row in data["risks"]
                        ],
                        "order": data["order"],
                        "announcement": data["announcement"],
                    }
                ],
                "measures": [_measure()],
                "notes": [
                    {"fiscal_year": YEAR, "round": months, "suggestions": ["ทุกกองรายงานผลภายใน 5 วันทำการหลังสิ้นไตรมาส"]}
                    for months in (6, 12)
                ],
            }
        )
    )


def _plain(value: Any) -> Any:
    """As YAML takes it."""
    if isinstance(value, dict):
        return {key: _plain(each) for key, each in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(each) for each in value]
    if isinstance(value, StrEnum):
        return value.value
    return Decimal(str(value)) if isinstance(value, float) else value
