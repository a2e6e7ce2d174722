"""Every setting, read once from the environment (or a .env file) at start. `sujarit settings` lists them."""

from pathlib import Path
from typing import Literal

from pydantic import AliasChoices, Field, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError


class Settings(BaseSettings):
    """Settings with embedded defaults: without any, everything runs in one process over SQLite."""

    model_config = SettingsConfigDict(env_prefix="SUJARIT_", env_file=".env", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(
        default=Path("var"), description="Folder of the embedded database, photos, documents and keys"
    )
    database_url: str = Field(
        default="",
        validation_alias=AliasChoices("DATABASE_URL", "database_url"),
        description="SQLAlchemy URL; empty is SQLite in the data folder",
    )
    port: int = Field(
        default=8000,
        validation_alias=AliasChoices("PORT", "port"),
        description="Port of `sujarit web` on all interfaces",
    )
    health_port: int | None = Field(
        default=None, description="Port of /healthz, /readyz and /metrics of `sujarit run` and `worker`; empty is none"
    )
    local_port: int = Field(default=8765, description="Port of the local web chat on 127.0.0.1; 0 takes a free one")
    local_chat: Literal["auto", "on", "off"] = Field(
        default="auto", description="The local web chat over the sample agency; auto is off once a real agency exists"
    )
    telegram_bot_token: str = Field(
        default="",
        validation_alias=AliasChoices("TELEGRAM_BOT_TOKEN", "telegram_bot_token"),
        repr=False,
        description="The token BotFather gave; empty leaves Telegram off",
    )
    telegram_api: str = Field(
        default="https://api.telegram.org", description="Address of the Bot API; another one for a server of your own"
    )
    telegram_per_second: int = Field(
        default=30, ge=0, description="Most messages a second to Telegram, over all processes; 0 sets no limit"
    )
    line_channel_secret: str = Field(
        default="",
        validation_alias=AliasChoices("LINE_CHANNEL_SECRET", "line_channel_secret"),
        repr=False,
        description="The channel secret of LINE's console; empty leaves LINE off",
    )
    line_channel_access_token: str = Field(
        default="",
        validation_alias=AliasChoices("LINE_CHANNEL_ACCESS_TOKEN", "line_channel_access_token"),
        repr=False,
        description="The long-lived channel access token of LINE's console; empty leaves LINE off",
    )
    line_api: str = Field(default="", description="Another address than LINE's own, for a simulator")
    public_url: str = Field(
        default="",
        description="Where platforms reach this program (https://…); set, Telegram's webhook is put there, and LINE's "
        "links to files lead there",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level of log lines"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        try:
            kind = make_url(url.replace("postgres://", "postgresql://", 1)).get_backend_name() if url else "sqlite"
        except ArgumentError:
            kind = ""
        if kind not in ("sqlite", "postgresql"):
            raise ValueError("begin it with postgresql:// or sqlite:///, or leave it empty")
        return url

    @classmethod
    def listed(cls) -> dict[str, FieldInfo]:
        """Every setting by its name in the environment."""
        fields = cls.model_fields
        aliases = {
            name: getattr(field.validation_alias, "choices", [f"SUJARIT_{name.upper()}"])
            for name, field in fields.items()
        }
        return {str(aliases[name][0]): field for name, field in fields.items()}

    def local_chat_wanted(self, real_agencies: int) -> bool:
        """Whether `sujarit run` serves the local chat."""
        return real_agencies == 0 if self.local_chat == "auto" else self.local_chat == "on"

    @property
    def url(self) -> str:
        """The database to open."""
        return self.database_url or f"sqlite:///{self.data_dir / 'sujarit.db'}"
