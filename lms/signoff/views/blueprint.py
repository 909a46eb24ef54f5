"""The room's one blueprint: its pages stand in one file for each reader."""

from flask import Blueprint

bp = Blueprint("signoff", __name__)
TASK = "/onboarding/<row:enrollment_id>/tasks/<key>"
RECORD = "/record/<row:enrollment_id>"
LED = f"{RECORD}/tasks/<key>"
