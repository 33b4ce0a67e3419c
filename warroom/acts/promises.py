"""Acts about what owners ask and what they were promised."""

from warroom import making
from warroom.acts.owners import named
from warroom.acts.recording import Acts, change, changed, find, why_kept, withdrawn
from warroom.clock import from_stamp
from warroom.errors import BadInput, WarroomError
from warroom.events import Event
from warroom.making import Change
from warroom.state.commitments import Broken, CommitmentKind, Kept, Made, Moved, Withdrawn
from warroom.state.promises import Score, score
from warroom.state.questions import Answered, Asked
from warroom.state.record import Record, called
from warroom.state.timeline import Via
from warroom.state.updates import Told, ToldFact
from warroom.text import clean


class QuestionActs(Acts):
    """What people do about owners' questions. ``ref`` is five letters, or an id; refusals change nothing."""

    def find(self, ref: str) -> Record[Asked]:
        """The question that ``ref`` names."""
        return find([self._state.questions.asked], ref, "question")

    async def ask(
        self,
        owner: str,
        text: str,
        *,
        actor: str = "",
        due: str | None = None,
        message: str = "",
        via: Via = "spoken",
        occurred_at: str | None = None,
    ) -> Event:
        """Note a question of an owner: who asked, and until when an answer is due."""
        if due:
            from_stamp(due)
        text = making.needed(clean(text), "what did they ask?")
        asked = Asked(text=text, owner_id=named(self._state, owner), actor=actor, due=due, message=message, via=via)
        return await self._do(asked, occurred_at)

    async def answer(
        self, ref: str, text: str, *, told: bool = False, by: str = "", actor: str = "", occurred_at: str | None = None
    ) -> list[Event]:
        """Write the answer; ``told`` says that the owner has heard it, else it waits among what is not told."""
        question = self.find(ref)
        text = making.needed(clean(text), "what is the answer?")
        if question.erased and not told:
            raise BadInput(
                f"the words of that question were erased, an answer can't wait there; once they heard it: "
                f"/answer {question.ref} {text}; told: yes. Nothing was recorded"
            )
        held = self._state.questions.answer(question.eid)
        if held is not None and held.value.text == text and held.value.told >= told:
            raise WarroomError("that is the answer already; nothing was changed")
        register = self._state.questions.answers.get(question.eid)
        bases = register.bases if register else []
        answered = Answered(
            target=question.eid, text=text, told=told, by=by, title=called(question), actor=actor, bases=bases
        )
        changes: list[tuple[Change, str | None]] = [(change(answered), occurred_at)]
        if told and not by:
            words = text if question.erased else f"{called(question, 60)} → {text}"
            fact = ToldFact(key=f"answer:{question.eid}", was=text, text=words)
            heard = Told(owner_id=question.now.owner_id, facts=(fact,), means="call", actor=actor)
            changes.append((change(heard), occurred_at))
        return await self._room.do(changes)

    async def edit(self, ref: str, **fields: object) -> Event:
        """Change fields of a question (``text``, ``due``, ``owner_id``)."""
        return await self._do(changed(self.find(ref), fields))

    async def withdraw(self, ref: str, reason: str = "", *, back: bool = False) -> Event:
        """Strike a question (it was none, or is noted twice), or bring it ``back``."""
        return await self._do(withdrawn(self.find(ref), reason, withdrawn=not back))


class PromiseActs(Acts):
    """What people do about promises to owners. ``ref`` is five letters, or an id; refusals change nothing."""

    def find(self, ref: str) -> Record[Made]:
        """The promise that ``ref`` names."""
        return find([self._state.commitments.made], ref, "promise")

    def score(self, owner: str) -> Score:
        """How well promises to an owner are kept."""
        state = self._state
        return score(state.commitments, state.updates, self._room.clock(), named(state, owner))

    async def make(
        self,
        owner: str,
        text: str,
        due: str,
        *,
        kind: CommitmentKind = "action",
        assignee: str = "",
        message: str = "",
        question: str = "",
        actor: str = "",
        via: Via = "key",
        occurred_at: str | None = None,
    ) -> Event:
        """Note a promise to an owner: what, until when, who sees to it."""
        from_stamp(due)
        text = making.needed(clean(text), "what was promised?")
        promise = Made(
            text=text,
            owner_id=named(self._state, owner),
            kind=kind,
            due=due,
            assignee=assignee,
            message=message,
            question=question,
            actor=actor,
            via=via,
        )
        return await self._do(promise, occurred_at)

    async def move(self, ref: str, due: str, reason: str, *, actor: str = "", occurred_at: str | None = None) -> Event:
        """Give a promise another time, with the owner told why; also picks one of two times that are in conflict."""
        promise = self._open(ref)
        from_stamp(due)
        if promise.now.due == due and not promise.conflict("due"):
            raise WarroomError("it is due then already; nothing was changed")
        reason = making.needed(reason, "why does it move? The owner is told")
        moved = Moved(
            target=promise.eid,
            due=due,
            was=promise.now.due or "",
            reason=why_kept(promise, reason),
            title=called(promise),
            actor=actor,
            bases=promise.bases("due"),
        )
        return await self._do(moved, occurred_at)

    async def keep(
        self, ref: str, text: str = "", *, by: str = "", actor: str = "", occurred_at: str | None = None
    ) -> Event:
        """Say that a promise is kept, and what shows it."""
        promise = self._open(ref)
        kept = Kept(
            target=promise.eid,
            text=why_kept(promise, text),
            by=by,
            title=called(promise),
            actor=actor,
            bases=promise.bases("state"),
        )
        return await self._do(kept, occurred_at)

    async def break_(self, ref: str, reason: str, *, actor: str = "") -> Event:
        """Say that a promise will not be kept."""
        promise = self._open(ref)
        reason = why_kept(promise, making.needed(reason, "why is it not kept?"))
        bases = promise.bases("state")
        return await self._do(
            Broken(target=promise.eid, reason=reason, title=called(promise), actor=actor, bases=bases)
        )

    async def withdraw(self, ref: str, reason: str, *, actor: str = "", occurred_at: str | None = None) -> Event:
        """Take a promise back, with the owner told; before its time that is notice, after it a broken promise."""
        promise = self._open(ref)
        reason = why_kept(promise, making.needed(reason, "why is it taken back? The owner is told"))
        bases = promise.bases("state")
        gone = Withdrawn(target=promise.eid, reason=reason, title=called(promise), actor=actor, bases=bases)
        return await self._do(gone, occurred_at)

    async def edit(self, ref: str, **fields: object) -> Event:
        """Change the words of a promise, or who of us sees to it; its time is changed by ``move``."""
        return await self._do(changed(self.find(ref), fields))

    async def reopen(self, ref: str, reason: str) -> Event:
        """Say that a promise is open after all."""
        return await self._do(changed(self.find(ref), {"state": "open"}, reason=reason))

    def _open(self, ref: str) -> Record[Made]:
        promise = self.find(ref)
        if promise.now.state != "open" and not promise.conflict("state"):
            raise WarroomError(f"it is {promise.now.state} already; nothing was changed")
        return promise
