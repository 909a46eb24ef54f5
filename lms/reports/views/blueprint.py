"""Team completion and reports, for those who answer for others."""

from flask import Blueprint

bp = Blueprint("reports", __name__)
