"""What the tests of the house need to try this room's pages and acts: apprenticeships, a stage, files that came in."""

from jiangtu.apprenticeships.actions import certificates
from jiangtu.apprenticeships.actions.stages import lay_out_stages
from jiangtu.apprenticeships.models import Apprenticeship, Inquiry
from tests.factories import apprenticeships as make
from tests.house.world import TODAY


def of_enterprise(of):
    """Those of the class's first enterprise: in training, their stages laid out, the first with a certificate."""
    on = of.things["class"].starts_on
    filled = {"state": "active", "intake": "new_hire", "contract_from": on, "current_level": "L5"}
    enrolments = of.things["class"].enrolments.filter(enterprise=of.things["enterprise"]).order_by("pk")
    made = [Apprenticeship.objects.create(enrolment=each, **filled) for each in enrolments]
    lay_out_stages(made, on=on)
    hr, number = of.actors["enterprise_hr"], f"Z{made[0].pk:015d}"
    certificates.enter_certificate(made[0], number=number, level="L5", issued_on=TODAY, body="中心", by=hr)
    return made


def waiting(of):
    """One that the college has prepared, and that waits for the enterprise."""
    of.things["apprenticeships"]
    return make.apprentice(of.things["class"], state="proposed", enterprise=of.things["enterprise"])


def roster(of):
    content = make.roster_csv(make.roster_row())
    return make.roster_checked(of.things["class"], content, by=of.actors["enterprise_hr"])


def list_of_certificates(of):
    content = make.certificates_csv(make.certificate_row(of.things["waiting"]))
    return make.certificates_checked(content, by=of.actors["enterprise_hr"])


def inquiry(of):
    """What another class asks about somebody who was in training here and has left."""
    of.things["waiting"]
    left = {"state": "left", "left_on": TODAY, "left_reason": "x"}
    it = make.apprentice(of.things["class"], enterprise=of.things["enterprise"], **left)
    asking = make.draft_class(state="open")
    return Inquiry.objects.create(
        person=it.enrolment.person, name="某人", training_class=asking, enterprise=asking.enterprises.get(),
        apprenticeship=it, asked_as="enterprise_hr",
    )  # fmt: skip


THINGS = {
    "apprenticeships": of_enterprise,
    "apprenticeship": lambda of: of.things["apprenticeships"][0],
    "stage": lambda of: make.open_stage(of.things["apprenticeship"]),
    "waiting": waiting,
    "certificate": lambda of: of.things["apprenticeship"].certificates.get(),
    "roster": roster,
    "inquiry": inquiry,
    "list": list_of_certificates,
}
ADDRESSES = {
    "apprenticeships": "apprenticeship", "apprenticeships:rosters": "class", "apprenticeships:class-people": "class",
    "apprenticeships:answer-inquiry": {"verb": "refuse", "uuid": lambda of: of.things["inquiry"].uuid},
    "apprenticeships:correct-certificate": "certificate", "apprenticeships:withdraw-certificate": "certificate",
    "apprenticeships:join": "class", "apprenticeships:remind": "class", "apprenticeships:class-stages": "class",
}  # fmt: skip
VALUES = {
    "verb": "refuse", "row": {}, "facts": {}, "ratings": [], "number": "Z1", "level": "L5", "issued_on": TODAY,
    "body": "中心", "about": [], "keys": [],
    "found": lambda of: [of.things["waiting"]], "houses": [], "entries": lambda of: [of.things["entry"]],
    "progress": lambda of: of.things["stage"], "it": lambda of: of.things["apprenticeship"],
}  # fmt: skip
WITHIN = {
    "apprenticeships/actions/admission.py:admit": "takes its caller's verdict",
    "apprenticeships/actions/admission.py:correct_facts": "takes its caller's verdict",
    "apprenticeships/actions/admission.py:give_hats": "takes its caller's verdict",
    "apprenticeships/actions/certificates.py:enter_certificates": "takes its caller's verdict; asks for each",
    "apprenticeships/actions/inquiries.py:inquire": "takes its caller's verdict",
    "apprenticeships/actions/taking_back.py:take_back_places": "takes its caller's verdict",
    "apprenticeships/actions/taking_back.py:withdraw_certificates": "takes its caller's verdict; asks for each",
    "apprenticeships/actions/stages.py:close_stages": "closes each by the act that asks",
}
OTHERWISE = {
    "apprenticeships:reopen-stage": "linked once a stage is closed",
    "apprenticeships:take-back-departure": "linked once somebody has left",
}
REVEALS = {"apprenticeships:detail": "the number, masked"}
