"""Every setting, read once from the environment (or a .env file) at start. `sujarit settings` lists them."""

import re
import sys
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import Field, field_validator
from pydantic.fields import FieldInfo
from pydantic_settings import BaseSettings, DotEnvSettingsSource, EnvSettingsSource, SettingsConfigDict
from sqlalchemy import make_url
from sqlalchemy.exc import ArgumentError

from bot.domain import workdays

Port = Annotated[int, Field(ge=0, le=65535)]


class Settings(BaseSettings):
    """Settings with embedded defaults: without any, everything runs in one process over SQLite."""

    model_config = SettingsConfigDict(env_prefix="SUJARIT_", env_file=".env", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(
        default=Path("var"), description="Folder of the embedded database, photos, documents and keys"
    )
    database_url: str = Field(
        default="",
        validation_alias="DATABASE_URL",
        description="SQLAlchemy URL; empty is SQLite in the data folder",
    )
    port: Port = Field(
        default=8000,
        validation_alias="PORT",
        description="Port of `sujarit web` on all interfaces",
    )
    health_port: Port | None = Field(
        default=None, description="Port of /healthz, /readyz and /metrics of `sujarit run` and `worker`; empty is none"
    )
    local_port: Port = Field(default=8765, description="Port of the local web chat on 127.0.0.1; 0 takes a free one")
    local_chat: Literal["auto", "on", "off"] = Field(
        default="auto", description="The local web chat over the sample agency; auto is off once a real agency exists"
    )
    telegram_bot_token: str = Field(
        default="",
        validation_alias="TELEGRAM_BOT_TOKEN",
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
        validation_alias="LINE_CHANNEL_SECRET",
        repr=False,
        description="The channel secret of LINE's console; empty leaves LINE off",
    )
    line_channel_access_token: str = Field(
        default="",
        validation_alias="LINE_CHANNEL_ACCESS_TOKEN",
        repr=False,
        description="The long-lived channel access token of LINE's console; empty leaves LINE off",
    )
    line_api: str = Field(default="", description="Another address than LINE's own, for a simulator")
    public_url: str = Field(
        default="",
        description="Where platforms reach this program (https://…); set, Telegram's webhook is put there, and LINE's "
        "links to files and the addresses printed in approved documents lead there",
    )
    pages: Literal["auto", "off"] = Field(
        default="auto",
        description="Documents as PDF and pictures in the chat, where LibreOffice and poppler-utils are installed",
    )
    holidays: Path | None = Field(
        default=None,
        description="YAML file of days off (`holidays`) and worked days off (`working_days`) beside the usual",
    )
    log_level: Literal["debug", "info", "warning", "error"] = Field(
        default="info", description="Least level of log lines; a terminal shows fewer unless it is set"
    )

    @field_validator("database_url")
    @classmethod
    def _known_database(cls, url: str) -> str:
        try:
            kind = make_url(url.replace("postgres://", "postgresql://", 1)).get_backend_name() if url else "sqlite"
        except (ValueError, ArgumentError):
            kind = ""
        if kind not in ("sqlite", "postgresql"):
            raise ValueError("begin it with postgresql:// or sqlite:///, or leave it empty")
        return url

    @field_validator("public_url")
    @classmethod
    def _reachable(cls, address: str) -> str:
        """Where the paths of platforms can be put behind."""
        address = address.strip().rstrip("/")
        parts = urlsplit(address)
        here = parts.scheme == "http" and parts.hostname in ("127.0.0.1", "localhost")  # a simulator on this machine
        plain = re.fullmatch(r"https?://[\w.-]+(:\d+)?(/[\w.~-]+)*", address)
        ours = any(path in parts.path for path in ("/telegram", "/line", "/files", "/verify"))
        if address and (not plain or ours or not (parts.scheme == "https" or here)):
            raise ValueError("write https:// and the host, such as https://sujarit.example.go.th, and nothing after it")
        return address

    @field_validator("holidays")
    @classmethod
    def _days(cls, file: Path | None) -> Path | None:
        declared_days(file)
        return file

    @classmethod
    def listed(cls) -> dict[str, FieldInfo]:
        """Every setting by its name in the environment."""
        return {str(f.validation_alias or f"SUJARIT_{name.upper()}"): f for name, f in cls.model_fields.items()}

    def local_chat_wanted(self, real_agencies: int) -> bool:
        """Whether `sujarit run` serves the local chat."""
        return real_agencies == 0 if self.local_chat == "auto" else self.local_chat == "on"

    @property
    def url(self) -> str:
        """The database to open."""
        return self.database_url or f"sqlite:///{self.data_dir / 'sujarit.db'}"


def declared_days(file: Path | None) -> dict[date, bool]:
    """Which days are worked against the usual calendar, by the operator's file. A ValueError says what is wrong with it."""
    if file is None:
        return {}
    import yaml

    try:
        return workdays.parse(yaml.safe_load(file.read_text("utf-8")))
    except (OSError, yaml.YAMLError) as fault:
        raise ValueError(f"{file}: {' '.join(str(fault).split())}") from None


def read_settings() -> Settings:
    """The settings of a command; names that are no setting are told, for a misspelt one is as if it were not set."""
    for name, meant in unknown().items():
        sys.stderr.write(f"No setting is called {name}{f', is {meant} meant' if meant else ''}?\n")
    return Settings()


def unknown() -> dict[str, str]:
    """Names of the environment and of .env that are no setting, with the one that was meant, if it can be told: all that
    begin as ours do, and others that nearly name one which is not set."""
    known = {*Settings.listed(), *(f"SUJARIT_{name.upper()}" for name in Settings.model_fields)}  # both are read
    around, file = ({name.upper() for name in source(Settings).env_vars} for source in _SOURCES)
    free = set(Settings.listed()) - around - file
    found = {}
    for name in sorted((around | file) - known):
        ours = name.startswith("SUJARIT_") or (name in file and name.startswith(("TELEGRAM_", "LINE_")))
        # Of the environment of other programs only what looks like a platform's or the database's name can be ours.
        among = sorted(free if ours or name in file else (n for n in free if not n.startswith("SUJARIT_")))
        bare = name.removeprefix("SUJARIT_")
        near = [n for n in among if n.removeprefix("SUJARIT_") == bare]
        near = near or get_close_matches(name, [n for n in among if n != "PORT"], 1, 0.8)
        near = near or (get_close_matches(bare, among, 1, 0.75) if ours else [])
        if ours or near:
            found[name] = near[0] if near else ""
    return found


_SOURCES: Any = (EnvSettingsSource, DotEnvSettingsSource)
