"""The settings: what each means, its unit and its default. `config_load` reads them from a file.

One struct to a section of config.yaml, one docstring to a field. Everything has a default, so that a
program without a file still knows its rules; `config_load.require` says what a command cannot do without.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Annotated, Literal

from msgspec import Meta, Struct, field

from modtui.config_values import Day, Secret
from modtui.domain.policy import DEFAULT_HOURS, Hours

Positive = Annotated[int, Meta(ge=1)]
NotNegative = Annotated[int, Meta(ge=0)]
Port = Annotated[int, Meta(ge=1, le=65535)]
Seconds = Annotated[int, Meta(ge=0, le=600)]
Chat = int | str
"""A chat by its id, its @username, or its title as the account's list of chats shows it."""

ClockName = Literal["business-days", "literal", "service-hours"]
RoleName = Literal["moderator", "partner", "technical", "bot"]
Step = Literal["delete", "warn", "note", "repost-description", "propose-removal", "tell", "ban"]


class Server(Struct, frozen=True):
    """A test data centre of Telegram, or a server of one's own."""

    host: str
    """Name or address of the server. No default."""
    port: Port = 443
    """TCP port. Default 443."""
    dc: Positive = 2
    """Number of the data centre. Default 2."""
    public_key: str | None = None
    """The server's RSA key as PEM text; with it the real key exchange runs. Default: Telegram's own."""


class Proxy(Struct, frozen=True):
    """The proxy that Telegram is reached through."""

    host: str
    """Name or address of the proxy. No default."""
    port: Port
    """TCP port of the proxy. No default."""
    kind: Literal["socks5", "socks4", "http"] = "socks5"
    """What the proxy speaks. Default socks5."""
    username: str | None = None
    """Name to log in with. Default: none."""
    password: Secret | None = None
    """Password to log in with; MODTUI_PROXY_PASSWORD in the environment goes before it. Default: none."""


class Telegram(Struct, frozen=True):
    """The account and the way to Telegram."""

    api_id: Positive | None = None
    """The number that Telegram gave this program at my.telegram.org (MODTUI_API_ID). Default: not set."""
    api_hash: Secret | None = None
    """The secret that belongs to it (MODTUI_API_HASH). Default: not set."""
    api_hash_command: str | None = None
    """A command that prints the api_hash on its first line, in place of api_hash. Default: none."""
    flood_sleep: timedelta = timedelta(seconds=3)
    """Waits that Telegram asks for and that are no longer than this pass silently. Default 3s."""
    server: Server | None = None
    """Another server than Telegram's. Default: none."""
    proxy: Proxy | None = None
    """A proxy. Default: none."""


class WeekHours(Struct, frozen=True):
    """Service hours of each weekday, in the service's zone: "09:00-12:00, 13:00-17:00", or closed."""

    monday: Hours = DEFAULT_HOURS[0]
    """Default 09:00-17:00."""
    tuesday: Hours = DEFAULT_HOURS[1]
    """Default 09:00-17:00."""
    wednesday: Hours = DEFAULT_HOURS[2]
    """Default 09:00-17:00."""
    thursday: Hours = DEFAULT_HOURS[3]
    """Default 09:00-17:00."""
    friday: Hours = DEFAULT_HOURS[4]
    """Default 09:00-17:00."""
    saturday: Hours = DEFAULT_HOURS[5]
    """Default closed."""
    sunday: Hours = DEFAULT_HOURS[6]
    """Default closed."""


class Holidays(Struct, frozen=True):
    """The days on which the service is closed all day."""

    country: str | None = "CA"
    """Country as two letters (ISO 3166), or null for no list but `plus`. Default CA."""
    subdivision: str | None = "ON"
    """Province, state or region of it, as its short code. Default ON."""
    categories: tuple[str, ...] = ("public",)
    """Which lists of the country count: public, government, optional, bank... Default [public]."""
    plus: dict[Day, str] = field(default_factory=dict)
    """More closed days: "2026-11-11" once or "11-11" every year, each with its name. Default: none."""
    minus: tuple[Day | str, ...] = ()
    """Days of the country's list that are ordinary days here, by date or by name. Default: none."""


class Closure(Struct, frozen=True):
    """A time in which the service was closed though its hours say open (RULES 1)."""

    since: str
    """When it began, such as 2026-11-02T09:00, in the service's zone. No default."""
    until: str
    """When it was over, likewise. No default."""
    reason: str
    """Why, in a few words. No default."""


class Service(Struct, frozen=True):
    """What the service promises: when it is open and how soon it answers (RULES 1)."""

    zone: str = "America/Toronto"
    """IANA time zone of hours, months and every time that is shown. Default America/Toronto."""
    hours: WeekHours = WeekHours()
    """When the service is open. Default Monday to Friday 09:00-17:00."""
    holidays: Holidays = Holidays()
    """When it is closed all day. Default: the public holidays of Ontario."""
    shortened: dict[Day, Hours] = field(default_factory=dict)
    """Days with hours of their own: "2026-12-24": 09:00-12:00. Default: none."""
    closures: tuple[Closure, ...] = ()
    """Unplanned closures. They are noted beside the deadlines they fall on and change none. Default: none."""
    target: timedelta = timedelta(hours=24)
    """How soon an inquiry is answered, a duration on `clock`. Default 24h."""
    clock: ClockName = "business-days"
    """Which clock `target` runs on: business-days, literal or service-hours. Default business-days."""
    due_soon: timedelta = timedelta(hours=2)
    """How long before the last open moment an inquiry is marked as due soon. Default 2h."""


class StaffMember(Struct, frozen=True):
    """Somebody who is more than a member, known by Telegram user id and never by name (RULES 2)."""

    id: Positive
    """Telegram user id. No default."""
    role: RoleName = "moderator"
    """moderator, partner, technical or bot. Default moderator."""
    name: str = ""
    """How the desk calls them. Default: the name Telegram has."""


class Category(Struct, frozen=True):
    """A reason to act on a post, and what is done the first time, the second time, and so on (RULES 3)."""

    title: str
    """How the desk calls it. No default."""
    steps: tuple[tuple[Step, ...], ...]
    """One list of steps for each time; the last one goes for every later time. No default."""
    notice: str | None = None
    """Id of the snippet that the member gets. Default: the desk offers those with a fitting use."""
    was: tuple[str, ...] = ()
    """Names this category had before: what was decided under one of them goes on counting. Default: none."""


_EXTRANEOUS: tuple[tuple[Step, ...], ...] = (
    ("delete", "repost-description", "warn"),
    ("delete", "propose-removal"),
)


def default_categories() -> dict[str, Category]:
    """The categories of RULES 3, from Appendix 3 and section 4.3 of the toolkit."""
    return {
        "conduct": Category("Disrespect, off purpose", (("warn",), ("warn",), ("propose-removal",))),
        "extraneous-religious": Category("Extraneous: religious", _EXTRANEOUS),
        "extraneous-political": Category("Extraneous: political", _EXTRANEOUS),
        "extraneous-personal": Category("Extraneous: personal", _EXTRANEOUS),
        "grief": Category("Grief: a gentle note", (("note",),)),
        "advertising": Category(
            "Advertising", (("delete", "note"), ("delete", "warn"), ("delete", "propose-removal"))
        ),
        "offensive": Category("Offensive", (("delete", "ban", "tell"),)),
        "privacy": Category("Personal data in the open", (("delete", "note"),)),
    }


class OneKey(Struct, frozen=True):
    """Actions that one key starts without a dialog."""

    stage_seconds: Seconds = 5
    """How long such an action can be undone on the screen before its first step is sent. Default 5."""


class Moderation(Struct, frozen=True):
    """Warnings and removals (RULES 3)."""

    categories: dict[str, Category] = field(default_factory=default_categories)
    """Replaces the whole table of categories. Default: those of the toolkit."""
    undo_seconds: Seconds = 5
    """How long a confirmed action waits before anything of it is sent, to be undone. Default 5."""
    warning_expiry_months: Positive = 12
    """Months after which a warning no longer counts. Default 12."""
    description_repost_hours: NotNegative = 12
    """Hours that lie at least between two posts of the group's description. Default 12."""
    one_key: OneKey = OneKey()
    """Actions that one key starts."""
    welcome: Literal["private", "group", "off"] = "private"
    """Where newcomers get the welcome and the guidelines, each by a key and never by itself. Default private."""
    guidelines_reminder_days: NotNegative = 0
    """Days after which posting the guidelines again is proposed; 0: never. Default 0."""


class Detection(Struct, frozen=True):
    """How inquiries are found among the messages."""

    own_names: tuple[str, ...] = ()
    """Names by which members address the service, in any language. Default: none."""


class Snippets(Struct, frozen=True):
    """Verified answers, referrals and notices."""

    dirs: tuple[str, ...] = ()
    """Folders with snippets, from the config file's folder on. Default: the samples of the program."""
    stale_after: timedelta = timedelta(days=365)
    """How long a snippet stays verified where it has no date of its own. Default 365d."""


class Emergency(Struct, frozen=True):
    """What the card for urgent messages shows beside the verified contacts (RULES 2)."""

    protocol: dict[str, str] = field(default_factory=dict)
    """The organisation's protocol: a text for each language, shown as written. Default: four general steps."""
    protocol_files: dict[str, str] = field(default_factory=dict)
    """The same from files: a path for each language, from the config file's folder on. Default: none."""


class Private(Struct, frozen=True):
    """Questions that members ask the moderator's own account in private (RULES 2)."""

    enabled: bool = True
    """Whether they are served. Off: no list of private chats is asked for. Default true."""


class Retention(Struct, frozen=True):
    """How long texts are kept; counts stay for ever (RULES 6.3)."""

    message_text: timedelta = timedelta(days=90)
    """Text of the group's messages. Default 90d."""
    complaint_period: timedelta = timedelta(days=90)
    """Text of offensive posts that were acted on, hidden behind a key. Default 90d."""
    free_text: timedelta = timedelta(days=365)
    """Free text of warnings and notes, after the warning's expiry. Default 365d."""


class Sync(Struct, frozen=True):
    """Reading the group's history so that nothing is missed."""

    read_back_days: NotNegative = 30
    """Days of history that the first start reads. Default 30."""
    interval_minutes: Positive = 3
    """Minutes between two readings while connected. Default 3."""


class Notifications(Struct, frozen=True):
    """Alerts; they carry counts, never names or text (RULES 6.7)."""

    bell: bool = True
    """The terminal's bell, in service hours, once for each inquiry that is urgent or falls due soon. Default true."""
    desktop: bool = False
    """The same through the desktop's notifications, where the terminal passes them on (OSC 9, 777). Default false."""
    urgent_off_duty: bool = False
    """Whether an urgent message alerts outside service hours too. Default false."""


class Ui(Struct, frozen=True):
    """The screen."""

    theme: str = "modtui-dark"
    """Name of a theme; the command palette lists them. Default modtui-dark."""
    bidi: Literal["auto", "visual", "terminal"] = "auto"
    """Who puts Arabic in order: modtui (visual), the terminal, or auto by its name. Default auto."""
    layout: Literal["letters", "azerty", "canadian-french"] = "letters"
    """Action keys by the letter they type (letters), or by where they lie (azerty, canadian-french). Default letters."""
    send_key: str = "ctrl+s"
    """The key that sends what the composer holds. Default ctrl+s."""
    keymap: dict[str, str] = field(default_factory=dict)
    """Other keys for actions: the action's id and a key, or several with commas, in place of its own. Default: none."""
    plain: bool = False
    """One column in words, no frames, nothing that ticks: for screen readers and slow lines. Default false."""


class Config(Struct, frozen=True):
    """All settings of config.yaml."""

    telegram: Telegram = Telegram()
    """The account and the way to Telegram."""
    group: Chat | None = None
    """The group: its id, @username or title. Default: not set."""
    log_group: Chat | None = None
    """The moderators' private group for shared entries, likewise. Default: none, everything works alone."""
    service: Service = Service()
    """What the service promises."""
    staff: tuple[StaffMember, ...] = ()
    """Moderators, partners, technical people and bots. Default: none."""
    moderation: Moderation = field(default_factory=Moderation)
    """Warnings and removals."""
    detection: Detection = Detection()
    """How inquiries are found."""
    snippets: Snippets = Snippets()
    """Verified answers."""
    emergency: Emergency = Emergency()
    """What the card for urgent messages shows."""
    private: Private = Private()
    """Questions asked in private."""
    retention: Retention = Retention()
    """How long texts are kept."""
    sync: Sync = Sync()
    """Reading history."""
    notifications: Notifications = Notifications()
    """Alerts."""
    ui: Ui = Ui()
    """The screen."""
    data_dir: str | None = None
    """Folder of store, session and log (--data-dir goes before it). Default: the user's data folder."""
