"""The review's addresses: who is let in, what each page gets, and the forms that write decisions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlsplit

from flask import Flask, Response, g, redirect, render_template, request
from werkzeug.exceptions import NotFound

from analyser.errors import InputError
from analyser.review import page as pages
from analyser.review.agreement_page import agreement_page, behind_page
from analyser.review.desk import Desk, Passage
from analyser.review.edits import EditError, add_words, join_next, split_at
from analyser.review.form import Fault, read_form, shown, told
from analyser.review.gates import add_guards, add_ways_in, plain
from analyser.review.log import Conflict
from analyser.review.queues import TELLING, first_queue, queue_order, queues_page
from analyser.review.security import Door
from analyser.review.work import Told, Work

PAGES = (
    ("/", "Overview", "o"),
    ("/differences", "Differences", "f"),
    ("/agreement", "Agreement", "g"),
    ("/decisions", "Decisions", "h"),
)
KEYS = (
    ("v", "show or cover the passage"),
    ("1 – 5", "judge the harm level and go on"),
    ("a", "accept the coder's codes and go on"),
    ("s", "save the codes in the form and go on"),
    ("d", "put the passage off and go on"),
    ("e q t m y", "go to assertion, number, form of exploitation, claim, trend"),
    ("c", "write a comment"),
    ("n b", "on and back in the queue"),
    ("x w z", "more around the passage, the whole interview, less"),
    ("u r", "undo and redo, without limit"),
    ("l", "look again at what was judged last"),
    ("/", "search, on this page"),
    ("p", "pause: cover everything"),
)


def add_routes(app: Flask, desk: Desk, door: Door, title: str) -> None:
    """Adds every address to the application."""
    add_guards(app, door)
    add_ways_in(app, door)
    Pages(desk, door, title).add_to(app)


class Pages:
    """The pages of a session that was let in."""

    def __init__(self, desk: Desk, door: Door, title: str) -> None:
        self.desk, self.door, self.title = desk, door, title

    def add_to(self, app: Flask) -> None:
        routes: tuple[tuple[str, str, Callable[..., Any]], ...] = (
            ("GET", "/", self.overview),
            ("GET", "/next", self.next),
            ("POST", "/queue", self.queue),
            ("GET", "/passage/<int:number>", self.passage),
            ("POST", "/passage/<int:number>", self.judge),
            ("GET", "/passage/<int:number>/on", self.on),
            ("GET", "/passage/<int:number>/back", self.back),
            ("POST", "/passage/<int:number>/split", self.split),
            ("POST", "/passage/<int:number>/join", self.join),
            ("POST", "/passage/<int:number>/add", self.add),
            ("POST", "/undo", self.undo),
            ("POST", "/redo", self.redo),
            ("GET", "/differences", self.differences),
            ("GET", "/adjudicate/<int:number>", self.adjudication),
            ("POST", "/adjudicate/<int:number>", self.adjudicate),
            ("POST", "/adjudicate/<int:number>/open", self.open_adjudication),
            ("GET", "/agreement", self.agreement),
            ("GET", "/agreement/<int:row>", self.behind),
            ("GET", "/decisions", self.decisions),
            ("POST", "/settings", self.settings),
        )
        for method, rule, view in routes:
            app.add_url_rule(rule, f"{method} {rule}", self._fresh(view), methods=[method])

    def _fresh(self, view: Callable[..., Any]) -> Callable[..., Any]:
        """The view, with what others have written since already read."""

        def answer(**values: Any) -> Any:
            with self.desk.lock:
                self.desk.refresh()
                return view(**values)

        return answer

    @property
    def work(self) -> Work:
        chosen: dict[str, Any] = g.session.chosen
        if "work" not in chosen:
            kind, value, name, order = first_queue(self.desk)
            chosen["work"] = Work(kind, value, name, order)
            chosen["work"].take(kind, value, name, order)
        work: Work = chosen["work"]
        return work

    # What is shown

    def overview(self) -> Any:
        work, own = self.work, self.desk.own
        page = {
            "figures": self._figures(),
            "judged": len(own.standing),
            "blind": self.desk.blind,
            "changed": sum(not one.whole for one in self.desk.passages),
            "queues": queues_page(self.desk, work),
            "letters": KEYS,
        }
        return self._show("overview.html.j2", page)

    def next(self) -> Any:
        passage = self.work.next_open(self.desk, self.work.at)
        if passage is None:
            self.work.told = Told("saved", f"The queue “{self.work.name}” is done: nothing in it is left to judge.")
            return redirect("/", 303)
        return redirect(f"/passage/{passage.number}", 303)

    def passage(self, number: int) -> Any:
        return self._passage(self._known(number), [])

    def on(self, number: int) -> Any:
        return redirect(f"/passage/{self.work.neighbour(number, 1)}", 303)

    def back(self, number: int) -> Any:
        return redirect(f"/passage/{self.work.neighbour(number, -1)}", 303)

    def differences(self) -> Any:
        rows = [
            {
                "number": passage.number,
                "place": pages.place(passage),
                "settled": settled,
                "differ": ", ".join(pages.differing(self.desk.codings(passage.key)))
                if self.desk.may_see(passage.key)
                else "hidden until you have coded it",
            }
            for passage, settled in sorted(self.desk.disagreements(), key=lambda one: (one[1], one[0].number))
        ]
        page = {"rows": rows, "open": sum(not row["settled"] for row in rows), "doubly": self.desk.doubly_coded()}
        return self._show("differences.html.j2", page)

    def adjudication(self, number: int) -> Any:
        return self._adjudication(self._known(number), [])

    def agreement(self) -> Any:
        return self._show("agreement.html.j2", agreement_page(self.desk))

    def behind(self, row: int) -> Any:
        return self._show("behind.html.j2", behind_page(self.desk, row))

    def decisions(self) -> Any:
        own = self.desk.own
        return self._show("decisions.html.j2", {"rows": pages.decisions(own, self.desk), "all": len(own.standing)})

    # What is written

    def judge(self, number: int) -> Any:
        passage, form = self._known(number), request.form
        comment = form.get("comment", "").strip()
        act = "save" if form.get("harm_level") else form.get("act", "save")
        codes, sees = self._form_codes(passage), self.desk.may_see(passage.key)
        detail: dict[str, Any] = {"blind": not sees and self.work.kind not in TELLING, "queue": self.work.kind}
        if comment != self.desk.own.comment(passage.key):
            detail["comment"] = comment
        if act == "comment":
            if "comment" not in detail:
                return self._passage(passage, [Fault("comment", "The comment is as it was.")])
            return self._written("comment", passage, None, detail, stay=True)
        if act == "defer":
            return self._written("defer", passage, None, detail)
        if act == "accept":
            if not sees:
                return plain("Refused", ["Give your own codes first; the coder's are shown then."], 403)
            return self._written("accept", passage, dict(passage.codes), detail)
        if faults := told(codes):
            return self._passage(passage, faults, codes | {"comment": comment})
        kind = "accept" if codes == passage.codes else "change"
        return self._written(kind, passage, codes, detail)

    def split(self, number: int) -> Any:
        return self._edit(number, lambda passage: split_at(self.desk, passage, request.form.get("words", "")))

    def join(self, number: int) -> Any:
        return self._edit(number, lambda passage: join_next(self.desk, passage))

    def add(self, number: int) -> Any:
        codes = read_form(request.form, [])
        return self._edit(number, lambda passage: add_words(self.desk, passage, request.form.get("words", ""), codes))

    def undo(self) -> Any:
        return self._step("undo")

    def redo(self) -> Any:
        return self._step("redo")

    def open_adjudication(self, number: int) -> Any:
        passage = self._known(number)
        if not self.desk.differs(passage.key):
            return plain("Refused", ["Analysts do not differ on it."], 403)
        if passage.key not in self.desk.own.committed:
            self.desk.write("defer", passage, None, {"opened": "to adjudicate"})
        return redirect(f"/adjudicate/{number}", 303)

    def adjudicate(self, number: int) -> Any:
        passage, form = self._known(number), request.form
        if passage.key not in self.desk.own.committed:
            return plain("Refused", ["Open it to adjudicate first."], 403)
        reason = form.get("reason", "").strip()
        taken = next((one for one in self.desk.codings(passage.key) if str(one.number) == form.get("take")), None)
        codes = dict(taken.codes) if taken is not None else self._form_codes(passage)
        faults = told(codes)
        if not reason:
            faults.append(Fault("reason", "Say why, for those who coded it."))
        if faults:
            return self._adjudication(passage, faults, codes, reason)
        detail = {"reason": reason} | ({"of": taken.number} if taken is not None else {})
        try:
            event = self.desk.write("adjudicate", passage, codes, detail, expected=self._expected())
        except Conflict:
            return self._conflict(f"/adjudicate/{number}")
        self.work.told = Told(
            "saved", f"Saved: decision {event.number}, passage {number} adjudicated.", f"/adjudicate/{number}"
        )
        return redirect("/differences", 303)

    def queue(self) -> Any:
        try:
            name, order = queue_order(self.desk, request.form.get("kind", ""), request.form.get("value", ""))
        except InputError as error:
            self.work.told = Told("warning", str(error))
            return redirect("/", 303)
        if not order:
            self.work.told = Told("warning", f"“{name}” has no passage; the queue stays as it was.")
            return redirect("/", 303)
        self.work.take(request.form.get("kind", ""), request.form.get("value", "").strip(), name, order)
        self.work.at = 0
        return redirect("/next", 303)

    def settings(self) -> Any:
        for name in ("mask", "keys"):
            if request.form.get(name) in ("on", "off"):
                setattr(self.work, name, request.form[name] == "on")
        back = urlsplit(request.form.get("back", "/"))
        safe = not back.scheme and not back.netloc and back.path.startswith("/") and not back.path.startswith("//")
        return redirect(back.path if safe and "\\" not in back.path else "/", 303)

    # Helpers

    def _written(
        self, kind: str, passage: Passage, codes: dict[str, str] | None, detail: dict[str, Any], *, stay: bool = False
    ) -> Any:
        here = f"/passage/{passage.number}"
        saw = self.desk.may_see(passage.key)
        try:
            event = self.desk.write(kind, passage, codes, detail, expected=self._expected())
        except Conflict:
            return self._conflict(here)
        said = pages.levels_said(event, passage) if codes is not None and not saw else ""
        words = f"Saved: decision {event.number} at {pages.clock(event.time)} UTC, "
        words += f"passage {passage.number} {pages.VERBS[kind]}{said}."
        self.work.told = Told("saved", words, "" if stay else here)
        if stay:
            return redirect(here, 303)
        self.work.at = passage.number
        return self.next()

    def _step(self, kind: str) -> Any:
        try:
            event = self.desk.write(kind)
        except Conflict:
            self.work.told = Told("warning", f"There is nothing to {kind}.")
            return redirect("/decisions", 303)
        passage = self.desk.by_key.get(event.passage)
        done = "Taken back" if kind == "undo" else "Brought again"
        self.work.told = Told("saved", f"{done}: decision {event.detail['of']}. Saved as decision {event.number}.")
        return redirect(f"/passage/{passage.number}" if passage is not None else "/decisions", 303)

    def _edit(self, number: int, write: Callable[[Passage], str]) -> Any:
        passage = self._known(number)
        try:
            words = write(passage)
        except EditError as error:
            return self._passage(passage, [Fault("words", str(error))])
        except Conflict:
            return self._conflict(f"/passage/{number}")
        self.work.told = Told("saved", words)
        return redirect(f"/passage/{number}", 303)

    def _form_codes(self, passage: Passage) -> dict[str, str]:
        """The codes of the form; without a level pressed it is the one that stands."""
        form = request.form.to_dict()
        standing = self.desk.own.coding(passage.key)
        if not form.get("harm_level") and standing is not None:
            form["harm_level"] = standing.codes.get("harm_level", "")
        return read_form(form, request.form.getlist("cse_type"))

    def _passage(self, passage: Passage, faults: list[Fault], entered: dict[str, str] | None = None) -> Any:
        self.work.at = passage.number
        page = pages.passage_page(self.desk, passage, request.args.get("around", "near"), entered)
        return self._show("passage.html.j2", page, 422 if faults else 200, faults=faults)

    def _adjudication(
        self, passage: Passage, faults: list[Fault], codes: dict[str, str] | None = None, reason: str = ""
    ) -> Any:
        if not self.desk.differs(passage.key) and self.desk.adjudication(passage.key) is None:
            return plain("Nothing to adjudicate", ["Analysts do not differ on it."], 404, back="/differences")
        page = pages.adjudication_page(self.desk, passage, request.args.get("around", "near"))
        if codes is not None:
            page["filled"] = shown(codes)
        return self._show("adjudication.html.j2", page, 422 if faults else 200, faults=faults, reason=reason)

    def _conflict(self, address: str) -> Any:
        words = "You have decided on this passage in another window since. Nothing was saved: look at it again."
        return plain("Already decided", [words], 409, back=address)

    def _expected(self) -> int | None:
        given = request.form.get("expected", "")
        return int(given) if given.isdecimal() and len(given) < 15 else None

    def _known(self, number: int) -> Passage:
        passage = self.desk.passage(number)
        if passage is None:
            raise NotFound
        return passage

    def _figures(self) -> list[tuple[str, Any]]:
        counted = self.desk.counted()
        return [
            ("passages", len(self.desk.passages)),
            ("judged by you", counted["judged"]),
            ("put off", counted["deferred"]),
            ("coded by two or more", self.desk.doubly_coded()),
            ("differences open", sum(not settled for _, settled in self.desk.disagreements())),
        ]

    def _show(self, template: str, page: dict[str, Any], status: int = 200, **more: Any) -> Any:
        work, own = self.work, self.desk.own
        told_now, work.told = work.told, None
        queue = {
            "kind": work.kind,
            "name": work.name,
            "length": len(work.order),
            "left": work.left(self.desk),
            "place": work.place(page["passage"].number) if "passage" in page else 0,
        }
        last = own.standing[-1] if own.standing else None
        frame = {
            "study": self.title,
            "analyst": self.desk.analyst,
            "form_token": g.session.form_token,
            "pages": PAGES,
            "here": request.path if request.method == "GET" else "/",
            "steps": (("undo", "u", bool(own.standing)), ("redo", "r", bool(own.undone))),
            "told": told_now,
            "saved": f"Your last decision is saved: {pages.when(last)}." if last else "You have decided nothing yet.",
            "queue": queue,
            "mask": work.mask,
            "cover": work.mask and "around" not in request.args,  # who asks for more around it is reading it
            "single_keys": work.keys,
            "idle": int(self.door.idle),
        }
        return Response(
            render_template(template, page=page, frame=frame, **{"faults": [], "reason": "", **more}),
            status,
            mimetype="text/html",
        )
