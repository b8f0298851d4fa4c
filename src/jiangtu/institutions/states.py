"""Kinds of institution and the roles a person can hold in one."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from jiangtu.core.machine import Machine


class Kind(TextChoices):
    MINISTRY = "ministry", _("ministry")
    BUREAU = "bureau", _("bureau")
    ENTERPRISE = "enterprise", _("enterprise")
    COLLEGE = "college", _("college")
    TOWNSHIP_SCHOOL = "township_school", _("township school")
    CAMPUS = "campus", _("campus")
    ASSOCIATION = "association", _("association")
    ASSESSMENT_BODY = "assessment_body", _("assessment body")
    INTERNATIONAL = "international", _("international organisation")


class Role(TextChoices):
    APPRENTICE = "apprentice", _("apprentice")
    ENTERPRISE_MENTOR = "enterprise_mentor", _("enterprise mentor")
    ENTERPRISE_HR = "enterprise_hr", _("enterprise HR")
    COLLEGE_TRAINER = "college_trainer", _("college trainer")
    PROGRAMME_HEAD = "programme_head", _("programme head")
    TOWNSHIP_COORDINATOR = "township_coordinator", _("township coordinator")
    BUREAU_OFFICER = "bureau_officer", _("bureau officer")
    MINISTRY_ANALYST = "ministry_analyst", _("ministry analyst")
    EXPERT = "expert", _("expert")
    PROJECT_OFFICER = "project_officer", _("project officer")
    ADMINISTRATOR = "administrator", _("administrator")


class Way(TextChoices):
    """How an invitation reaches whom it is for."""

    MAIL = "mail", _("mail")
    CARD = "card", _("printed card")
    SMS = "sms", _("text message")


class PartnerState(TextChoices):
    """Where an enterprise that a college named as its partner stands. Nothing of it is seen before it has agreed."""

    ASKED = "asked", _("asked")
    AGREED = "agreed", _("agreed")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", pgettext_lazy("invitation", "withdrawn")


# The college asks, and takes back what nobody has answered; the enterprise answers, and may take its word back.
PARTNER = Machine(
    "partner",
    {
        "agree": (frozenset({PartnerState.ASKED, PartnerState.DECLINED}), PartnerState.AGREED),
        "decline": (frozenset({PartnerState.ASKED}), PartnerState.DECLINED),
        "withdraw": (frozenset({PartnerState.ASKED, PartnerState.AGREED}), PartnerState.WITHDRAWN),
        "ask": (frozenset({PartnerState.DECLINED, PartnerState.WITHDRAWN}), PartnerState.ASKED),
    },
    dict(PartnerState.choices),
)


class AccountState(TextChoices):
    """Whether a person can sign in."""

    NONE = "none", _("no account")
    INVITED = "invited", _("invited")
    ACTIVE = "active", _("can sign in")
    LOCKED = "locked", _("locked")


# Which roles an institution of a kind can give.
ROLES_OF: dict[str, tuple[str, ...]] = {
    Kind.ENTERPRISE: (Role.APPRENTICE, Role.ENTERPRISE_MENTOR, Role.ENTERPRISE_HR),
    Kind.COLLEGE: (Role.COLLEGE_TRAINER, Role.PROGRAMME_HEAD),
    Kind.TOWNSHIP_SCHOOL: (Role.TOWNSHIP_COORDINATOR, Role.COLLEGE_TRAINER),
    Kind.CAMPUS: (Role.TOWNSHIP_COORDINATOR, Role.COLLEGE_TRAINER),
    Kind.BUREAU: (Role.BUREAU_OFFICER,),
    Kind.MINISTRY: (Role.MINISTRY_ANALYST, Role.ADMINISTRATOR),
    Kind.ASSOCIATION: (Role.TOWNSHIP_COORDINATOR, Role.EXPERT),
    Kind.ASSESSMENT_BODY: (Role.EXPERT,),
    Kind.INTERNATIONAL: (Role.EXPERT, Role.PROJECT_OFFICER),
}

# Roles that see other people's data and so sign in with a second factor.
SEES_OTHERS = frozenset(Role.values) - {Role.APPRENTICE, Role.MINISTRY_ANALYST}
