"""Sentences of the room's verdicts: plans, and the hours rules of a place. Every `_enough` and `_within` is met."""

from django.utils.translation import gettext_lazy as _

PLANS = {
    "no_stages": _("The programme has no stages."),
    "stage_has_hours": _("%(stage)s has %(have)s hours."),
    "stage_without_hours": _("%(stage)s has no hours yet. Enter them by kind and venue."),
    "level_on_ladder": _("The level is on the occupation's ladder."),
    "level_not_on_ladder": _("“%(have)s” is not on the ladder of this occupation. It has: %(need)s."),
    "competences_allowed": _("Every competence is of the occupation's framework or a core skill."),
    "competence_twice": _("One competence is asked for twice in one stage. Keep one line of it."),
    "competence_of_another_occupation": _(
        "%(have)s of the competences belong to another occupation. Choose from this one's framework or the core skills."
    ),
    "programme_name_taken": _(
        "Your college already has a programme called “%(have)s”. Give another name, or open that one."
    ),
    "version_is_released": _("Version %(have)s is released and never changes. Make a new draft from it."),
}

HOURS = {
    "hours_rules": _("The hours rules of the place."),
    "programme_months_enough": _("Length %(have)s months (minimum %(need)s)"),
    "programme_months_within": _("Length %(have)s months (maximum %(need)s)"),
    "programme_months_short": _("Length %(have)s months; at least %(need)s are needed."),
    "programme_months_over": _("Length %(have)s months; at most %(need)s, save in special cases."),
    "yearly_hours_enough": _("%(have)s hours a year (minimum %(need)s)"),
    "yearly_hours_short": _("%(have)s hours a year; at least %(need)s are asked for."),
    "share_general_quality_enough": _("General quality %(have)s %% of the hours (minimum %(need)s %%)"),
    "share_general_quality_within": _("General quality %(have)s %% of the hours (maximum %(need)s %%)"),
    "share_general_quality_short": _(
        "General quality takes %(have)s %% of the hours; at least %(need)s %% is asked for."
    ),
    "share_general_quality_over": _("General quality takes %(have)s %% of the hours; at most %(need)s %% is allowed."),
    "share_professional_basics_enough": _("Professional basics %(have)s %% of the hours (minimum %(need)s %%)"),
    "share_professional_basics_within": _("Professional basics %(have)s %% of the hours (maximum %(need)s %%)"),
    "share_professional_basics_short": _(
        "Professional basics take %(have)s %% of the hours; at least %(need)s %% is asked for."
    ),
    "share_professional_basics_over": _(
        "Professional basics take %(have)s %% of the hours; at most %(need)s %% is allowed."
    ),
    "share_operating_skill_enough": _("Operating skill %(have)s %% of the hours (minimum %(need)s %%)"),
    "share_operating_skill_within": _("Operating skill %(have)s %% of the hours (maximum %(need)s %%)"),
    "share_operating_skill_short": _(
        "Operating skill takes %(have)s %% of the hours; at least %(need)s %% is asked for."
    ),
    "share_operating_skill_over": _("Operating skill takes %(have)s %% of the hours; at most %(need)s %% is allowed."),
    "practice_share_enough": _("Practice %(have)s %% of the hours (minimum %(need)s %%)"),
    "practice_share_within": _("Practice %(have)s %% of the hours (maximum %(need)s %%)"),
    "practice_share_short": _("Practice takes %(have)s %% of the hours; at least %(need)s %% is asked for."),
    "practice_share_over": _("Practice takes %(have)s %% of the hours; at most %(need)s %% is allowed."),
    "central_hours_enough": _("%(have)s hours a year are taught centrally (not on the job) (minimum %(need)s)"),
    "central_hours_within": _("%(have)s hours a year are taught centrally (not on the job) (maximum %(need)s)"),
    "central_hours_short": _(
        "%(have)s hours a year are taught centrally (not on the job); at least %(need)s are asked for."
    ),
    "central_hours_over": _(
        "%(have)s hours a year are taught centrally (not on the job); at most %(need)s are allowed."
    ),
    "online_of_central_enough": _("%(have)s %% of central teaching is online (minimum %(need)s %%)"),
    "online_of_central_within": _("%(have)s %% of central teaching is online (maximum %(need)s %%)"),
    "online_of_central_short": _("%(have)s %% of central teaching is online; at least %(need)s %% is asked for."),
    "online_of_central_over": _("%(have)s %% of central teaching is online; at most %(need)s %% is allowed."),
    "online_of_basics_enough": _("%(have)s %% of the professional basics is online (minimum %(need)s %%)"),
    "online_of_basics_within": _("%(have)s %% of the professional basics is online (maximum %(need)s %%)"),
    "online_of_basics_short": _("%(have)s %% of the professional basics is online; at least %(need)s %% is asked for."),
    "online_of_basics_over": _("%(have)s %% of the professional basics is online; at most %(need)s %% is allowed."),
    "class_size_enough": _("A class of %(have)s (minimum %(need)s)"),
    "class_size_within": _("A class of %(have)s (maximum %(need)s)"),
    "class_size_short": _("A class of %(have)s; at least %(need)s are asked for. Small enterprises can share a class."),
    "class_size_over": _("A class of %(have)s; at most %(need)s are allowed. Plan two classes."),
    "mentors_of_a_class_enough": _("Mentors of the class: %(have)s (minimum %(need)s)"),
    "mentors_of_a_class_within": _("Mentors of the class: %(have)s (maximum %(need)s)"),
    "mentors_of_a_class_short": _("Mentors of the class: %(have)s; at least %(need)s are asked for."),
    "mentors_of_a_class_over": _("Mentors of the class: %(have)s; at most %(need)s are allowed."),
    "apprentices_of_a_mentor_enough": _("Apprentices of one mentor: %(have)s (minimum %(need)s)"),
    "apprentices_of_a_mentor_within": _("Apprentices of one mentor: %(have)s (maximum %(need)s)"),
    "apprentices_of_a_mentor_short": _("Apprentices of one mentor: %(have)s; at least %(need)s are asked for."),
    "apprentices_of_a_mentor_over": _("Apprentices of one mentor: %(have)s; at most %(need)s are allowed."),
    "lesson_minutes_enough": _("Hour of training %(have)s minutes (minimum %(need)s)"),
    "lesson_minutes_within": _("Hour of training %(have)s minutes (maximum %(need)s)"),
    "lesson_minutes_short": _("An hour of training is %(have)s minutes; at least %(need)s are asked for."),
    "lesson_minutes_over": _("An hour of training is %(have)s minutes; at most %(need)s are allowed."),
}

JOURNAL = {
    "programme drafted": _("Programme drafted"),
    "programme drafted anew": _("Draft %(number)s made from version %(copy_of)s"),
    "programme draft saved": _("Draft saved"),
    "programme released": _("Version %(number)s released"),
    "programme retired": _("Version %(number)s retired"),
    "field:target_level": _("target level"),
    "field:months": _("months"),
    "field:class_size": _("apprentices of a class"),
    "field:place": _("place"),
    "field:number": _("version"),
    "field:copy_of": _("copy of version"),
    "field:warned": _("warnings"),
}

# what the rulebooks and their keys are called
RULES = {
    "rulebook:hours": _("Hours and sizes"),
    "rulebook:stage-ladders": _("Stages of a programme"),
    "rule:months": _("months"),
    "rule:yearly": _("hours a year"),
    "rule:hours": _("hours"),
    "rule:by_level": _("by level"),
    "rule:at_least": _("at least"),
    "rule:at_most": _("at most"),
    "rule:in_special_cases": _("in special cases up to"),
    "rule:in_principle": _("in principle"),
    "rule:shares": _("shares by kind, %"),
    "rule:general_quality": _("general quality"),
    "rule:professional_basics": _("professional basics"),
    "rule:operating_skill": _("operating skill"),
    "rule:practice_share": _("share of operating skill, %"),
    "rule:central_hours_a_year": _("hours of central teaching a year"),
    "rule:online_share_of_central": _("online share of central teaching, %"),
    "rule:online_share_of_basics": _("online share of the professional basics, %"),
    "rule:class_size": _("size of a class"),
    "rule:mentors_of_a_class": _("mentors of a class"),
    "rule:apprentices_of_a_mentor": _("apprentices of a mentor"),
    "rule:lesson_minutes": _("minutes of a lesson"),
    "rule:stages": _("stages"),
    "rule:emphasis": _("emphasis"),
    "rule:emphasis_en": _("emphasis in English"),
    "rule:junior-craftsman": _("junior craftsman"),
    "rule:craftsman": _("craftsman"),
    "rule:master-craftsman": _("master craftsman"),
    "rule:names_zh": _("source of the Chinese names"),
}

PHRASES = PLANS | HOURS | JOURNAL | RULES
