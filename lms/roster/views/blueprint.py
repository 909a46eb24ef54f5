"""Keeping the roster: people, invitations, imports, enrollments, offices."""

from flask import Blueprint

bp = Blueprint("roster", __name__)
PERSON = "/roster/<row:person_id>"
