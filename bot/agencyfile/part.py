"""What every part of an agency file is."""

from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    GetJsonSchemaHandler,
    ModelWrapValidatorHandler,
    SerializerFunctionWrapHandler,
    model_serializer,
    model_validator,
)
from pydantic_core import CoreSchema

from bot.agencyfile.values import Whole, no_value
from bot.domain.fiscal import ROUND_MONTHS

Round = Annotated[Whole, AfterValidator(lambda months: months if months in ROUND_MONTHS else no_value())]
"""Months after which is reported: 3, 6, 9 or 12."""
Quarter = Annotated[Whole, AfterValidator(lambda number: number if 1 <= number <= 4 else no_value())]
Score = Annotated[Whole, AfterValidator(lambda score: score if 1 <= score <= 25 else no_value())]


class Part(BaseModel):
    """A part of the file. A heading with nothing behind it is as good as left out."""

    model_config = ConfigDict(extra="forbid", frozen=True, use_attribute_docstrings=True)

    short: ClassVar[str] = ""
    """The one field that may stand for all, when nothing else is said: a division is its name."""

    @model_validator(mode="wrap")
    @classmethod
    def _given(cls, data: Any, handler: ModelWrapValidatorHandler[Self]) -> Self:
        if isinstance(data, str) and cls.short:
            data = {cls.short: data}
        if isinstance(data, dict):
            data = {key: value for key, value in data.items() if value is not None}
        return handler(data)

    @model_serializer(mode="wrap")
    def _written(self, handler: SerializerFunctionWrapHandler) -> Any:
        data = handler(self)
        # Of a part that holds parts of its own kind pydantic may ask twice.
        return data[self.short] if isinstance(data, dict) and data.keys() == {self.short} else data

    @classmethod
    def __get_pydantic_json_schema__(cls, core: CoreSchema, handler: GetJsonSchemaHandler) -> dict[str, Any]:
        schema = handler.resolve_ref_schema(handler(core))
        if not cls.short:
            return schema
        return {"description": schema.pop("description", ""), "anyOf": [{"type": "string"}, schema]}
