"""One member: what is known, what was decided and still counts, notes and complaints, and what can be done here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from modtui.desk.errors import DeskError
from modtui.domain.messages import Role
from modtui.text.catalogue import say
from modtui.tui.paint import direction_of
from modtui.tui.screens.ask_line import AskLine
from modtui.tui.screens.listed import ListedDialog
from modtui.tui.screens.member_lines import PageRow, PageWriter, ids_of
from modtui.tui.screens.menu import Choice, ChoiceDialog, ConfirmDialog
from modtui.tui.screens.plan_opening import mute_options, mute_span, open_plan
from modtui.tui.widgets.bars import LineBar

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Coroutine, Sequence
    from datetime import tzinfo
    from typing import Any

    from modtui.desk.api import DeskApi
    from modtui.desk.views import ActionPlan, CategoryChoice
    from modtui.desk.views_members import MemberPage
    from modtui.tui.paint import Line, Painter
    from modtui.tui.settings import UiSettings

DEEDS = (
    ("n", "note"), ("d", "drop_note"), ("v", "void"), ("u", "undo"), ("c", "complaint"), ("z", "decide"),
    ("r", "role"), ("x", "remove"), ("[", "mute"), ("'", "leave"), ("]", "clear"), ("a", "readmit"),
    ("w", "my_record"), ("i", "record"),
)  # fmt: skip
ON_ROWS = frozenset({"drop_note", "void", "undo", "complaint", "decide"})
"""Those about the selected row; the others are about the member."""
READS = frozenset({"my_record", "record"})
"""What also works where nothing may be written."""
ROLES = (Role.MEMBER, Role.MODERATOR, Role.PARTNER, Role.TECHNICAL)


class MemberPageDialog(ListedDialog):
    """Dismisses with None."""

    DEFAULT_CSS = "MemberPageDialog { align: center middle; }"
    TITLE_CODE = "member.title"
    HINTS_CODE = "page.hints"
    HEADED = False
    ABOUT_NO_ROW = tuple(deed for _, deed in DEEDS if deed not in ON_ROWS)

    def __init__(
        self, painter: Painter, settings: UiSettings, desk: DeskApi, member_id: int, zone: tzinfo
    ) -> None:
        super().__init__(painter, settings, desk, zone)
        self._member_id = member_id
        self.page: MemberPage | None = None
        self.page_rows: Sequence[PageRow] = ()
        self.letters = dict(DEEDS)

    async def read_again(self, *, first: bool = False) -> None:
        """Nobody of that number closes what would stay empty."""
        try:
            await super().read_again(first=first)
        except DeskError as error:  # a channel's post, an anonymous admin: there is no such member
            self.modtui.tell(str(error), "warning")
            if self.page is None and self.is_current:
                self.dismiss(None)

    async def read(self) -> None:
        """Everything about them."""
        self.page = await self._desk.member_page(self._member_id)

    def rows(self, width: int) -> list[list[Line]]:
        """Every fact, decision, complaint and note."""
        assert self.page is not None
        self.page_rows = PageWriter(self.painter, self._zone, width).write(self.page)
        return [list(row.lines) for row in self.page_rows]

    def ids(self) -> Sequence[object]:
        """What stood selected stays selected, though a new line came above it."""
        return ids_of(self.page_rows)

    def show(self, *, first: bool = False) -> None:
        """Whose page it is stands on top."""
        super().show(first=first)
        if self.page is not None:
            name = self.painter.one_line(self.page.row.name, 40)
            words: Line = ((say("member.title") + " ", "muted"), (name, "title"))
            self.query_one("#dialog-title", LineBar).put(words)

    # ---- what is selected

    @property
    def row(self) -> PageRow | None:
        """The selected row."""
        index = self.choices.index
        return self.page_rows[index] if index < len(self.page_rows) else None

    @property
    def about(self) -> tuple[str, str, str]:
        """Whom dialogs are about."""
        return (self.page.row.name if self.page is not None else "", "", "ltr")

    # ---- keys

    def action_choose(self) -> None:
        """Everything that can be done here, with its key."""
        choices = [Choice(deed, key, say(f"page.do.{deed}")) for key, deed in DEEDS]

        def chosen(answer: str | None) -> None:
            if answer is not None:
                self.letter(answer, 0)

        self.app.push_screen(
            ChoiceDialog(self.painter, self.settings, say("menu.title"), choices, about=self.about), chosen
        )

    def on_choice_list_chosen(self) -> None:
        """A double click."""
        self.action_choose()

    def letter(self, letter_id: str, at: float) -> None:
        """One of the deeds; those on a warning, a note or a complaint need it selected."""
        if self.page is None or self.busy:
            return
        if letter_id not in READS and self.modtui.desk_screen.status_view.read_only:
            self.modtui.tell(say("error.read_only", what=say(f"page.do.{letter_id}")), "warning")
            return
        getattr(self, f"_do_{letter_id}")()

    def _ask(
        self,
        title: str,
        placeholder: str,
        deed: Callable[[str], Coroutine[Any, Any, Any]],
        about: tuple[str, str, str] | None = None,
    ) -> None:
        """Ask for one line and have the desk write it down; nothing without words."""

        def typed(text: str | None) -> None:
            if text:
                self.spawn(lambda: self._carry(deed(text)), "carry")

        self.app.push_screen(
            AskLine(
                self.painter,
                self.settings,
                title,
                placeholder,
                about=about or self.about,
                hints=say("page.ask_hints"),
            ),
            typed,
        )

    async def _carry(self, deed: Coroutine[Any, Any, Any]) -> None:
        self.busy = True
        try:
            said = await deed
            self.modtui.tell(said if isinstance(said, str) and " " in said else say("page.written"))
            self.modtui.desk_screen.show_undo()
        except DeskError as error:
            self.modtui.tell(str(error), "error")
        finally:
            self.busy = False
        await self.read_again()

    def _confirm(
        self, what: str, sentences: Sequence[str], deed: Callable[[], Coroutine[Any, Any, Any]]
    ) -> None:
        def answered(yes: bool | None) -> None:
            if yes:
                self.spawn(lambda: self._carry(deed()), "carry")

        dialog = ConfirmDialog(
            self.painter, self.settings, say(f"page.do.{what}"), sentences, say("page.yes")
        )
        self.app.push_screen(dialog, answered)

    # ---- notes, warnings, complaints, the role

    def _do_note(self) -> None:
        desk, member_id = self._desk, self._member_id
        self._ask(say("page.do.note"), say("page.note_stays"), lambda text: desk.add_note(member_id, text))

    def _do_drop_note(self) -> None:
        note = self.row.note if self.row is not None else None
        if note is None:
            self.modtui.tell(say("page.needs_note"), "warning")
            return
        self._confirm("drop_note", [note.text], lambda: self._desk.remove_note(note.note_id))

    def _do_void(self) -> None:
        action = self.row.action if self.row is not None else None
        if action is None or not (action.may_void or action.standing == "in force"):
            self.modtui.tell(say("page.needs_warning"), "warning")
            return
        action_id = action.action_id
        self._ask(
            say("page.do.void"), say("page.reason"), lambda text: self._desk.void_warning(action_id, text)
        )

    def _do_undo(self) -> None:
        action = self.row.action if self.row is not None else None
        if action is None:
            staged = self._desk.undoable()
            if staged is not None and staged.until is not None and staged.until > self._desk.now():
                self.take_back()  # what was decided here a moment ago, and is not sent yet
            else:
                self.modtui.tell(say("page.needs_action"), "warning")
            return
        sentences = [say(f"deed.{action.kind}") + f" {action.category}", say("actions.undo_what")]
        self._confirm("undo", sentences, lambda: self._desk.undo_action(action.action_id))

    def _do_complaint(self) -> None:
        action = self.row.action if self.row is not None else None
        action_id = action.action_id if action is not None else None
        code = "page.complaint_action" if action is not None else "page.complaint_general"
        self._ask(
            say("page.do.complaint"),
            say(code),
            lambda text: self._desk.record_complaint(self._member_id, text, action_id=action_id),
        )

    def _do_decide(self) -> None:
        complaint = self.row.complaint if self.row is not None else None
        if complaint is None or complaint.upheld is not None:
            self.modtui.tell(say("page.needs_complaint"), "warning")
            return
        if not complaint.may_review:
            self.modtui.tell(say("desk.own_complaint"), "warning")
            return
        back = complaint.about_return
        answers = [
            ("upheld", say("page.return_right" if back else "page.upheld")),
            ("declined", say("page.return_wrong" if back else "page.declined")),
        ]
        answers += [("upheld_void", say("page.upheld_void"))] if complaint.may_void else []
        choices = [Choice(answer, str(key), words) for key, (answer, words) in enumerate(answers, start=1)]
        complaint_id = complaint.complaint_id
        about = (self.about[0], complaint.text, direction_of(complaint.text))

        def chosen(answer: str | None) -> None:
            if answer is not None:
                upheld, void = answer != "declined", answer == "upheld_void"
                self._ask(
                    say("page.do.decide"),
                    say("page.reason"),
                    lambda text: self._desk.decide_complaint(
                        complaint_id, upheld=upheld, text=text, void=void
                    ),
                    about,
                )

        self.app.push_screen(
            ChoiceDialog(self.painter, self.settings, say("page.do.decide"), choices, about=about),
            chosen,
        )

    def _do_role(self) -> None:
        choices = [
            Choice(role.value, str(number), say(f"role.{role.value}.long"))
            for number, role in enumerate(ROLES, start=1)
        ]

        def chosen(answer: str | None) -> None:
            if answer is not None:
                self._confirm(
                    "role",
                    [say("page.new_role", name=self.about[0], role=say(f"role.{answer}"))],
                    lambda: self._desk.set_role(self._member_id, Role(answer)),
                )

        self.app.push_screen(
            ChoiceDialog(self.painter, self.settings, say("page.do.role"), choices, about=self.about), chosen
        )

    # ---- acting on them

    def _plan(
        self,
        kind: str,
        make: Callable[[CategoryChoice | None], Awaitable[ActionPlan]],
        options: Sequence[CategoryChoice] = (),
        why: str = "",
    ) -> None:
        open_plan(
            self, self._desk, kind, 0, self.about, options=options, make=make,
            title=say(f"act.title.{kind}", name=self.about[0]), why=why, then=lambda _: self.reload(),
        )  # fmt: skip

    def _do_remove(self) -> None:
        async def make(option: CategoryChoice | None) -> ActionPlan:
            code = option.code if option is not None else None
            return await self._desk.plan_member("remove", self._member_id, code)

        self._plan("remove", make, tuple(self._desk.categories("remove")))

    def _do_mute(self) -> None:
        async def make(option: CategoryChoice | None) -> ActionPlan:
            span = mute_span(option)
            until = self._desk.now() + span if span is not None else None
            return await self._desk.plan_member("mute", self._member_id, until=until)

        self._plan("mute", make, mute_options(), say("mute.how_long"))

    def _do_leave(self) -> None:
        self._plan("leave", lambda _: self._desk.plan_member("leave", self._member_id))

    def _do_readmit(self) -> None:
        self._plan("readmit", lambda _: self._desk.plan_member("readmit", self._member_id))

    def _do_clear(self) -> None:
        from modtui.tui.screens.raid import RaidDialog

        self.app.push_screen(
            RaidDialog(
                self.painter, self.settings, self._desk, [self._member_id], [self.about[0]], self._zone
            ),
            lambda _: self.reload(),
        )

    # ---- what is held about them

    def _do_my_record(self) -> None:
        from modtui.tui.screens.my_record import MyRecordDialog

        language = self.page.language if self.page is not None else None
        self.app.push_screen(
            MyRecordDialog(
                self.painter, self.settings, self._desk, self._member_id, self.about[0], language or "en"
            )
        )

    def _do_record(self) -> None:
        from modtui.tui.screens.record import RecordDialog

        self.app.push_screen(
            RecordDialog(self.painter, self.settings, self._desk, self._zone, self._member_id)
        )
