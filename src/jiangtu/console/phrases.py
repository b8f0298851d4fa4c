"""The sentences of backup, restore and the first administrator."""

from django.utils.translation import gettext_lazy as _

PHRASES = {
    "administrator_invited": _("The invitation went to %(have)s. Its link is good until %(until)s."),
    "application_role_missing": _(
        "The server has no role %(have)s, which DATABASE_URL names. Make it, then run jiangtu migrate again."
    ),
    "application_role_owns": _(
        "%(have)s, which DATABASE_URL names, may do whatever the owner of the tables may. Let it be no superuser and no"
        " member of the owner's role."
    ),
    "backup_not_written": _("%(have)s cannot be written: %(why)s. Name a file in a folder that can."),
    "backup_made": _("%(have)s: the database and %(files)s files, %(size)s bytes."),
    "backup_without_keys": _("The keys are not in it. Without those of %(have)s nobody reads it: keep them elsewhere."),
    "backup_no_folder": _("There is no folder %(have)s to write into."),
    "backup_nothing": _("The database has no tables of Jiangtu, so there is nothing to back up."),
    "backup_missing": _("There is no file %(have)s."),
    "backup_unreadable": _("This is not a backup that can be read: %(have)s."),
    "backup_other_keys": _(
        "The keys in %(have)s are not those of this backup. Bring those back first; nothing was changed."
    ),
    "backup_of_newer_release": _(
        "The backup comes from a newer release: this one does not know %(have)s. Install that release first."
    ),
    "backup_of_newer_server": _(
        "The backup comes from PostgreSQL %(need)s, and this server is PostgreSQL %(have)s. Take a newer one."
    ),
    "backup_not_ours": _(
        "This backup was changed, or was never sealed by the keys in %(keys)s: %(have)s. Nothing was executed."
    ),
    "restore_as_superuser": _(
        "%(have)s is a superuser of the server. Let the role that owns the database restore it, with no more rights."
    ),
    "restore_not_as_owner": _(
        "%(have)s does not own the database, so it cannot fill it. Name the role that does in MIGRATION_DATABASE_URL;"
        " nothing was changed."
    ),
    "keys_missing": _(
        "The database holds what keys sealed, and there are none in %(have)s. Bring those keys there; new ones would"
        " never open it, and none were made."
    ),
    "keys_of_another": _(
        "The keys in %(have)s are not those that sealed what the database holds. Bring those; nothing was done."
    ),
    "database_away": _(
        "The database that %(have)s names does not answer. Check the address, the role and its password, and that"
        " PostgreSQL runs."
    ),
    "database_without_tables": _("The database has no tables of this release. Run: jiangtu migrate"),
    "figures_made": _("The figures stand for %(on)s now. Apprenticeships counted: %(have)s."),
    "index_made": _("The search's index is made anew. Things that can be found: %(have)s."),
    "files_missing": _("%(have)s files on record are not in %(where)s: %(which)s"),
    "program_missing": _("%(have)s of PostgreSQL %(need)s or newer is missing. Install PostgreSQL's client programs."),
    "restore_not_empty": _(
        "The database is not empty: it has %(have)s tables. Name an empty one, or throw this away with --replace."
    ),
    "restore_files_there": _("There are files in %(have)s already. Move them away, or throw them away with --replace."),
    "restored": _("%(have)s is back: the database and %(files)s files."),
    "restore_then_migrate": _("This release has newer tables. Run: jiangtu migrate"),
}
